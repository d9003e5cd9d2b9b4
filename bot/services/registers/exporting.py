"""The register, or the part of it somebody may see, as the bytes of a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.campaign.model import Unit, UnitKind
from bot.services.registers.columns import Entry
from bot.services.registers.register import entry_of
from bot.services.registers.vocabulary import Vocabulary
from bot.services.registers.writing import workbook
from storage.engine import Database
from storage.repositories.scope import EVERYTHING, EnterpriseFilter, Scope
from storage.unit_of_work import UnitOfWork


def export(
    database: Database, vocabulary: Vocabulary, units: Sequence[Unit] | None, locale: str
) -> tuple[bytes, int]:
    """The enterprises of some units, all without any; and how many they are."""
    with database.read() as work:
        rows = list(entries(work, EVERYTHING if units is None else scope_of(units)))
    return workbook(rows, vocabulary, locale), len(rows)


def scope_of(units: Sequence[Unit]) -> Scope:
    """The enterprises of these units."""
    if any(unit.kind is UnitKind.CITY for unit in units):
        return EVERYTHING
    by_kind = {
        kind: frozenset(unit.id for unit in units if unit.kind is kind)
        for kind in (UnitKind.DISTRICT, UnitKind.STREET, UnitKind.PARK, UnitKind.GROUP)
    }
    return Scope(
        units=by_kind[UnitKind.DISTRICT],
        streets=by_kind[UnitKind.STREET],
        parks=by_kind[UnitKind.PARK],
        groups=by_kind[UnitKind.GROUP],
    )


def entries(work: UnitOfWork, scope: Scope) -> Iterator[tuple[int, Entry]]:
    """The enterprises of a scope by unit, street and name, with the register's number of each."""
    contacts = work.register_contacts.all()
    for one in work.enterprises.select(EnterpriseFilter(scope=scope)):
        yield one.id, entry_of(one, contacts.get(one.id, ()))
