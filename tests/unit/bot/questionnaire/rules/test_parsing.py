from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.questionnaire.rules.errors import FaultKind, RuleError
from bot.questionnaire.rules.expressions import (
    Arithmetic,
    Comparison,
    Every,
    Negate,
    Number,
    Ref,
    Some,
    Text,
    This,
    references,
)
from bot.questionnaire.rules.grammar import parse_fully
from bot.questionnaire.rules.parsing import MAX_DEPTH, MAX_LENGTH, parse
from bot.questionnaire.rules.quick import parse_plainly


def test_and_binds_closer_than_or() -> None:
    tree = parse("${a} = 'x' or ${b} = 'y' and ${c} = 'z'")

    a = Comparison("=", Ref("a", 1), Text("x", 8), 6)
    b = Comparison("=", Ref("b", 15), Text("y", 22), 20)
    c = Comparison("=", Ref("c", 30), Text("z", 37), 35)
    assert tree == Some((a, Every((b, c), 20)), 6)


def test_products_bind_closer_than_sums_and_both_lean_left() -> None:
    tree = parse("1 - 2 - 3 * . = 0")

    first = Arithmetic("-", Number(Decimal(1), 1), Number(Decimal(2), 5), 3)
    product = Arithmetic("*", Number(Decimal(3), 9), This(13), 11)
    assert tree == Comparison("=", Arithmetic("-", first, product, 7), Number(Decimal(0), 17), 15)


def test_words_beginning_like_operators_are_functions_and_ids() -> None:
    tree = parse("not(${order} = 'and') and ${div} mod 2 = -1")

    assert references(tree) == {"order", "div"}
    assert isinstance(tree, Every)
    last = tree.operands[1]
    assert isinstance(last, Comparison)
    assert last.right == Negate(Number(Decimal(1), 43), 42)


def test_both_quotes_are_texts() -> None:
    assert parse('"it\'s" = \'a "b"\'') == Comparison("=", Text("it's", 1), Text('a "b"', 10), 8)


@pytest.mark.parametrize(
    ("source", "column", "expected"),
    [
        ("${a} == 1", 7, "Write “=” for equal"),
        ("${a} = 1 && ${b} = 2", 10, "Write “and”"),
        ("${a} = 1 | ${b} = 2", 10, "Write “or”"),
        ("${a} / 2 = 1", 6, "Write “div”"),
        ("${A} = 1", 1, "in lower case"),
        ("${a} = 'x", 8, "Close the text"),
        ("${a} =", 7, "ends too early; expected a question"),
        ("(${a} = 1", 10, "expected “)”"),
        ("${a} = 1)", 9, "expected the end"),
        ("${a} ＝ 1", 6, "half-width ="),
        ("not（${a} = 1）", 4, "half-width brackets"),
        ("${a} = “x”", 8, "straight quotation marks"),
        ("1 < 2 < 3", 7, "“< 3” is not expected here"),
        ("", 1, "ends too early"),
        ("${a} ${b}", 6, "expected a comparison"),
    ],
)
def test_syntax_errors_name_the_column_and_what_was_expected(source: str, column: int, expected: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse(source)

    assert caught.value.fault.kind is FaultKind.SYNTAX
    assert caught.value.column == column
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("selectd(${a}, 'b')", "Did you mean “selected”?"),
        ("today() = 1", "The functions are not, selected"),
        ("if(true(), 1) = 1", "if() takes 3 argument(s), not 2"),
        ("count-at-least() >= 1", "takes 1 or 2 or 3 argument(s), not 0"),
        ("true(1)", "takes 0 argument(s), not 1"),
    ],
)
def test_functions_are_known_and_get_their_arguments(source: str, expected: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse(source)

    assert caught.value.fault.kind is FaultKind.FUNCTION
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    "source",
    [
        "(" * 5000 + "1 = 1" + ")" * 5000,
        "(" * 400 + "1 = 1" + ")" * 400,
        "-" * 300 + "1 = 1",
        "not(" * (MAX_DEPTH + 1) + "true()" + ")" * (MAX_DEPTH + 1),
        "${a} = '" + "x" * MAX_LENGTH + "'",
    ],
)
def test_hostile_expressions_are_refused(source: str) -> None:
    with pytest.raises(RuleError):
        parse(source)


_SPACES = st.sampled_from(["", " ", "  ", "\n"])
_PLAIN = st.one_of(
    st.from_regex(r"\$\{ ?[a-z][a-z0-9_-]{0,6} ?\}", fullmatch=True),
    st.from_regex(r"'[^'\x00-\x1f]{0,6}'", fullmatch=True),
    st.from_regex(r'"[^"\x00-\x1f]{0,6}"', fullmatch=True),
    st.from_regex(r"[0-9]{1,4}(\.[0-9]{1,3})?", fullmatch=True),
    st.sampled_from([".", "true()", "false( )", "score('g')", "count-at-least(2, 'key')"]),
)
_ODD = st.sampled_from(
    [
        "and",
        "or",
        "not(1 = 1)",
        "-1",
        "(1)",
        "",
        "count-selected(${a})",
        "${ a",
        "=",
        "'",
        "selected(",
        ".5",
        "1.",
    ]
)
_SIGNS = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])


def _conditions(operands: st.SearchStrategy[str], signs: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    comparison = st.tuples(_SPACES, operands, _SPACES, signs, _SPACES, operands, _SPACES).map("".join)
    return st.one_of(comparison, comparison, st.just(" selected( ${a} , 'b' ) "))


def _joined(conditions: st.SearchStrategy[str], joins: list[str]) -> st.SearchStrategy[str]:
    some = st.lists(conditions, min_size=1, max_size=4)
    return st.one_of(*(some.map(f" {join} ".join) for join in joins))


@settings(max_examples=60)
@given(_joined(_conditions(_PLAIN, _SIGNS), ["and", "or"]))
def test_the_quick_reader_reads_plain_forms_as_the_grammar_does(source: str) -> None:
    quick = parse_plainly(source)

    assert quick is not None
    assert quick == parse_fully(source)


@settings(max_examples=60)
@given(
    _joined(
        _conditions(_PLAIN | _ODD, _SIGNS | st.sampled_from(["==", "+", "and", "div", "=<"])),
        ["and", "or", "and or", "nor", ","],
    )
)
def test_the_quick_reader_never_takes_what_the_grammar_refuses(source: str) -> None:
    quick = parse_plainly(source)

    if quick is not None:
        assert quick == parse_fully(source)


@pytest.mark.parametrize(
    "source",
    [
        "${industry} = 'auto'",
        "${a} = 'x' or ${b} != \"y\" or selected(${c}, 'z')",
        "${prior} = true()",
        "count-at-least(2) >= 6 and count-at-least(2, 'key') >= 3 and score('strategy') > 30.5",
        ". >= 1 and . <= ${n}",
    ],
)
def test_the_quick_reader_takes_the_plain_forms(source: str) -> None:
    assert parse_plainly(source) == parse_fully(source)


@pytest.mark.parametrize(
    "source",
    [
        "${a} = 1 and ${b} = 2 or ${c} = 3",
        "not(${a} = 1)",
        "(${a} = 1)",
        "${a} + 1 = 2",
        "${a} = -1",
        "${a}",
        "",
        "x",
    ],
)
def test_the_quick_reader_leaves_the_rest(source: str) -> None:
    assert parse_plainly(source) is None
