"""Importing and exporting the register: check, compare, keep in one transaction, audited."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from bot import messages
from bot.questionnaire.problems import Problem
from bot.services.registers.checking import Reader
from bot.services.registers.columns import PLAIN, Entry, Row
from bot.services.registers.comparing import Change, Comparison, Known, Register, compare
from bot.services.registers.findings import Finding, ordered, worded
from bot.services.registers.reading import Table, read_table
from bot.services.registers.vocabulary import Vocabulary
from storage.engine import Database
from storage.json_text import Json
from storage.models.enterprise import Enterprise
from storage.repositories.scope import EVERYTHING, EnterpriseFilter, Scope
from storage.unit_of_work import UnitOfWork

Progress = Callable[[str, int, int], object]
"""Told a stage (read, check, keep), how much of it is done, and of how much."""


@dataclass(frozen=True, slots=True)
class Importer:
    """Who imports: for the audit log, and what she may change. `units` None: every unit's enterprises."""

    actor: str
    channel: str
    scope: Scope = EVERYTHING
    units: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A workbook that was read and checked by itself, before it is compared with the register."""

    name: str
    sha256: str
    table: Table
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A workbook against the register, and whether it was kept."""

    sheet: Sheet
    comparison: Comparison
    kept: bool = False

    @property
    def findings(self) -> list[Finding]:
        """Everything found, in the sheet's order."""
        return ordered([*self.sheet.findings, *self.comparison.findings])

    @property
    def errors(self) -> list[Finding]:
        """What has to be mended."""
        return [one for one in self.findings if not one.is_warning]

    @property
    def usable(self) -> bool:
        """Whether there are rows to import at all."""
        return self.sheet.table.usable

    def problems(self, locale: str, findings: Iterable[Finding] | None = None) -> list[Problem]:
        """Findings in words, all of them unless some are given."""
        words, table = messages.load(locale), self.sheet.table
        chosen = self.findings if findings is None else findings
        return [worded(one, words, table.sheet, table.headings) for one in chosen]


class Registers:
    """The register of one campaign, in and out of workbooks."""

    def __init__(self, database: Database, vocabulary: Vocabulary) -> None:
        self._database = database
        self.vocabulary = vocabulary

    def read(
        self, content: bytes, name: str, *, locale: str = "zh-CN", progress: Progress = lambda *_: None
    ) -> Sheet:
        """Read and check a workbook by itself."""
        return read_sheet(content, name, self.vocabulary, locale=locale, progress=progress)

    def compare(self, sheet: Sheet, importer: Importer) -> Outcome:
        """What importing would do; nothing is kept."""
        with self._database.read() as work:
            return compared(work, sheet, importer)

    def keep(
        self,
        sheet: Sheet,
        importer: Importer,
        now: datetime,
        *,
        skip_bad: bool = False,
        progress: Progress = lambda *_: None,
    ) -> Outcome:
        """Import, all in one transaction: every row or, with `skip_bad`, every good one; else nothing."""

        def write(work: UnitOfWork) -> Outcome:
            return kept(work, sheet, importer, now, skip_bad=skip_bad)

        progress("keep", 0, 1)
        outcome = self._database.write(write)
        progress("keep", 1, 1)
        return outcome


def read_sheet(
    content: bytes,
    name: str,
    vocabulary: Vocabulary,
    *,
    locale: str = "zh-CN",
    progress: Progress = lambda *_: None,
) -> Sheet:
    """Read and check a workbook by itself."""
    progress("read", 0, 1)
    table = read_table(content, name, locale)
    progress("read", 1, 1)
    reader = Reader(table, vocabulary)
    count, done = len(table.rows), 0

    def tick() -> None:
        nonlocal done
        done += 1
        if done % 100 == 0 or done == count:
            progress("check", done, count)

    rows = tuple(reader.rows(tick)) if table.usable else ()
    sha256 = hashlib.sha256(content).hexdigest()
    return Sheet(name, sha256, table, rows, (*table.findings, *reader.findings))


