"""The sheets that score: standard, variants, flags; and a standard made of dimensions alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from bot.packs.places import Place
from bot.packs.raw import RawGroup, RawIndicator, RawNameWords, RawStandard, RawVariant
from bot.packs.spreadsheet import phrases
from bot.packs.spreadsheet.places import CellPlace
from bot.packs.spreadsheet.reading.indicators import Counted
from bot.packs.spreadsheet.reading.source import Source
from bot.packs.spreadsheet.reading.wording import needed
from bot.packs.spreadsheet.rows import Row, exact_in
from bot.packs.spreadsheet.tables import refuse_others

METHODS = ("mean", "sum", "minimum")
ROLES = ("dimension", "fused", "industry")
ROOT = "total"
_WEIGHT = "weight:"
Names = dict[str, RawNameWords]


class Scoring:
    """The standard of a workbook and the names in it."""

    def __init__(self, source: Source, counted: list[Counted]) -> None:
        self.source = source
        self.groups: dict[str, Row] = _by_id(source, "standard")
        self.variants: dict[str, Row] = _by_id(source, "variants", form="key")
        self.flags: dict[str, Row] = _by_id(source, "flags", form="key")
        self.indicators = _in_order(counted)
        self.added_root = ""
        self.standard = self._standard() if self.groups or self.indicators else None
        if self.standard is None:
            self._refuse_idle()

    def group_words(self, locale: str) -> Names:
        """The names of groups in one language."""
        found = {
            id_: RawNameWords(
                needed(row, "name", locale), about=row.text("about", locale), place=row.place("name", locale)
            )
            for id_, row in self.groups.items()
        }
        for group in self.standard.group if self.standard else ():
            name = phrases.total_name(locale) if group.id == self.added_root else group.id
            found.setdefault(group.id, RawNameWords(name))
        return found

    def variant_words(self, locale: str) -> Names:
        """The names of variants in one language."""
        return _names(self.variants, locale)

    def flag_words(self, locale: str) -> Names:
        """The names of flags in one language; a flag is its own name where the sheet has none."""
        used = dict.fromkeys(flag for one in self.indicators for flag in one.flags)
        return _names(self.flags, locale) | {
            flag: RawNameWords(flag) for flag in used if flag not in self.flags
        }

    def _standard(self) -> RawStandard:
        row = self.source.first("settings")
        return RawStandard(
            unanswered=row.word("unanswered", ("zero", "exclude"), "zero") if row else "zero",
            variant_question=row.ident("variant_question", fold=True) if row else "",
            group=self._groups(),
            indicator=self.indicators,
            variant=self._variants(),
            place=_settings_place(row, self.source),
        )

    def _groups(self) -> tuple[RawGroup, ...]:
        groups = tuple(self._group(id_, row) for id_, row in self.groups.items())
        if not groups:
            names = dict.fromkeys(one.parent for one in self.indicators if one.parent)
            groups = tuple(RawGroup(name, place=self._first_use(name)) for name in names)
        roots = [group for group in groups if not group.parent]
        if (len(roots) > 1 and ROOT not in self.groups) or (roots and not self.groups):
            # Dimensions without anything above them: the total is their mean.
            self.added_root = ROOT
            groups = (RawGroup(ROOT), *(replace(one, parent=one.parent or ROOT) for one in groups))
        table = self.source.tables.get("standard")
        if table is None or table.heading("role") is None:
            top = next((group.id for group in groups if not group.parent), "")
            groups = tuple(replace(one, role="dimension") if one.parent == top else one for one in groups)
        return groups

    def _group(self, id_: str, row: Row) -> RawGroup:
        weight = row.exact("weight")
        parts: dict[str, Place] = {
            name: row.place(name) for name in ("id", "parent", "weight", "method", "role")
        }
        return RawGroup(
            id=id_,
            parent=row.ident("parent"),
            weight=Fraction(1) if weight is None else weight,
            method=row.word("method", METHODS, "mean"),
            role=row.word("role", ROLES),
            place=row.place("id").holding(parts),
        )

    def _first_use(self, group: str) -> Place:
        return next(
            (one.place / "parent" for one in self.indicators if one.parent == group), CellPlace("survey")
        )

    def _variants(self) -> tuple[RawVariant, ...]:
        table = self.source.tables.get("variants")
        columns = {
            name.removeprefix(_WEIGHT).strip(): index
            for name, index in (table.others.items() if table else ())
            if name.startswith(_WEIGHT)
        }
        if table:
            used = frozenset(name for name in table.others if name.startswith(_WEIGHT))
            refuse_others(table, self.source.report, used)
        return tuple(_variant(id_, row, columns) for id_, row in self.variants.items())

    def _refuse_idle(self) -> None:
        """What only means something with a standard."""
        row = self.source.first("settings")
        idle = [
            (row, name)
            for name in ("unanswered", "variant_question", "standard_note")
            if row and row.has(name)
        ]
        idle += [(one, "id") for one in (*self.variants.values(), *self.flags.values())]
        idle += [(one, "level") for one in self.source.rows("levels")][:1]
        for one, name in idle:
            message = "this means nothing: no question has a dimension, so nothing is scored."
            one.note("SHEET-CELL-008", message, "Fill in dimension in survey, or clear the cell.", name)


def _variant(id_: str, row: Row, columns: Mapping[str, int]) -> RawVariant:
    weights: dict[str, Fraction] = {}
    parts: dict[str, Place] = {}
    for node, index in columns.items():
        cell = row.table.rows[row.number].get(index)
        weight = exact_in(cell, row.report) if cell else None
        if cell and weight is not None:
            weights[node], parts[node] = weight, cell.place
    return RawVariant(id_, weights, row.place("id").holding({"weights": row.place("id").holding(parts)}))


def _by_id(source: Source, sheet: str, form: str = "id") -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in source.rows(sheet):
        id_ = row.ident("id", form)
        if not row.has("id"):
            row.note("SHEET-CELL-009", "this row has no id.", "Fill it in.", "id")
        elif id_ in found:
            message = f"“{id_}” is in row {found[id_].number} already."
            row.note("SHEET-ROW-004", message, "Rename or delete one of them.", "id")
        elif id_:
            found[id_] = row
    return found


def _names(rows: Mapping[str, Row], locale: str) -> Names:
    return {
        id_: RawNameWords(needed(row, "name", locale), place=row.place("name", locale))
        for id_, row in rows.items()
    }


def _in_order(counted: list[Counted]) -> tuple[RawIndicator, ...]:
    """As asked, except where score_order says otherwise."""
    if any(one.order is not None for one in counted):
        counted = sorted(counted, key=lambda one: len(counted) if one.order is None else one.order)
    return tuple(one.raw for one in counted)


def _settings_place(row: Row | None, source: Source) -> Place:
    if row is None:
        return source.place("standard")
    parts: dict[str, Place] = {name: row.place(name) for name in ("unanswered", "variant_question")}
    return source.place("standard").holding(parts)
