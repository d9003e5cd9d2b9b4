"""The bot's wording: `templates/messages/<locale>.toml`, looked up by dotted key and filled by name.

A text is a `str.format` template whose fields are plain names; field values are never themselves
formatted. A key that one locale lacks fails a test; there is no silent fallback.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import tomli

FOLDER = Path(__file__).resolve().parent.parent / "templates" / "messages"


@dataclass(frozen=True, slots=True)
class Messages:
    """One locale's wording. Lists of alternatives are read with `variants`."""

    locale: str
    texts: Mapping[str, str | tuple[str, ...]]

    def say(self, key: str, /, **fields: object) -> str:
        """The text under `key` with its fields filled in.

        Raises:
            KeyError: no such key, or a field the text names is missing: a programming error.
        """
        text = self.texts[key]
        if isinstance(text, tuple):
            text = text[0]
        return text.format_map(fields)

    def variants(self, key: str) -> tuple[str, ...]:
        """Every wording under `key`, unfilled: one for a plain text, several for a list."""
        text = self.texts[key]
        return text if isinstance(text, tuple) else (text,)

    def say_nth(self, key: str, n: int, /, **fields: object) -> str:
        """The n-th wording under `key`, counting round, so that a repeated message differs from the last."""
        texts = self.variants(key)
        return texts[n % len(texts)].format_map(fields)


@cache
def load(locale: str) -> Messages:
    """The wording of one locale, from every TOML file of its folder or its single file.

    Raises:
        FileNotFoundError: there is no such locale.
    """
    folder = FOLDER / locale
    files = sorted(folder.glob("*.toml")) if folder.is_dir() else [FOLDER / f"{locale}.toml"]
    texts: dict[str, str | tuple[str, ...]] = {}
    for file in files:
        _flatten(tomli.loads(file.read_text(encoding="utf-8")), "", texts)
    return Messages(locale, texts)


def locales() -> tuple[str, ...]:
    """The locales that have wording, sorted."""
    return tuple(sorted({path.stem if path.suffix else path.name for path in FOLDER.iterdir()}))


def _flatten(table: Mapping[str, object], prefix: str, into: dict[str, str | tuple[str, ...]]) -> None:
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            _flatten(value, f"{name}.", into)
        elif isinstance(value, list):
            into[name] = tuple(str(item) for item in value)
        else:
            into[name] = str(value)
