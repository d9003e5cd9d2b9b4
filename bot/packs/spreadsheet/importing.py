"""Importing a workbook: read, checked like any pack, and written as a version folder or not at all."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bot.errors import InputError
from bot.packs.checking import check_meaning
from bot.packs.files import FolderFiles, MemoryFiles
from bot.packs.published import published
from bot.packs.raw import RawPack
from bot.packs.reading import read
from bot.packs.report import PackError, Report
from bot.packs.spreadsheet.book import MAX_FILE
from bot.packs.spreadsheet.canonical import canonical
from bot.packs.spreadsheet.places import CellPlace, SheetReport
from bot.packs.spreadsheet.reading.assemble import read_workbook
from bot.packs.writer import render, write_pack
from bot.questionnaire.problems import Problem


@dataclass(frozen=True, slots=True)
class Imported:
    """A pack read from a workbook; `notices` say what was left out or filled in."""

    raw: RawPack
    notices: tuple[Problem, ...]


def read_form(content: bytes, name: str) -> Imported:
    """Read and check a workbook; `name` is its file's.

    Raises:
        PackError: something is wrong; carries every problem, each with its sheet, cell, rule and remedy.
    """
    report = SheetReport()
    raw = read_workbook(content, name, report)
    if raw is not None and not report.damaged:
        check_meaning(MemoryFiles(render(raw)), raw, report)
    report.raise_any()
    if raw is None:  # pragma: no cover - the reason has been raised above
        raise PackError(())
    return Imported(raw, tuple(report.notices))


def import_file(path: Path, out: Path) -> tuple[Path, Imported]:
    """Write the pack of a workbook to `out`/<id>/<version>; return that folder.

    A version that is there already and says the same is left as it is.

    Raises:
        InputError: the file cannot be read.
        PackError: something is wrong with it, or a different pack is there; nothing has been written.
    """
    imported = read_form(_content(path), path.name)
    head = imported.raw.head
    folder = out / head.id / head.version
    if folder.exists() and _same(imported.raw, folder):
        return folder, imported
    _check_free(folder, out, imported.raw)
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{head.version}-", dir=folder.parent))
    try:
        write_pack(imported.raw, beside / head.version)
        (beside / head.version).rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return folder, imported


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE + 1)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error


def _same(raw: RawPack, folder: Path) -> bool:
    found = read(FolderFiles(folder), Report())
    return found is not None and canonical(found) == canonical(raw)


def _check_free(folder: Path, out: Path, raw: RawPack) -> None:
    report = SheetReport()
    head = raw.head
    place = head.place / "version"
    remedy = "Give the form a new version in settings."
    if head.version in published(out).get(head.id, {}):
        message = f"{head.id} {head.version} is published and never changes; this form differs from it."
        report.add("SHEET-WRITE-002", place, message, remedy)
    elif folder.exists():
        message = f"{folder} is there already and differs from this form."
        report.add("SHEET-WRITE-001", place, message, f"{remedy[:-1]}, or remove that folder first.")
    elif out.exists() and not out.is_dir():
        report.add("SHEET-WRITE-001", CellPlace(str(out)), "this is no folder.", "Name a folder after --out.")
    report.raise_any()
