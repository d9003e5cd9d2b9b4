"""Registers as workbooks, short to write: rows as dictionaries, headed in Chinese."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot import messages
from bot.app import Core
from bot.packs.campaigns import load_campaign
from bot.services.library import Library
from bot.services.registers.columns import COLUMNS
from bot.services.registers.register import Importer, Outcome
from bot.services.registers.vocabulary import Vocabulary, vocabulary

WORDS = messages.load("zh-CN")
HEADINGS = {column.key: WORDS.say(f"registers.column.{column.key}") for column in COLUMNS}
CODE = "91310000132260250X"  # 上海汽车集团股份有限公司, a public number with both check digits right
EXCEPTION = "91350203M0001QAY9B"  # registered, although its check digit does not fit
CLI = Importer(actor="cli", channel="cli")

Cells = Mapping[str, object]


def row(name: object = "示例长桥泵阀有限公司", unit: object = "松江区", **more: object) -> Cells:
    """One row by column key."""
    return {"name": name, "unit": unit, **more}


def book(
    rows: Iterable[Cells],
    *,
    columns: Iterable[str] | None = None,
    sheet: str = "企业名单",
    change: Callable[[Worksheet], object] | None = None,
) -> bytes:
    """A workbook with such rows; its columns are those the rows use unless they are named."""
    rows = list(rows)
    keys = list(columns or dict.fromkeys(key for one in rows for key in one))
    made = Workbook()
    page = made.worksheets[0]
    page.title = sheet
    page.append([HEADINGS.get(key, key) for key in keys])
    for number, one in enumerate(rows, start=2):
        for index, key in enumerate(keys, start=1):
            value = one.get(key)
            if value is not None:
                cell = page.cell(number, index, value)  # type: ignore[call-overload]  # any value Excel has
                if isinstance(value, str):
                    cell.data_type = "s"
    if change:
        change(page)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def shanghai(locale: str = "zh-CN") -> Vocabulary:
    """The vocabulary of the Shanghai campaign and its questionnaire."""
    return vocabulary(load_campaign("shanghai-2023").units, Library("shanghai-ref").default(), locale)


def imported(core: Core, content: bytes, importer: Importer = CLI, *, skip_bad: bool = False) -> Outcome:
    """Import a workbook."""
    registers = core.registers("zh-CN")
    sheet = registers.read(content, "名单.xlsx")
    return registers.keep(sheet, importer, core.clock.now(), skip_bad=skip_bad)


def found(outcome: Outcome) -> list[tuple[str, int, str]]:
    """What was found: code, row, column key."""
    keys = {index: key for key, index in outcome.sheet.table.columns.items()}
    return [(one.code, one.row, keys.get(one.column, "")) for one in outcome.findings]
