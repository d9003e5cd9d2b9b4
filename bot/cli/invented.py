"""An invented enterprise that answers the whole questionnaire, as a person would type it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from bot.app import Core
from bot.channels.console import shown
from bot.cli.play import Play
from bot.clock import StillClock
from bot.conversation.prompt import Prompt, PromptKind
from bot.errors import WenzhenError
from bot.questionnaire.model import Question
from bot.services import sample
from scoring.values import AnswerValue, GridAnswer

SEED = 6  # of the invented answers: a middling enterprise
_TURN = timedelta(seconds=16)  # what a busy person needs for a question
_MOST_TURNS = 250  # far more than the questionnaire has; ends a demonstration that goes round in circles


def converse(core: Core, clock: StillClock, play: Play) -> str:
    """Play the diagnosis from the invitation to the result; the transcript.

    Raises:
        WenzhenError: the conversation did not come to a result.
    """
    code = sample.sign_ins(core.database, clock.now()).contact
    transcript: list[str] = []
    own = sample.fresh_enterprise(core.database)
    answers = sample.invented_answers(core.library.default(), own.industry or "", own.headcount or 0, SEED)
    replies = Replies(core, play.locale, answers)
    prompts = play.open(code)
    _note(transcript, "", prompts)
    while prompts and prompts[-1].kind is not PromptKind.RESULT:
        if play.turns > _MOST_TURNS:
            raise WenzhenError("The demonstration went round in circles.\n" + "\n\n".join(transcript[-6:]))
        text = replies.to(prompts[-1])
        clock.move(_TURN)
        prompts = play.say(text)
        _note(transcript, text, prompts)
    return "\n\n".join(transcript) + "\n"


class Replies:
    """What a contact with these answers types."""

    def __init__(self, core: Core, locale: str, answers: Mapping[str, AnswerValue]) -> None:
        self._questionnaire = core.library.questionnaire(core.library.default(), locale)
        self._answers = answers
        self._chinese = locale.startswith("zh")
        self._rows: dict[str, int] = {}

    def to(self, prompt: Prompt) -> str:
        """Her reply to a prompt."""
        value = self._answers.get(prompt.question)
        if prompt.kind is PromptKind.REVIEW:
            return "提交" if self._chinese else "submit"
        if prompt.kind is not PromptKind.QUESTION:
            return "1"
        if value is None:
            return "跳过" if self._chinese else "skip"
        return self._typed(prompt, self._questionnaire.question(prompt.question), value)

    def _typed(self, prompt: Prompt, question: Question, value: AnswerValue) -> str:
        marks = {option.key: option.mark for option in prompt.options}
        match value:
            case GridAnswer():
                row = self._rows.get(question.id, 0)
                self._rows[question.id] = row + 1
                return marks[value.as_dict()[question.rows[row].key]]
            case tuple():
                return ("、" if self._chinese else ", ").join(marks[key] for key in value)
            case bool():
                return ("有" if value else "没有") if self._chinese else ("yes" if value else "no")
            case Decimal():
                return f"{value}%" if question.type == "percent" else str(value)
            case str():
                return marks.get(value, value)
            case _:
                return "跳过" if self._chinese else "skip"


def _note(transcript: list[str], text: str, prompts: tuple[Prompt, ...]) -> None:
    if text:
        transcript.append(f"> {text}")
    transcript += [shown(prompt) for prompt in prompts]
