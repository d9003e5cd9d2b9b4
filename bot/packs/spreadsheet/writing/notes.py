"""The sheet notes: what every sheet and column is for, in Chinese and English; and words for drop-downs."""

from __future__ import annotations

from collections.abc import Mapping

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.packs.spreadsheet.columns import TYPES
from bot.packs.spreadsheet.forms import FORMS, NOTES
from bot.packs.spreadsheet.writing.draft import Draft
from bot.packs.spreadsheet.writing.style import (
    HEAD,
    OURS,
    SECTION,
    XLSFORM,
    fit_height,
    print_wide,
    write_cell,
)

_WIDTHS = {"A": 14, "B": 20, "C": 62, "D": 62, "E": 3, "F": 26, "G": 22}
_TYPE_COLUMN, _LIST_COLUMN = 6, 7
_LAST = 1000  # rows a drop-down looks at, so that new lists and groups are offered too
_EDITING = (
    (
        "这份表格就是问卷本身：改好后用 pack import 读回去。"
        "不认识的列、写错的题号、缺的文字都会一次列出来，写明在哪张表、哪一格、怎么改；"
        "有一处不对就什么都不写入。"
    ),
    (
        "This workbook is the questionnaire: edit it, then read it back with pack import. Unknown columns, "
        "wrong ids and missing words are listed all at once, each with its sheet, cell and remedy; nothing "
        "is written until all is well."
    ),
)
_COLOURS = (
    (
        "蓝色标题是 XLSForm 通用的列，其他 XLSForm 工具也认；绿色标题是本项目加的列，"
        "空着或删掉都可以：没有计分列的问卷照样能问，只是不计分。以 # 开头的列不读，可以写备注。"
    ),
    (
        "Blue headings are XLSForm's own columns, which other tools read too; green ones are this project's "
        "and may be empty or deleted: a form without scoring columns is asked and not scored. Columns whose "
        "heading begins with # are remarks and are not read."
    ),
)
_LANGUAGES = (
    (
        "另一种语言写在自己的列里：label::English (en)、hint::English (en)；绿色的列写 advice.en。"
        "没有注明语言的列是 settings 里 default_language 的语言。"
    ),
    (
        "Another language has columns of its own: label::English (en), hint::English (en); green columns "
        "advice.en. Columns that name no language are in the default_language of settings."
    ),
)
_EXCEL = (
    ("请不要合并单元格，不要写公式，不要隐藏工作表；分数（1/3）和像日期的内容，先把格式设为“文本”再输入。"),
    (
        "Do not merge cells, write formulas or hide sheets. Before typing a fraction (1/3) or anything like "
        "a date, format the cell as text."
    ),
)
_ABOUT = (_EDITING, _COLOURS, _LANGUAGES, _EXCEL)
_STATUSES = (
    (
        "official",
        "主管部门发布的原文；只有确认与原件一致时才用",
        "The authority's own text, once checked against it",
    ),
    (
        "reference",
        "参考问卷：按公开资料自拟，不是官方原件",
        "Our own, after public sources; not the official text",
    ),
    (
        "sample",
        "示例：演示用，没有依据；不写时就是它",
        "For trying out, without authority; also when left empty",
    ),
)


def write_notes(book: Workbook, drafts: Mapping[str, Draft]) -> dict[tuple[str, str], str]:
    """Add the sheet; return the ranges its drop-down words are in, and those of the other sheets' ids."""
    sheet = book.create_sheet(NOTES)
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    row = _head(sheet, 1, ("", "", "怎么用", "How to use it"))
    for zh, en in _ABOUT:
        row = _line(sheet, row, ("", "", zh, en))
    row = _head(sheet, row + 1, ("status", "", "问卷的状态", "The status of a questionnaire"))
    for word, zh, en in _STATUSES:
        row = _line(sheet, row, ("", word, zh, en))
    for form in FORMS.values():
        row = _head(sheet, row + 1, (form.name, "", form.zh, form.en))
        for column in form.columns:
            row = _line(sheet, row, ("", column.name, column.zh, column.en), native=column.native)
    _words(sheet, _TYPE_COLUMN, "type", _types(drafts))
    _words(sheet, _LIST_COLUMN, "list_name", _lists(drafts))
    sheet.sheet_view.showGridLines = False
    print_wide(sheet)
    ranges = {(NOTES, "type"): ("F", NOTES), (NOTES, "list_name"): ("G", NOTES)}
    ranges |= {("standard", "id"): ("A", "standard")} if "standard" in drafts else {}
    return {source: f"{name}!${letter}$2:${letter}${_LAST}" for source, (letter, name) in ranges.items()}


def _head(sheet: Worksheet, row: int, texts: tuple[str, ...]) -> int:
    for column, text in enumerate(texts, start=1):
        cell = write_cell(sheet, row, column, text)
        cell.font, cell.fill = HEAD, XLSFORM
    return row + 1


def _line(sheet: Worksheet, row: int, texts: tuple[str, ...], *, native: bool | None = None) -> int:
    for column, text in enumerate(texts, start=1):
        cell = write_cell(sheet, row, column, text)
        if column == 2 and native is not None:  # noqa: PLR2004 - the column's name
            cell.font, cell.fill = HEAD, XLSFORM if native else OURS
    fit_height(sheet, row)
    return row + 1


def _words(sheet: Worksheet, column: int, name: str, words: list[str]) -> None:
    head = write_cell(sheet, 1, column, f"下拉 {name}")
    head.fill = SECTION
    for row, word in enumerate(words, start=2):
        write_cell(sheet, row, column, word)


def _lists(drafts: Mapping[str, Draft]) -> list[str]:
    rows = drafts["choices"].rows if "choices" in drafts else []
    return list(dict.fromkeys(str(row.values["list_name", ""]) for row in rows))


def _types(drafts: Mapping[str, Draft]) -> list[str]:
    rows = drafts["survey"].rows if "survey" in drafts else []
    used = dict.fromkeys(str(row.values["type", ""]) for row in rows if " " in str(row.values["type", ""]))
    return [*(word for word in TYPES if not word.startswith("select")), *used]
