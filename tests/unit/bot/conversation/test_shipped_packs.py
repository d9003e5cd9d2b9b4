"""Every question of every shipped questionnaire, as the person gets it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from support.phone import lines_on_a_phone

from bot.conversation.answering import go_to
from bot.conversation.definition import Definition
from bot.conversation.drawing import draw
from bot.conversation.interview import Interview, Phase
from bot.conversation.prompt import Prompt
from bot.conversation.step import Step
from bot.messages import load
from bot.packs.loader import load_pack
from bot.questionnaire.model import Questionnaire

_PACKS = sorted(
    path.parent for path in (Path(__file__).resolve().parents[4] / "templates/packs").glob("*/*/pack.toml")
)
# A phone of 360 by 740 pixels without its keyboard.
_LINES = 29


@cache
def _asked(folder: Path, locale: str) -> tuple[Prompt, ...]:
    """The first asking of each question, whatever else it depends on."""
    questionnaire: Questionnaire = load_pack(folder).questionnaire(locale)
    definition = Definition(questionnaire, load(locale))
    prompts = []
    for question in questionnaire.questions:
        known = {} if question.relevant is None else _known_for(questionnaire, question.id)
        status = "." * len(questionnaire.questions)
        empty = Interview(
            questionnaire.id, questionnaire.version, "", locale, status, Phase.ASKING, known=known
        )
        if question.id in definition.paths.of(known).numbers:
            prompts.append(draw(Step(go_to(empty, question.id, definition)), definition))
    return tuple(prompts)


def _known_for(questionnaire: Questionnaire, question_id: str) -> dict[str, str | bool]:
    """Answers of one controlling question under which the question is asked."""
    rule = questionnaire.question(question_id).relevant
    assert rule is not None
    for name in rule.references:
        controller = questionnaire.question(name)
        values: list[str | bool] = [choice.key for choice in controller.choices] or [True, False]
        for value in values:
            if rule.holds({name: value}):
                return {name: value}
    return {}


_CASES = [
    (folder, locale)
    for folder in _PACKS
    for locale in ("zh-CN", "en")
    if (folder / "locales" / locale).is_dir()
]


@pytest.mark.parametrize(("folder", "locale"), _CASES, ids=lambda case: getattr(case, "name", case))
def test_every_question_is_asked_and_fits_a_phone(folder: Path, locale: str) -> None:
    prompts = _asked(folder, locale)

    assert len(prompts) == len(load_pack(folder).questionnaire(locale).questions)
    too_long = {
        prompt.question: lines_on_a_phone(prompt.text)
        for prompt in prompts
        if lines_on_a_phone(prompt.text) > _LINES
    }
    assert too_long == {}


@pytest.mark.parametrize(("folder", "locale"), _CASES, ids=lambda case: getattr(case, "name", case))
def test_every_choice_has_a_button_with_a_mark(folder: Path, locale: str) -> None:
    for prompt in _asked(folder, locale):
        marks = [option.mark for option in prompt.options if option.mark]
        assert len(set(marks)) == len(marks)
        assert all(option.label and len(option.key.encode()) <= 24 for option in prompt.options)
