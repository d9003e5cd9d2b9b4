"""Every choice of every shipped pack: what is shown is understood as that choice, a denial of it never."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache

import pytest

from bot.messages import load
from bot.packs.catalog import installed
from bot.packs.loader import load_pack
from bot.questionnaire.model import Choice, Question
from bot.questionnaire.understanding import marks, understand
from bot.questionnaire.understanding.outcome import Confirm, Outcome, Understood

_TODAY = date(2026, 7, 15)
_SHORTEST_HALF = 3  # characters; fewer are often function words only
_DENIALS = {
    "zh-CN": (("不是{}", "没有{}", "还没{}", "不{}", "不用{}", "并非{}"), ("{}没有", "{}不是", "{}还没有")),
    "en": (("not {}", "we don't {}", "never {}"), ("{} not yet", "{} is wrong")),
}


@cache
def asked() -> tuple[tuple[str, str, Question], ...]:
    """Pack, locale and question for every choice question."""
    return tuple(
        (pack.id, locale, question)
        for pack in installed()
        for locale in load_pack(pack.folder).locales
        for question in load_pack(pack.folder).questionnaire(locale).questions
        if question.type in ("single", "multiple")
    )


def reply(question: Question, text: str, locale: str) -> Outcome:
    return understand(question, text, load(locale), today=_TODAY)


def expected(question: Question, choice: Choice) -> str | tuple[str, ...]:
    return choice.key if question.type == "single" else (choice.key,)


def distinct_half(label: str, others: list[str]) -> str:
    """The first half of a label, longer where another label holds it too."""
    size = max(_SHORTEST_HALF, (len(label) + 1) // 2)
    while size < len(label) and any(label[:size] in other for other in others):
        size += 1
    return label[:size]


def shown(question: Question) -> Iterator[tuple[str, Choice, str]]:
    """What a person sees of each choice, by kind."""
    for choice, mark in zip(question.choices, marks(question), strict=True):
        others = [other.label for other in question.choices if other is not choice]
        texts = {"mark": mark, "label": choice.label, "short": choice.short}
        texts["half"] = distinct_half(choice.label, others)
        yield from ((kind, choice, text) for kind, text in texts.items() if text)


def test_what_is_shown_is_understood_as_that_choice_and_never_as_another(
    capsys: pytest.CaptureFixture[str],
) -> None:
    wrong, asked_back, unclear = [], Counter[str](), []
    counts = Counter[str]()
    for pack, locale, question in asked():
        for kind, choice, text in shown(question):
            counts[kind] += 1
            outcome = reply(question, text, locale)
            if isinstance(outcome, Understood | Confirm) and outcome.value != expected(question, choice):
                wrong.append((pack, locale, question.id, text, choice.key, outcome))
            elif isinstance(outcome, Confirm):
                asked_back[kind] += 1
            elif not isinstance(outcome, Understood):
                unclear.append((pack, locale, question.id, kind, text))
    with capsys.disabled():
        print(f"\nshown: {dict(counts)}, asked back: {dict(asked_back)}, unclear: {len(unclear)}")

    assert wrong == []
    assert set(asked_back) <= {"half"}
    assert {kind for *_, kind, _ in unclear} <= {"half"}
    # Half a label can be half a sense: “超过 10%”, or what comes before a “not”.
    assert asked_back["half"] <= 0.05 * counts["half"]
    assert len(unclear) <= 0.01 * counts["half"]


def _denied(choice: Choice, locale: str) -> Iterator[str]:
    before, after = _DENIALS[locale]
    parts = {choice.label, choice.short, *re.split("[，、；,;]", choice.label)}
    for part in sorted(part.strip() for part in parts if len(part.strip()) > 1):
        yield from (form.format(part) for form in (*before, *after))


def _worded(question: Question, text: str) -> bool:
    """Whether the denial happens to be in a choice's own wording."""
    return any(
        text.lower() in wording.lower()
        for choice in question.choices
        for wording in (choice.label, choice.short, *choice.synonyms)
    )


@pytest.mark.proof
def test_a_denied_choice_is_never_understood_as_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    tried, chosen = 0, []
    for pack, locale, question in asked():
        for choice in question.choices:
            for text in _denied(choice, locale):
                if _worded(question, text):
                    continue
                tried += 1
                outcome = reply(question, text, locale)
                if isinstance(outcome, Understood) and outcome.value == expected(question, choice):
                    chosen.append((pack, locale, question.id, text, outcome))
    with capsys.disabled():
        print(f"\ndenied: {tried} replies, {len(chosen)} taken for the choice itself")

    assert chosen == []


@pytest.mark.proof
def test_two_choices_are_never_one(capsys: pytest.CaptureFixture[str]) -> None:
    tried, taken = 0, []
    for pack, locale, question in asked():
        if question.type != "single":
            continue
        shown_marks = marks(question)
        for one, mark in zip(question.choices, shown_marks, strict=True):
            for other, second in zip(question.choices, shown_marks, strict=True):
                if one is other:
                    continue
                for text in (
                    *(f"{mark}{joint}{second}" for joint in ("和", "、", "或", " ", "/", "")),
                    f"{one.label}和{other.label}",
                    f"{mark} {other.label}",
                ):
                    tried += 1
                    outcome = reply(question, text, locale)
                    if isinstance(outcome, Understood):
                        taken.append((pack, locale, question.id, text, outcome))
    with capsys.disabled():
        print(f"\ntwo at once: {tried} replies, {len(taken)} taken for one")

    assert taken == []
