"""Forms without our columns: plain XLSForms, as other people write them."""

from decimal import Decimal

import pytest
from openpyxl import Workbook
from support.sheets import imported, only, pack_of

from bot.packs.checking import check_files
from bot.packs.files import MemoryFiles
from bot.packs.writer import render

PLAIN = """
| survey   | type            | name    | label              | hint     | required | relevant         |
|          | note            | hello   | Welcome            |          |          |                  |
|          | begin group     | Firm    | The firm           |          |          |                  |
|          | note            | n1      | A few facts first. |          |          |                  |
|          | select_one kind | kind    | What do you make?  | One only | yes      |                  |
|          | integer         | staff   | How many people?   |          |          |                  |
|          | end group       |         |                    |          |          |                  |
|          | begin_group     | now     | Today              |          |          | ${staff} > 10    |
|          | select_multiple tool | tools | What is in use? |          |          |                  |
|          | note            | n2      | Think of last week.|          |          |                  |
|          | decimal         | hours   | How many hours?    | Roughly  |          | ${kind} = 'cars' |
|          | end_group       |         |                    |          |          |                  |
| choices  | list_name       | name    | label              |          |          |                  |
|          | kind            | cars    | Cars               |          |          |                  |
|          | kind            | food    | Food               |          |          |                  |
|          | tool            | erp     | ERP                |          |          |                  |
|          | tool            | mes     | MES                |          |          |                  |
| settings | form_title      | form_id | version            |          |          |                  |
|          | A firm          | firm    | 3                  |          |          |                  |
"""


def test_a_plain_form_is_an_unscored_sample() -> None:
    found = imported(PLAIN)
    pack = found.raw

    assert (pack.head.id, pack.head.version, pack.head.status) == ("firm", "3", "sample")
    assert (pack.head.default_locale, pack.head.locales) == ("en", ("en",))
    assert pack.standard is None
    assert pack.rungs == ()
    assert pack.head.sections == ("firm", "now")
    assert [question.type for question in pack.questions] == ["single", "number", "multiple", "number"]
    assert check_files(MemoryFiles(render(pack))) == []
    assert [notice.code for notice in found.notices] == ["SHEET-NOTICE-002"]  # Firm is called firm


def test_conditions_of_groups_become_those_of_their_questions() -> None:
    pack = pack_of(PLAIN)

    assert [question.relevant for question in pack.questions] == [
        "",
        "",
        "${staff} > 10",
        "(${staff} > 10) and (${kind} = 'cars')",
    ]


def test_notes_are_said_where_they_stood() -> None:
    words = pack_of(PLAIN).wording["en"]

    assert words.intro == "Welcome"
    assert words.section["firm"].intro == "A few facts first."
    assert words.question["hours"].hint == "Think of last week.\nRoughly"


def test_a_note_after_a_group_begins_the_next_one_and_a_last_note_is_left_out_aloud() -> None:
    found = imported("""
    | survey | type        | name | label     |
    |        | begin_group | a    | A         |
    |        | text        | q1   | One?      |
    |        | note        | n1   | Half way. |
    |        | end_group   |      |           |
    |        | begin_group | b    | B         |
    |        | text        | q2   | Two?      |
    |        | note        | n2   | Thanks.   |
    |        | end_group   |      |           |
    """)

    assert found.raw.wording["en"].section["b"].intro == "Half way."
    assert next((one.where, one.code) for one in found.notices) == ("survey!C8", "SHEET-NOTICE-004")


def test_questions_outside_groups_have_a_section_of_their_own() -> None:
    pack = pack_of("""
    | survey   | type        | name | label |
    |          | text        | q1   | One?  |
    |          | begin_group | a    | A     |
    |          | text        | q2   | Two?  |
    |          | end_group   |      |       |
    |          | text        | q3   | Tres? |
    | settings | form_title  | form_id |    |
    |          | A form      | f       |    |
    """)

    assert pack.head.sections == ("questions", "a", "questions_2")
    assert pack.wording["en"].section["questions"].title == "A form"


def test_groups_in_groups_are_sections_in_a_row() -> None:
    pack = pack_of("""
    | survey | type        | name | label   | relevant    |
    |        | begin_group | a    | Outer   |             |
    |        | integer     | q1   | One?    |             |
    |        | begin_group | b    | Inner   | ${q1} > 1   |
    |        | text        | q2   | Two?    |             |
    |        | end_group   |      |         |             |
    |        | begin_group | c    |         | ${q1} > 2   |
    |        | text        | q3   | Three?  | ${q2} != '' |
    |        | end_group   |      |         |             |
    |        | end_group   |      |         |             |
    """)

    assert pack.head.sections == ("a", "b", "a_2")
    assert [words.title for words in pack.wording["en"].section.values()] == [
        "Outer",
        "Outer · Inner",
        "Outer",
    ]
    assert [one.relevant for one in pack.questions] == ["", "${q1} > 1", "(${q1} > 2) and (${q2} != '')"]


