"""Loading a pack: structure at once and strictly, wording of a locale when it is asked for."""

from __future__ import annotations

from pathlib import Path

from bot.packs.files import Files, FolderFiles
from bot.packs.meaning.questions import check_questions
from bot.packs.meaning.rules import Rules, compile_rules
from bot.packs.meaning.standard import build_standard
from bot.packs.pack import Pack
from bot.packs.raw import RawPack
from bot.packs.reading import read_structure
from bot.packs.report import PackError, Report
from scoring.standard import Standard


def load_pack(folder: Path) -> Pack:
    """Load the pack in a version folder.

    Raises:
        PackError: its structure is wrong; carries every problem. Wording problems come out on first use, and
            `bot.packs.checking.check` finds all of them and more.
    """
    return load_files(FolderFiles(folder))


def load_files(files: Files) -> Pack:
    """Load a pack from its files, as `load_pack`."""
    report = Report()
    raw = read_structure(files, report)
    report.raise_any()
    if raw is None:  # pragma: no cover - the reason has been raised above
        raise PackError(())
    rules, standard = mean(raw, report)
    report.raise_any()
    return Pack(files, raw, rules, standard)


def mean(raw: RawPack, report: Report) -> tuple[Rules, Standard | None]:
    """The second pass over the structure: compile the rules, build the standard, note what is wrong."""
    check_questions(raw, report)
    return compile_rules(raw, report), build_standard(raw, report)
