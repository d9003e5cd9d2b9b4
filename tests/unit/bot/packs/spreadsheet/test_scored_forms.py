"""Forms that score: what the columns mean, and what they mean when they are not there."""

from decimal import Decimal
from fractions import Fraction

import pytest
from support.sheets import imported, pack_of, problems_of

from bot.packs.checking import from_raw
from bot.packs.raw import RawIndicator
from scoring.values import Answers

QUESTIONS = """
| survey  | type              | name | label | dimension | weight |
|         | select_one k      | one  | One?  | {0}       |        |
|         | select_multiple m | more | More? | {1}       | {6}    |
|         | decimal           | rate | Rate? |           |        |
| choices | list_name         | name | label | points    | level  |         |        |
|         | k                 | a    | A     | {2}       | {4}    |         |        |
|         | k                 | b    | B     | {3}       | {5}    |         |        |
|         | m                 | x    | X     |           |        |         |        |
|         | m                 | y    | Y     |           |        |         |        |
"""


def indicators(*cells: str, weight: str = "1/3") -> dict[str, RawIndicator]:
    standard = pack_of(QUESTIONS.format(*cells, weight)).standard
    return {one.question: one for one in standard.indicator} if standard else {}


def test_without_dimensions_nothing_is_scored() -> None:
    assert indicators("", "", "", "", "", "", weight="") == {}


def test_the_measure_of_a_question_follows_from_its_type_and_its_points() -> None:
    plain = indicators("d", "d", "", "", "", "")
    pointed = indicators("d", "d", "0", "1.5", "1", "3")

    assert (plain["one"].measure, plain["more"].measure) == ("ladder", "share")
    assert [plain["one"].weight, plain["more"].weight] == [Fraction(1), Fraction(1, 3)]
    assert pointed["one"].points == {"a": 0, "b": Fraction(3, 2)}
    assert pointed["one"].levels == {"a": 1, "b": 3}


def test_levels_of_a_ladder_say_where_it_begins() -> None:
    found = indicators("d", "d", "", "", "2", "3")["one"]

    assert (found.measure, found.first_level, found.levels) == ("ladder", 2, {})


def test_dimensions_alone_make_a_standard() -> None:
    pack = pack_of("""
    | survey  | type         | name | label | dimension |
    |         | select_one k | one  | One?  | plan      |
    |         | select_one y | two  | Two?  | work      |
    |         | select_one y | rate | Rate? | work      |
    | choices | list_name    | name | label |           |
    |         | k            | a    | A     |           |
    |         | k            | b    | B     |           |
    |         | k            | c    | C     |           |
    |         | y            | yes  | Yes   |           |
    |         | y            | no   | No    |           |
    """)
    standard = pack.standard
    assert standard is not None

    assert [(one.id, one.parent, one.role) for one in standard.group] == [
        ("total", "", ""),
        ("plan", "total", "dimension"),
        ("work", "total", "dimension"),
    ]
    answers: Answers = {"one": "b", "two": True, "rate": False}
    assert from_raw(pack).assess(answers).score == 50
    assert pack.wording["en"].standard_note == "Self-reported; computed by the imported standard; sample."


def test_several_groups_without_a_parent_get_a_total_above_them() -> None:
    pack = pack_of("""
    | survey   | type         | name | label | dimension |
    |          | select_one k | one  | One?  | plan      |
    |          | select_one k | two  | Two?  | work      |
    | choices  | list_name    | name | label |           |
    |          | k            | a    | A     |           |
    |          | k            | b    | B     |           |
    | standard | id           | name | weight |          |
    |          | plan         | Plan | 30     |          |
    |          | work         | Work | 70     |          |
    """)
    standard = pack.standard
    assert standard is not None

    assert [(one.id, one.parent, one.weight, one.role) for one in standard.group] == [
        ("total", "", Fraction(1), ""),
        ("plan", "total", Fraction(30), "dimension"),
        ("work", "total", Fraction(70), "dimension"),
    ]
    assert pack.wording["en"].group["total"].name == "Total"


NUMBERS = """
| survey | type    | name | label | unit   | dimension | low   | high   | bands   | best   | level_bounds |
|        | decimal | rate | Rate? | {unit} | d         | {low} | {high} | {bands} | {best} | {bounds}     |
"""


