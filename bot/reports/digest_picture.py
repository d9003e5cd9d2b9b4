"""A unit's course on one picture: the line of what is needed against what was done, for phones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from bot.campaign.curve import Curve
from bot.reports.canvas import ACCENT, INK, LINE, SOFT, WARM, WHITE, Canvas, Point

_WIDTH, _HEIGHT = 720, 560
_MARGIN = 40
_LEFT, _RIGHT, _TOP, _BOTTOM = 92, 684, 226, 478
_STEPS = 4  # lines across
_LABELS = 12  # months named at most
_ABOVE = 34


@dataclass(frozen=True, slots=True)
class CoursePicture:
    """What the picture says besides its lines; every text is ready to be shown.

    `months` names the months, January first. `legend` are the three lines: needed, done, expected.
    """

    title: str
    date: str
    figure: str
    said: str
    legend: tuple[str, str, str]
    months: tuple[str, ...]
    foot: str


def course_picture(course: Curve, words: CoursePicture) -> bytes:
    """The picture as a PNG, 720 × 560, a few kilobytes."""
    canvas = Canvas(_WIDTH, _HEIGHT)
    width = _WIDTH - 2 * _MARGIN
    canvas.box(0, 0, _WIDTH, 118, ACCENT)
    taken = canvas.text(_WIDTH - _MARGIN, 24, words.date, 22, WHITE, anchor="ra")
    canvas.text(_MARGIN, 22, words.title, 30, WHITE, bold=True, widest=width - taken - 20)
    canvas.text(_MARGIN, 70, words.figure, 26, WHITE, widest=width)
    canvas.text(_MARGIN, 134, words.said, 19, INK, widest=width)
    _legend(canvas, words.legend)
    _lines(canvas, course, words.months)
    canvas.text(_MARGIN, _HEIGHT - 34, words.foot, 18, SOFT, widest=width)
    return canvas.png()


def _legend(canvas: Canvas, names: Sequence[str]) -> None:
    x, y = float(_MARGIN), 176
    for name, colour, width in zip(names, (SOFT, ACCENT, WARM), (2.5, 5, 3), strict=True):
        if colour == ACCENT:
            canvas.line([(x, y + 14), (x + 36, y + 14)], colour, width)
        else:
            canvas.dashed([(x, y + 14), (x + 36, y + 14)], colour, width)
        x += 46 + canvas.text(x + 46, y, name, 20, SOFT) + 26


def _lines(canvas: Canvas, course: Curve, months: Sequence[str]) -> None:
    top = _round_up(course.top)
    for step in range(_STEPS + 1):
        y = _BOTTOM - (_BOTTOM - _TOP) * step / _STEPS
        canvas.line([(_LEFT, y), (_RIGHT, y)], LINE, 1.5)
        canvas.text(_LEFT - 12, y - 13, _short(Fraction(top * step, _STEPS)), 20, SOFT, anchor="ra")
    _months(canvas, course, months)
    canvas.dashed(_points(course, course.needed, top), SOFT, 2.5)
    canvas.dashed(_points(course, course.expected, top), WARM, 3)
    done = _points(course, course.done, top)
    if done:
        canvas.area([(done[0][0], _BOTTOM), *done, (done[-1][0], _BOTTOM)], ACCENT + "22")
        canvas.line(done, ACCENT, 5)
        canvas.dot(*done[-1], 8, ACCENT)


def _months(canvas: Canvas, course: Curve, months: Sequence[str]) -> None:
    """Name the months where they begin, every second or third when there are many."""
    begins = [day for day in _month_starts(course.days[0], course.days[-1]) if day > course.days[0]]
    every = -(-len(begins) // _LABELS) or 1
    for place, day in enumerate(begins):
        x = _x(course, day.toordinal())
        canvas.line([(x, _BOTTOM), (x, _BOTTOM + 6)], LINE, 1.5)
        if place % every == 0 and x < _RIGHT - _ABOVE / 2:
            canvas.text(x, _BOTTOM + 10, months[day.month - 1], 18, SOFT, anchor="ma")


def _month_starts(first: date, last: date) -> Iterator[date]:
    day = first.replace(day=1)
    while day <= last:
        yield day
        day = (day + timedelta(31)).replace(day=1)


def _x(course: Curve, ordinal: int) -> float:
    first, last = course.days[0].toordinal(), course.days[-1].toordinal()
    return _LEFT + (_RIGHT - _LEFT) * (ordinal - first) / max(1, last - first)


def _points(course: Curve, values: Sequence[Fraction | int | None], top: int) -> list[Point]:
    return [
        (_x(course, day.toordinal()), float(_BOTTOM - (_BOTTOM - _TOP) * Fraction(value) / top))
        for day, value in zip(course.days, values, strict=True)
        if value is not None
    ]


def _round_up(number: Fraction) -> int:
    """The next number that four steps divide into round parts; at least four."""
    step = 1
    while True:
        for factor in (4, 8, 12, 20, 24, 32):
            if factor * step >= number:
                return factor * step
        step *= 10


def _short(number: Fraction) -> str:
    return str(int(number))
