from decimal import Decimal
from itertools import chain, combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.questionnaire.rules import compile_rule
from bot.questionnaire.rules.kinds import Kind, Subject
from bot.questionnaire.rules.parsing import parse
from bot.questionnaire.rules.reach import Asked, can_hold

N = Subject("n", Kind.NUMBER, integer=True, minimum=Decimal(1), maximum=Decimal(10))
SUBJECTS = [
    N,
    Subject("share", Kind.NUMBER, minimum=Decimal(0), maximum=Decimal(1)),
    Subject("one", Kind.CHOICE, ("a", "b", "c")),
    Subject("many", Kind.CHOICES, ("x", "y", "z", "none"), exclusive=frozenset({"none"}), max_chosen=2),
    Subject("flag", Kind.YESNO),
    Subject("day", Kind.DATE),
    Subject("words", Kind.TEXT),
    Subject("file", Kind.FILE),
]
ASKED = [Asked(subject) for subject in SUBJECTS]


@pytest.mark.parametrize(
    ("source", "possible"),
    [
        ("${one} = 'a'", True),
        ("${one} = 'a' and ${one} = 'b'", False),
        ("${one} = 'a' and not(${one} = 'a')", False),
        ("${one} != 'a' and ${one} != 'b' and ${one} != 'c'", False),
        ("${one} = '' and ${one} != ''", False),
        ("${flag} = 'yes' and ${flag} = 'no'", False),
        ("${n} > 10", False),
        ("${n} >= 10", True),
        ("${n} < 1", False),
        ("${n} > 3 and ${n} < 4", False),
        ("${share} > 0.3 and ${share} < 0.4", True),
        ("${share} > 0.4 and ${share} < 0.3", False),
        ("-1 > ${n}", False),
        ("selected(${many}, 'x') and selected(${many}, 'none')", False),
        ("selected(${many}, 'x') and selected(${many}, 'y')", True),
        ("count-selected(${many}) > 2", False),
        ("count-selected(${many}) = 2 and not(selected(${many}, 'x'))", True),
        ("count-selected(${many}) = 1 and selected(${many}, 'none')", True),
        ("${day} > '2024-01-01' and ${day} < '2024-01-03'", True),
        ("${day} > '2024-01-01' and ${day} < '2024-01-02'", False),
        ("${words} = 'p' and ${words} = 'q'", False),
        ("${words} != 'p' and ${words} != 'q'", True),
        ("${file} != '' and ${file} = ''", False),
        ("coalesce(${n}, 99) > 50", True),
        ("if(${one} = 'a', 1, 2) > 2", False),
        ("false()", False),
        ("true()", True),
        # several answers calculated with each other are left open
        ("${n} + ${share} > 100", None),
        ("${n} > ${share}", None),
    ],
)
def test_whether_some_answers_make_it_true(source: str, *, possible: bool | None) -> None:
    assert can_hold(parse(source), ASKED) is possible


def test_a_question_not_asked_reads_as_unanswered() -> None:
    first, second = Subject("first", Kind.CHOICE, ("a", "b")), Subject("second", Kind.YESNO)
    asked = [Asked(first), Asked(second, parse("${first} = 'a'"))]

    assert can_hold(parse("${second} = 'yes' and ${first} = 'a'"), asked)
    assert can_hold(parse("${second} = 'yes' and ${first} = 'b'"), asked) is False
    assert can_hold(parse("${second} = '' and ${first} = 'b'"), asked)


def test_a_constraint_is_tried_with_answers_of_its_own_type() -> None:
    assert can_hold(parse(". > 10"), ASKED, N) is False
    assert can_hold(parse(". > 9"), ASKED, N)
    assert can_hold(parse(". > 9 and ${one} = 'a'"), ASKED, N, parse("${one} = 'b'")) is False


def test_too_many_combinations_are_left_open() -> None:
    asked = [Asked(Subject(f"q{n}", Kind.CHOICE, tuple("abcdef"))) for n in range(8)]
    every = " and ".join(f"${{q{n}}} = 'a' and ${{q{n}}} = 'b'" for n in reversed(range(8)))

    assert can_hold(parse(every), asked) is None


_ATOMS = st.sampled_from(
    [
        "${one} = 'a'",
        "${one} != 'b'",
        "${one} = ''",
        "${flag} = 'yes'",
        "${flag} = false()",
        "selected(${many}, 'x')",
        "selected(${many}, 'none')",
        "count-selected(${many}) >= 2",
        "coalesce(${one}, 'c') = 'c'",
        "if(${flag} = 'no', 1, 2) = 1",
    ]
)
_CONDITIONS = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        inner.map("not({})".format),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} and {pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} or {pair[1]})"),
    ),
    max_leaves=6,
)
_SETS = [*chain.from_iterable(combinations("xyz", size) for size in range(3)), ("none",)]


@settings(max_examples=60)
@given(_CONDITIONS)
def test_it_agrees_with_trying_everything(source: str) -> None:
    rule = compile_rule(source)
    worlds = product([None, "a", "b", "c"], [None, True, False], [None, *_SETS])
    possible = any(
        rule.holds({k: v for k, v in zip(("one", "flag", "many"), world, strict=True) if v is not None})
        for world in worlds
    )

    assert can_hold(rule.expression, ASKED) is possible
