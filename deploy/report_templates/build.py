"""One template: its parts put together into a .docx, the same bytes every time."""

from __future__ import annotations

from pathlib import Path

import tomli

from bot.reports.qr import qr_png
from bot.reports.word.charts import Chart, Series, workbook
from bot.reports.word.package import Package
from deploy.report_templates import parts
from deploy.report_templates.chapters import chapters
from deploy.report_templates.front import contents, cover, footer, header
from deploy.report_templates.radar import radar_chart
from deploy.report_templates.styles import styles

LOCALES = ("zh-CN", "en")
_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{parts.OFFICE}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
)
_SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId5"/>'
    '<w:footerReference w:type="default" r:id="rId6"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1531" w:right="1417" w:bottom="1361" w:left="1417" '
    'w:header="794" w:footer="680" w:gutter="0"/><w:titlePg/></w:sectPr>'
)


def build(locale: str) -> bytes:
    """The template of one language as a .docx."""
    texts = tomli.loads((Path(__file__).parent / f"{locale}.toml").read_text(encoding="utf-8"))
    names, overview = texts["names"], texts["overview"]
    sample = [f"{texts['summary']['dimension']} {number}" for number in range(1, 6)]
    chart = Chart(
        tuple(sample), (Series(overview["own"], ("60",) * 5), Series(overview["mean"], ("50",) * 5))
    )
    body = cover(texts) + contents(texts) + chapters(texts) + _SECTION
    document = f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>"
    radar = radar_chart(names["head_latin"], names["head_eastern"], sample, overview["own"], overview["mean"])
    xml = {
        "[Content_Types].xml": parts.content_types(),
        "_rels/.rels": parts.relationships({
            "rId1": ("officeDocument", "word/document.xml"),
            "rId2": ("core-properties", "docProps/core.xml"),
            "rId3": ("extended-properties", "docProps/app.xml"),
        }),
        "docProps/core.xml": parts.core(names),
        "docProps/app.xml": parts.application(),
        "word/document.xml": parts.DECLARATION + document,
        "word/_rels/document.xml.rels": parts.relationships(parts.DOCUMENT_RELATIONSHIPS),
        "word/styles.xml": parts.DECLARATION + styles(names),
        "word/settings.xml": parts.settings(names),
        "word/fontTable.xml": parts.font_table(),
        "word/theme/theme1.xml": parts.theme(names),
        "word/header1.xml": f"{parts.DECLARATION}<w:hdr {_NAMESPACES}>{header(texts)}</w:hdr>",
        "word/footer1.xml": f"{parts.DECLARATION}<w:ftr {_NAMESPACES}>{footer(texts)}</w:ftr>",
        "word/charts/chart1.xml": radar,
        "word/charts/_rels/chart1.xml.rels": parts.relationships({
            "rId1": ("package", "../embeddings/Microsoft_Excel_Worksheet.xlsx"),
        }),
    }  # fmt: skip
    members = {name: text.encode() for name, text in xml.items()}
    members["word/embeddings/Microsoft_Excel_Worksheet.xlsx"] = workbook(chart)
    members["word/media/image1.png"] = qr_png("https://example.org/")
    return Package(members).write({})
