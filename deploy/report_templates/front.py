"""Cover, contents, header and footer of the template."""

from __future__ import annotations

from collections.abc import Mapping

from deploy.report_templates.markup import (
    block,
    cell,
    field,
    paragraph,
    picture,
    row,
    run,
    table,
    tag_row,
)
from deploy.report_templates.styles import ACCENT, PALE

Texts = Mapping[str, Mapping[str, str]]
WIDTH = 9072  # twips between the margins
CHAPTERS = (
    "summary", "method", "overview", "details", "extra", "peers", "next", "roadmap", "answers", "trace",
    "evidence",
)  # fmt: skip
_WHITE = '<w:color w:val="FFFFFF"/>'
_MARGINS = '<w:tcMar><w:left w:w="200" w:type="dxa"/><w:right w:w="200" w:type="dxa"/></w:tcMar>'
_PAGE_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def cover(texts: Texts) -> str:
    """The first page."""
    words = texts["cover"]
    band = table(
        [WIDTH],
        row(
            cell(
                WIDTH,
                paragraph("Subtitle", run("{{ pack.title }}", properties=_WHITE)),
                paragraph("Title", run(words["title"], properties=_WHITE)),
                fill=ACCENT,
                properties='<w:tcMar><w:left w:w="340" w:type="dxa"/></w:tcMar><w:vAlign w:val="center"/>',
            ),
            height=4600,
        ),
        style="PlainTable",
        look="0400",
    )
    widths = [2400, WIDTH - 2400]
    known = [
        (words["date"], "{{ date }}"),
        (words["pack"], "{{ pack.title }} {{ pack.version }}"),
        (words["status"], "{{ pack.status }}"),
        (words["basis"], "{{ basis.name }}"),
    ]
    facts = table(
        widths,
        *(_fact(widths, label, value) for label, value in known),
        tag_row(widths, "{%tr for fact in facts %}"),
        _fact(widths, "{{ fact.label }}", "{{ fact.value }}"),
        tag_row(widths, "{%tr endfor %}"),
        look="0400",
        title=words["title"],
    )
    return "".join([
        band,
        paragraph("Enterprise", "{{ enterprise.name }}"),
        block("{%p if draft.mark %}"),
        paragraph("DraftMark", run("{{ draft.mark }}", "Strong"), run("  {{ draft.sentence }}")),
        block("{%p endif %}"),
        facts,
        block("{%p if verification.code %}"),
        paragraph("Normal"),
        _verification(words),
        block("{%p endif %}"),
        _PAGE_BREAK,
    ])  # fmt: skip


def _fact(widths: list[int], label: str, value: str) -> str:
    return row(
        cell(widths[0], paragraph("TableText", run(label, "Quiet"))),
        cell(widths[1], paragraph("TableText", value)),
    )


def _verification(words: Mapping[str, str]) -> str:
    widths = [2100, WIDTH - 2100]
    return table(
        widths,
        row(
            cell(widths[0], paragraph("Normal", picture("rId8", "figure:qr", words["qr_alt"], 30, 30))),
            cell(
                widths[1],
                paragraph("TableText", run(words["code"], "Quiet")),
                paragraph("Subtitle", run("{{ verification.code }}", "Strong")),
                paragraph("TableText", "{{ verification.sentence }}"),
                properties='<w:vAlign w:val="center"/>',
            ),
        ),
        style="PlainTable",
        look="0400",
    )


def contents(texts: Texts) -> str:
    """The table of contents, filled in, so that it is not empty before Word updates it."""
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> '
        'TOC \\o "1-1" \\h \\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    entries = [
        f'<w:hyperlink w:anchor="_Toc{key}" w:history="1">{run(texts["chapters"][key])}</w:hyperlink>'
        for key in CHAPTERS
    ]
    lines = [paragraph("TOC1", begin + entries[0]), *(paragraph("TOC1", entry) for entry in entries[1:])]
    note = table(
        [WIDTH],
        row(
            cell(
                WIDTH,
                paragraph("TableText", run(texts["cover"]["note"], "Strong")),
                paragraph("TableText", "{{ pack.note }}"),
                fill=PALE,
                properties=_MARGINS,
            )
        ),
        style="PlainTable",
        look="0400",
    )
    return "".join([
        paragraph("TOCHeading", texts["cover"]["contents"]), *lines, paragraph("Normal", end), note,
        paragraph("Normal"),
    ])  # fmt: skip


def header(texts: Texts) -> str:
    """The page header: whose report, and whether it is a draft."""
    line = '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="4" w:color="D5DCE4"/></w:pBdr>'
    return paragraph(
        "Header",
        run("{{ enterprise.short }}"),
        "<w:r><w:tab/></w:r>",
        run("{% if draft.mark %}{{ draft.mark }} · {% endif %}", "Warning"),
        run(f"{texts['header']['right']} · {{{{ date }}}}"),
        properties=line,
    )


def footer(texts: Texts) -> str:
    """The page footer: what the result is worth, and the page number."""
    before, between = texts["header"]["page"].split("{page}")
    middle, after = between.split("{pages}")
    return paragraph(
        "Footer",
        run(
            "{{ pack.status }} · {{ basis.name }}"
            "{% if verification.code %} · {{ verification.code }}{% endif %}"
        ),
        "<w:r><w:tab/></w:r>",
        run(before),
        field("PAGE", "1"),
        run(middle),
        field("NUMPAGES", "1"),
        run(after),
    )
