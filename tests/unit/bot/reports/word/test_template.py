"""A compiled template: figures swapped, dates set, bytes repeated, hostile data and templates withstood."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from docx.document import Document as DocumentObject
from lxml import etree
from support.word_files import PNG, document, members, text_of

from bot.reports.word import cache
from bot.reports.word.cache import load_template
from bot.reports.word.charts import Chart, ChartTemplate, Series, workbook
from bot.reports.word.errors import TemplateError
from bot.reports.word.template import DocumentTemplate

SHIPPED = Path(__file__).resolve().parents[5] / "templates" / "reports" / "diagnosis.zh-CN.docx"
C = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
HOSTILE = [
    "{{ 7*7 }}", "{% for x in y %}", "<w:p>", "]]>", "&amp;&lt;", "R&D <一厂>", 'a" r:id="rId99',
    "x" * 10_000, "\x00\x01\x0b\x1f", "\u202e反\u2066", "👩‍🔧🏭", "\ud800", "\ufffe\uffff",
    "甲\n乙\t丙\a丁\f戊", "{_{ x }_}",
]  # fmt: skip


def named(doc: DocumentObject) -> None:
    doc.core_properties.title = "{{ name }}"
    doc.sections[0].header.paragraphs[0].text = "{{ name }}"
    doc.add_paragraph("名称：{{ name }}。")
    doc.add_picture(io.BytesIO(PNG))
    doc.inline_shapes[0]._inline.docPr.set("name", "figure:qr")
    doc.inline_shapes[0]._inline.docPr.set("descr", "{{ name }}")


TEMPLATE = DocumentTemplate(document(named))


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: repr(name)[:16])
def test_a_hostile_value_neither_runs_nor_breaks_the_file(name: str) -> None:
    data = TEMPLATE.render({"name": name}).data
    for body in members(data).values():
        if body.startswith(b"<"):
            etree.fromstring(body)
    shown = text_of(data)
    assert "49" not in shown
    assert Document(io.BytesIO(data)).core_properties.title is not None
    if name in ("{{ 7*7 }}", "<w:p>", "]]>", "R&D <一厂>", "&amp;&lt;"):
        assert f"名称：{name}。" in shown
        assert Document(io.BytesIO(data)).core_properties.title == name


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__ }}", "{% include 'x' %}", "{{ name|safe }}", "{% autoescape false %}",
        "{{ name", "{% if name %}", "{% endfor %}", "{{ 1 / }}", "{% macro m() %}{% endmacro %}",
    ],
)  # fmt: skip
def test_a_hostile_or_broken_template_is_refused_with_its_paragraph(text: str) -> None:
    with pytest.raises(TemplateError, match="word/document.xml"):
        DocumentTemplate(document(lambda doc: doc.add_paragraph(text)))


def test_a_block_across_cells_is_refused_because_it_would_cut_the_table() -> None:
    def build(doc: DocumentObject) -> None:
        cells = doc.add_table(1, 2).rows[0].cells
        cells[0].text, cells[1].text = "{% if name %}甲", "{% endif %}乙"
        doc.add_paragraph("{% if name %}")
        doc.add_table(1, 1).rows[0].cells[0].text = "{% endif %}"

    with pytest.raises(TemplateError, match="places that do not match"):
        DocumentTemplate(document(build))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("{{ other }}", {}),
        ("{{ 1 // n }}", {"n": 0}),
        ("{{ n * 2 }}", {"n": "字"}),
        ("{{ n.x }}", {"n": "字"}),
    ],
)
def test_a_value_that_cannot_be_shown_names_the_part(text: str, values: dict[str, Any]) -> None:
    template = DocumentTemplate(document(lambda doc: doc.add_paragraph(text)))
    with pytest.raises(TemplateError, match=r"word/document.xml.*report check"):
        template.render(values)


def test_endless_loops_stop() -> None:
    loops = "".join(f"{{% for x{n} in many %}}" for n in range(5)) + "a" + "{% endfor %}" * 5
    template = DocumentTemplate(document(lambda doc: doc.add_paragraph(loops)))
    with pytest.raises(TemplateError, match="too much"):
        template.render({"many": list(range(40))})


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_word_document_is_refused(data: bytes) -> None:
    with pytest.raises(TemplateError, match="not a Word document"):
        DocumentTemplate(data)


def test_a_picture_is_swapped_in_its_place() -> None:
    other = PNG + b"\0"
    before, after = (
        members(TEMPLATE.render({"name": "甲"}).data),
        members(TEMPLATE.render({"name": "甲"}, pictures={"qr": other, "unknown": b""}).data),
    )
    [image] = [name for name in before if name.startswith("word/media/")]
    assert before[image] == PNG
    assert after[image] == other
    assert before["word/_rels/document.xml.rels"] == after["word/_rels/document.xml.rels"]


def test_the_same_input_gives_the_same_bytes_and_another_compile_too() -> None:
    moment = datetime(2026, 3, 14, tzinfo=UTC)
    first = TEMPLATE.render({"name": "甲"}, moment=moment)
    again = DocumentTemplate(document(named)).render({"name": "甲"}, moment=moment)
    assert first.data == TEMPLATE.render({"name": "甲"}, moment=moment).data
    assert first.sha256 == again.sha256


def test_the_moment_dates_the_document() -> None:
    moment = datetime(2026, 3, 14, 4, 5, 6, tzinfo=UTC)
    properties = Document(io.BytesIO(TEMPLATE.render({"name": "甲"}, moment=moment).data)).core_properties
    assert properties.created == properties.modified == moment


# charts

CHART = Chart(("甲 & 乙", "丙"), (Series("本企业 <1>", ("12.34", None)), Series("同行", ("50.00", "60.00"))))


def chart_part() -> bytes:
    return members(SHIPPED.read_bytes())["word/charts/chart1.xml"]


def shown(xml: bytes) -> dict[str, list[tuple[str | None, str | None]]]:
    root = etree.fromstring(xml)
    series = root.findall(".//c:ser", C)
    return {
        one.findtext("c:tx//c:v", namespaces=C) or "": [
            (category.findtext("c:v", namespaces=C), value)
            for category, value in zip(
                one.findall("c:cat//c:pt", C),
                [
                    one.findtext(f"c:val//c:pt[@idx='{place}']/c:v", namespaces=C)
                    for place in range(len(one.findall("c:cat//c:pt", C)))
                ],
                strict=True,
            )
        ]
        for one in series
    }


def test_a_chart_is_filled_with_other_numbers_and_keeps_its_looks() -> None:
    filled = ChartTemplate.of(chart_part()).fill(CHART)
    assert shown(filled) == {
        "本企业 <1>": [("甲 & 乙", "12.34"), ("丙", None)],
        "同行": [("甲 & 乙", "50.00"), ("丙", "60.00")],
    }
    looks = [
        etree.tostring(one, method="c14n") for one in etree.fromstring(filled).findall(".//c:ser/c:spPr", C)
    ]
    before = etree.fromstring(chart_part()).findall(".//c:ser/c:spPr", C)
    assert looks == [etree.tostring(one, method="c14n") for one in before]


def test_the_order_of_a_series_follows_the_schema() -> None:
    for one in etree.fromstring(ChartTemplate.of(chart_part()).fill(CHART)).findall(".//c:ser", C):
        assert [etree.QName(child).localname for child in one] == [
            "idx", "order", "tx", "spPr", "marker", "cat", "val",
        ]  # fmt: skip


def test_a_series_that_is_not_given_is_not_drawn() -> None:
    alone = Chart(CHART.categories, CHART.series[:1])
    assert list(shown(ChartTemplate.of(chart_part()).fill(alone))) == ["本企业 <1>"]


def test_a_series_without_a_name_gets_one() -> None:
    root = etree.fromstring(chart_part())
    for one in root.findall(".//c:ser", C):
        one.remove(one.findall("c:tx", C)[0])
    assert list(shown(ChartTemplate.of(etree.tostring(root)).fill(CHART))) == ["本企业 <1>", "同行"]


def test_a_chart_without_series_is_refused() -> None:
    with pytest.raises(ValueError, match="no series"):
        ChartTemplate.of(b"<c:chart xmlns:c='http://schemas.openxmlformats.org/drawingml/2006/chart'/>")


def test_the_workbook_opens_with_the_numbers() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(CHART))).active
    assert sheet is not None
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        [None, "本企业 <1>", "同行"],
        ["甲 & 乙", 12.34, 50],
        ["丙", None, 60],
    ]


# the cache


def test_a_template_is_compiled_once_and_again_when_its_file_changes(tmp_path: Path) -> None:
    file = tmp_path / "a.docx"
    file.write_bytes(document(lambda doc: doc.add_paragraph("一 {{ name }}")))
    first = load_template(file)
    assert load_template(file) is first
    copy = tmp_path / "b.docx"
    copy.write_bytes(file.read_bytes())
    assert load_template(copy) is first
    file.write_bytes(document(lambda doc: doc.add_paragraph("二二 {{ name }}")))
    assert "二二 甲" in text_of(load_template(file).render({"name": "甲"}).data)


def test_only_so_many_templates_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_KEPT", 2)
    monkeypatch.setattr(cache, "_compiled", type(cache._compiled)())
    build: Callable[[int], bytes] = lambda n: document(lambda doc: doc.add_paragraph(f"{n}"))  # noqa: E731 - short
    for n in range(3):
        (tmp_path / f"{n}.docx").write_bytes(build(n))
        load_template(tmp_path / f"{n}.docx")
    assert len(cache._compiled) == 2


def test_a_missing_template_names_its_path(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"none\.docx"):
        load_template(tmp_path / "none.docx")
