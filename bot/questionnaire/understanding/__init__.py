"""Free text in Chinese and English to a typed answer: deterministic and explainable."""

from bot.questionnaire.understanding.confirmation import interpret_confirmation
from bot.questionnaire.understanding.marks import marks
from bot.questionnaire.understanding.reader import understand

__all__ = ["interpret_confirmation", "marks", "understand"]
