"""Re-scoring half a million respondents when a standard's weights change, on SQLite.

The peers are the exact engine one by one, over the same vectors; the floor is one NumPy pass that reads every
byte of them. End to end is: fetch the packed vectors, score, write score and level back.
"""

from __future__ import annotations

import sqlite3
import tempfile
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.table import Row
from benchmarks.timing import interleaved, seconds
from bot.packs.loader import load_pack
from bot.services.sample import invented_answers
from scoring.batch import rescore
from scoring.engine import rate
from scoring.packed import layout, pack, unpack
from scoring.plan import Plan, prepare

PACK = Path(__file__).parents[1] / "templates" / "packs" / "shanghai-ref" / "2026.1"
MANY = 500_000
TENTH = MANY // 10
_ONE_BY_ONE = 1_000  # respondents the exact engine is timed on
_DISTINCT = 2_000


def vectors(plan: Plan, count: int) -> list[bytes]:
    """Packed answers of so many respondents of every industry, drawn from two thousand different ones."""
    loaded = load_pack(PACK)
    industries = list(plan.standard.variants)
    shape = layout(plan)
    found = []
    for seed in range(_DISTINCT):
        answers = invented_answers(loaded, industries[seed % len(industries)], 100 + seed, seed)
        found.append(pack(shape, answers, loaded.relevance(answers)))
    return [found[n % _DISTINCT] for n in range(count)]


def database(path: Path, packed: list[bytes]) -> sqlite3.Connection:
    """A table like the product's, filled."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(
        "CREATE TABLE diagnosis (id INTEGER PRIMARY KEY, score TEXT, level INTEGER, grade INTEGER)"
    )
    connection.execute("CREATE TABLE packed_answers (diagnosis_id INTEGER PRIMARY KEY, packed BLOB)")
    numbers = range(1, len(packed) + 1)
    connection.executemany("INSERT INTO diagnosis (id) VALUES (?)", ((number,) for number in numbers))
    connection.executemany("INSERT INTO packed_answers VALUES (?, ?)", zip(numbers, packed, strict=True))
    connection.commit()
    return connection


def end_to_end(connection: sqlite3.Connection, plan: Plan) -> None:
    """Fetch, score, write back."""
    rows = connection.execute("SELECT diagnosis_id, packed FROM packed_answers").fetchall()
    numbers, packed = zip(*rows, strict=True)
    scores = rescore(plan, packed)
    ladder = [(rung.level, rung.grade) for rung in plan.standard.ladder]
    results = _results(numbers, scores.texts(), scores.rungs.tolist(), ladder)
    connection.executemany("UPDATE diagnosis SET score = ?, level = ?, grade = ? WHERE id = ?", results)
    connection.commit()


def _results(
    numbers: tuple[int, ...], texts: list[str], rungs: list[int], ladder: list[tuple[int, int]]
) -> Iterator[tuple[str, int, int, int]]:
    for number, text, rung in zip(numbers, texts, rungs, strict=True):
        level, grade = ladder[rung] if rung >= 0 else (0, 0)
        yield text, level, grade, number


def run() -> list[Row]:
    """Batch against one by one, against the floor, end to end, growth and memory."""
    plan = prepare(load_pack(PACK).standard())
    packed = vectors(plan, MANY)
    shape = layout(plan)
    sample = [unpack(shape, vector) for vector in packed[:_ONE_BY_ONE]]
    matrix = np.frombuffer(b"".join(packed), np.uint8).reshape(MANY, shape.width)

    def one_by_one() -> None:
        for answers, irrelevant in sample:
            rate(plan, answers, irrelevant=irrelevant)

    took = interleaved(
        {
            "batch": lambda: rescore(plan, matrix),
            "tenth": lambda: rescore(plan, matrix[:TENTH]),
            "one by one": one_by_one,
            "floor": lambda: matrix.astype(np.int64).sum(),
        },
        rounds=3,
    )
    loop = took["one by one"] * MANY / _ONE_BY_ONE
    rows = [
        Row(
            "re-score 500,000: against one by one",
            seconds(took["batch"]),
            f"{seconds(loop)} (from {_ONE_BY_ONE:,})",
            loop / took["batch"],
            "≥ 20",
        ),
        Row(
            "re-score 500,000: against reading every byte once",
            seconds(took["batch"]),
            seconds(took["floor"]),
            took["batch"] / took["floor"],
        ),
        Row(
            "re-score: 500,000 against 50,000",
            seconds(took["batch"]),
            seconds(took["tenth"]),
            took["batch"] / took["tenth"],
            "≤ 12",
        ),
    ]
    with tempfile.TemporaryDirectory() as folder:
        connection = database(Path(folder) / "many.db", packed)
        whole = interleaved({"end": lambda: end_to_end(connection, plan)}, rounds=3)["end"]
        connection.close()
    rows.append(
        Row("re-score 500,000 end to end on SQLite, in units of 3 s", seconds(whole), "3 s", whole / 3, "≤ 1")
    )
    extra = extra_memory(plan, matrix)
    rows.append(
        Row(
            "re-score 500,000: peak memory above the vectors, in units of 200 MiB",
            f"{extra:.0f} MiB",
            "200 MiB",
            extra / 200,
            "≤ 1",
        )
    )
    return rows


def extra_memory(plan: Plan, matrix: NDArray[np.uint8]) -> float:
    """MiB that scoring and wording the scores allocate at their peak."""
    tracemalloc.start()
    rescore(plan, matrix).texts()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 2**20
