"""The letter of invitation: one page an enterprise, with its code, ways in and whom to call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deploy.report_templates.assembling import Pages
from deploy.report_templates.markup import block, cell, paragraph, row, run, table, tag_row
from deploy.report_templates.styles import ACCENT, PALE

WIDTH = 9354  # twips between the margins
_SECTION = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rId6"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1247" w:right="1276" w:bottom="1020" w:left="1276" '
    'w:header="567" w:footer="510" w:gutter="0"/></w:sectPr>'
)
_CENTRE = '<w:jc w:val="center"/>'
_RIGHT = '<w:jc w:val="right"/>'
_MIDDLE = '<w:vAlign w:val="center"/>'
_SIZE = '<w:sz w:val="{0}"/><w:szCs w:val="{0}"/>'
_LARGE = _SIZE.format(30)
_NAME = '<w:spacing w:before="240" w:after="120" w:line="300" w:lineRule="auto"/>'
_PLAIN = '<w:spacing w:before="0" w:after="100" w:line="320" w:lineRule="auto"/>'
_STEP = '<w:spacing w:before="0" w:after="40" w:line="300" w:lineRule="auto"/><w:ind w:firstLine="0"/>'
_PICTURE = 1750  # twips of the column the QR codes stand in

Texts = Mapping[str, Mapping[str, Any]]


def invitation_pages(texts: Texts) -> Pages:
    """The letters of one language: every fixed word can be changed in Word."""
    words = texts["invitation"]
    body = "".join([
        block("{%p for letter in letters %}"),
        paragraph("Title", run(words["title"], properties=_SIZE.format(44)), properties=_CENTRE),
        paragraph("Enterprise", run("{{ letter.enterprise }}", properties=_LARGE), properties=_NAME),
        block("{%p if letter.contact %}"),
        paragraph("BodyText", words["contact"], properties=_STEP),
        block("{%p endif %}"),
        *(paragraph("BodyText", line, properties=_PLAIN) for line in words["about"]),
        *(paragraph("BodyText", line, properties=_STEP) for line in words["steps"]),
        _code(words),
        _ways(words),
        block("{%p if letter.liaison %}"),
        paragraph("BodyText", words["call"], properties=_STEP),
        block("{%p else %}"),
        paragraph("BodyText", words["call_unnamed"], properties=_STEP),
        block("{%p endif %}"),
        paragraph("Note", words["privacy"]),
        paragraph("BodyText", "{{ letter.sender }}", properties=_STEP + _RIGHT),
        paragraph("BodyText", "{{ letter.date }}", properties=_STEP + _RIGHT),
        block("{%p if not loop.last %}"),
        paragraph("Normal", '<w:r><w:br w:type="page"/></w:r>'),
        block("{%p endif %}"),
        block("{%p endfor %}"),
        _SECTION,
    ])  # fmt: skip
    footer = paragraph("Footer", run(words["footer"]))
    return Pages(body=body, header=paragraph("Header", run(words["title"])), footer=footer)


def _code(words: Mapping[str, Any]) -> str:
    """The code, large, in a tinted box."""
    big = f'<w:b/><w:color w:val="{ACCENT}"/>{_SIZE.format(40)}'
    return table(
        [WIDTH],
        row(
            cell(
                WIDTH,
                paragraph("CardLabel", words["code"]),
                paragraph("CardNumber", run("{{ letter.code }}", properties=big)),
                paragraph("TableSmall", words["valid"], properties=_CENTRE),
                fill=PALE,
            )
        ),
        style="PlainTable",
        look="0400",
    ) + paragraph("TableSmall", "")


def _ways(words: Mapping[str, Any]) -> str:
    """The ways in, two a row: the QR code, where it leads, the link."""
    half = WIDTH // 2
    widths = [_PICTURE, half - _PICTURE] * 2
    return table(
        widths,
        tag_row(widths, "{%tr for pair in letter.pairs %}"),
        row(*_way("pair.left", widths), *_way("pair.right", widths)),
        tag_row(widths, "{%tr endfor %}"),
        style="PlainTable",
        look="0400",
        title=words["ways"],
    ) + paragraph("TableSmall", "")


def _way(name: str, widths: list[int]) -> list[str]:
    """Two cells, empty where the last row has one way only."""
    only, end = block(f"{{%p if {name} %}}"), block("{%p endif %}")
    picture = paragraph("TableText", f"{{{{ {name}.qr }}}}", properties=_CENTRE)
    about = [
        paragraph("TableText", run(f"{{{{ {name}.name }}}}", "Strong")),
        paragraph("TableText", f"{{{{ {name}.how }}}}"),
        paragraph("TableSmall", run(f"{{{{ {name}.link }}}}")),
    ]
    last = paragraph("TableSmall", "")  # a cell ends with a paragraph, whatever vanishes
    return [
        cell(widths[0], only, picture, end, last, properties=_MIDDLE),
        cell(widths[1], only, *about, end, last, properties=_MIDDLE),
    ]
