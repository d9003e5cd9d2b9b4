"""Pictures for chats that show pictures and not files: the result with its radar, and a progress bar."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin
from typing import Final

from bot.reports.canvas import ACCENT, INK, LINE, PALE, SOFT, WARM, WHITE, Canvas, Point
from bot.reports.context import Report
from bot.reports.facts import ReportInput
from bot.reports.views import ReportContext
from bot.reports.word.charts import Chart, Series

_WIDTH, _HEIGHT = 720, 900
_MARGIN = 40
_CENTRE: Final = (_WIDTH / 2, 500)
_RADIUS = 190
_EDGE = 16
_ABOVE, _BELOW = -34, 2
_NEARLY = 0.1  # of a spoke that points straight up or down
_RINGS = 5
_LEAST_SPOKES = 3  # fewer make no area: bars are drawn instead
_BEST = 100.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far something has come: `done` of `total`, a line above the bar and one below it."""

    done: int
    total: int
    above: str
    below: str = ""


def result_picture(report: ReportInput) -> bytes:
    """The result on one picture (PNG, 720 × 900): level, score, radar, and what it rests on."""
    drawn = Report(report)
    words, chart = drawn.context(), drawn.chart
    canvas = Canvas(_WIDTH, _HEIGHT)
    _head(canvas, words)
    if len(chart.categories) >= _LEAST_SPOKES:
        _radar(canvas, chart)
    else:
        _bars(canvas, chart)
    _legend(canvas, chart)
    _foot(canvas, words)
    return canvas.png()


def progress_picture(progress: Progress) -> bytes:
    """A progress bar (PNG, 720 × 150)."""
    canvas = Canvas(_WIDTH, 150)
    width = _WIDTH - 2 * _MARGIN
    part = min(max(progress.done / progress.total, 0), 1) if progress.total > 0 else 0
    # Rounded down: the bar must not say 100 % before the last one is done.
    label = f"{progress.done}/{progress.total} · {int(part * 100)} %"
    taken = canvas.text(_WIDTH - _MARGIN, 26, label, 26, ACCENT, bold=True, anchor="ra")
    canvas.text(_MARGIN, 26, progress.above, 26, INK, bold=True, widest=width - taken - 20)
    canvas.bar(_MARGIN, 74, width, 22, LINE)
    canvas.bar(_MARGIN, 74, max(width * part, 22 if part else 0), 22, ACCENT)
    canvas.text(_MARGIN, 110, progress.below, 20, SOFT, widest=width)
    return canvas.png()


def _head(canvas: Canvas, words: ReportContext) -> None:
    width = _WIDTH - 2 * _MARGIN
    canvas.box(0, 0, _WIDTH, 190, ACCENT)
    canvas.text(_MARGIN, 28, words["enterprise"]["name"], 28, WHITE, bold=True, widest=width)
    result = words["result"]
    taken = canvas.text(_WIDTH - _MARGIN, 88, result["score"], 64, WHITE, bold=True, anchor="ra")
    canvas.text(_MARGIN, 84, result["level"], 40, WHITE, bold=True, widest=width - taken - 20)
    canvas.text(_MARGIN, 140, result["rung"], 24, WHITE, widest=width - taken - 20)
    if words["draft"]["mark"]:
        canvas.text(_WIDTH - _MARGIN, 200, words["draft"]["mark"], 24, WARM, bold=True, anchor="ra")


def _radar(canvas: Canvas, chart: Chart) -> None:
    spokes = len(chart.categories)
    for ring in range(_RINGS, 0, -1):
        outline = [_at(place, spokes, _BEST * ring / _RINGS) for place in range(spokes)]
        if ring == _RINGS:
            canvas.area(outline, PALE)
        canvas.line([*outline, outline[0]], LINE, 1.5)
    for place in range(spokes):
        canvas.line([_CENTRE, _at(place, spokes, _BEST)], LINE, 1.5)
    own, *peers = chart.series
    for series in peers:
        points = _points(series, spokes)
        canvas.dashed([*points, points[0]], SOFT, 2.5)
    points = _points(own, spokes)
    canvas.area(points, ACCENT + "33")
    canvas.line([*points, points[0]], ACCENT, 4)
    for x, y in points:
        canvas.dot(x, y, 6, ACCENT)
    for place, name in enumerate(chart.categories):
        _label(canvas, place, spokes, name, own.values[place])


def _label(canvas: Canvas, place: int, spokes: int, name: str, value: str | None) -> None:
    angle = 2 * pi * place / spokes
    x, y = _at(place, spokes, _BEST * 1.13)
    side = "m" if abs(sin(angle)) < _NEARLY else "l" if sin(angle) > 0 else "r"
    room = {"m": _WIDTH - 2 * _MARGIN, "l": _WIDTH - x - _EDGE, "r": x - _EDGE}[side]
    is_top = side == "m" and cos(angle) > 0
    most = 1 if side == "m" else 3
    y += _ABOVE if is_top else _BELOW if side == "m" else -14
    y += canvas.lines(x, y, name.replace("\n", " "), 21, INK, anchor=f"{side}a", widest=room, most=most)
    canvas.text(x, y, value or "—", 22, ACCENT, bold=True, anchor=f"{side}a")


def _bars(canvas: Canvas, chart: Chart) -> None:
    width = _WIDTH - 2 * _MARGIN
    for place, name in enumerate(chart.categories):
        y = 300 + place * 120
        value = chart.series[0].values[place]
        canvas.text(_MARGIN, y, name, 24, INK, bold=True, widest=width - 140)
        canvas.text(_WIDTH - _MARGIN, y, value or "—", 24, ACCENT, bold=True, anchor="ra")
        canvas.bar(_MARGIN, y + 42, width, 20, LINE)
        canvas.bar(_MARGIN, y + 42, width * _share(value), 20, ACCENT)


def _legend(canvas: Canvas, chart: Chart) -> None:
    x, y = _MARGIN, 795
    for place, series in enumerate(chart.series):
        if place == 0:
            canvas.line([(x, y + 14), (x + 40, y + 14)], ACCENT, 4)
        else:
            canvas.dashed([(x, y + 14), (x + 42, y + 14)], SOFT, 2.5)
        x += round(52 + canvas.text(x + 52, y, series.name, 20, SOFT) + 32)


def _foot(canvas: Canvas, words: ReportContext) -> None:
    width = _WIDTH - 2 * _MARGIN
    canvas.line([(_MARGIN, 838), (_WIDTH - _MARGIN, 838)], LINE, 1.5)
    taken = canvas.text(_WIDTH - _MARGIN, 852, words["date"], 20, SOFT, anchor="ra")
    rests_on = f"{words['pack']['status']} {words['pack']['version']} · {words['basis']['name']}"
    canvas.text(_MARGIN, 852, rests_on, 20, SOFT, widest=width - taken - 20)


def _points(series: Series, spokes: int) -> list[Point]:
    return [_at(place, spokes, _BEST * _share(value)) for place, value in enumerate(series.values)]


def _share(value: str | None) -> float:
    return min(max(float(value or 0) / _BEST, 0), 1)


def _at(place: int, spokes: int, value: float) -> Point:
    angle, radius = 2 * pi * place / spokes, _RADIUS * value / _BEST
    return _CENTRE[0] + radius * sin(angle), _CENTRE[1] - radius * cos(angle)
