"""The stable code of every problem a workbook can have, each with the rule it stands for.

A workbook that has none of these is checked like any pack, with the codes of `bot.packs.codes`.
"""

from __future__ import annotations

CODES: dict[str, str] = {
    "SHEET-FILE-001": "The file is an Excel workbook (.xlsx) and can be read.",
    "SHEET-FILE-002": "The workbook is neither in the old format (.xls) nor protected by a password.",
    "SHEET-FILE-003": "A workbook keeps within the limits of size, rows and columns.",
    "SHEET-FILE-004": "A workbook has a sheet survey, and the sheets it refers to.",
    "SHEET-FILE-005": "What is imported can be seen: its sheets are not hidden.",
    "SHEET-FILE-006": "A sheet of a form has its exact name; sheets of XLSForm we cannot ask are refused.",
    "SHEET-FILE-007": "No cells are merged.",
    "SHEET-HEAD-001": "A column of a sheet is one the sheet knows, or its heading begins with #.",
    "SHEET-HEAD-002": "A column is there once, in one language once.",
    "SHEET-HEAD-003": "A sheet has the columns it needs.",
    "SHEET-HEAD-004": "Every value stands under a heading.",
    "SHEET-HEAD-005": "Columns of XLSForm that the bot cannot honour are empty.",
    "SHEET-HEAD-006": "The language of a column is told by its code: label::English (en).",
    "SHEET-CELL-001": "A cell holds a value, not a formula.",
    "SHEET-CELL-002": "A cell holds no error value.",
    "SHEET-CELL-003": "Excel has not turned what was typed into a date or a truth value.",
    "SHEET-CELL-004": "A number is a number, with no more digits than can be kept exactly.",
    "SHEET-CELL-005": "An id has its form, in half-width characters and without blanks.",
    "SHEET-CELL-006": "A word is one of those its column allows.",
    "SHEET-CELL-007": "A list has its form.",
    "SHEET-CELL-008": "A cell is filled in only where it means something.",
    "SHEET-CELL-009": "What is needed is filled in, in every language.",
    "SHEET-ROW-001": "Every row of survey says its type.",
    "SHEET-ROW-002": "Types of XLSForm that the bot cannot ask are not used.",
    "SHEET-ROW-003": "Groups are opened and closed in turn, and hold questions.",
    "SHEET-ROW-004": "A name is used once.",
    "SHEET-ROW-005": "A list of choices that a question names is there.",
    "SHEET-ROW-006": "A table (a group with appearance table-list) holds select_one rows over one list.",
    "SHEET-ROW-007": "A note is said wherever it stands: it has no condition of its own.",
    "SHEET-ROW-008": "An appearance changes how a question looks, not what is asked.",
    "SHEET-ROW-009": "A choice_filter compares columns of choices and earlier answers.",
    "SHEET-SCORE-001": "A scored question says what it earns.",
    "SHEET-SCORE-002": "Points and levels of choices are used by a question that measures with them.",
    "SHEET-SCORE-003": "A name is said alike in all its rows.",
    "SHEET-EXAMPLE-001": "A row of examples is a question or a result; a cell can be read as its answer.",
    "SHEET-WRITE-001": "A version that is there already is not overwritten by a different one.",
    "SHEET-WRITE-002": "A published version is never changed.",
    "SHEET-WRITE-003": "A text fits into a cell, and a pack into a workbook.",
    # Notices: the import goes on, and says what it did.
    "SHEET-NOTICE-001": "A sheet or column that is no part of the form is not read.",
    "SHEET-NOTICE-002": "Upper-case letters of ids become lower-case ones.",
    "SHEET-NOTICE-003": "What only concerns the look on a form is left out.",
    "SHEET-NOTICE-004": "A note after the last question is left out: the bot has its own last word.",
    "SHEET-NOTICE-005": "A yes/no question is asked in the bot's own words for yes and no.",
    "SHEET-NOTICE-006": "A list of choices that no question uses is left out.",
    "SHEET-NOTICE-007": "What settings leave open is filled in.",
    "SHEET-NOTICE-008": "The bot's own words are there in Chinese and English only.",
}
NOTICE = "SHEET-NOTICE"
