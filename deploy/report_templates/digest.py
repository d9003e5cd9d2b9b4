"""The digest of a district or the city on one page: what it comes to, its year's course, quotas, parts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.reports.word.charts import Chart, Series
from deploy.report_templates.assembling import Pages
from deploy.report_templates.blocks import loop, text
from deploy.report_templates.line import line_chart
from deploy.report_templates.markup import block, cell, chart, field, paragraph, row, run, table, tag_row
from deploy.report_templates.styles import ACCENT, PALE

WIDTH = 9866  # twips between the margins
_SECTION = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rId6"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="907" w:right="1020" w:bottom="1020" w:left="1020" '
    'w:header="454" w:footer="454" w:gutter="0"/></w:sectPr>'
)
_WHITE = '<w:color w:val="FFFFFF"/>'
_MIDDLE = '<w:vAlign w:val="center"/>'
_CENTRE = '<w:jc w:val="center"/>'
_RIGHT = '<w:jc w:val="right"/>'
_SIZE = '<w:sz w:val="{0}"/><w:szCs w:val="{0}"/>'
_DATE = f"{_WHITE}{_SIZE.format(22)}"
_CLOSE = '<w:spacing w:before="0" w:after="40" w:line="320" w:lineRule="exact"/><w:ind w:firstLine="0"/>'
_FIRST = _CLOSE.replace('w:before="0"', 'w:before="120"')
_NOTE = '<w:spacing w:before="80" w:after="0" w:line="240" w:lineRule="exact"/>'
_GAP = '<w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/>'
_CARDS = 4
# Lines of a fixed height: the page must not run over with a font that is taller than ours.
_EXACT = '<w:spacing w:before="36" w:after="36" w:line="240" w:lineRule="exact"/>'
_CELLS = re.compile(r'<w:pStyle w:val="Table(?:Text|Number|Head)"/>(?!<w:(?:keepNext|spacing))')
_SAMPLE = 13

Texts = Mapping[str, Mapping[str, Any]]


def digest_pages(names: Mapping[str, str], texts: Texts) -> Pages:
    """The page of one language; `names` are the fonts and styles it shares with the report."""
    words = texts["digest"]
    sample = [f"{month}/1" for month in range(1, _SAMPLE)]
    series = [words["needed"], words["done"], words["expected"]]
    return Pages(
        body=_CELLS.sub(rf"\g<0>{_EXACT}", "".join([
            _band(),
            paragraph("TableSmall", properties=_GAP),
            _cards(),
            paragraph("BodyText", run("{{ forecast }}", "Strong"), properties=_FIRST),
            paragraph("BodyText", "{{ news }}", properties=_CLOSE),
            block("{%p if milestones %}"),
            paragraph("BodyText", "{{ milestones }}", properties=_CLOSE),
            block("{%p endif %}"),
            _title("{{ course.caption }}"),
            paragraph("Figure", chart("rId7", "figure:course", "{{ course.alt }}", 174, 42)),
            _title("{{ years_title }}"),
            block("{%p if has_printed %}"),
            _years(words, "quota", "done", "percent", "gap", "printed", "difference"),
            block("{%p else %}"),
            _years(words, "quota", "done", "percent", "gap"),
            block("{%p endif %}"),
            _title("{{ ranking.title }}"),
            _ranking(words),
            block("{%p if ranking.note %}"),
            paragraph("Note", "{{ ranking.note }}", properties=_NOTE),
            block("{%p endif %}"),
            _SECTION,
        ])),
        header=paragraph("Header", "{{ title }}"),
        footer=_footer(words),
        chart=line_chart(names["head_latin"], names["head_eastern"], sample, series),
        sample=Chart(tuple(sample), tuple(Series(name, ("10",) * len(sample)) for name in series)),
    )  # fmt: skip


def _title(words: str) -> str:
    return paragraph(
        "TableTitle",
        words,
        properties='<w:spacing w:before="110" w:after="50" w:line="260" w:lineRule="exact"/>',
    )


def _band() -> str:
    widths = [WIDTH - 2700, 2700]
    margins = '<w:tcMar><w:left w:w="220" w:type="dxa"/><w:right w:w="220" w:type="dxa"/></w:tcMar>'
    return table(
        widths,
        row(
            cell(
                widths[0],
                paragraph("Subtitle", run("{{ title }}", properties=f"<w:b/>{_WHITE}{_SIZE.format(36)}")),
                paragraph("TableText", run("{{ campaign }}", properties=_WHITE)),
                fill=ACCENT,
                properties=margins + _MIDDLE,
            ),
            cell(
                widths[1],
                paragraph("TableText", run("{{ date }}", properties=_DATE), properties=_RIGHT),
                paragraph("TableText", run("{{ labels }}", properties=_WHITE), properties=_RIGHT),
                fill=ACCENT,
                properties=margins + _MIDDLE,
            ),
            height=960,
        ),
        style="PlainTable",
        look="0400",
    )  # fmt: skip


def _cards() -> str:
    width = WIDTH // _CARDS
    small = '<w:keepNext/><w:spacing w:before="0" w:after="40" w:line="220" w:lineRule="exact"/>' + _CENTRE
    cells = [
        cell(
            width,
            paragraph("CardLabel", f"{{{{ cards[{place}].label }}}}"),
            paragraph("CardNumber", f"{{{{ cards[{place}].number }}}}"),
            paragraph("TableSmall", f"{{{{ cards[{place}].note }}}}", properties=small),
            fill=PALE,
        )
        for place in range(_CARDS)
    ]
    return table([width] * _CARDS, row(*cells), style="PlainTable", look="0400")


def _years(words: Mapping[str, Any], *keys: str) -> str:
    column = 1330 if len(keys) > _CARDS else 1800
    widths = [WIDTH - len(keys) * column, *[column] * len(keys)]
    return loop(
        widths,
        words["years"][: len(widths)],
        "year in years",
        text("{{ year.name }}"),
        *(paragraph("TableNumber", f"{{{{ year.{key} }}}}") for key in keys),
    )


def _ranking(words: Mapping[str, Any]) -> str:
    gap = 226
    numbers = [440, 1160, 780, 780]
    widths = [numbers[0], (WIDTH - gap) // 2 - sum(numbers), *numbers[1:]]
    columns = [*widths, gap, *widths]
    titles = words["ranking"]

    def head(title: str, place: int) -> str:
        return paragraph("TableHead", title, properties=_RIGHT if place > 1 else "")

    def side(name: str) -> list[str]:
        fields = ("place", "name", "progress", "percent", "short")
        return [
            cell(
                width,
                paragraph("TableNumber" if place > 1 else "TableText", f"{{{{ pair.{name}.{key} }}}}"),
            )
            for place, (width, key) in enumerate(zip(widths, fields, strict=True))
        ]

    heads = [cell(width, head(title, n)) for n, (width, title) in enumerate(zip(widths, titles, strict=True))]
    between = cell(gap, paragraph("TableText"))
    return table(
        columns,
        row(*heads, between, *heads, header=True),
        tag_row(columns, "{%tr for pair in ranking.pairs %}"),
        row(*side("left"), between, *side("right")),
        tag_row(columns, "{%tr endfor %}"),
        title="{{ ranking.title }}",
    )


def _footer(words: Mapping[str, Any]) -> str:
    return paragraph(
        "TableSmall", "{{ sources }}", properties='<w:spacing w:before="0" w:after="0"/>'
    ) + paragraph(
        "Footer", run(words["made"]), "<w:r><w:tab/></w:r>", run(words["page"]), field("PAGE", "1"), run("/"),
        field("NUMPAGES", "1"), run(words["page_end"]),
    )  # fmt: skip
