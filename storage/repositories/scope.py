"""Which enterprises a question is about: what someone may see, and what she asks for within it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, func, or_, true

from storage.models.enterprise import Enterprise, Standing


@dataclass(frozen=True, slots=True)
class Scope:
    """The enterprises someone may see: those in any of these, or all. The default is none at all."""

    everything: bool = False
    units: frozenset[str] = frozenset()
    streets: frozenset[str] = frozenset()
    parks: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    enterprises: frozenset[int] = frozenset()

    def clause(self) -> ColumnElement[bool]:
        """The condition on `Enterprise`."""
        if self.everything:
            return true()
        parts = [
            column.in_(sorted(values))
            for column, values in (
                (Enterprise.unit, self.units),
                (Enterprise.street, self.streets),
                (Enterprise.park, self.parks),
                (Enterprise.group, self.groups),
                (Enterprise.id, self.enterprises),
            )
            if values
        ]
        return or_(*parts) if parts else false()


EVERYTHING = Scope(everything=True)


@dataclass(frozen=True, slots=True)
class EnterpriseFilter:
    """What is asked for within a scope; empty parts do not narrow. `name_part` ignores case."""

    scope: Scope
    name_part: str = ""
    units: frozenset[str] = frozenset()
    streets: frozenset[str] = frozenset()
    parks: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    industries: frozenset[str] = frozenset()
    standings: frozenset[Standing] = frozenset()
    ids: frozenset[int] = frozenset()

    def clause(self) -> ColumnElement[bool]:
        """The condition on `Enterprise`."""
        parts = [self.scope.clause()]
        parts += [
            column.in_(sorted(values))
            for column, values in (
                (Enterprise.unit, self.units),
                (Enterprise.street, self.streets),
                (Enterprise.park, self.parks),
                (Enterprise.group, self.groups),
                (Enterprise.industry, self.industries),
                (Enterprise.standing, self.standings),
                (Enterprise.id, self.ids),
            )
            if values
        ]
        if self.name_part:
            parts.append(func.lower(Enterprise.name).contains(self.name_part.lower(), autoescape=True))
        return and_(*parts)