def test_upper_case_names_become_lower_case_everywhere() -> None:
    found = imported("""
    | survey | type       | name  | label | relevant       |
    |        | integer    | Q1    | One?  |                |
    |        | text       | HowSo | Two?  | ${Q1} > 1      |
    |        | text       | q3    | Why?  | ${ HowSo } != 'A' |
    """)

    assert [question.id for question in found.raw.questions] == ["q1", "howso", "q3"]
    assert [question.relevant for question in found.raw.questions] == ["", "${q1} > 1", "${ howso } != 'A'"]
    assert [one.where for one in found.notices if one.code == "SHEET-NOTICE-002"] == [
        "survey!B2",
        "survey!B3",
    ]


@pytest.mark.parametrize(
    ("names", "kind", "expected"),
    [
        (("yes", "no"), "", "yesno"),
        (("no", "yes"), "", "yesno"),
        (("yes", "no"), "single", "single"),
        (("yes", "no", "maybe"), "", "single"),
        (("Yes", "No"), "", "single"),
    ],
)
def test_a_list_of_exactly_yes_and_no_makes_a_yes_no(
    names: tuple[str, ...], kind: str, expected: str
) -> None:
    rows = "\n".join(f"|  | yn | {name} | Choice {name} |" for name in names)
    question, _ = only(f"""
    | survey  | type          | name | label | kind   |
    |         | select_one yn | q    | Q?    | {kind} |
    | choices | list_name     | name | label |        |
    {rows}
    """)

    assert question.type == expected


@pytest.mark.parametrize(
    ("type_", "unit", "kind", "expected"),
    [
        ("decimal", "%", "", ("percent", "", False)),
        ("decimal", "％", "", ("percent", "", False)),
        ("integer", "%", "", ("percent", "", True)),
        ("decimal", "%", "number", ("number", "%", False)),
        ("integer", "人", "", ("number", "人", True)),
        ("decimal", "", "", ("number", "", False)),
    ],
)
def test_a_decimal_in_per_cent_is_a_percentage(
    type_: str, unit: str, kind: str, expected: tuple[str, str, bool]
) -> None:
    question, _ = only(f"""
    | survey | type    | name | label | unit   | kind   |
    |        | {type_} | q    | Q?    | {unit} | {kind} |
    """)

    assert (question.type, question.unit, question.integer) == expected


def test_bounds_and_counts() -> None:
    question, _ = only("""
    | survey | type    | name | label | min | max     | usual_min | usual_max |
    |        | decimal | q    | Q?    | 0.1 | 1000000 | 5         | 99.5      |
    """)

    assert (question.minimum, question.maximum) == (Decimal("0.1"), Decimal(1000000))
    assert (question.usual_minimum, question.usual_maximum) == (Decimal(5), Decimal("99.5"))


@pytest.mark.parametrize(
    ("spelt", "type_"),
    [
        ("select one from kind", "single"),
        ("select1 kind", "single"),
        ("select all that apply from kind", "multiple"),
        ("Select_One kind", "single"),
        ("int", "number"),
        ("string", "text"),
    ],
)
def test_other_spellings_of_types(spelt: str, type_: str) -> None:
    question, _ = only(f"""
    | survey  | type      | name | label |
    |         | {spelt}   | q    | Q?    |
    | choices | list_name | name | label |
    |         | kind      | a    | A     |
    |         | kind      | b    | B     |
    """)

    assert question.type == type_


def test_a_table_list_is_a_grid() -> None:
    question, words = only("""
    | survey  | type           | name    | label  | appearance | required | hint    |
    |         | begin_group    | use     | In use |            | | |
    |         | begin_group    | systems | How far? | table-list | | By row |
    |         | select_one far | systems_erp | ERP |  | yes | |
    |         | select_one far | mes     | MES    |            | yes      |         |
    |         | end_group      |         |        |            |          |         |
    |         | end_group      |         |        |            |          |         |
    | choices | list_name      | name    | label  |            |          |         |
    |         | far            | 0       | No     |            |          |         |
    |         | far            | 1       | Yes    |            |          |         |
    """)

    assert (question.id, question.type, question.section) == ("systems", "grid", "use")
    assert (question.rows, question.choices, question.required) == (("erp", "mes"), ("0", "1"), True)
    assert (words.text, words.hint, words.rows) == ("How far?", "By row", {"erp": "ERP", "mes": "MES"})


