"""Reading a pack's files into its raw form: which file holds what, and how files of one kind are merged."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any, TypeVar

import tomli

from bot.packs.files import Files, normalised
from bot.packs.places import Place
from bot.packs.raw import (
    RawExample,
    RawPack,
    RawQuestion,
    RawRung,
    RawStandard,
    RawWording,
)
from bot.packs.readers import Shape, list_of
from bot.packs.report import PackError, Report
from bot.packs.shapes import EXAMPLE, HEAD, QUESTION, RUNG, STANDARD, WORDING
from bot.questionnaire.problems import did_you_mean

T = TypeVar("T")

# Every file a pack may hold.
_KNOWN = re.compile(
    r"pack\.toml|standard(-[^/]+)?\.toml|levels\.toml|README\.md|questions/[^/]+\.toml"
    r"|examples/[^/]+\.toml|locales/[^/]+/[^/]+\.toml"
)
_TOP = ("pack.toml", "standard.toml", "levels.toml", "questions", "examples", "locales", "README.md")
_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")
# Result names lie in this file, so that scoring need not read the rest of a locale's wording.
RESULT_WORDS = "standard.toml"


def read(files: Files, report: Report) -> RawPack | None:
    """Read everything: structure, the wording of every locale, examples. None when pack.toml is unusable."""
    for name in files.names() if "pack.toml" in files.names() else ():
        if not _KNOWN.fullmatch(name):
            top = name.split("/", maxsplit=1)[0]
            remedy = did_you_mean(top, _TOP) or "Move it out of the pack."
            report.add("PACK-FILE-002", Place(name), "this file is no part of the pack format.", remedy)
    pack = read_structure(files, report)
    if pack is None:
        return None
    present = {name.split("/")[1] for name in _under(files, "locales/")}
    _check_locales(pack, present, report)
    wording = {
        locale: read_wording(files, locale, report) for locale in pack.head.locales if locale in present
    }
    return replace(pack, wording=wording, examples=read_examples(files, report))


def read_structure(files: Files, report: Report) -> RawPack | None:
    """Read pack.toml, questions, standard and levels: all that scoring needs."""
    names = set(files.names())
    if "pack.toml" not in names:
        report.add(
            "PACK-FILE-001", Place("pack.toml"), "there is no pack.toml.", "Name a pack's version folder."
        )
        return None
    head = _one(files, "pack.toml", HEAD, report)
    standard = _standard(files, report)
    questions = tuple(_many(files, _under(files, "questions/"), "question", QUESTION, report))
    _once(questions, "id", "question", report)
    levels = ["levels.toml"] if "levels.toml" in names else []
    rungs: tuple[RawRung, ...] = tuple(_many(files, levels, "rung", RUNG, report))
    if head is None:
        return None
    order = {section: place for place, section in enumerate(head.sections)}
    by_section: Callable[[RawQuestion], int] = lambda question: order.get(question.section, len(order))  # noqa: E731 - typed
    return RawPack(head, tuple(sorted(questions, key=by_section)), standard, rungs)


def read_wording(files: Files, locale: str, report: Report) -> RawWording:
    """Read and merge all wording of one locale."""
    return _merge(files, _under(files, f"locales/{locale}/"), Place(f"locales/{locale}"), report)


def read_result_words(files: Files, locale: str, report: Report) -> RawWording:
    """Read only the names of results of one locale, from the file that is to hold them."""
    name = f"locales/{locale}/{RESULT_WORDS}"
    return _merge(files, [name] if name in files.names() else [], Place(name), report)


def read_examples(files: Files, report: Report) -> tuple[RawExample, ...]:
    """Read the worked examples."""
    found = (_one(files, name, EXAMPLE, report) for name in _under(files, "examples/"))
    return tuple(example for example in found if example is not None)


def read_or_raise(reader: Callable[[Files, Report], T | None], files: Files) -> T:
    """Read, and raise everything wrong as one PackError."""
    report = Report()
    found = reader(files, report)
    report.raise_any()
    if found is None:  # pragma: no cover - a reader that returns None has noted why
        raise PackError(())
    return found


def _under(files: Files, folder: str) -> list[str]:
    return [name for name in files.names() if name.startswith(folder) and _KNOWN.fullmatch(name)]


def _parse(files: Files, name: str, report: Report) -> dict[str, Any] | None:
    try:
        source = normalised(files.read(name)).decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"byte {error.start + 1} is not UTF-8."
        report.add("PACK-FILE-003", Place(name), message, "Save the file as UTF-8.")
        return None
    report.texts[name] = source
    try:
        return tomli.loads(source, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        place = _LINE.search(str(error))
        at = Place(f"{name}:{place.group(1)}" if place else name)
        report.add("PACK-FILE-003", at, f"not valid TOML: {error}.", "Correct that line.")
        return None


def _one(files: Files, name: str, shape: Shape[T], report: Report) -> T | None:
    table = _parse(files, name, report)
    return None if table is None else shape(table, Place(name), report)


def _many(files: Files, names: Iterable[str], key: str, shape: Shape[T], report: Report) -> Iterable[T]:
    for name in names:
        table = _parse(files, name, report) or {}
        for other in table.keys() - {key}:
            remedy = did_you_mean(other, [key]) or f"This file holds [[{key}]] tables only."
            report.add("PACK-SHAPE-001", Place(name) / other, f"there is no key “{other}” here.", remedy)
        yield from list_of(shape)(table.get(key, []), Place(name, label="") / key, report) or ()


def _once(items: Iterable[Any], key: str, what: str, report: Report) -> None:
    seen: dict[str, Place] = {}
    for item in items:
        name = getattr(item, key)
        if name in seen:
            message = f"{what} “{name}” is there twice; the first is in {seen[name].file}."
            report.add("PACK-SHAPE-007", item.place / key, message, "Rename or remove one of them.")
        seen.setdefault(name, item.place)


def _merge(files: Files, names: Iterable[str], place: Place, report: Report) -> RawWording:
    merged: dict[str, Any] = {}
    for name in names:
        words = _one(files, name, WORDING, report)
        if words is None:
            continue
        for part in fields(words):
            found, old = getattr(words, part.name), merged.get(part.name)
            if part.name == "place" or not found:
                continue
            twice = set(found) & set(old) if isinstance(old, dict) else {""} if old else set()
            for key in sorted(twice):
                at = Place(name) / part.name
                message = f"“{key or part.name}” is worded in another file of this locale too."
                report.add("PACK-SHAPE-007", at / key if key else at, message, "Keep one of them.")
            merged[part.name] = {**old, **found} if isinstance(old, dict) else found
    return RawWording(**merged, place=place)


def _standard(files: Files, report: Report) -> RawStandard | None:
    """Merge standard.toml and then any standard-*.toml, in name order."""
    names = sorted(_under(files, "standard"), key=lambda name: (name != "standard.toml", name))
    parts = [part for name in names if (part := _one(files, name, STANDARD, report)) is not None]
    if not parts:
        return None
    whole = parts[0]
    for part in parts[1:]:
        for key in ("unanswered", "variant_question"):
            default = getattr(RawStandard(), key)
            if default not in (getattr(part, key), getattr(whole, key)):
                message = f"“{key}” is set in another file of the standard too."
                report.add("PACK-SHAPE-007", part.place / key, message, "Keep one of them.")
        whole = replace(
            whole,
            unanswered=whole.unanswered if part.unanswered == RawStandard().unanswered else part.unanswered,
            variant_question=whole.variant_question or part.variant_question,
            group=(*whole.group, *part.group),
            indicator=(*whole.indicator, *part.indicator),
            variant=(*whole.variant, *part.variant),
        )
    for kind, key in (("group", "id"), ("indicator", "question"), ("variant", "id")):
        _once(getattr(whole, kind), key, kind, report)
    return whole


def _check_locales(pack: RawPack, present: set[str], report: Report) -> None:
    place = pack.head.place / "locales"
    for missing in [locale for locale in pack.head.locales if locale not in present]:
        message = f"locale {missing} is listed, but locales/{missing}/ holds no wording."
        report.add("PACK-FILE-004", place, message, f"Add locales/{missing}/*.toml, or take it off the list.")
    for extra in sorted(present - set(pack.head.locales)):
        message = f"locales/{extra}/ is there, but pack.toml does not list it."
        report.add("PACK-FILE-004", place, message, f"Add “{extra}” to locales, or remove the folder.")
