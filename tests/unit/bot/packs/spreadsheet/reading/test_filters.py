import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.packs.spreadsheet.reading.filters import columns_of, condition_of, fill, tokens_of

RULES = st.sampled_from(
    [
        "${a} = 1",
        "(${a} = 1)",
        " (a()) or (b()) ",
        "'x' = 'x' or ${b} > 2 and not(${c} = 'd')",
        "selected(${a}, ') and (')",
        "((${a} = 1) and (${b} = 2))",
    ]
)


def conditions(expression: str, rows: dict[str, dict[str, str]]) -> dict[str, str]:
    tokens = tokens_of(expression)
    columns = columns_of(tokens)
    return {
        key: fill(tokens, columns, lambda column, key=key, row=row: {"name": key, **row}[column])  # type: ignore[misc]
        for key, row in rows.items()
    }


@given(st.dictionaries(st.sampled_from("abcd"), RULES, min_size=1))
def test_a_written_filter_gives_every_condition_back(rules: dict[str, str]) -> None:
    found = conditions(condition_of(rules), {key: {} for key in "abcd"})

    assert {key: text for key, text in found.items() if text} == rules


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("land = ${l}", {"sh": "'cn' = ${l}", "paris": "'fr' = ${l}"}),
        ("land = 'cn'", {"sh": "", "paris": "false()"}),
        ("land != 'cn' and name = 'paris'", {"sh": "false()", "paris": ""}),
        ("land = 'cn' and ${x} > 2", {"sh": "${x} > 2", "paris": "false()"}),
        ("land = 'cn' or ${x} > 2 or ${y} > 2", {"sh": "", "paris": "${x} > 2 or ${y} > 2"}),
        ("not(land = 'cn') or (${x} > 2)", {"sh": "${x} > 2", "paris": ""}),
        ("selected(${l}, land)", {"sh": "selected(${l}, 'cn')", "paris": "selected(${l}, 'fr')"}),
        ("(land = 'cn' or ${x} = 1 or ${z} = 3) and ${y} = 2",
         {"sh": "${y} = 2", "paris": "(${x} = 1 or ${z} = 3) and ${y} = 2"}),
        ("${x} = 'land'", {"sh": "${x} = 'land'", "paris": "${x} = 'land'"}),
    ],
)  # fmt: skip
def test_what_the_columns_decide_is_left_out(expression: str, expected: dict[str, str]) -> None:
    assert conditions(expression, {"sh": {"land": "cn"}, "paris": {"land": "fr"}}) == expected


def test_names_that_are_no_columns() -> None:
    assert columns_of(tokens_of("not(selected(${a}, 'b')) and state = 'c' or true () div 2 城市")) == [
        "state",
        "城市",
    ]


def test_a_value_that_cannot_be_quoted_is_an_error() -> None:
    with pytest.raises(ValueError, match="quotation marks"):
        conditions("land = ${l}", {"sh": {"land": "'\""}})
