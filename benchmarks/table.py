"""The shape every benchmark reports in: our figure, the peer's or floor's, the ratio, the target."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One measured comparison.

    `ratio` is ours to the peer's as the target speaks of it; `target` says what it must be ("≤ 2.0"), or is
    empty where there is none. Ratios count: both figures come from one interleaved run on one machine.
    """

    what: str
    ours: str
    peer: str
    ratio: float
    target: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the ratio keeps the target; None without one."""
        if not self.target:
            return None
        sign, bound = self.target.split()
        return self.ratio <= float(bound) if sign == "≤" else self.ratio >= float(bound)


def show(rows: list[Row]) -> str:
    """The rows as one table of text."""
    cells = [("what", "ours", "peer or floor", "ratio", "target", "")]
    marks = {True: "met", False: "MISSED", None: ""}
    cells += [(row.what, row.ours, row.peer, f"{row.ratio:.2f}", row.target, marks[row.met]) for row in rows]
    widths = [max(len(line[place]) for line in cells) for place in range(len(cells[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    )
