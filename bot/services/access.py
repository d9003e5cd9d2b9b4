"""The one place that decides what a person may do and see: from her grants and bindings to an `Authority`.

Every list, digest, command, file and link asks here. A role counts only where it is held: a command runs with
the part of an authority that its roles give (`narrowed`), so that an expert who reads one enterprise's report
and is a street's liaison besides cannot nudge that enterprise.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from bot.campaign.model import Unit, UnitKind, Units
from storage.models.access import Grant
from storage.repositories.scope import Scope
from storage.unit_of_work import UnitOfWork

EVERYTHING = "all"  # the scope kind of a grant over the whole campaign
UNIT = "unit"
ENTERPRISE = "enterprise"  # the scope kind of a grant over one enterprise, by its number


class Role(StrEnum):
    """What a person is here. In the order of rank: nobody grants a role above her own."""

    ADMIN = "admin"
    CITY = "city"
    DISTRICT = "district"
    STREET = "street"
    PARK = "park"
    GROUP = "group"
    PROVIDER = "provider"
    EXPERT = "expert"
    CONTACT = "contact"


LIAISONS = frozenset({Role.CITY, Role.DISTRICT, Role.STREET, Role.PARK, Role.GROUP})
"""The roles over a unit: they know its enterprises and chase them."""

OVERSEERS = LIAISONS | {Role.ADMIN}
EVERYBODY = frozenset(Role)
_BY_UNIT = {
    UnitKind.CITY: Role.CITY,
    UnitKind.DISTRICT: Role.DISTRICT,
    UnitKind.STREET: Role.STREET,
    UnitKind.PARK: Role.PARK,
    UnitKind.GROUP: Role.GROUP,
    UnitKind.PROVIDER: Role.PROVIDER,
}
_RANK = {
    Role.ADMIN: 0,
    Role.CITY: 1,
    Role.DISTRICT: 2,
    Role.STREET: 3,
    Role.PARK: 3,
    Role.GROUP: 3,
    Role.PROVIDER: 4,
    Role.EXPERT: 4,
    Role.CONTACT: 5,
}
# Grants say liaison or official, and which of the roles that is the unit's kind says.
OVER_UNITS = frozenset({"liaison", "official", *(role.value for role in LIAISONS)})


@dataclass(frozen=True, slots=True)
class Holding:
    """One role in force: over a unit and everything below it, or over one enterprise."""

    role: Role
    unit: Unit | None = None
    enterprise: int = 0


@dataclass(frozen=True)
class Authority:
    """What one person may do and see. An empty one sees nothing."""

    person: int
    tree: Units
    holdings: tuple[Holding, ...] = ()

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles she holds, wherever."""
        return frozenset(one.role for one in self.holdings)

    def narrowed(self, roles: Collection[Role]) -> Authority:
        """The part of it that these roles give."""
        return Authority(self.person, self.tree, tuple(one for one in self.holdings if one.role in roles))

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The units her roles are over, the highest first; the first is her own."""
        found = {one.unit.id: one.unit for one in self.holdings if one.unit is not None}
        return tuple(sorted(found.values(), key=lambda unit: len(self.tree.chain(unit.id))))

    @cached_property
    def visible(self) -> Mapping[str, Unit]:
        """The units she may be told the names of, by id: her own and those below."""
        return {below.id: below for unit in self.units for below in self.tree.within(unit.id)}

    def named(self, text: str) -> tuple[Unit, ...]:
        """The units she may see whose id or whole name is `text`; else those whose name contains it."""
        exact = tuple(unit for unit in self.visible.values() if text in (unit.id, unit.name))
        return exact or tuple(unit for unit in self.visible.values() if text in unit.name)

    @cached_property
    def enterprises(self) -> frozenset[int]:
        """The enterprises she has by themselves: her own, or those assigned to her."""
        return frozenset(one.enterprise for one in self.holdings if one.enterprise)

    @cached_property
    def scope(self) -> Scope:
        """The enterprises she may see, as the storage takes it."""
        return scope_of(self.tree, self.units, self.enterprises)

    def over(self, unit: Unit) -> Scope:
        """The enterprises of a unit she may see; none of any other unit."""
        return scope_of(self.tree, (unit,) if unit.id in self.visible else ())

    def guard(self, unit: Unit | None = None) -> str:
        """What a file over one unit, or over all of hers, shows: for `sees`."""
        units = (unit,) if unit is not None else self.units
        own = () if unit is not None else sorted(self.enterprises)
        return ";".join([*(f"unit={one.id}" for one in units), *(f"{ENTERPRISE}={one}" for one in own)])

    @property
    def sees_everything(self) -> bool:
        """Whether the whole register is hers to see."""
        return self.scope.everything

    def may_give(self, role: Role, unit: Unit | None) -> bool:
        """Whether she may grant or revoke a role over a unit (None: the whole campaign).

        Only within what she oversees herself, and no role above her own there.
        """
        return any(self._may_give(mine, role, unit) for mine in self.holdings)

    def _may_give(self, mine: Holding, role: Role, unit: Unit | None) -> bool:
        if mine.role not in OVERSEERS or mine.unit is None or _RANK[mine.role] > _RANK[role]:
            return False
        wanted = unit or self.tree.root
        return wanted.id in {below.id for below in self.tree.within(mine.unit.id)}


def role_over(unit: Unit) -> Role:
    """The role of whoever answers for a unit."""
    return _BY_UNIT[unit.kind]


def scope_of(tree: Units, units: Iterable[Unit], enterprises: Iterable[int] = ()) -> Scope:
    """The enterprises of any of these units and of all below them, and these enterprises themselves."""
    within = [below for unit in units for below in tree.within(unit.id)]
    if tree.root in within:
        return Scope(everything=True)
    of = {kind: frozenset(unit.id for unit in within if unit.kind is kind) for kind in UnitKind}
    return Scope(
        units=of[UnitKind.DISTRICT],
        streets=of[UnitKind.STREET],
        parks=of[UnitKind.PARK],
        groups=of[UnitKind.GROUP],
        enterprises=frozenset(enterprises),
    )


def authority_of(work: UnitOfWork, person: int, tree: Units) -> Authority:
    """What a person may do and see now, from her grants and the enterprises she speaks for."""
    held = [holding_of(grant, tree) for grant in work.access.grants_of(person)]
    own = [Holding(Role.CONTACT, enterprise=one.id) for one in work.people.enterprises_of(person)]
    return Authority(person, tree, tuple(dict.fromkeys([*(one for one in held if one), *own])))


def guard_of(enterprise: int | None) -> str:
    """What a file about one enterprise shows; nothing to guard for a try-out."""
    return f"{ENTERPRISE}={enterprise}" if enterprise else ""


def sees(work: UnitOfWork, person: int, guard: str, tree: Units) -> bool:
    """Whether a person may see all that a guard names, now."""
    authority = authority_of(work, person, tree)
    for part in guard.split(";"):
        kind, _, name = part.partition("=")
        if kind == ENTERPRISE:
            seen = name.isdecimal() and work.enterprises.visible(int(name), authority.scope) is not None
        else:
            seen = kind == UNIT and name in authority.visible
        if not seen:
            return False
    return True


def holding_of(grant: Grant, tree: Units) -> Holding | None:
    """What a grant gives; None for a role or a unit that is not known (any more)."""
    if grant.scope_kind == ENTERPRISE:
        assigned = grant.role in (Role.PROVIDER, Role.EXPERT) and grant.scope_id.isdecimal()
        return Holding(Role(grant.role), enterprise=int(grant.scope_id)) if assigned else None
    if grant.scope_kind not in (EVERYTHING, UNIT):
        return None
    unit = tree.root if grant.scope_kind == EVERYTHING else tree.by_id.get(grant.scope_id)
    if unit is None:
        return None
    if grant.role == Role.ADMIN:
        # An admin of less than everything is that unit's liaison: what admins do concerns everybody.
        return Holding(Role.ADMIN if unit == tree.root else role_over(unit), unit)
    if grant.role in OVER_UNITS:
        return Holding(role_over(unit), unit)
    if grant.role in (Role.PROVIDER, Role.EXPERT):
        return Holding(Role(grant.role), unit)
    return None


def visible_units(units: Units, grants: Iterable[Grant]) -> tuple[Unit, ...]:
    """The units the grants are over, highest first; grants over units that are no more give nothing."""
    held = tuple(one for grant in grants if (one := holding_of(grant, units)) is not None)
    return Authority(0, units, held).units