@pytest.mark.parametrize(
    ("cells", "measure", "answer", "score"),
    [
        ({"unit": "%"}, "linear", "25", 25),
        ({"low": "10", "high": "30"}, "linear", "25", 75),
        ({"low": "30", "high": "10"}, "linear", "25", 25),
        ({"bands": "0=0; 20=1; 60=4"}, "bands", "25", 25),
        ({"unit": "%", "bands": "0=0，25=1/2，60=1"}, "bands", "25", 50),
    ],
)
def test_numbers_are_scored_by_bands_or_in_proportion(
    cells: dict[str, str], measure: str, answer: str, score: int
) -> None:
    empty = dict.fromkeys(("unit", "low", "high", "bands", "best", "bounds"), "")
    pack = pack_of(NUMBERS.format(**{**empty, **cells}))
    assert pack.standard is not None

    assert pack.standard.indicator[0].measure == measure
    assert from_raw(pack).assess({"rate": Decimal(answer)}).score == score


def test_levels_of_a_share() -> None:
    pack = pack_of(NUMBERS.format(unit="%", low="", high="", bands="", best="4", bounds="0=1; 0.25=2; 2/3=3"))
    assert pack.standard is not None
    found = pack.standard.indicator[0]

    assert found.best == 4
    assert found.level_bounds == ((Fraction(0), 1), (Fraction(1, 4), 2), (Fraction(2, 3), 3))


def test_variants_change_weights() -> None:
    pack = pack_of("""
    | survey   | type         | name  | label | dimension |
    |          | select_one t | trade | Trade? |          |
    |          | select_one k | one   | One?  | plan      |
    |          | select_one k | two   | Two?  | work      |
    | choices  | list_name    | name  | label |           |
    |          | t            | car   | Cars  |           |
    |          | t            | food  | Food  |           |
    |          | k            | a     | A     |           |
    |          | k            | b     | B     |           |
    | standard | id           | name  | parent |          |
    |          | all          | All   |       |           |
    |          | plan         | Plan  | all   |           |
    |          | work         | Work  | all   |           |
    | variants | id           | name  | weight:plan | weight:work |
    |          | car          | Cars  | 3     |           |
    |          | food         | Food  | 1/2   | 2         |
    | settings | form_id      | variant_question | unanswered | status |
    |          | f            | Trade | exclude | reference |
    """)
    standard = pack.standard
    assert standard is not None

    assert (standard.variant_question, standard.unanswered) == ("trade", "exclude")
    assert {one.id: one.weights for one in standard.variant} == {
        "car": {"plan": 3},
        "food": {"plan": Fraction(1, 2), "work": 2},
    }
    assert from_raw(pack).assess({"trade": "car", "one": "b", "two": "a"}).score == 75


def test_a_weight_for_no_group_is_named_with_its_cell() -> None:
    found = problems_of("""
    | survey   | type         | name  | label | dimension |
    |          | select_one k | one   | One?  | plan      |
    | choices  | list_name    | name  | label |           |
    |          | k            | a     | A     |           |
    |          | k            | b     | B     |           |
    | variants | id           | name  | weight:plam | wieght:plan |
    |          | a            | A     | 3     |           |
    | settings | form_id      | variant_question |    |   |
    |          | f            | one   |       |           |
    """)

    assert [(one.code, one.where, one.remedy) for one in found] == [
        (
            "SHEET-HEAD-001",
            "variants!D1",
            "Delete it, or begin its heading with # to keep it as a remark.",
        ),
    ]


LEVELS = """
| survey  | type         | name       | label | dimension  | flags     |
|         | select_one k | one        | One?  | d          | key, base |
| choices | list_name    | name       | label |            |           |
|         | k            | a          | A     |            |           |
|         | k            | b          | B     |            |           |
| levels  | level        | level_name | grade | grade_name | min_score | gate                           |
|         | 1            | Base       | 1     | lower      | 20        |                                |
|         | 1            |            | 2     | upper      | 40        |                                |
|         | 2            | Top        | 3     | lower      | 60        | count-at-least(2, 'key') >= 1  |
"""


