"""Drawing for phones: shapes at twice the size, scaled down, with a Chinese font from a package.

No system font is needed. The pictures are small PNGs with few colours.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Final

from PIL import Image, ImageColor, ImageDraw, ImageFont

from bot.reports.plain import one_line

INK, SOFT, LINE, PALE, ACCENT, WHITE, WARM = (
    "#1F2A37", "#5B6876", "#D5DCE4", "#F2F5F8", "#1B5E8C", "#FFFFFF", "#B4532A",
)  # fmt: skip

_SCALE: Final = 2
_STEPS: Final = 10
_APART: Final = 12  # of 255
_SIMPLIFIED: Final = 2  # the face of the collection with mainland glyph forms: JP, KR, SC, TC, HK
_REGULAR, _BOLD = 400, 700
_LONGEST: Final = 400

# Pictographs, their joiners and variation marks: the font has no glyphs for them.
_PICTOGRAPHS: Final = re.compile("[\u200d\u20e3\ufe0e\ufe0f\u2600-\u27bf\U0001f000-\U000e007f]")

_WORDS: Final = re.compile(r"[^\s\u2e80-\u9fff\uff00-\uffef]+\s*|\s+|.")
_LEADING: Final = 1.3

Point = tuple[float, float]


@cache
def _font(size: int, weight: int) -> ImageFont.FreeTypeFont:
    spec = find_spec("manimgx_fonts_cjk")
    if spec is None or spec.origin is None:  # pragma: no cover - a hard dependency
        raise FileNotFoundError("manimgx-fonts-cjk is not installed: pictures have no font")
    file = Path(spec.origin).with_name("NotoSansCJK-VF.otf.ttc")
    # The basic layout engine draws the same on every machine; Chinese needs no shaping.
    font = ImageFont.truetype(str(file), size, index=_SIMPLIFIED, layout_engine=ImageFont.Layout.BASIC)
    font.set_variation_by_axes([weight])
    return font


@cache
def _palette() -> Image.Image:
    """Our colours on white and on the pale ground, in steps: exact grounds, smooth edges, few bytes.

    Steps too near their ground are left out: Pillow looks colours up by six bits a channel and might take
    them for it.
    """
    colours: list[int] = []
    for ground in map(ImageColor.getrgb, (WHITE, PALE)):
        colours += ground
        for colour in map(ImageColor.getrgb, (INK, SOFT, LINE, ACCENT, WARM)):
            for step in range(1, _STEPS + 1):
                mixed = [round(a + (b - a) * step / _STEPS) for a, b in zip(ground, colour, strict=True)]
                if max(abs(a - b) for a, b in zip(ground, mixed, strict=True)) >= _APART:
                    colours += mixed
    held = Image.new("P", (1, 1))
    held.putpalette(colours)
    return held


class Canvas:
    """A picture being drawn. Lengths are in final pixels."""

    def __init__(self, width: int, height: int, background: str = WHITE) -> None:
        self.width, self.height = width, height
        self._image = Image.new("RGB", (width * _SCALE, height * _SCALE), background)
        self._draw = ImageDraw.Draw(self._image, "RGBA")

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: int,
        colour: str = INK,
        *,
        bold: bool = False,
        anchor: str = "la",
        widest: float = 0,
    ) -> float:
        """Write one line at `anchor` (Pillow's), clipped to `widest`; return its width."""
        font = _font(size * _SCALE, _BOLD if bold else _REGULAR)
        text = fitting(text, font, widest * _SCALE) if widest else drawable(text)
        self._draw.text((x * _SCALE, y * _SCALE), text, font=font, fill=colour, anchor=anchor)
        return font.getlength(text) / _SCALE

    def lines(
        self, x: float, y: float, text: str, size: int, colour: str, *, anchor: str, widest: float, most: int
    ) -> float:
        """Write bold text on up to `most` lines, upwards or downwards from `y`; return the height taken."""
        height = size * _LEADING
        pieces = wrapped(text, _font(size * _SCALE, _BOLD), widest * _SCALE, most)
        for place, piece in enumerate(pieces):
            self.text(x, y + place * height, piece, size, colour, bold=True, anchor=anchor)
        return height * len(pieces)

    def line(self, points: Sequence[Point], colour: str, width: float = 1) -> None:
        """A line through points."""
        self._draw.line(_scaled(points), fill=colour, width=round(width * _SCALE), joint="curve")

    def dashed(self, points: Sequence[Point], colour: str, width: float, dash: float = 7) -> None:
        """A dashed line through points."""
        for (x0, y0), (x1, y1) in pairwise(points):
            length = max(((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5, 1)
            count = max(round(length / dash), 1)
            for n in range(0, count, 2):
                start, end = n / count, min((n + 1) / count, 1)
                piece = [
                    (x0 + (x1 - x0) * start, y0 + (y1 - y0) * start),
                    (x0 + (x1 - x0) * end, y0 + (y1 - y0) * end),
                ]
                self.line(piece, colour, width)

    def area(self, points: Sequence[Point], colour: str) -> None:
        """A filled area; `colour` may carry transparency (#RRGGBBAA)."""
        self._draw.polygon(_scaled(points), fill=colour)

    def dot(self, x: float, y: float, radius: float, colour: str) -> None:
        """A filled circle."""
        box = _scaled([(x - radius, y - radius), (x + radius, y + radius)])
        self._draw.ellipse(box, fill=colour)

    def bar(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A filled bar with round ends; nothing when it has no width."""
        if width > 0:
            box = _scaled([(x, y), (x + width, y + height)])
            self._draw.rounded_rectangle(box, radius=min(width, height) / 2 * _SCALE, fill=colour)

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A filled rectangle."""
        self._draw.rectangle(_scaled([(x, y), (x + width, y + height)]), fill=colour)

    def png(self) -> bytes:
        """The picture, scaled down, as a PNG with a palette."""
        small = self._image.reduce(_SCALE).quantize(palette=_palette(), dither=Image.Dither.NONE)
        written = io.BytesIO()
        small.save(written, "PNG")
        return written.getvalue()


def drawable(text: str) -> str:
    """A text on one line without what the font cannot draw."""
    return one_line(_PICTOGRAPHS.sub("", text), _LONGEST)


def fitting(text: str, font: ImageFont.FreeTypeFont, widest: float) -> str:
    """As much of a text as fits, with an ellipsis where it was cut."""
    text = drawable(text)
    if font.getlength(text) <= widest:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if font.getlength(text[:middle] + "…") <= widest:
            low = middle
        else:
            high = middle - 1
    return text[:low] + "…"


def wrapped(text: str, font: ImageFont.FreeTypeFont, widest: float, most: int) -> list[str]:
    """A text on up to `most` lines, broken between words or Chinese characters; the last is clipped."""
    words = _WORDS.findall(drawable(text))
    lines: list[str] = []
    while words and len(lines) < most - 1:
        line = words.pop(0)
        while words and font.getlength((line + words[0]).rstrip()) <= widest:
            line += words.pop(0)
        lines.append(line.strip())
    if words:
        lines.append("".join(words).strip())
    return [fitting(line, font, widest) for line in lines]


def _scaled(points: Sequence[Point]) -> list[Point]:
    return [(x * _SCALE, y * _SCALE) for x, y in points]
