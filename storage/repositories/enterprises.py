"""The register of enterprises."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from storage.models.enterprise import Enterprise, Standing
from storage.repositories.batches import batched
from storage.repositories.scope import EnterpriseFilter, Scope


class Enterprises:
    """The register. What is added has its key at once."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, enterprise: int) -> Enterprise | None:
        """The enterprise, or None."""
        return self._session.get(Enterprise, enterprise)

    def visible(self, enterprise: int, scope: Scope) -> Enterprise | None:
        """The enterprise if the scope holds it, or None: the two cannot be told apart by the caller."""
        return self._session.scalar(select(Enterprise).where(Enterprise.id == enterprise, scope.clause()))

    def by_code(self, credit_code: str) -> Enterprise | None:
        """The enterprise with that credit code, or None."""
        return self._session.scalar(select(Enterprise).where(Enterprise.credit_code == credit_code))

    def with_ids(self, ids: Collection[int]) -> dict[int, Enterprise]:
        """The enterprises with those keys, by key; unknown keys are absent."""
        found: dict[int, Enterprise] = {}
        for part in batched(sorted(ids)):
            rows = self._session.scalars(select(Enterprise).where(Enterprise.id.in_(part)))
            found.update((row.id, row) for row in rows)
        return found

    def by_codes(self, credit_codes: Collection[str]) -> dict[str, Enterprise]:
        """The enterprises with those credit codes, by code; unknown codes are absent."""
        found: dict[str, Enterprise] = {}
        for part in batched(sorted(credit_codes)):
            for row in self._session.scalars(select(Enterprise).where(Enterprise.credit_code.in_(part))):
                if row.credit_code is not None:
                    found[row.credit_code] = row
        return found

    def by_names(self, names: Collection[str]) -> dict[str, list[Enterprise]]:
        """The enterprises with exactly those names, by name; unknown names are absent."""
        found: dict[str, list[Enterprise]] = {}
        for part in batched(sorted(names)):
            for row in self._session.scalars(select(Enterprise).where(Enterprise.name.in_(part))):
                found.setdefault(row.name, []).append(row)
        return found

    def add(self, enterprise: Enterprise) -> Enterprise:
        """Add one.

        Raises:
            ConflictError: the credit code is taken.
        """
        self._session.add(enterprise)
        self._session.flush()
        return enterprise

    def add_all(self, enterprises: Sequence[Enterprise]) -> None:
        """Add many in few statements; they have their keys afterwards."""
        self._session.add_all(enterprises)
        self._session.flush()

    def select(
        self, wanted: EnterpriseFilter, *, limit: int | None = None, offset: int = 0
    ) -> list[Enterprise]:
        """The enterprises asked for, by unit, street and name; a page of them when there is a limit."""
        statement = (
            select(Enterprise)
            .where(wanted.clause())
            .order_by(Enterprise.unit, Enterprise.street, Enterprise.name, Enterprise.id)
            .offset(offset)
        )
        return list(self._session.scalars(statement if limit is None else statement.limit(limit)))

    def stream(self, wanted: EnterpriseFilter) -> Iterator[Enterprise]:
        """As `select`, a thousand rows in memory at a time."""
        statement = select(Enterprise).where(wanted.clause()).order_by(Enterprise.id)
        yield from self._session.scalars(statement.execution_options(yield_per=1000))

    def count(self, wanted: EnterpriseFilter) -> int:
        """How many enterprises are asked for."""
        return self._session.scalar(select(func.count()).select_from(Enterprise).where(wanted.clause())) or 0

    def search(self, text: str, scope: Scope, *, limit: int = 10) -> list[Enterprise]:
        """Those in the scope whose name holds `text` or whose code begins with it; short names first."""
        statement = (
            select(Enterprise)
            .where(
                scope.clause(),
                or_(
                    func.lower(Enterprise.name).contains(text.lower(), autoescape=True),
                    Enterprise.credit_code.startswith(text.upper(), autoescape=True),
                ),
            )
            .order_by(func.length(Enterprise.name), Enterprise.name, Enterprise.id)
            .limit(limit)
        )
        return list(self._session.scalars(statement))

    def set_standing(self, enterprise: int, standing: Standing, note: str | None, at: datetime) -> bool:
        """Note whether it still takes part; False when there is no such enterprise."""
        row = self.get(enterprise)
        if row is None:
            return False
        row.standing, row.standing_at, row.standing_note, row.updated_at = standing, at, note, at
        return True

    def counts_by_unit(self) -> dict[str, int]:
        """How many enterprises each unit answers for, of any standing; units without any are absent."""
        rows = self._session.execute(select(Enterprise.unit, func.count()).group_by(Enterprise.unit))
        return {unit: count for unit, count in rows}  # noqa: C416 - rows are not tuples to the type checker
