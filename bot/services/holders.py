"""Who holds which role where, as an overseer may see it: within her own scope, names and numbers masked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.campaign.model import Unit, UnitKind, Units
from bot.services.access import ENTERPRISE, EVERYTHING, Authority, Holding, Role, authority_of, holding_of
from storage.models.access import Grant
from storage.models.person import Person
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Holder:
    """One role one person holds; `seen` is when she last wrote, None for never."""

    person: int
    name: str
    phone: str
    holding: Holding
    channels: tuple[str, ...]
    seen: datetime | None
    grant: Grant


def holders(work: UnitOfWork, authority: Authority, unit: Unit | None = None) -> list[Holder]:
    """The holders within an authority, or within one unit of it; the highest unit first."""
    within = {below.id for below in authority.tree.within(unit.id)} if unit else set(authority.visible)
    found = []
    for grant in work.access.all_grants():
        holding = holding_of(grant, authority.tree)
        if holding is None or not _seen(work, holding, within, authority):
            continue
        person = work.people.get(grant.person_id)
        if person is not None:
            found.append(_holder(work, person, holding, grant))
    depth = {unit_id: len(authority.tree.chain(unit_id)) for unit_id in within}
    found.sort(key=lambda one: (depth.get(one.holding.unit.id, 9) if one.holding.unit else 9, one.person))
    return found


def known(work: UnitOfWork, authority: Authority, person: int) -> Person | None:
    """A person by her number, if she holds a role or speaks for an enterprise within an authority."""
    row = work.people.get(person)
    if row is None or row.erased_at is not None:
        return None
    hers = authority_of(work, person, authority.tree)
    for holding in hers.holdings:
        if _seen(work, holding, set(authority.visible), authority):
            return row
    return None


def assignable(work: UnitOfWork, authority: Authority) -> list[Holder]:
    """The providers of the campaign, and the experts within an authority: whom enterprises are given to.

    Who is admitted as a provider is no secret, and a district gives its enterprises to the city's providers.
    """
    found: dict[int, Holder] = {}
    for grant in work.access.all_grants():
        holding = holding_of(grant, authority.tree)
        if holding is None or holding.unit is None or not _takes(holding, authority):
            continue
        person = work.people.get(grant.person_id)
        if person is not None and person.erased_at is None:
            found.setdefault(person.id, _holder(work, person, holding, grant))
    return list(found.values())


def admitted(work: UnitOfWork, tree: Units, person: int) -> Person | None:
    """A person by her number, if she is one of the campaign's providers."""
    held = (holding_of(grant, tree) for grant in work.access.grants_of(person))
    row = work.people.get(person)
    provides = any(one is not None and _provides(one) for one in held)
    return row if provides and row is not None and row.erased_at is None else None


def _provides(holding: Holding) -> bool:
    provider = holding.unit is not None and holding.unit.kind is UnitKind.PROVIDER
    return holding.role is Role.PROVIDER and provider


def _takes(holding: Holding, authority: Authority) -> bool:
    expert = holding.role is Role.EXPERT and holding.unit is not None and holding.unit.id in authority.visible
    return _provides(holding) or expert


def _seen(work: UnitOfWork, holding: Holding, within: set[str], authority: Authority) -> bool:
    if holding.unit is not None:
        return holding.unit.id in within
    return work.enterprises.visible(holding.enterprise, authority.scope) is not None


def _holder(work: UnitOfWork, person: Person, holding: Holding, grant: Grant) -> Holder:
    addresses = [one for one in work.people.addresses(person.id) if one.blocked_at is None]
    seen = max((one.last_inbound_at for one in addresses if one.last_inbound_at), default=None)
    return Holder(
        person.id,
        masked_name(person.display_name or ""),
        masked_phone(person.phone or ""),
        holding,
        tuple(dict.fromkeys(one.channel for one in addresses)),
        seen,
        grant,
    )


def given(work: UnitOfWork, authority: Authority, person: int) -> Sequence[Holder]:
    """The roles of a person which the holder of that authority may take away.

    Who oversees an enterprise takes it back from whomever it was given to.
    """
    return [
        one
        for one in holders(work, authority)
        if one.person == person
        and (one.holding.unit is None or authority.may_give(one.holding.role, one.holding.unit))
    ]


def admins(work: UnitOfWork, tree: Units) -> int:
    """How many people hold the role of an admin."""
    held = (holding_of(grant, tree) for grant in work.access.all_grants())
    return sum(one is not None and one.role is Role.ADMIN for one in held)


def scope_words(holding: Holding) -> tuple[str, str]:
    """The scope kind and id under which a role is granted."""
    if holding.unit is None:
        return ENTERPRISE, str(holding.enterprise)
    return (EVERYTHING, "") if holding.role is Role.ADMIN else ("unit", holding.unit.id)


def masked_name(name: str) -> str:
    """The family name and a mark: 王＊; of a Western name its first letter."""
    return f"{name[0]}＊" if name else ""


def masked_phone(phone: str) -> str:
    """A number with its middle hidden."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 9 else "****" if phone else ""  # noqa: PLR2004 - a mobile number has more
