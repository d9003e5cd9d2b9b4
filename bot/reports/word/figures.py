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
class Figures:
    """Where each figure's bytes live: zip member names by figure name."""

    pictures: Mapping[str, str]
    charts: Mapping[str, tuple[str, str, ChartTemplate]]  # (chart member, workbook member or "", template)

    @property
    def members(self) -> frozenset[str]:
        """Every zip member a figure may change."""
        charts = (name for chart, book, _ in self.charts.values() for name in (chart, book) if name)
        return frozenset([*self.pictures.values(), *charts])

    def fill(self, pictures: Mapping[str, bytes], charts: Mapping[str, Chart]) -> dict[str, bytes]:
        """The members that these pictures (PNG) and charts change; names the template lacks are ignored."""
        changed = {self.pictures[name]: data for name, data in pictures.items() if name in self.pictures}
        for name, chart in charts.items():
            if name in self.charts:
                member, book, template = self.charts[name]
                changed[member] = template.fill(chart)
                if book:
                    changed[book] = workbook(chart)
        return changed


def find_figures(parts: Mapping[Part, Any]) -> Figures:
    """Find the figures of these parts (part → its root element).

    Raises:
        ValueError: a chart so named cannot be filled.
    """
    pictures: dict[str, str] = {}
    charts: dict[str, tuple[str, str, ChartTemplate]] = {}
    for part, root in parts.items():
        for name, drawing in _named_drawings(root):
            blip = drawing.find(".//a:blip", _NS)
            reference = drawing.find(".//c:chart", _NS)
            if blip is not None and blip.get(_EMBED):
                pictures[name] = _member(part.rels[blip.get(_EMBED)].target_part)
            elif reference is not None:
                target = part.rels[reference.get(_ID)].target_part
                charts[name] = (_member(target), _workbook_of(target), ChartTemplate.of(target.blob))
    return Figures(pictures, charts)


def _named_drawings(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    for properties in root.iter(f"{{{_NS['wp']}}}docPr"):
        name, drawing = properties.get("name") or "", properties.getparent()
        if name.startswith(PREFIX) and drawing is not None:
            yield name.removeprefix(PREFIX), drawing


def _workbook_of(chart: Part) -> str:
    for relationship in chart.rels.values():
        if relationship.reltype == RELATIONSHIP_TYPE.PACKAGE and not relationship.is_external:
            return _member(relationship.target_part)
    return ""


def _member(part: Part) -> str:
    return str(part.partname).lstrip("/")