def test_levels_and_grades() -> None:
    pack = pack_of(LEVELS)
    words = pack.wording["en"]

    assert [(one.level, one.grade) for one in pack.rungs] == [(1, 1), (1, 2), (2, 3)]
    assert [one.min_score for one in pack.rungs] == [Fraction(20), Fraction(40), Fraction(60)]
    assert {key: (one.name, one.meaning) for key, one in words.level.items()} == {
        "1": ("Base", "From 20 points."),
        "2": ("Top", "From 60 points."),
    }
    assert {key: one.name for key, one in words.grade.items()} == {"1": "lower", "2": "upper", "3": "lower"}
    assert {key: one.name for key, one in words.flag.items()} == {"key": "key", "base": "base"}
    assert from_raw(pack).assess({"one": "b"}).level == 2


def test_what_only_a_standard_gives_a_meaning_is_refused_without_one() -> None:
    found = problems_of("""
    | survey   | type    | name | label |
    |          | integer | n    | N?    |
    | levels   | level   | level_name | min_score |
    |          | 1       | Base | 20    |
    | flags    | id      | name |       |
    |          | key     | Key  |       |
    | settings | form_id | unanswered | |
    |          | f       | zero |       |
    """)

    assert [(one.code, one.where) for one in found] == [
        ("SHEET-CELL-008", "settings!B2"),
        ("SHEET-CELL-008", "flags!A2"),
        ("SHEET-CELL-008", "levels!A2"),
    ]


EXAMPLES = """
| survey   | type              | name  | label | unit | dimension | appearance |
|          | select_one k      | one   | One?  |      | d         |            |
|          | select_multiple k | more  | More? |      |           |            |
|          | select_one y      | old   | Old?  |      |           |            |
|          | decimal           | rate  | Rate? | %    |           |            |
|          | date              | day   | Day?  |      |           |            |
|          | text              | wish  | Wish? |      |           |            |
|          | file              | proof | File? |      |           |            |
|          | begin_group       | use   | Use?  |      |           | table-list |
|          | select_one k      | r1    | Row   |      |           |            |
|          | select_one k      | r2    | Row   |      |           |            |
|          | end_group         |       |       |      |           |            |
| choices  | list_name         | name  | label |
|          | k                 | a     | A     |
|          | k                 | b     | B     |
|          | y                 | yes   | Yes   |
|          | y                 | no    | No    |
| examples | item              | best  | 2     |
|          | expect.title      |       | The least |
|          | expect.score      | 100   | 0.00  |
|          | expect.unanswered |       | one wish proof |
|          | expect.dimensions.d | 100 |       |
|          | one               | b     |       |
|          | more              | a, b  | []    |
|          | old               | yes   | no    |
|          | rate              | 12.5  | 0     |
|          | day               | 2024-01-31 | {"na": "never"} |
|          | wish              | [x]y  |       |
|          | use               | r1=a; r2=b | r1=a |
"""


def test_worked_examples() -> None:
    first, second = pack_of(EXAMPLES.replace("[x]y", '"[x]y"')).examples

    assert first.title == "best"
    assert first.answers == {
        "one": "b",
        "more": ["a", "b"],
        "old": True,
        "rate": Decimal("12.5"),
        "day": "2024-01-31",
        "wish": "[x]y",
        "use": {"r1": "a", "r2": "b"},
    }
    assert (first.expect.score, first.expect.dimensions, first.expect.unanswered) == (
        "100",
        {"d": "100"},
        None,
    )
    assert second.title == "The least"
    assert second.answers == {"more": [], "old": False, "rate": 0, "day": {"na": "never"}, "use": {"r1": "a"}}
    assert (second.expect.score, second.expect.unanswered) == ("0.00", ("one", "wish", "proof"))


def test_a_text_that_begins_like_json_and_is_none_is_refused() -> None:
    assert [(one.code, one.where) for one in problems_of(EXAMPLES)] == [("SHEET-EXAMPLE-001", "examples!B11")]


def test_notices_say_what_was_left_out() -> None:
    found = imported("""
    | survey   | type    | name | label::Français (fr) | required_message |
    |          | integer | n    | Combien?            | Vite             |
    | choices  | list_name | name | label::Français (fr) |
    |          | unused  | a    | A                   |
    |          | unused  | b    | B                   |
    | settings | form_id | style | version |
    |          | f       | pages | 2 |
    """)

    assert {(one.code, one.where) for one in found.notices} == {
        ("SHEET-NOTICE-003", "survey!D1"),
        ("SHEET-NOTICE-003", "settings!B1"),
        ("SHEET-NOTICE-006", "choices!A2"),
        ("SHEET-NOTICE-008", "settings!A2"),
    }
