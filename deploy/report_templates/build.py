"""The shipped templates: report, digest and letter of invitation, in every language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tomli

from bot.reports.qr import qr_png
from bot.reports.word.charts import Chart, Series
from deploy.report_templates.assembling import Pages, assembled
from deploy.report_templates.chapters import chapters
from deploy.report_templates.digest import digest_pages
from deploy.report_templates.front import contents, cover, footer, header
from deploy.report_templates.invitation import invitation_pages
from deploy.report_templates.radar import radar_chart

LOCALES = ("zh-CN", "en")
KINDS = ("diagnosis", "digest", "invitation")
_SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId5"/>'
    '<w:footerReference w:type="default" r:id="rId6"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1531" w:right="1417" w:bottom="1361" w:left="1417" '
    'w:header="794" w:footer="680" w:gutter="0"/><w:titlePg/></w:sectPr>'
)


def build(locale: str, kind: str = "diagnosis") -> bytes:
    """The template of one kind in one language as a .docx."""
    texts = _texts(locale)
    if kind == "diagnosis":
        return assembled(texts["names"], _diagnosis(texts))
    own = _texts(f"{kind}.{locale}")
    pages = digest_pages(texts["names"], own) if kind == "digest" else invitation_pages(own)
    return assembled(texts["names"] | own["names"], pages)


def _texts(name: str) -> dict[str, Any]:
    return tomli.loads((Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8"))


def _diagnosis(texts: dict[str, Any]) -> Pages:
    names, overview = texts["names"], texts["overview"]
    sample = [f"{texts['summary']['dimension']} {number}" for number in range(1, 6)]
    return Pages(
        body=cover(texts) + contents(texts) + chapters(texts) + _SECTION,
        header=header(texts),
        footer=footer(texts),
        chart=radar_chart(
            names["head_latin"], names["head_eastern"], sample, overview["own"], overview["mean"]
        ),
        sample=Chart(
            tuple(sample), (Series(overview["own"], ("60",) * 5), Series(overview["mean"], ("50",) * 5))
        ),
        picture=qr_png("https://example.org/"),
    )
