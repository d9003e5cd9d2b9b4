"""Writing a pack's raw form as TOML: the same pack always gives the same text, and reads back as itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, fields
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from bot.packs.raw import RawPack, RawWording
from bot.packs.reading import RESULT_WORDS

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_RESULT_TABLES = ("group", "level", "grade", "variant", "flag")
_WIDTH = 100


def write_pack(pack: RawPack, folder: Path) -> None:
    """Write a pack into a folder of its own.

    Raises:
        FileExistsError: the folder is there already and not empty.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty.")
    for name, text in render(pack).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def render(pack: RawPack) -> dict[str, str]:
    """The files of a pack: name to text."""
    files = {"pack.toml": _document(_values(pack.head))}
    for number, section in enumerate(_sections(pack), start=1):
        questions = [_values(question) for question in pack.questions if question.section == section]
        if questions:
            files[f"questions/{number:02}-{section}.toml"] = _document({}, {"question": questions})
    if pack.standard is not None:
        values = _values(pack.standard)
        files["standard.toml"] = _document(
            values, {kind: values.pop(kind, []) for kind in ("group", "indicator", "variant")}
        )
    if pack.rungs:
        files["levels.toml"] = _document({}, {"rung": [_values(rung) for rung in pack.rungs]})
    for locale, words in pack.wording.items():
        for name, text in _wording(words):
            files[f"locales/{locale}/{name}"] = text
    for number, example in enumerate(pack.examples, start=1):
        files[f"examples/{number:02}.toml"] = _document(_values(example))
    return files


def toml_text(table: Mapping[str, Any]) -> str:
    """Any table of texts, truths, numbers, lists and tables as TOML."""
    return _document(table)


def _sections(pack: RawPack) -> Iterable[str]:
    return dict.fromkeys([*pack.head.sections, *(question.section for question in pack.questions)])


def _wording(words: RawWording) -> Iterator[tuple[str, str]]:
    """Names of results in their own file, then questions, then all the rest."""
    results = RawWording(
        standard_note=words.standard_note,
        **{table: getattr(words, table) for table in _RESULT_TABLES},
    )
    questions = RawWording(question=words.question)
    rest = RawWording(
        title=words.title, status_name=words.status_name, intro=words.intro, section=words.section
    )
    for name, part in (("pack.toml", rest), ("questions.toml", questions), (RESULT_WORDS, results)):
        text = _document(_values(part))
        if text:
            yield name, text


def _values(item: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass of the raw form
    """The fields that differ from their defaults, nested dataclasses as tables, in the order declared."""
    found = {}
    for part in fields(item):
        value = getattr(item, part.name)
        default = part.default if part.default_factory is MISSING else part.default_factory()
        if part.name != "place" and value != default:
            found[part.name] = _plain(value)
    return found


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value of the raw form
    if hasattr(value, "__dataclass_fields__"):
        return _values(value)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _document(values: Mapping[str, Any], arrays: Mapping[str, list[dict[str, Any]]] | None = None) -> str:
    parts = list(_table(values, ()))
    for name, tables in (arrays or {}).items():
        for table in tables:
            parts += ["", f"[[{name}]]", *(f"{_key(key)} = {_value(value)}" for key, value in table.items())]
    return "\n".join(parts).strip() + "\n" if any(parts) else ""


def _table(values: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """A table's own keys first, then its sub-tables under headers; small ones stay on one line."""
    nested = {
        key: value for key, value in values.items() if isinstance(value, dict) and not _fits(key, value)
    }
    for key, value in values.items():
        if key not in nested:
            yield f"{_key(key)} = {_value(value)}"
    for key, value in nested.items():
        here = (*path, key)
        if any(not isinstance(item, dict) or _fits(name, item) for name, item in value.items()):
            yield from ("", f"[{'.'.join(_key(part) for part in here)}]")
        yield from _table(value, here)


def _fits(key: str, value: Any) -> bool:  # noqa: ANN401 - any value of the raw form
    nests = isinstance(value, dict) and any(isinstance(item, dict) for item in value.values())
    return not isinstance(value, dict) or (not nests and len(f"{key} = {_value(value)}") <= _WIDTH)


def _value(value: Any) -> str:  # noqa: ANN401 - any value of the raw form
    match value:
        case bool():
            return "true" if value else "false"
        case Fraction():
            return exact_text(value) if value.denominator == 1 else f'"{exact_text(value)}"'
        case int() | Decimal():
            return f"{value:f}" if isinstance(value, Decimal) else str(value)
        case str():
            return _string(value)
        case dict():
            return "{ " + ", ".join(f"{_key(key)} = {_value(item)}" for key, item in value.items()) + " }"
        case _:
            return "[" + ", ".join(_value(item) for item in value) + "]"


def exact_text(value: Fraction) -> str:
    """A whole number, else a decimal where there is one, else a fraction: 60, 59.5, 1/3."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest > 1:
        return str(value)
    return f"{Decimal(value.numerator) / Decimal(value.denominator):f}"


def _string(text: str) -> str:
    """A basic string; JSON's escapes are TOML's too, except that TOML also escapes DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _string(key)
