"""Rows of a workbook against the register: what is new, changed, as it was, or not in the file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.services.registers.columns import PLAIN, Entry, Named, Row
from bot.services.registers.findings import Finding
from bot.services.registers.reading import Table
from bot.services.registers.vocabulary import folded


@dataclass(frozen=True, slots=True)
class Known:
    """One enterprise of the register as a workbook would say it. `mine`: the importer may change it."""

    id: int
    entry: Entry
    mine: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """What a row would change: field, before, after; `contacts` is one field."""

    row: Row
    known: Known
    fields: tuple[tuple[str, object, object], ...]


@dataclass(slots=True)
class Comparison:
    """A workbook against the register. `missing`: enterprises of the file's units it does not name."""

    new: list[Row] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    missing: list[Known] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


class Register:
    """The enterprises there are, found again by number, code and name."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._all = list(known)
        self.by_id = {one.id: one for one in self._all}
        self.by_code = {one.entry.code: one for one in self._all if one.entry.code}
        self._by_name: dict[str, list[Known]] = {}
        for one in self._all:
            self._by_name.setdefault(folded(one.entry.name), []).append(one)

    def named(self, name: str) -> list[Known]:
        """Those of that name."""
        return self._by_name.get(folded(name), [])

    def within(self, units: Collection[str]) -> Iterator[Known]:
        """Those the importer may change and these units answer for."""
        return (one for one in self._all if one.mine and one.entry.unit in units)


def compare(
    rows: Iterable[Row], register: Register, table: Table, allowed: Collection[str] | None
) -> Comparison:
    """Find every row's enterprise and what would change.

    Of columns the table lacks the register's own values stay. `allowed` are the units the importer may give
    enterprises to; None for all.
    """
    found = Comparison()
    columns = table.columns
    seen: dict[int, int] = {}
    used = _Used()
    units: set[str] = set()
    for row in rows:
        units.add(row.entry.unit)
        findings = list(used.twice(row, columns))
        known, wrong = _match(row, register, columns)
        findings += wrong
        if known is not None and known.mine and known.id in seen and not findings:
            fields = {"other": seen[known.id]}
            findings.append(Finding("REG-NAME-002", row.number, columns.get("name", 0), fields))
        if not wrong and not _may(row, known, allowed):
            findings.append(Finding("REG-SCOPE-001", row.number, columns.get("unit", 0)))
        found.findings += findings
        if known is not None:
            seen.setdefault(known.id, row.number)
        if all(one.is_warning for one in findings):
            _sort_in(found, row, known, columns)
    named = _mentioned(table)
    found.missing = [
        one for one in register.within(units) if one.id not in seen and folded(one.entry.name) not in named
    ]
    return found


def _sort_in(found: Comparison, row: Row, known: Known | None, columns: Mapping[str, int]) -> None:
    if known is None:
        found.new.append(row)
        return
    fields = tuple(_changes(row.entry, known.entry, columns))
    if fields:
        found.changed.append(Change(row, known, fields))
    else:
        found.unchanged += 1


def _mentioned(table: Table) -> frozenset[str]:
    """Every name in the file, of rows with problems too: those enterprises are not missing from it."""
    column = table.columns.get("name", 0)
    return frozenset(folded(str(row[column].value)) for row in table.rows.values() if column in row)


def _may(row: Row, known: Known | None, allowed: Collection[str] | None) -> bool:
    return (allowed is None or row.entry.unit in allowed) and (known is None or known.mine)


@dataclass(slots=True)
class _Used:
    """Which rows hold which number, code and name already."""

    ids: dict[int, int] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)
    names: dict[str, Row] = field(default_factory=dict)

    def twice(self, row: Row, columns: Mapping[str, int]) -> Iterator[Finding]:
        """What an earlier row has already."""
        entry = row.entry
        other = self.ids.setdefault(row.id, row.number) if row.id is not None else row.number
        if other != row.number:
            fields = {"value": row.id, "other": other}
            yield Finding("REG-ID-002", row.number, columns.get("id", 0), fields)
        other = self.codes.setdefault(entry.code, row.number) if entry.code else row.number
        if other != row.number:
            yield Finding("REG-CODE-004", row.number, columns.get("code", 0), {"other": other})
            return
        before = self.names.setdefault(folded(entry.name), row)
        if before is not row:
            two = bool(entry.code and before.entry.code)
            code = "REG-NAME-003" if two else "REG-NAME-002"
            yield Finding(code, row.number, columns.get("name", 0), {"other": before.number})


def _match(row: Row, register: Register, columns: Mapping[str, int]) -> tuple[Known | None, list[Finding]]:
    """The register's enterprise a row speaks of: by number, else by code, else by name."""
    entry, name = row.entry, columns.get("name", 0)
    if row.id is not None:
        return _by_id(row, row.id, register, columns)
    if entry.code and entry.code in register.by_code:
        return register.by_code[entry.code], []
    named = register.named(entry.name)
    if not named:
        return None, []
    if not entry.code:
        if len(named) > 1:
            return None, [Finding("REG-NAME-005", row.number, name, {"count": len(named)})]
        return named[0], []
    bare = [one for one in named if not one.entry.code]
    if len(bare) == 1 and len(named) == 1:
        return bare[0], []
    if any(not one.mine for one in named):
        return None, [Finding("REG-SCOPE-001", row.number, name)]
    return None, [Finding("REG-NAME-004", row.number, name, {"code": named[0].entry.code or "—"})]


def _by_id(
    row: Row, number: int, register: Register, columns: Mapping[str, int]
) -> tuple[Known | None, list[Finding]]:
    known = register.by_id.get(number)
    if known is None or not known.mine:
        return None, [Finding("REG-ID-001", row.number, columns.get("id", 0), {"value": number})]
    owner = register.by_code.get(row.entry.code) if row.entry.code else None
    if owner is not None and owner.id != number:
        fields = {"code": owner.entry.code}
        return known, [Finding("REG-NAME-004", row.number, columns.get("code", 0), fields)]
    return known, []


def _changes(entry: Entry, known: Entry, columns: Mapping[str, int]) -> Iterator[tuple[str, object, object]]:
    for key in PLAIN:
        before, after = getattr(known, key), getattr(entry, key)
        if key in columns and before != after and not (key == "code" and not after):
            yield key, before, after
    contacts = merged_contacts(entry, known, columns)
    if contacts != known.contacts:
        yield "contacts", known.contacts, contacts


def merged_contacts(entry: Entry, known: Entry, columns: Mapping[str, int]) -> tuple[Named, ...]:
    """The contacts after an import: the file's, where it has columns for them."""
    speaks = any(key.startswith(("contact", "phone")) for key in columns)
    return entry.contacts if speaks else known.contacts
