"""A sheet before it is written: values by column and language, and which columns that makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from bot.packs.spreadsheet.columns import Column, Form
from bot.packs.spreadsheet.languages import heading
from bot.packs.spreadsheet.texts import cell_number, exact_text

Value: TypeAlias = "str | int | float"
Key: TypeAlias = "tuple[str, str]"  # column and locale; the locale is empty where the column names none


@dataclass(slots=True)
class DraftRow:
    """One row to be; what is empty is not put into it."""

    default: str
    values: dict[Key, Value] = field(default_factory=dict)

    def put(self, name: str, value: str | Fraction | Decimal | int | None) -> None:
        """Fill a column; numbers as numbers where Excel holds them exactly."""
        if value is None or value == "":
            return
        if isinstance(value, Fraction):
            self.values[name, ""] = cell_number(exact_text(value))
        elif isinstance(value, Decimal):
            self.values[name, ""] = cell_number(f"{value:f}")
        else:
            self.values[name, ""] = value

    def tell(self, name: str, locale: str, text: str, *, plain: bool = True) -> None:
        """Fill a column of one language; `plain`: the default language's column names none."""
        if text:
            self.values[name, "" if plain and locale == self.default else locale] = text


@dataclass(slots=True)
class Draft:
    """A sheet to be."""

    form: Form
    locales: tuple[str, ...]
    default: str
    rows: list[DraftRow] = field(default_factory=list)

    def row(self) -> DraftRow:
        """A new row."""
        self.rows.append(DraftRow(self.default))
        return self.rows[-1]

    def headings(self) -> list[tuple[str, Column | None, Key]]:
        """The headings in order: the form's columns as far as needed, then any others."""
        used = dict.fromkeys(key for row in self.rows for key in row.values)
        found: list[tuple[str, Column | None, Key]] = []
        for column in self.form.columns:
            keys = [(column.name, locale) for locale in ("", *self.locales)]
            if column.core or any(key in used for key in keys):
                found.append((column.name, column, keys[0]))
            found += [(_heading(column, key[1]), column, key) for key in keys[1:] if key in used]
        known = {column.name for column in self.form.columns}
        found += [(key[0], None, key) for key in used if key[0] not in known]
        return found


def drafts_of(drafts: list[Draft]) -> Mapping[str, Draft]:
    """Drafts by the name of their sheet, without empty ones."""
    return {draft.form.name: draft for draft in drafts if draft.rows}


def _heading(column: Column, locale: str) -> str:
    """XLSForm's tools know `::` in their own columns only, and stumble over it in others."""
    return f"{column.name}::{heading(locale)}" if column.native else f"{column.name}.{locale}"
