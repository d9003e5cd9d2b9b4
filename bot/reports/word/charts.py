"""Native Word charts: the template's own chart, restyled as its author likes, filled with other numbers.

A chart in a template is an ordinary chart with sample data. Filling it replaces each series' name,
categories and values, both the cached ones Word draws from and the embedded workbook Word opens for editing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from lxml import etree

from bot.reports.word.characters import xml_bytes
from bot.reports.word.package import Package

C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_DECLARATION = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
_SHEET = "Sheet1"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a chart: its name and one value a category, as decimal text; None where there is none."""

    name: str
    values: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows. Series beyond the template's own are not drawn; missing ones are left out."""

    categories: tuple[str, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class ChartTemplate:
    """A chart part cut around its series: text before, each series in pieces, text after."""

    before: str
    series: tuple[tuple[str, str, str], ...]
    after: str

    @classmethod
    def of(cls, xml: bytes) -> ChartTemplate:
        """Cut a chart part.

        Raises:
            ValueError: it has no series with categories and values.
        """
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)
        root = etree.fromstring(xml, parser)
        found = root.findall(f".//{{{C}}}ser")
        if not found:
            raise ValueError("the chart has no series")
        parts = []
        for place, series in enumerate(found):
            for tag in ("tx", "cat", "val"):
                _mark(series, tag, f"§{tag}{place}§")
        text = etree.tostring(root, encoding="unicode")
        before, rest = text.split("<c:ser>", 1)
        middle, after = rest.rsplit("</c:ser>", 1)
        for place, chunk in enumerate(middle.split("</c:ser><c:ser>")):
            head, _, tail = chunk.partition(f"§tx{place}§")
            between, _, tail = tail.partition(f"§cat{place}§")
            parts.append((f"<c:ser>{head}", between, f"{tail.replace(f'§val{place}§', '')}</c:ser>"))
        return cls(_DECLARATION + before, tuple(parts), after)

    def fill(self, chart: Chart) -> bytes:
        """The chart part with these categories and values."""
        pieces = [self.before]
        categories = _categories(chart.categories)
        for place, (series, cut) in enumerate(zip(chart.series, self.series, strict=False)):
            head, between, tail = cut
            column = _column(place + 1)
            values = _values(series.values, column)
            pieces += [head, _name(series.name, column), between, categories, values, tail]
        pieces.append(self.after)
        return xml_bytes("".join(pieces))


def _mark(series: etree._Element, tag: str, mark: str) -> None:
    """Put a mark where `tag` stands (or must stand) in a series, in the schema's order."""
    element = series.find(f"{{{C}}}{tag}")
    if element is None and tag != "tx":
        raise ValueError(f"a series of the chart has no “{tag}”")
    if element is None:
        order = series.find(f"{{{C}}}order")
        if order is None:
            raise ValueError("a series of the chart has no “order”")
        order.tail = mark + (order.tail or "")
        return
    before = element.getprevious()
    tail = mark + (element.tail or "")
    if before is None:
        series.text = (series.text or "") + tail
    else:
        before.tail = (before.tail or "") + tail
    series.remove(element)


def _column(index: int) -> str:
    return chr(ord("A") + index)


def _name(name: str, column: str) -> str:
    return (
        f'<c:tx><c:strRef><c:f>{_SHEET}!${column}$1</c:f><c:strCache><c:ptCount val="1"/>'
        f'<c:pt idx="0"><c:v>{escape(name)}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
    )


def _categories(categories: Sequence[str]) -> str:
    points = "".join(
        f'<c:pt idx="{place}"><c:v>{escape(text)}</c:v></c:pt>' for place, text in enumerate(categories)
    )
    count = len(categories)
    return (
        f"<c:cat><c:strRef><c:f>{_SHEET}!$A$2:$A${count + 1}</c:f><c:strCache>"
        f'<c:ptCount val="{count}"/>{points}</c:strCache></c:strRef></c:cat>'
    )


def _values(values: Sequence[str | None], column: str) -> str:
    points = "".join(
        f'<c:pt idx="{place}"><c:v>{value}</c:v></c:pt>'
        for place, value in enumerate(values)
        if value is not None
    )
    count = len(values)
    cells = f"{_SHEET}!${column}$2:${column}${count + 1}"
    return (
        f"<c:val><c:numRef><c:f>{cells}</c:f><c:numCache>"
        f'<c:formatCode>General</c:formatCode><c:ptCount val="{count}"/>{points}'
        "</c:numCache></c:numRef></c:val>"
    )


_WORKBOOK = Package({
    "[Content_Types].xml": (
        _DECLARATION
        + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    ).encode(),
    "_rels/.rels": (
        _DECLARATION
        + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONSHIPS}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>"
    ).encode(),
    "xl/workbook.xml": (
        _DECLARATION
        + f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONSHIPS}"><sheets>'
        f'<sheet name="{_SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ).encode(),
    "xl/_rels/workbook.xml.rels": (
        _DECLARATION
        + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONSHIPS}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>"
    ).encode(),
})  # fmt: skip


def workbook(chart: Chart) -> bytes:
    """The chart's numbers as the smallest .xlsx: categories in column A, one series a column after it."""
    header = ["", *(series.name for series in chart.series)]
    rows = [[_text_cell(f"{_column(place)}1", text) for place, text in enumerate(header) if text]]
    for number, category in enumerate(chart.categories):
        row = number + 2
        cells = [_text_cell(f"A{row}", category)]
        for place, series in enumerate(chart.series):
            value = series.values[number]
            if value is not None:
                cells.append(f'<c r="{_column(place + 1)}{row}"><v>{value}</v></c>')
        rows.append(cells)
    data = "".join(f'<row r="{place + 1}">{"".join(cells)}</row>' for place, cells in enumerate(rows))
    sheet = f'{_DECLARATION}<worksheet xmlns="{_MAIN}"><sheetData>{data}</sheetData></worksheet>'
    return _WORKBOOK.write({"xl/worksheets/sheet1.xml": xml_bytes(sheet)})


def _text_cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
