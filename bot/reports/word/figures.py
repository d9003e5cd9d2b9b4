"""Figures of a template: the pictures and charts whose name in Word begins with `figure:`.

Word shows and changes the name in its selection pane; it survives editing, copying and restyling. A figure
keeps its place, size and relationship; only the bytes behind it change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from lxml import etree

from bot.reports.word.charts import Chart, ChartTemplate, workbook

PREFIX = "figure:"
_NS = {
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
_ID, _EMBED = f"{{{_NS['r']}}}id", f"{{{_NS['r']}}}embed"


@dataclass(frozen=True, slots=True)
class ChartPlace:
    """Where a chart's bytes live: its member, its workbook's (or empty), and the chart cut for filling."""

    member: str
    workbook: str
    template: ChartTemplate


@dataclass(frozen=True, slots=True)
class Figures:
    """Where each figure's bytes live, by figure name.

    `unnamed` are charts without a figure name: some office suites lose it. A chart that is alone on both
    sides, in the template and in what is to be drawn, is filled all the same.
    """

    pictures: Mapping[str, str]
    charts: Mapping[str, ChartPlace]
    unnamed: tuple[ChartPlace, ...] = ()

    @property
    def members(self) -> frozenset[str]:
        """Every zip member a figure may change."""
        places = [*self.charts.values(), *self.unnamed]
        charts = (name for place in places for name in (place.member, place.workbook) if name)
        return frozenset([*self.pictures.values(), *charts])

    def fill(self, pictures: Mapping[str, bytes], charts: Mapping[str, Chart]) -> dict[str, bytes]:
        """The members that these pictures (PNG) and charts change; names the template lacks are ignored."""
        changed = {self.pictures[name]: data for name, data in pictures.items() if name in self.pictures}
        for name, chart in charts.items():
            place = self.charts.get(name) or self._lone(charts)
            if place is not None:
                changed[place.member] = place.template.fill(chart)
                if place.workbook:
                    changed[place.workbook] = workbook(chart)
        return changed

    def _lone(self, charts: Mapping[str, Chart]) -> ChartPlace | None:
        alone = len(self.unnamed) == 1 and not self.charts and len(charts) == 1
        return self.unnamed[0] if alone else None


def find_figures(parts: Mapping[Part, Any]) -> Figures:
    """Find the figures of these parts (part → its root element).

    Raises:
        ValueError: a chart so named cannot be filled.
    """
    pictures: dict[str, str] = {}
    charts: dict[str, ChartPlace] = {}
    unnamed: list[ChartPlace] = []
    for part, root in parts.items():
        for name, drawing in _drawings(root):
            figure = name.removeprefix(PREFIX) if name.startswith(PREFIX) else ""
            blip = drawing.find(".//a:blip", _NS)
            reference = drawing.find(".//c:chart", _NS)
            if blip is not None and blip.get(_EMBED) and figure:
                pictures[figure] = _member(part.rels[blip.get(_EMBED)].target_part)
            elif reference is not None:
                place = _chart_place(part.rels[reference.get(_ID)].target_part, is_figure=bool(figure))
                if figure and place:
                    charts[figure] = place
                elif place:
                    unnamed.append(place)
    return Figures(pictures, charts, tuple(unnamed))


def _chart_place(part: Part, *, is_figure: bool) -> ChartPlace | None:
    try:
        return ChartPlace(_member(part), _workbook_of(part), ChartTemplate.of(part.blob))
    except ValueError:
        if is_figure:
            raise
        return None  # a chart of the author's own that we could not fill is left as it is


def _drawings(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    for properties in root.iter(f"{{{_NS['wp']}}}docPr"):
        drawing = properties.getparent()
        if drawing is not None:
            yield properties.get("name") or "", drawing


def _workbook_of(chart: Part) -> str:
    for relationship in chart.rels.values():
        if relationship.reltype == RELATIONSHIP_TYPE.PACKAGE and not relationship.is_external:
            return _member(relationship.target_part)
    return ""


def _member(part: Part) -> str:
    return str(part.partname).lstrip("/")
