"""What an exported workbook is like for the person who opens it."""

import io
from dataclasses import replace

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from support.sheets import pack_of

from bot.packs.raw import RawPack
from bot.packs.report import PackError
from bot.packs.spreadsheet.exporting import export_form
from bot.packs.spreadsheet.forms import FORMS
from bot.packs.spreadsheet.importing import read_form
from bot.packs.spreadsheet.writing.workbook import MAX_TEXT, workbook_of

FORM = """
| survey   | type              | name  | label        | dimension | unit | relevant            |
|          | begin_group       | one   | First        |           |      |                     |
|          | select_one k      | one   | =1+1         | d         |      |                     |
|          | decimal           | rate  | +86          |           | %    | ${one} = 'a'        |
|          | select_multiple m | more  | @home        | d         |      |                     |
|          | end_group         |       |              |           |      |                     |
| choices  | list_name         | name  | label        | points    | exclusive |                |
|          | k                 | a     | -1           | 0         |           |                |
|          | k                 | b     | B            | 1/3       |           |                |
|          | m                 | x     | X            |           |           |                |
|          | m                 | none  | None         |           | yes       |                |
| settings | form_id           | version | source     |           |           |                |
|          | f                 | 1.0   | Ours         |           |           |                |
"""


def opened(pack: RawPack) -> Workbook:
    return load_workbook(io.BytesIO(workbook_of(pack)))


def column(sheet: Worksheet, name: str) -> list[object]:
    heads = [cell.value for cell in sheet[1]]
    return [row[heads.index(name)].value for row in sheet.iter_rows(min_row=2)]


PACK = pack_of(FORM)
BOOK = opened(PACK)


def test_the_sheets_are_there_the_notes_first() -> None:
    assert BOOK.sheetnames == ["notes", "survey", "choices", "settings", "standard"]


def test_no_text_becomes_a_formula() -> None:
    kinds = {
        cell.data_type
        for sheet in BOOK
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }

    assert kinds == {"s", "n"}
    assert column(BOOK["survey"], "label")[1:4] == ["=1+1", "+86", "@home"]
    labels = [cell for row in BOOK["survey"].iter_rows() for cell in row if cell.value == "=1+1"]
    assert [cell.quotePrefix for cell in labels] == [True]


def test_numbers_are_numbers_where_excel_holds_them_and_versions_are_text() -> None:
    assert column(BOOK["choices"], "points") == [0, "1/3", None, None]
    assert column(BOOK["settings"], "version") == ["1.0"]
    version = BOOK["settings"]["C2"]
    assert (version.value, version.number_format) == ("1.0", "@")


def test_the_columns_people_rely_on_are_there_even_when_empty() -> None:
    heads = {sheet.title: [cell.value for cell in sheet[1]] for sheet in BOOK}

    assert {
        "type",
        "name",
        "label",
        "hint",
        "required",
        "relevant",
        "constraint",
        "constraint_message",
    } <= set(heads["survey"])
    assert {"choice_filter", "dimension", "weight", "unit", "evidence", "advice"} <= set(heads["survey"])
    assert {"list_name", "name", "label", "points", "level", "exclusive"} <= set(heads["choices"])
    assert {"form_title", "form_id", "version", "default_language"} <= set(heads["settings"])
    assert {"id", "parent", "name", "weight"} <= set(heads["standard"])


def test_headings_stay_in_view_and_text_is_wrapped() -> None:
    for sheet in BOOK.worksheets[1:]:
        assert str(sheet.freeze_panes)[1:] == "2"
        assert sheet["A2"].alignment.wrap_text


def test_drop_downs_offer_what_fits() -> None:
    offered = {
        (sheet.title, sheet.cell(1, area.min_col).value): one.formula1
        for sheet in BOOK
        for one in sheet.data_validations.dataValidation
        for area in one.sqref.ranges
    }

    assert offered["survey", "required"] == '"yes,no"'
    assert offered["survey", "measure"] == '"ladder,points,share,grid,bands,linear"'
    assert offered["survey", "type"] == "notes!$F$2:$F$1000"
    assert offered["survey", "dimension"] == "standard!$A$2:$A$1000"
    assert offered["choices", "exclusive"] == '"yes,no"'
    assert offered["choices", "list_name"] == "notes!$G$2:$G$1000"
    assert offered["settings", "status"] == '"official,reference,sample"'
    assert offered["standard", "parent"] == "standard!$A$2:$A$1000"
    types = [cell.value for cell in BOOK["notes"]["F"]]
    assert {"integer", "begin_group", "select_one one", "select_multiple more"} <= set(types)
    assert [cell.value for cell in BOOK["notes"]["G"][1:3]] == ["one", "more"]


def test_the_notes_explain_every_column_in_both_languages() -> None:
    rows = [[cell.value for cell in row[:4]] for row in BOOK["notes"].iter_rows(min_row=2)]
    explained = {str(row[1]) for row in rows if row[1]}

    for form in FORMS.values():
        for one in form.columns:
            assert one.name in explained
            assert one.zh
            assert one.en
    assert {"official", "reference", "sample"} <= explained


def test_a_section_called_like_a_question_comes_back_under_its_own_name() -> None:
    assert column(BOOK["survey"], "name")[:2] == ["one__section", "one"]
    assert read_form(export_form(PACK), "f.xlsx").raw.head.sections == ("one",)


def test_a_text_no_cell_holds_is_refused_with_its_cell() -> None:
    long = replace(PACK, head=replace(PACK.head, source="x" * (MAX_TEXT + 1)))

    with pytest.raises(PackError) as error:
        workbook_of(long)

    assert [(one.code, one.where) for one in error.value.problems] == [("SHEET-WRITE-003", "settings!H2")]