def compared(work: UnitOfWork, sheet: Sheet, importer: Importer) -> Outcome:
    """What importing would do; nothing is kept."""
    register = Register(known_enterprises(work, importer.scope))
    return Outcome(sheet, compare(sheet.rows, register, sheet.table, importer.units))


def kept(
    work: UnitOfWork, sheet: Sheet, importer: Importer, now: datetime, *, skip_bad: bool = False
) -> Outcome:
    """Import as part of a unit of work: every row or, with `skip_bad`, every good one; else nothing."""
    outcome = compared(work, sheet, importer)
    if not outcome.usable or (outcome.errors and not skip_bad):
        return outcome
    comparison = outcome.comparison
    if not comparison.new and not comparison.changed:
        return Outcome(sheet, comparison, kept=True)
    made = _add(work, comparison.new, now)
    _change(work, comparison.changed, now)
    skipped = len({one.row for one in outcome.errors if one.row > sheet.table.top})
    work.audit.append(
        at=now,
        actor=importer.actor,
        channel=importer.channel,
        action="enterprises.import",
        detail={
            "file": sheet.name[:100],
            "sha256": sheet.sha256,
            "new": list[Json](made),
            "changed": [_audited(change) for change in comparison.changed],
            "unchanged": comparison.unchanged,
            "skipped_rows": skipped,
        },
    )
    return Outcome(sheet, comparison, kept=True)


def known_enterprises(work: UnitOfWork, scope: Scope) -> Iterable[Known]:
    """The whole register; what is outside the scope is marked so that it is never shown."""
    contacts = work.register_contacts.all()
    everything = EnterpriseFilter(scope=EVERYTHING)
    mine: Collection[int] | None = None
    if not scope.everything:
        mine = {one.id for one in work.enterprises.stream(EnterpriseFilter(scope=scope))}
    for one in work.enterprises.stream(everything):
        yield Known(one.id, entry_of(one, contacts.get(one.id, ())), mine is None or one.id in mine)


def entry_of(one: Enterprise, contacts: tuple[tuple[str, str], ...]) -> Entry:
    """An enterprise of the register as an entry."""
    return Entry(
        name=one.name,
        unit=one.unit,
        code=one.credit_code or "",
        street=one.street or "",
        park=one.park or "",
        group=one.group or "",
        industry=one.industry or "",
        size=one.size or "",
        headcount=one.headcount,
        contacts=contacts,
    )


def _add(work: UnitOfWork, rows: Iterable[Row], now: datetime) -> list[int]:
    made = [(Enterprise(**_columns(row.entry), created_at=now, updated_at=now), row) for row in rows]
    work.enterprises.add_all([one for one, _ in made])
    work.register_contacts.replace([(one.id, row.entry.contacts) for one, row in made], now)
    return [one.id for one, _ in made]


def _columns(entry: Entry) -> dict[str, object]:
    values = {key: getattr(entry, key) or None for key in PLAIN if key not in ("code", "headcount")}
    return {**values, "credit_code": entry.code or None, "headcount": entry.headcount}


def _change(work: UnitOfWork, changes: Collection[Change], now: datetime) -> None:
    rows = work.enterprises.with_ids([change.known.id for change in changes])
    for change in changes:
        row = rows[change.known.id]
        for key, _, after in change.fields:
            if key != "contacts":
                setattr(row, "credit_code" if key == "code" else key, after if after != "" else None)
        row.updated_at = now
    work.flush()
    people = [change for change in changes if any(key == "contacts" for key, *_ in change.fields)]
    work.register_contacts.replace([(one.known.id, one.row.entry.contacts) for one in people], now)


def _audited(change: Change) -> Json:
    """What a change was, for the audit log: contacts are personal data, which the log must not keep."""
    fields: dict[str, Json] = {
        key: None if key == "contacts" else [_json(before), _json(after)]
        for key, before, after in change.fields
    }
    return [change.known.id, fields]


def _json(value: object) -> Json:
    return value if isinstance(value, str | int) else None
