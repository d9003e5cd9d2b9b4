"""The corpus: what people type, held against what must come of it. Nothing may be silently wrong."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest
from support.utterances import TODAY, Utterance, numbers, questions, utterances

from bot.messages import load
from bot.questionnaire.understanding import understand
from bot.questionnaire.understanding.outcome import Outcome, Understood

_ENOUGH = 400


@cache
def outcomes() -> tuple[tuple[Utterance, Outcome], ...]:
    return tuple((said, _outcome(said)) for said in utterances())


def _outcome(said: Utterance) -> Outcome:
    question, locale = questions()[said.question]
    return understand(question, said.text, load(locale), today=TODAY, number_of=numbers())


def test_nothing_is_silently_wrong() -> None:
    assert [said.misses(outcome) for said, outcome in outcomes() if said.silently_wrong(outcome)] == []


@pytest.mark.parametrize("file", sorted({said.file for said in utterances()}))
def test_every_line_comes_out_as_expected(file: str) -> None:
    here = [(said, outcome) for said, outcome in outcomes() if said.file == file]

    assert [said.misses(outcome) for said, outcome in here if said.misses(outcome)] == []


def test_the_corpus_is_large_and_covers_every_type() -> None:
    said = utterances()

    assert len(said) >= _ENOUGH
    assert {questions()[one.question][0].type for one in said} == {
        "single",
        "multiple",
        "number",
        "percent",
        "yesno",
        "date",
        "text",
        "grid",
        "file",
    }
    assert {locale for _, locale in questions().values()} == {"zh-CN", "en"}
    assert not [key for key, count in Counter((one.question, one.text) for one in said).items() if count > 1]


def test_what_should_be_understood_is_and_precision_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    expected = [(said, outcome) for said, outcome in outcomes() if said.kind in ("answer", "na")]
    understood = [said for said, outcome in expected if isinstance(outcome, Understood)]
    answers = [(said, outcome) for said, outcome in outcomes() if isinstance(outcome, Understood)]
    right = [said for said, outcome in answers if not said.silently_wrong(outcome)]
    with capsys.disabled():
        print(
            f"\nunderstanding: {len(outcomes())} utterances, {len(understood)}/{len(expected)} understood, "
            f"{len(right)}/{len(answers)} of the readings right"
        )

    assert len(right) == len(answers)
    assert len(understood) >= 0.95 * len(expected)


def test_every_reading_names_its_rule() -> None:
    assert [
        str(said) for said, outcome in outcomes() if isinstance(outcome, Understood) and not outcome.why
    ] == []
