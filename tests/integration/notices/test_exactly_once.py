"""Processes that tick and deliver together and are killed at random moments: nothing twice, nothing lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.tickers import Figures, lived_through

from storage.upgrade import upgrade

DAYS = ("2024-10-14", "2024-10-15", "2024-10-16", "2024-10-17", "2024-10-18", "2024-10-21")
"""A week's digests and the next's, reminders every day; the district is behind from the first on."""


def undisturbed(folder: Path, days: tuple[str, ...]) -> set[str]:
    """The keys of everything one process that is never killed sends."""
    url = f"sqlite:///{folder / 'reference.db'}"
    upgrade(url)
    figures, keys = lived_through(url, days, 1, keyed=True, kills=0, seed=0)
    assert (figures.lost, figures.twice, figures.unsure) == (0, 0, 0)
    return keys


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    return undisturbed(tmp_path_factory.mktemp("reference"), DAYS)


def check(figures: Figures, keys: set[str], wanted: set[str], *, keyed: bool) -> None:
    assert keys == wanted
    assert (figures.twice, figures.lost) == (0, 0)
    if keyed:
        assert (figures.unsure, figures.arrived) == (0, figures.messages)
    else:
        # What was being handed over at the moment of a kill, and nothing else; nobody can know more.
        assert figures.unsure <= 100 * figures.kills
        assert figures.arrived >= figures.messages - figures.unsure


@pytest.mark.proof
@pytest.mark.parametrize("keyed", [True, False], ids=["keyed", "plain"])
@pytest.mark.parametrize("processes", [2, 4])
def test_kills_lose_nothing_and_send_nothing_twice(
    database_url: str, reference: set[str], processes: int, keyed: bool
) -> None:
    figures, keys = lived_through(database_url, DAYS, processes, keyed=keyed, kills=0.3, seed=processes)

    kind = database_url.partition(":")[0]
    print(f"\n{processes} processes on {kind}, {'keys known' if keyed else 'keys unknown'}: {figures}")
    check(figures, keys, reference, keyed=keyed)
    assert figures.kills >= 20


def test_two_processes_and_a_few_kills(sqlite_url: str, tmp_path: Path) -> None:
    days = DAYS[:1]
    wanted = undisturbed(tmp_path, days)

    figures, keys = lived_through(sqlite_url, days, 2, keyed=True, kills=0.15, seed=1)

    check(figures, keys, wanted, keyed=True)
    assert figures.kills >= 1
