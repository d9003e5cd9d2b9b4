from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.advice import is_top, shortest_path, single_raises, strongest, weakest
from scoring.engine import assess, rate
from scoring.plan import Plan, prepare
from scoring.standard import (
    ChoicePoints,
    CountGate,
    Group,
    Indicator,
    Method,
    Rung,
    ScoreGate,
    Standard,
    Unanswered,
)
from scoring.values import AnswerValue, NotApplicable

KEYS = ("0", "1", "2")
LADDER = ChoicePoints({key: Fraction(int(key), 2) for key in KEYS}, {key: int(key) for key in KEYS})


def built(
    weights: list[int],
    needs: int,
    count: int,
    flagged: int,
    *,
    method: Method = Method.MEAN,
    unanswered: Unanswered = Unanswered.ZERO,
) -> Standard:
    """A root over two groups; one rung with a score, a count and a flagged count."""
    indicators = tuple(
        Indicator(
            f"q{n}",
            "left" if n % 2 else "right",
            LADDER,
            Fraction(weight),
            flags=frozenset({"key"} if n < 3 else ()),
        )
        for n, weight in enumerate(weights)
    )
    return Standard(
        id="t",
        version="1",
        groups=(
            Group("root", None),
            Group("left", "root", Fraction(2), method),
            Group("right", "root", Fraction(1)),
        ),
        indicators=indicators,
        ladder=(
            Rung(
                1,
                "one",
                1,
                "",
                (
                    ScoreGate("1.1.score", "root", Fraction(needs)),
                    CountGate("1.1.1", 1, count),
                    CountGate("1.1.2", 2, flagged, "key"),
                ),
            ),
        ),
        unanswered=unanswered,
    )


def fewest_steps(plan: Plan, answers: dict[str, AnswerValue]) -> int | None:
    """Every way to raise, tried."""
    choices: list[list[tuple[AnswerValue | None, int]]] = []
    for indicator in plan.standard.indicators:
        now = answers.get(indicator.id)
        options: list[tuple[AnswerValue | None, int]] = [(now, 0)]
        if not isinstance(now, NotApplicable):
            here = KEYS.index(now) if isinstance(now, str) else -1
            options += [(KEYS[n], n - here) for n in range(here + 1, len(KEYS))]
        choices.append(options)
    best: int | None = None
    for picked in product(*choices):
        steps = sum(price for _, price in picked)
        if best is not None and steps >= best:
            continue
        raised = {
            indicator.id: value
            for indicator, (value, _) in zip(plan.standard.indicators, picked, strict=True)
            if value is not None
        }
        if rate(plan, raised).rung >= 0:
            best = steps
    return best


VALUES: st.SearchStrategy[AnswerValue | None] = st.sampled_from([*KEYS, None, NotApplicable("")])


@given(
    st.lists(st.integers(1, 5), min_size=4, max_size=6),
    st.lists(VALUES, min_size=6, max_size=6),
    st.integers(0, 100),
    st.integers(0, 4),
    st.integers(0, 3),
    st.sampled_from([Method.MEAN, Method.SUM, Method.MINIMUM]),
)
def test_no_path_is_shorter_and_the_one_found_arrives(
    weights: list[int],
    values: list[AnswerValue | None],
    needs: int,
    count: int,
    flagged: int,
    method: Method,
) -> None:
    plan = prepare(built(weights, needs, min(count, len(weights)), min(flagged, len(weights)), method=method))
    given_values = enumerate(values[: len(weights)])
    answers: dict[str, AnswerValue] = {f"q{n}": value for n, value in given_values if value is not None}

    path = shortest_path(plan, answers)

    if rate(plan, answers).rung == 0:
        assert path is None
        assert is_top(plan, answers)
        return
    expected = fewest_steps(plan, answers)
    assert (path.steps if path else None) == expected
    if path:
        assert path.proven
        raised = {**answers, **{one.question: one.after for one in path.raises}}
        after = rate(plan, raised)
        assert after.rung == 0
        assert after.score == path.raises[-1].score
        assert sum(one.steps for one in path.raises) == path.steps


def test_left_out_questions_are_not_advised_where_the_standard_leaves_them_out() -> None:
    plan = prepare(built([1, 1, 1, 1], 90, 0, 0, unanswered=Unanswered.EXCLUDE))

    path = shortest_path(plan, {"q0": "1", "q1": "1"})

    assert path is not None
    assert {one.question for one in path.raises} == {"q0", "q1"}


def test_raises_come_in_an_order_that_pays_early() -> None:
    plan = prepare(built([1, 5, 5, 1], 60, 0, 0))

    path = shortest_path(plan, {f"q{n}": "0" for n in range(4)})

    assert path is not None
    gains = [one.score for one in path.raises]
    first = gains[0] / path.raises[0].steps
    assert all(
        first >= (after - before) / one.steps
        for before, after, one in zip(gains, gains[1:], path.raises[1:], strict=False)
    )


def test_single_raises_name_what_adds_most() -> None:
    plan = prepare(built([1, 1, 4, 1], 90, 0, 0))

    found = single_raises(plan, {"q0": "1", "q1": "2", "q2": "0", "q3": "1"})

    assert [one.question for one in found] == ["q3", "q2", "q0"]
    assert all(one.points > 0 for one in found)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_strongest_and_weakest(count: int) -> None:
    plan = prepare(built([1, 1, 1, 1], 0, 0, 0))
    result = assess(plan, {"q0": "2", "q1": "0", "q2": "1", "q3": "1"})
    dimensions = [result.nodes[name] for name in ("left", "right")]

    assert [node.id for node in strongest(dimensions, count)] == ["right", "left"][:count]
    assert [node.id for node in weakest(dimensions, count)] == ["left", "right"][:count]
