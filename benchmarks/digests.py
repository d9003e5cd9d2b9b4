"""Digests for every liaison: one read of the register for all of them, against a read for each.

Two seeded registers, composed and queued on a frozen day: Shanghai's (9,500 enterprises, 234 liaisons) and an
invented nation's (340 districts, 11,600 streets, 12,000 liaisons, 500,000 enterprises). The N+1 way asks the
database for each liaison's own enterprises and composes the same text from them; on the nation it is measured
for a sample and the rest is reckoned from that. A nation of a tenth the size shows how time and memory grow.

`python -m benchmarks.digests --postgres URL` measures the small register on a PostgreSQL database besides.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import delete

from benchmarks.seeding import LIAISONS, NOW, QUESTIONS, SHANGHAI, nation, seed, told
from benchmarks.table import Row, show
from benchmarks.timing import seconds
from bot import messages
from bot.campaign.digest_text import worded
from bot.campaign.model import Campaign, Unit, UnitKind
from bot.campaign.standings import Standings
from bot.services.campaigning import Campaigning
from bot.services.notice import DIGEST, Notice
from bot.services.notices import Notices
from storage.engine import Database
from storage.models import Outbox
from storage.repositories.scope import EnterpriseFilter, Scope
from storage.upgrade import upgrade

CITY, TENTH, NATION = 9_500, 50_000, 500_000
ROUNDS = 3
SAMPLE = 60  # liaisons asked one by one on the nation: all would take minutes
SECOND, HALF_A_MINUTE = 1.0, 30.0  # what the two may take
MEMORY = 1_000.0  # MB the nation's round may need in all


def run() -> list[Row]:
    """Measure both ways on the registers."""
    small = _city()
    tenth, tenth_memory = _apart(TENTH)
    large, memory = _apart(NATION)
    each = _one_by_one_on_nation()
    times = NATION / TENTH
    return [
        Row(
            f"digests of {len(told(SHANGHAI))} liaisons at {CITY:,}, composed and queued"
            " (floor: the second allowed)",
            seconds(small[0]),
            seconds(SECOND),
            small[0] / SECOND,
            "≤ 1.0",
        ),
        Row(
            "the same against a query for each liaison",
            seconds(small[0]),
            seconds(small[1]),
            small[1] / small[0],
        ),
        Row(
            f"digests of {LIAISONS:,} liaisons at {NATION:,} (floor: the 30 s allowed)",
            seconds(large),
            seconds(HALF_A_MINUTE),
            large / HALF_A_MINUTE,
            "≤ 1.0",
        ),
        Row(
            f"the same against a query for each liaison (from a sample of {SAMPLE})",
            seconds(large),
            seconds(each),
            each / large,
        ),
        Row(
            f"from {TENTH:,} to {NATION:,}, the liaisons unchanged: growth against the register's",
            seconds(large),
            f"{times:.0f} times {seconds(tenth)}",
            large / tenth / times,
            "≤ 1.1",
        ),
        Row(
            f"most memory at {NATION:,} (at {TENTH:,}: {tenth_memory:.0f} MB)",
            f"{memory:.0f} MB",
            f"{MEMORY:.0f} MB",
            memory / MEMORY,
            "≤ 1.0",
        ),
    ]


def _city() -> tuple[float, float]:
    """Median seconds of our way and of the N+1 way on Shanghai, taking turns."""
    with tempfile.TemporaryDirectory() as folder:
        return _both_ways(f"sqlite:///{Path(folder) / 'bench.db'}")


def _both_ways(url: str) -> tuple[float, float]:
    upgrade(url)
    with Database.open(url) as database:
        count = seed(database, SHANGHAI, CITY)
        campaigning = Campaigning(database, SHANGHAI, QUESTIONS)
        ours: list[float] = []
        theirs: list[float] = []
        for _ in range(ROUNDS):
            taken, found = _round(database, campaigning)
            ours.append(taken)
            assert len(found) == count
            taken, texts = _timed(lambda: one_by_one(database, campaigning, told(SHANGHAI)))
            theirs.append(taken)
            _assert_same(texts, [one.text for one in found])
    return statistics.median(ours), statistics.median(theirs)


def _round(database: Database, campaigning: Campaigning) -> tuple[float, list[Notice]]:
    """One fresh round of digests, and the outbox emptied after it."""
    service = Notices(database, campaigning, {"web"})
    taken, found = _timed(lambda: service.run(NOW, only={DIGEST}))
    database.write(lambda work: work.session.execute(delete(Outbox)))
    return taken, found


def _apart(size: int) -> tuple[float, float]:
    """The seconds of one round on a nation of that size, and its process' most memory in MB.

    In a process of its own, whose memory nothing else has touched.
    """
    code = f"from benchmarks.digests import measure; measure({size})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    taken, memory = done.stdout.split()
    return float(taken), float(memory)


def measure(size: int) -> None:
    """Print the seconds of a round on a nation and the process' most memory in MB."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        campaign = _seeded(url, size)
        with Database.open(url) as database:
            rounds = []
            for _ in range(ROUNDS if size < NATION else 1):
                taken, found = _round(database, Campaigning(database, campaign, QUESTIONS))
                assert len(found) > 0.9 * LIAISONS  # a few streets of a small nation have no enterprise
                rounds.append(taken)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(statistics.median(rounds), peak)


