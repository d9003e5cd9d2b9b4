"""A Word file from its body, header, footer and chart: the parts around them, the same bytes every time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.reports.word.charts import Chart, workbook
from bot.reports.word.package import Package
from deploy.report_templates import parts
from deploy.report_templates.styles import styles

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{parts.OFFICE}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
)


@dataclass(frozen=True, slots=True)
class Pages:
    """What a template shows: `body` ends with its section; `chart` is its XML, `sample` the numbers in it.

    Without `chart` there is none, and no `sample` either.
    """

    body: str
    header: str
    footer: str
    chart: str = ""
    sample: Chart | None = None
    picture: bytes = b""


def assembled(names: Mapping[str, str], pages: Pages) -> bytes:
    """The .docx."""
    document = f"<w:document {_NAMESPACES}><w:body>{pages.body}</w:body></w:document>"
    related = {
        key: target
        for key, target in parts.DOCUMENT_RELATIONSHIPS.items()
        if (pages.picture or target[0] != "image") and (pages.chart or target[0] != "chart")
    }
    xml = {
        "[Content_Types].xml": parts.content_types(chart=bool(pages.chart)),
        "_rels/.rels": parts.relationships({
            "rId1": ("officeDocument", "word/document.xml"),
            "rId2": ("core-properties", "docProps/core.xml"),
            "rId3": ("extended-properties", "docProps/app.xml"),
        }),
        "docProps/core.xml": parts.core(names),
        "docProps/app.xml": parts.application(),
        "word/document.xml": parts.DECLARATION + document,
        "word/_rels/document.xml.rels": parts.relationships(related),
        "word/styles.xml": parts.DECLARATION + styles(names),
        "word/settings.xml": parts.settings(names),
        "word/fontTable.xml": parts.font_table(),
        "word/theme/theme1.xml": parts.theme(names),
        "word/header1.xml": f"{parts.DECLARATION}<w:hdr {_NAMESPACES}>{pages.header}</w:hdr>",
        "word/footer1.xml": f"{parts.DECLARATION}<w:ftr {_NAMESPACES}>{pages.footer}</w:ftr>",
    }  # fmt: skip
    if pages.chart:
        workbook_at = {"rId1": ("package", "../embeddings/Microsoft_Excel_Worksheet.xlsx")}
        xml["word/charts/chart1.xml"] = pages.chart
        xml["word/charts/_rels/chart1.xml.rels"] = parts.relationships(workbook_at)
    members = {name: text.encode() for name, text in xml.items()}
    if pages.sample is not None:
        members["word/embeddings/Microsoft_Excel_Worksheet.xlsx"] = workbook(pages.sample)
    if pages.picture:
        members["word/media/image1.png"] = pages.picture
    return Package(members).write({})
