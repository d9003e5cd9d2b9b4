"""The register of what repositories promise; `contract("people")` adds to `UnitOfWork.people`'s."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from storage.unit_of_work import UnitOfWork

Check: TypeAlias = Callable[[UnitOfWork], None]

CONTRACTS: dict[str, list[Check]] = {}


def contract(name: str) -> Callable[[Check], Check]:
    """Run the decorated function in a unit of work of its own, on every database."""

    def register(check: Check) -> Check:
        CONTRACTS.setdefault(name, []).append(check)
        return check

    return register
