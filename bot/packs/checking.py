"""Checking a pack wholly: shape, meaning, reachability, every locale, worked examples."""

from __future__ import annotations

from pathlib import Path

from bot.packs.examples import check_example
from bot.packs.files import Files, FolderFiles, MemoryFiles
from bot.packs.loader import load_files, mean
from bot.packs.meaning.reach import check_reach
from bot.packs.meaning.wording import check_wording
from bot.packs.pack import Pack
from bot.packs.raw import RawPack
from bot.packs.reading import read
from bot.packs.report import PackError, Report
from bot.packs.writer import render
from bot.questionnaire.problems import Problem


def check(folder: Path) -> list[Problem]:
    """Everything wrong with the pack in a folder: shape, meaning, every locale, worked examples."""
    return check_files(FolderFiles(folder))


def check_files(files: Files) -> list[Problem]:
    """Everything wrong with a pack, as `check`."""
    report = Report()
    raw = read(files, report)
    if raw is not None and not report.damaged:
        check_meaning(files, raw, report)
    return report.problems


def check_meaning(files: Files, raw: RawPack, report: Report) -> None:
    """The second pass over a whole raw form; `files` are what it is, or would be, written as."""
    rules, standard = mean(raw, report)
    if not any(problem.code.startswith("PACK-RULE") for problem in report.problems):
        check_reach(raw, rules, report)
    for words in raw.wording.values():
        check_wording(raw, words, report)
    if not report.problems:
        _try_out(Pack(files, raw, rules, standard), raw, report)


def from_raw(raw: RawPack) -> Pack:
    """A pack from its raw form, exactly as if written to a folder and loaded. Raises as `load_pack`."""
    return load_files(MemoryFiles(render(raw)))


def _try_out(pack: Pack, raw: RawPack, report: Report) -> None:
    try:
        if pack.scored:
            pack.plan()
    except PackError as error:
        report.problems += error.problems
        return
    for example in raw.examples:
        check_example(example, pack, report)