def _seeded(url: str, size: int) -> Campaign:
    """A nation in a database, made by another process."""
    seeding = [sys.executable, "-m", "benchmarks.seeding", url, str(size), "--nation"]
    subprocess.run(seeding, check=True, capture_output=True)
    return nation(size)


def _one_by_one_on_nation() -> float:
    """Seconds the N+1 way would take for every liaison of the nation, reckoned from a sample."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        campaign = _seeded(url, NATION)
        units = told(campaign)
        with Database.open(url) as database:
            campaigning = Campaigning(database, campaign, QUESTIONS)
            sample = units[1 :: len(units) // SAMPLE]
            taken, _ = _timed(lambda: one_by_one(database, campaigning, sample))
            whole, _ = _timed(lambda: one_by_one(database, campaigning, units[:1]))
    return taken / len(sample) * (LIAISONS - 1) + whole


def one_by_one(database: Database, campaigning: Campaigning, units: Sequence[Unit]) -> list[str]:
    """The N+1 way: for each liaison her enterprises (her district's for a street: its target needs them)."""
    texts = []
    words = messages.load("zh-CN")
    campaign = campaigning.campaign
    with database.read() as work:
        for unit in units:
            members = [
                campaigning.progress_of(one) for one in work.register.of({campaign.pack}, _asked(unit))
            ]
            standings = Standings(campaign, members, NOW.date(), campaigning.calendar)
            texts.append(worded(standings, unit, words))
    return texts


def _asked(unit: Unit) -> EnterpriseFilter:
    if unit.kind is UnitKind.CITY:
        return EnterpriseFilter(Scope(everything=True))
    district = unit.parent if unit.kind is UnitKind.STREET else unit.id
    return EnterpriseFilter(Scope(everything=True), units=frozenset({district}))


def _timed(job: Callable[[], list[Notice] | list[str]]) -> tuple[float, list[Any]]:
    began = time.perf_counter()
    found = job()
    return time.perf_counter() - began, found


def _assert_same(theirs: Sequence[str], ours: Sequence[str]) -> None:
    """The same words, but for a unit's place among those beside it, which the N+1 way does not know."""
    for one, other in zip(theirs, ours, strict=True):
        different = set(one.splitlines()) ^ set(other.splitlines())
        assert len(different - {""}) <= 2, (one, other)


if __name__ == "__main__":
    if "--postgres" in sys.argv:
        mine, theirs = _both_ways(sys.argv[sys.argv.index("--postgres") + 1])
        rows = [Row(f"PostgreSQL, {CITY:,}", seconds(mine), seconds(theirs), theirs / mine)]
    else:
        rows = run()
    print(show(rows))
