"""What a column and a sheet of the form are, and the index of all of them."""

from __future__ import annotations

from dataclasses import dataclass

TYPES = (
    "select_one",
    "select_multiple",
    "integer",
    "decimal",
    "text",
    "date",
    "file",
    "note",
    "begin_group",
    "end_group",
)
MEASURES = ("ladder", "points", "share", "grid", "bands", "linear")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet.

    `name` is its heading; `key` what the pack format calls it, where that differs. `zh` and `en` explain it
    on the notes sheet. `translated`: there is one for each language. `native`: XLSForm's own, so its heading
    in another language is `label::English (en)`, ours `advice.en`. `core`: exported even when empty.
    `plain_is_language`: the column that names no language is in the default one, and not something else.
    `words` and `source` (sheet, column) fill its drop-down. `as_text`: what is typed stays text, no date.
    """

    name: str
    zh: str
    en: str
    key: str = ""
    translated: bool = False
    native: bool = False
    core: bool = False
    width: int = 12
    plain_is_language: bool = True
    words: tuple[str, ...] = ()
    source: tuple[str, str] | None = None
    as_text: bool = False
    aliases: tuple[str, ...] = ()

    @property
    def held(self) -> str:
        """The key of the pack format that it holds."""
        return self.key or self.name


@dataclass(frozen=True, slots=True)
class Form:
    """One sheet of the workbook. `prefix` opens a family of further columns, `free` lets in any heading."""

    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    needed: tuple[str, ...] = ()
    native: bool = False
    prefix: str = ""
    free: bool = False

    def column(self, name: str) -> Column | None:
        """The column with that heading or alias, or None."""
        return next((one for one in self.columns if name in (one.name, *one.aliases)), None)
