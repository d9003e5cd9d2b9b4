"""What a reply to “…, right?” means: yes, no, or something else (a new answer)."""

from __future__ import annotations

from bot.questionnaire.model import Question
from bot.questionnaire.understanding.folding import fold, squeeze
from bot.questionnaire.understanding.tables import chinese, english

_YES = frozenset(
    chinese(
        "1 是 是的 是啊 对 对的 对啊 对对 对对对 嗯 嗯嗯 嗯对 好 好的 行 可以 没错 正确 确认 确定"
        " 没问题 就是 就是这样 是这样 是这个意思 对没错 √ 对了 对头 中"
    )
    + english("ok/okay/yes/y/yep/yeah/yup/right/correct/exactly/sure/true/that's right/yes please/fine")
)
_NO = frozenset(
    chinese(
        "2 否 不 不对 不是 不是的 错 错了 不行 × 不对的 不是这个 不是这个意思 都不对 没有对 说错了 搞错了"
    )
    + english("no/n/nope/wrong/not right/incorrect/that's wrong/no it's not")
)
_DIGITS = frozenset("12")
_SHOWN_BY_DIGIT = ("single", "multiple", "yesno", "grid")


def interpret_confirmation(text: str, question: Question | None = None) -> bool | None:
    """Yes, no, or None: treat the reply as a new answer.

    Give the question where there is one: where its choices are typed as digits, “1” and “2” are choices, and
    never yes and no.
    """
    words = squeeze(fold(text))
    if words in _DIGITS and question is not None and question.type in _SHOWN_BY_DIGIT:
        return None
    if words in _YES_FORMS:
        return True
    return False if words in _NO_FORMS else None


_YES_FORMS = frozenset(squeeze(word) for word in _YES) | frozenset(squeeze(f"{word}吧") for word in _YES)
_NO_FORMS = frozenset(squeeze(word) for word in _NO) | frozenset(squeeze(f"{word}吧") for word in _NO)
