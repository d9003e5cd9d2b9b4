"""The fast path gives what plain docxtpl gives, part by part, over templates that use its features."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from docx.document import Document as DocumentObject
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm
from docx.table import Table
from docxtpl import Listing, RichText, RichTextParagraph
from support.word_files import PNG, canonical, document, members, text_of

from bot.reports.word.slow import OpenTemplate
from bot.reports.word.template import ENVIRONMENT, DocumentTemplate

PEOPLE = [
    {"name": "王 <工>", "age": 30, "color": "FF0000", "tags": ["a", "b"]},
    {"name": 'R&D "一厂"', "age": 41, "color": "00FF00", "tags": []},
    {"name": "{{ 7*7 }}", "age": 9, "color": "0000FF", "tags": ["c"]},
]
CONTEXT: dict[str, Any] = {
    "name": "R&D <一厂>",
    "long": "第一行\n第二行\t跳格\a新段落\f新页",
    "people": PEOPLE,
    "empty": [],
    "shown": True,
    "hidden": False,
    "span": 3,
    "listing": Listing("甲\n乙\a丙"),
    "rich": RichText("粗", bold=True, color="#123456"),
    "rich_paragraph": RichTextParagraph(RichText("段", italic=True)),
    "cells": ["一", "二", "三", "四"],
}


def table(doc: DocumentObject, *rows: list[str]) -> Table:
    made: Table = doc.add_table(len(rows), len(rows[0]))
    for row, texts in zip(made.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return made


def loops(doc: DocumentObject) -> None:
    doc.add_heading("{{ name }}", 1)
    doc.add_paragraph("{%p for person in people %}")
    doc.add_paragraph("{{ person.name }}, {{ person.age }}{% if person.age > 30 %} 岁{% endif %}")
    doc.add_paragraph("{%p endfor %}")
    doc.add_paragraph(
        "行内：{% for p in people %}{{ p.name }}{% if not loop.last %}、{% endif %}{% endfor %}"
    )
    table(
        doc,
        ["名称", "年龄"],
        ["{%tr for person in people %}", ""],
        ["{{ person.name }}", "{{ person.age }}"],
        ["{%tr endfor %}", ""],
    )


def split_runs(doc: DocumentObject) -> None:
    """Word cuts placeholders into runs at will."""
    paragraph = doc.add_paragraph()
    for piece in ("前 {", "{ na", "me }", "} 后"):
        paragraph.add_run(piece).bold = piece.startswith("{")


def conditionals(doc: DocumentObject) -> None:
    doc.add_paragraph("{%p if shown %}")
    doc.add_paragraph("看得见 {{ name }}")
    doc.add_paragraph("{%p else %}")
    doc.add_paragraph("看不见")
    doc.add_paragraph("{%p endif %}")
    doc.add_paragraph("{% if hidden %}甲{% elif shown %}乙{% else %}丙{% endif %}")
    doc.add_paragraph("跨段 {% if shown %}开")
    doc.add_paragraph("合{% endif %} 完")


def vertical_merge(doc: DocumentObject) -> None:
    table(
        doc,
        ["组", "名称"],
        ["{%tr for person in people %}", ""],
        ["一组{% vm %}", "{{ person.name }}"],
        ["{%tr endfor %}", ""],
    )


def merged_in_cell_loop(doc: DocumentObject) -> None:
    made = doc.add_table(2, 3)
    tags = ["{%tc for c in cells %}", "{%tc endfor %}"]
    for row, text in zip(made.rows, ["题头{% hm %}", "{{ c }}"], strict=True):
        for cell, content in zip(row.cells, [tags[0], text, tags[1]], strict=True):
            cell.text = content


def column_span(doc: DocumentObject) -> None:
    made = doc.add_table(2, 3)
    made.rows[0].cells[0].text = "{% colspan span %}{{ name }}"
    for cell in list(made.rows[0].cells)[1:]:
        cell._tc.getparent().remove(cell._tc)
    for cell in made.rows[1].cells:
        cell.text = "{{ span }}"


def backgrounds(doc: DocumentObject) -> None:
    table(
        doc,
        ["名称", "年龄"],
        ["{%tr for person in people %}", ""],
        ["{% cellbg person.color %}{{ person.name }}", "{{ person.age }}"],
        ["{%tr endfor %}", ""],
    )


def shrinking_table(doc: DocumentObject) -> None:
    table(doc, ["{%tr if hidden %}", "", ""], ["a", "b", "c"], ["{%tr endif %}", "", ""])
    short = table(doc, ["a", "b", "c"], ["{{ name }}", "e", "f"])
    for row in short.rows:
        row._tr.remove(row.cells[2]._tc)


def rich_text(doc: DocumentObject) -> None:
    doc.add_paragraph("前{{r rich }}后")
    doc.add_paragraph("{{p rich_paragraph }}")
    doc.add_paragraph("{{ listing }}")


def breaks(doc: DocumentObject) -> None:
    doc.add_paragraph("{{ long }}").alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = doc.add_paragraph("照旧 ").add_run("{{ long }} 完")
    run.bold = True
    table(doc, ["{{ long }}", "{{ name }}"])


def headers(doc: DocumentObject) -> None:
    section = doc.sections[0]
    section.header.paragraphs[0].text = "页眉 {{ name }}"
    section.footer.paragraphs[0].text = "{% for p in people %}{{ p.name }} {% endfor %}\t{{ long }}"
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "不变的首页"
    doc.add_paragraph("正文没有占位符")


def properties(doc: DocumentObject) -> None:
    doc.core_properties.title = "{{ name }}"
    doc.core_properties.subject = "{% if 1 > 0 %}{{ people[0].name }}{% endif %}"
    doc.add_paragraph("{{ name }}")


def text_box(doc: DocumentObject) -> None:
    inner = "<w:p><w:r><w:t>盒内 {{ long }}</w:t></w:r></w:p>"
    box = parse_xml(
        f"<w:p {nsdecls('w')} xmlns:v='urn:schemas-microsoft-com:vml'><w:r><w:pict><v:rect><v:textbox>"
        f"<w:txbxContent>{inner}</w:txbxContent></v:textbox></v:rect></w:pict></w:r>"
        "<w:r><w:t>盒外 {{ long }}</w:t></w:r></w:p>"
    )
    doc.element.body.insert(0, box)


def pictures_and_ids(doc: DocumentObject) -> None:
    doc.add_paragraph("{%p for p in people %}")
    doc.add_picture(io.BytesIO(PNG), width=Mm(5))
    doc.add_paragraph("{%p endfor %}")
    doc.inline_shapes[0]._inline.docPr.set("descr", "{{ name }} 的图")


def comments(doc: DocumentObject) -> None:
    doc.add_paragraph("{#p 给编辑的话 #}")
    doc.add_paragraph("{# 藏起来 #}看得见 {%- if shown %} 合并{% endif -%}")
    doc.add_paragraph(" 后段 {_{ 不是占位符 }_}")


def nested_tables(doc: DocumentObject) -> None:
    made = doc.add_table(1, 2)
    inner = made.rows[0].cells[0].add_table(3, 2)
    inner.rows[0].cells[0].text = "{%tr for p in people %}"
    inner.rows[1].cells[0].text = "{{ p.name }}"
    inner.rows[1].cells[1].text = "{{ p.age }}"
    inner.rows[2].cells[0].text = "{%tr endfor %}"
    made.rows[0].cells[1].text = "{{ name }}"


def footnotes(doc: DocumentObject) -> None:
    xml = (
        f"<w:footnotes {nsdecls('w')}><w:footnote w:id='2'><w:p><w:r>"
        "<w:t>脚注 {{ name }} {{ long }}</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    name = PackURI("/word/footnotes.xml")
    part = Part(name, CONTENT_TYPE.WML_FOOTNOTES, xml.encode(), doc.part.package)
    doc.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    doc.add_paragraph("正文 {{ name }}")


TEMPLATES: list[Callable[[DocumentObject], None]] = [
    loops, split_runs, conditionals, vertical_merge, merged_in_cell_loop, column_span, backgrounds,
    shrinking_table, rich_text, breaks, headers, properties, text_box, pictures_and_ids, comments,
    nested_tables, footnotes,
]  # fmt: skip


def by_docxtpl(data: bytes, context: dict[str, Any], opened: OpenTemplate | None = None) -> dict[str, bytes]:
    """Plain docxtpl with our environment (its default one neither escapes nor refuses anything)."""
    plain = opened or OpenTemplate(io.BytesIO(data))
    plain.render(context, ENVIRONMENT)
    written = io.BytesIO()
    plain.save(written)
    return members(written.getvalue())


@pytest.mark.parametrize("build", TEMPLATES, ids=lambda build: build.__name__)
def test_every_part_equals_docxtpls(build: Callable[[DocumentObject], None]) -> None:
    template = document(build)
    ours = DocumentTemplate(template).render(CONTEXT)
    assert ours.fast
    got, expected = canonical(members(ours.data)), canonical(by_docxtpl(template, CONTEXT))
    assert sorted(got) == sorted(expected)
    for name, body in expected.items():
        assert got[name] == body, name


def test_the_corpus_fills_what_it_says() -> None:
    rendered = {build.__name__: DocumentTemplate(document(build)).render(CONTEXT) for build in TEMPLATES}
    loop_text = text_of(rendered["loops"].data)
    assert "王 <工>, 30" in loop_text
    assert 'R&D "一厂", 41 岁' in loop_text
    assert "{{ 7*7 }}, 9" in loop_text
    assert "看不见" not in text_of(rendered["conditionals"].data)
    assert "前 R&D <一厂> 后" in text_of(rendered["split_runs"].data)
