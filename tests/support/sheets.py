"""Small workbooks written as Markdown tables, so that a form and what it means are on one screen."""

import io
from collections.abc import Callable

from openpyxl import Workbook

from bot.packs.raw import RawPack, RawQuestion, RawQuestionWords
from bot.packs.report import PackError
from bot.packs.spreadsheet.importing import Imported, read_form
from bot.questionnaire.problems import Problem


def tables(markdown: str) -> dict[str, list[list[str]]]:
    """Rows by sheet. A line's first cell names the sheet that begins there; `<br>` is a line break."""
    found: dict[str, list[list[str]]] = {}
    rows: list[list[str]] = []
    for line in markdown.strip().splitlines():
        cells = [cell.strip().replace("<br>", "\n") for cell in line.strip()[1:-1].split("|")]
        if cells[0]:
            rows = found.setdefault(cells[0], [])
        if any(cells[1:]):
            rows.append(cells[1:])
    return found


def workbook(markdown: str, change: Callable[[Workbook], object] | None = None) -> bytes:
    """The workbook of such tables; every cell is text. `change` does what a table cannot say."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in tables(markdown).items():
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for column, text in enumerate(row, start=1):
                if text:
                    cell = sheet.cell(number, column, text)
                    cell.data_type = "s"
    if change:
        change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def imported(markdown: str, change: Callable[[Workbook], object] | None = None) -> Imported:
    """What such a workbook is read as."""
    return read_form(workbook(markdown, change), "form.xlsx")


def pack_of(markdown: str) -> RawPack:
    """The pack in such a workbook."""
    return imported(markdown).raw


def only(markdown: str, locale: str = "en") -> tuple[RawQuestion, RawQuestionWords]:
    """The single question of such a workbook, and its words."""
    pack = pack_of(markdown)
    (question,) = pack.questions
    return question, pack.wording[locale].question[question.id]


def problems_of(
    markdown: str, change: Callable[[Workbook], object] | None = None, *, name: str = "form.xlsx"
) -> tuple[Problem, ...]:
    """Everything wrong with such a workbook."""
    return problems_in(workbook(markdown, change), name)


def problems_in(content: bytes, name: str = "form.xlsx") -> tuple[Problem, ...]:
    """Everything wrong with a file."""
    try:
        read_form(content, name)
    except PackError as error:
        return error.problems
    return ()
