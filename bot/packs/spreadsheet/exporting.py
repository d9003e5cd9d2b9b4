"""Exporting a pack: the workbook is read back before it is kept, so that nothing can be lost on the way."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from bot.errors import InputError
from bot.packs.files import FolderFiles
from bot.packs.raw import RawPack
from bot.packs.reading import read, read_or_raise
from bot.packs.report import PackError
from bot.packs.spreadsheet.canonical import canonical
from bot.packs.spreadsheet.places import SheetReport
from bot.packs.spreadsheet.reading.assemble import read_workbook
from bot.packs.spreadsheet.writing.workbook import workbook_of


def export_form(raw: RawPack) -> bytes:
    """The workbook of a pack.

    Raises:
        PackError: a text is too long for a cell.
        InputError: the workbook would not read back as the same pack, which `pack check` explains.
    """
    content = workbook_of(raw)
    report = SheetReport()
    back = read_workbook(content, f"{raw.head.id}.xlsx", report)
    if report.problems or back is None or canonical(back) != canonical(raw):
        first = f" The first: {report.problems[0]}" if report.problems else ""
        raise InputError(
            f"{raw.head.id} {raw.head.version} cannot be said whole in a spreadsheet. "
            f"`pack check` lists what is wrong with it.{first}"
        )
    return content


def export_file(folder: Path, path: Path) -> None:
    """Write the pack in a version folder to a workbook, in one step: a file that is there is replaced whole.

    Raises:
        PackError: the pack cannot be read, or a text is too long for a cell.
        InputError: as `export_form`, or the file cannot be written.
    """
    if path.suffix.lower() != ".xlsx":
        raise InputError(f"{path} does not end in .xlsx. Name the workbook so, that Excel opens it.")
    content = export_form(read_or_raise(read, FolderFiles(folder)))
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=".xlsx", dir=path.parent)
        beside = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            beside.chmod(0o644)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.") from error


__all__ = ["PackError", "export_file", "export_form"]
