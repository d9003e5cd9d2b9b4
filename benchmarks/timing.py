"""Fair timing: the things compared take turns, so that the machine's moods fall on all of them."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from functools import partial


def interleaved(jobs: Mapping[str, Callable[[], object]], rounds: int = 5) -> dict[str, float]:
    """The median seconds of each job over so many rounds, each round running every job once."""
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            gc.collect()
            began = time.perf_counter()
            job()
            taken[name].append(time.perf_counter() - began)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def seconds(value: float) -> str:
    """A duration as people read it."""
    if value >= 1:
        return f"{value:.2f} s"
    return f"{value * 1000:.1f} ms" if value >= 0.001 else f"{value * 1_000_000:.0f} µs"


def each(count: int, turn: Callable[[int], object]) -> float:
    """Seconds a turn, one after another."""
    began = time.perf_counter()
    for number in range(count):
        turn(number)
    return (time.perf_counter() - began) / count


def rounds(count: int, turns: int, *variants: Callable[[str, int], object]) -> list[float]:
    """The median seconds a turn of each variant; they take turns, so that they share the machine's moods."""
    times: list[list[float]] = [[] for _ in variants]
    for number in range(count + 1):
        for variant, kept in zip(variants, times, strict=True):
            spent = each(turns, partial(variant, f"r{number}"))
            if number:  # the first round warms up
                kept.append(spent)
    return [statistics.median(kept) for kept in times]


def percentile(values: list[float], share: float) -> float:
    """The value that so big a share of them does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def ms(value: float) -> str:
    """Seconds as milliseconds."""
    return f"{value * 1000:.2f} ms"
