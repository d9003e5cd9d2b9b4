"""A whole report: from facts to a Word file that reads back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from lxml import etree
from PIL import Image
from support.assessments import report_input, with_name
from support.word_files import document, members, text_of

from bot.reports.context import Report, context
from bot.reports.qr import qr_png
from bot.reports.render import FOLDER, render_report, shipped_template
from bot.reports.word.errors import TemplateError
from deploy.report_templates.build import KINDS, LOCALES, build

C = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def chart_values(data: bytes) -> dict[str, list[str | None]]:
    root = etree.fromstring(members(data)["word/charts/chart1.xml"])
    return {
        one.findtext("c:tx//c:v", namespaces=C) or "": [
            point.findtext("c:v", namespaces=C) for point in one.findall("c:val//c:pt", C)
        ]
        for one in root.findall(".//c:ser", C)
    }


def all_text(data: bytes) -> Iterator[str]:
    for name, body in members(data).items():
        if name.endswith(".xml"):
            yield "".join(etree.fromstring(body).itertext())


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize("pack", ["shanghai-ref", "sme2024", "eudma"])
@pytest.mark.parametrize("kind", ["weak", "middling", "strong"])
def test_a_report_reads_back_whole(kind: str, pack: str, locale: str) -> None:
    facts = report_input(kind, name=pack, locale=locale)
    rendered = render_report(facts)
    assert rendered.fast
    text = text_of(rendered.data)
    made = context(facts)
    assert made["result"]["sentence"].strip() in text
    for view in made["dimensions"]:
        assert view["says"].strip() in text
    for whole in all_text(rendered.data):
        assert "{{" not in whole
        assert "{%" not in whole
        assert locale == "en" or "None" not in whole  # an English sentence may say none


@pytest.mark.parametrize("kind", ["weak", "middling", "strong"])
def test_the_charts_values_are_the_assessments(kind: str) -> None:
    facts = report_input(kind)
    data = render_report(facts).data
    expected = [view["score"] for view in context(facts)["dimensions"]]
    assert chart_values(data)["本企业"] == expected
    [book] = [body for name, body in members(data).items() if name.endswith(".xlsx")]
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert sheet is not None
    own = [row[1].value for row in sheet.iter_rows(min_row=2)]
    assert own == [float(value) for value in expected]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == list(Report(facts).chart.categories)


def test_the_same_facts_give_the_same_bytes() -> None:
    first, second = render_report(report_input("weak")), render_report(report_input("weak"))
    assert first.data == second.data
    assert first.sha256 == second.sha256


def test_headings_contents_header_and_properties_are_there() -> None:
    facts = report_input("middling")
    doc = Document(io.BytesIO(render_report(facts).data))
    chapters = [p.text for p in doc.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert len(chapters) == 11
    anchors = [a for link in doc.element.body.iter(f"{W}hyperlink") if (a := link.get(f"{W}anchor"))]
    bookmarks = {mark.get(f"{W}name") for mark in doc.element.body.iter(f"{W}bookmarkStart")}
    assert len(anchors) == 11
    assert set(anchors) <= bookmarks
    assert [link.text for p in doc.paragraphs for link in p.hyperlinks] == chapters
    assert "示例汽车零部件有限公司" in doc.sections[0].header.paragraphs[0].text
    assert "PAGE" in doc.sections[0].footer._element.xml
    assert doc.core_properties.title == "示例汽车零部件有限公司 数字化诊断报告"
    assert doc.core_properties.created is not None
    assert doc.core_properties.created.date() == facts.on


def test_figures_have_an_alternative_text() -> None:
    doc = Document(io.BytesIO(render_report(report_input("middling")).data))
    said = [shape._inline.docPr.get("descr") for shape in doc.inline_shapes]
    assert len(said) == 2
    assert said[0].startswith("二维码")
    assert said[1].startswith("雷达图，满分 100。本企业：数字战略 ")


def test_the_verification_code_is_a_picture_of_its_address_and_can_be_left_out() -> None:
    facts = report_input("middling")
    assert facts.verification is not None
    data = render_report(facts).data
    [picture] = [body for name, body in members(data).items() if name.startswith("word/media/")]
    assert picture == qr_png(facts.verification.address)
    assert Image.open(io.BytesIO(picture)).size[0] >= 200
    bare = render_report(replace(facts, verification=None)).data
    assert facts.verification.code not in text_of(bare)
    assert len(Document(io.BytesIO(bare)).inline_shapes) == 1


def test_a_draft_is_marked_on_cover_summary_header_and_properties() -> None:
    data = render_report(report_input("middling", without=("cap-plan",))).data
    doc = Document(io.BytesIO(data))
    assert text_of(data).count("草稿") == 2
    assert "草稿" in doc.sections[0].header.paragraphs[0].text
    assert doc.core_properties.title.endswith("（草稿）")
    assert "草稿" not in "".join(all_text(render_report(report_input("middling")).data))


@pytest.mark.parametrize(
    "name",
    ["{{ 7*7 }}", "<w:p>", "]]>", "R&D <一厂>", "x" * 10_000, "\x00\x0b", "\u202e反", "👩‍🔧", "{%p if x %}"],
)
def test_a_hostile_enterprise_name_is_shown_and_breaks_nothing(name: str) -> None:
    data = render_report(with_name(report_input("weak"), name)).data
    assert members(data).keys() == members(render_report(report_input("weak")).data).keys()
    doc = Document(io.BytesIO(data))
    if len(name) < 100 and name.isprintable():
        assert name in text_of(data)
        assert name in (doc.core_properties.title or "")


def test_answers_with_line_breaks_and_ten_thousand_characters_are_kept() -> None:
    facts = report_input("middling")
    key = next(q.id for q in facts.questionnaire.questions if q.type == "number" and q.id in facts.answers)
    question = facts.questionnaire.question(key)
    long = "第一行\n" + "很" * 10_000
    texts = replace(question, type="text")
    questions = tuple(texts if q.id == key else q for q in facts.questionnaire.questions)
    answered = replace(facts.answers[key], value=long)
    changed = replace(
        facts,
        questionnaire=replace(facts.questionnaire, questions=questions),
        answers={**facts.answers, key: answered},
    )
    text = text_of(render_report(changed).data)
    assert "很" * 10_000 in text
    assert "第一行" in text


def test_an_operators_own_template_is_used(tmp_path: Path) -> None:
    own = tmp_path / "own.docx"
    own.write_bytes(document(lambda doc: doc.add_paragraph("{{ enterprise.name }}：{{ result.full }}")))
    data = render_report(report_input("middling"), own).data
    assert text_of(data) == "示例汽车零部件有限公司：二级 场景级 · 上档"


def test_a_misspelt_template_of_an_operator_is_refused_not_left_blank(tmp_path: Path) -> None:
    own = tmp_path / "own.docx"
    own.write_bytes(document(lambda doc: doc.add_paragraph("{{ enterprise.nmae }}")))
    with pytest.raises(TemplateError, match="nmae"):
        render_report(report_input("weak"), own)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("locale", LOCALES)
def test_the_shipped_template_is_what_its_builder_writes(locale: str, kind: str) -> None:
    shipped, built = members((FOLDER / f"{kind}.{locale}.docx").read_bytes()), members(build(locale, kind))
    book = "word/embeddings/Microsoft_Excel_Worksheet.xlsx"
    assert (book in shipped) is (book in built)
    if book in built:
        assert members(shipped.pop(book)) == members(built.pop(book))
    assert shipped == built, "run `python -m deploy.report_templates`"


def test_a_language_without_a_template_is_said() -> None:
    with pytest.raises(FileNotFoundError, match="tlh"):
        shipped_template("tlh")
