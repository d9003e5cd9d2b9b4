"""Finding the cheapest set of raises that fills every gap: exact, by deepening one step at a time.

Each gap (a score or a count still missing) is a sum over the indicators raised. For a budget of steps, the
most that each gap can still get from the indicators not yet decided is known exactly beforehand; a branch
that cannot fill some gap any more is cut. The first budget that works is the least there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

NODES = 60_000
"""Branches looked at before the search gives up proving; then the answer is the best found, and says so."""


@dataclass(frozen=True, slots=True)
class Option:
    """One raise of one indicator: its price, and what it adds to each gap."""

    steps: int
    gains: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The chosen option of each indicator by its place (absent: left alone). `proven`: none is cheaper."""

    chosen: dict[int, int]
    steps: int
    proven: bool


class OutOfNodesError(Exception):
    """The search looked at as many branches as it may."""


def cheapest(options: Sequence[Sequence[Option]], gaps: Sequence[int]) -> Found | None:
    """The cheapest choice of at most one option an indicator whose gains reach every gap; None if none does.

    Gaps and gains are whole numbers, not negative. Among equally cheap ones, indicators earlier in the
    sequence are raised first.
    """
    if all(gap <= 0 for gap in gaps):
        return Found({}, 0, proven=True)
    search = _Search(options, gaps)
    most = sum(max((option.steps for option in some), default=0) for some in options)
    least = search.lower_bound(most)
    if least is None:
        return None
    for budget in range(least, most + 1):
        try:
            chosen = search.within(budget)
        except OutOfNodesError:
            return search.greedy(most)
        if chosen is not None:
            return Found(chosen, sum(options[i][j].steps for i, j in chosen.items()), proven=True)
    return None


class _Search:
    """One problem. `bounds[gap][place][budget]` is the most the indicators from `place` on can add to it."""

    def __init__(self, options: Sequence[Sequence[Option]], gaps: Sequence[int]) -> None:
        # A gap over all gaps together cuts branches that could fill each one alone but not all.
        scale = max([gap for gap in gaps if gap > 0], default=1)
        parts = [scale * 1000 // gap if gap > 0 else 0 for gap in gaps]
        self.options = [
            [
                Option(
                    option.steps,
                    (
                        *(min(gain, gap) for gain, gap in zip(option.gains, gaps, strict=True)),
                        sum(p * min(g, gap) for p, g, gap in zip(parts, option.gains, gaps, strict=True)),
                    ),
                )
                for option in some
            ]
            for some in options
        ]
        self.twins = [
            place > 0 and some == self.options[place - 1] for place, some in enumerate(self.options)
        ]
        self.orders = [self._order(some) for some in self.options]
        self.gaps = (*gaps, sum(part * gap for part, gap in zip(parts, gaps, strict=True) if gap > 0))
        self.bounds: list[list[list[int]]] = []
        self.nodes = 0

    def lower_bound(self, most: int) -> int | None:
        """The least budget that could fill each gap alone; None when some gap cannot be filled at all."""
        self.bounds = [self._bound(number, most) for number in range(len(self.gaps))]
        least = 0
        for bound, gap in zip(self.bounds, self.gaps, strict=True):
            enough = next((budget for budget in range(most + 1) if bound[0][budget] >= gap), None)
            if enough is None:
                return None
            least = max(least, enough)
        return least

    def _bound(self, gap: int, most: int) -> list[list[int]]:
        table = [[0] * (most + 1)]
        for some in reversed(self.options):
            below = table[-1]
            row = list(below)
            for option in some:
                gain = option.gains[gap]
                if gain:
                    for budget in range(option.steps, most + 1):
                        row[budget] = max(row[budget], below[budget - option.steps] + gain)
            table.append(row)
        table.reverse()
        return table

    def within(self, budget: int) -> dict[int, int] | None:
        """A choice for at most `budget` steps, or None.

        Raises:
            OutOfNodesError: too many branches.
        """
        chosen: dict[int, int] = {}
        return chosen if self._try(0, budget, self.gaps, chosen) else None

    def _try(self, place: int, budget: int, gaps: tuple[int, ...], chosen: dict[int, int]) -> bool:
        if all(gap <= 0 for gap in gaps):
            return True
        if place == len(self.options):
            return False
        if any(bound[place][budget] < gap for bound, gap in zip(self.bounds, gaps, strict=True)):
            return False
        self.nodes += 1
        if self.nodes > NODES:
            raise OutOfNodesError
        for number in self._allowed(place, chosen):
            option = self.options[place][number]
            if option.steps > budget:
                continue
            chosen[place] = number
            left = tuple(gap - gain for gap, gain in zip(gaps, option.gains, strict=True))
            if self._try(place + 1, budget - option.steps, left, chosen):
                return True
            del chosen[place]
        return self._try(place + 1, budget, gaps, chosen)

    def _allowed(self, place: int, chosen: dict[int, int]) -> list[int]:
        """The options to try. Of two alike, the earlier is raised first: the mirror image is skipped."""
        order = self.orders[place]
        if not self.twins[place]:
            return order
        return order[order.index(chosen[place - 1]) :] if place - 1 in chosen else []

    @staticmethod
    def _order(some: Sequence[Option]) -> list[int]:
        """The option that pays most a step first; the cheaper of two that pay the same."""
        return sorted(range(len(some)), key=lambda n: (-some[n].gains[-1] / some[n].steps, some[n].steps))

    def greedy(self, most: int) -> Found | None:
        """Some choice that fills every gap, the best payer first: a way, not proven the shortest."""
        gaps, chosen, left = self.gaps, dict[int, int](), most
        while any(gap > 0 for gap in gaps):
            best: tuple[float, int, int] | None = None
            for place, some in enumerate(self.options):
                if place in chosen:
                    continue
                for number, option in enumerate(some):
                    gain = sum(min(g, gap) for g, gap in zip(option.gains, gaps, strict=True) if gap > 0)
                    if gain and (best is None or gain / option.steps > best[0]):
                        best = gain / option.steps, place, number
            if best is None:
                return None
            _, place, number = best
            chosen[place] = number
            option = self.options[place][number]
            left -= option.steps
            gaps = tuple(gap - gain for gap, gain in zip(gaps, option.gains, strict=True))
        return Found(chosen, most - left, proven=False)