def test_a_choice_filter_becomes_a_condition_for_each_choice() -> None:
    pack = pack_of("""
    | survey  | type            | name   | label | choice_filter            |
    |         | select_one land | land   | Land? |                          |
    |         | select_one city | city   | City? | country = ${land}        |
    |         | select_one city | second | Next? | name != ${city} or country = 'cn' |
    | choices | list_name       | name   | label | country                  |
    |         | land            | cn     | China |                          |
    |         | land            | fr     | France |                         |
    |         | city            | sh     | Shanghai | cn                    |
    |         | city            | paris  | Paris | fr                       |
    """)

    assert pack.questions[1].choice_relevant == {"sh": "'cn' = ${land}", "paris": "'fr' = ${land}"}
    assert pack.questions[2].choice_relevant == {"paris": "'paris' != ${city}"}


def test_languages_are_told_by_their_code() -> None:
    pack = pack_of("""
    | survey   | type            | name | label::中文 (zh) | label::English (en) | hint::English (en) |
    |          | select_one kind | q    | 哪种？           | Which?              | One                |
    | choices  | list_name       | name | label::中文 (zh) | label::English (en) |
    |          | kind            | a    | 甲               | A                   |
    |          | kind            | b    | 乙               | B                   |
    | settings | form_id         | default_language | form_title.en |
    |          | f               | English (en)     | A form        |
    """)

    assert (pack.head.default_locale, pack.head.locales) == ("en", ("en", "zh-CN"))
    assert pack.wording["zh-CN"].question["q"].choices == {"a": "甲", "b": "乙"}
    assert (pack.wording["zh-CN"].title, pack.wording["en"].title) == ("A form", "A form")
    assert (pack.wording["zh-CN"].status_name, pack.wording["en"].status_name) == ("示例问卷", "sample")


@pytest.mark.parametrize(("label", "locale"), [("哪种？", "zh-CN"), ("Which?", "en")])
def test_a_form_that_names_no_language_is_in_that_of_its_labels(label: str, locale: str) -> None:
    pack = pack_of(f"""
    | survey | type | name | label   |
    |        | text | q    | {label} |
    """)

    assert pack.head.locales == (locale,)


def test_a_form_without_settings_is_called_after_its_file() -> None:
    found = imported("""
    | survey | type | name | label |
    |        | text | q    | Q?    |
    """)

    assert (found.raw.head.id, found.raw.head.version) == ("form", "1")
    assert found.raw.head.source == "Imported from form.xlsx."
    assert [notice.code for notice in found.notices] == ["SHEET-NOTICE-007", "SHEET-NOTICE-007"]


def test_a_constraint_without_a_message_gets_one() -> None:
    question, words = only("""
    | survey | type    | name | label | constraint           |
    |        | integer | q    | Q?    | . >= 0 and . <= 100  |
    """)

    assert question.constraint == ". >= 0 and . <= 100"
    assert words.constraint_message == "This does not fit what the question asks; please look again."


def test_numbers_that_excel_made_of_names_and_labels_are_read_as_written() -> None:
    def numbers(book: Workbook) -> None:
        for row, (name, label) in enumerate(((1, 2024), (2, 0.5), (3.0, -7)), start=2):
            book["choices"].cell(row, 2).value = name
            book["choices"].cell(row, 3).value = label

    pack = imported(
        """
    | survey  | type            | name | label |
    |         | select_one kind | q    | Q?    |
    | choices | list_name       | name | label |
    |         | kind            | a    | A     |
    |         | kind            | b    | B     |
    |         | kind            | c    | C     |
    """,
        numbers,
    ).raw

    assert pack.wording["en"].question["q"].choices == {"1": "2024", "2": "0.5", "3": "-7"}


def test_blank_rows_and_remarks_are_passed_over() -> None:
    def spread(book: Workbook) -> None:
        book["survey"].insert_rows(2, 3)

    found = imported(
        """
    | survey | type | name | label | # 备注  |
    |        | text | q    | Q?    | ask Li |
    | draft  | whatever | | | |
    """,
        spread,
    )

    assert [question.id for question in found.raw.questions] == ["q"]
    assert [notice.code for notice in found.notices][:2] == ["SHEET-NOTICE-001", "SHEET-NOTICE-001"]


def test_appearances_that_only_look_are_left_out_aloud() -> None:
    found = imported("""
    | survey | type | name | label | appearance |
    |        | text | q    | Q?    | multiline  |
    """)

    assert next((one.where, one.code) for one in found.notices) == ("survey!D2", "SHEET-NOTICE-003")


def test_words_for_yes_and_no_that_are_not_said_are_told() -> None:
    found = imported("""
    | survey  | type          | name | label         |
    |         | select_one yn | q    | Q?            |
    | choices | list_name     | name | label         |
    |         | yn            | yes  | In every shop |
    |         | yn            | no   | No            |
    """)

    assert [one.where for one in found.notices if one.code == "SHEET-NOTICE-005"] == ["choices!C2"]
