"""What only docxtpl can place goes through docxtpl, says so, and leaves nothing dangling."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from docx import Document
from docx.document import Document as DocumentObject
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage, RichText
from jinja2 import Environment
from structlog.testing import capture_logs
from support.word_files import PNG, canonical, document, members, png, text_of

from bot.reports.word.errors import DanglingReferenceError, TemplateError
from bot.reports.word.template import DocumentTemplate

NAME = "R&D <一厂>"


def with_values(doc: DocumentObject) -> None:
    doc.core_properties.title = "{{ name }}"
    doc.add_paragraph("{{ name }}")
    doc.add_paragraph("{{ picture }}")
    doc.add_paragraph("{{r link }}")
    doc.add_paragraph("{{p part }}")
    doc.sections[0].footer.paragraphs[0].text = "{{ name }}"
    doc.add_section()


def context_for(opened: DocxTemplate) -> dict[str, Any]:
    part = opened.new_subdoc(io.BytesIO(document(lambda doc: doc.add_picture(io.BytesIO(png(99))))))
    link = RichText("网页", url_id=opened.build_url_id("https://example.org/a?b=1&c=2"))
    picture = InlineImage(opened, io.BytesIO(PNG), width=Mm(8))
    return {"name": NAME, "picture": picture, "link": link, "part": part}


def test_pictures_links_and_sub_documents_fall_back_visibly() -> None:
    template = DocumentTemplate(document(with_values))
    opened = template.open()
    with capture_logs() as logs:
        rendered = template.render(context_for(opened), opened=opened)
    assert not rendered.fast
    assert rendered.why == "InlineImage, Subdoc, hyperlink"
    assert [line["event"] for line in logs] == ["report_rendered_by_docxtpl"]
    assert len(Document(io.BytesIO(rendered.data)).part.package.image_parts) == 2


def test_the_fallback_equals_plain_docxtpl_but_for_its_double_escaped_properties() -> None:
    data = document(with_values)
    template = DocumentTemplate(data)
    opened = template.open()
    ours = canonical(members(template.render(context_for(opened), opened=opened).data))
    plain = DocxTemplate(io.BytesIO(data))
    plain.render(context_for(plain), Environment(autoescape=True))
    written = io.BytesIO()
    plain.save(written)
    expected = canonical(members(written.getvalue()))
    assert ours.pop("docProps/core.xml") != expected.pop("docProps/core.xml")
    assert ours == expected


def test_properties_of_the_fallback_are_escaped_once() -> None:
    template = DocumentTemplate(document(with_values))
    opened = template.open()
    moment = datetime(2026, 3, 14, 4, 0, tzinfo=UTC)
    rendered = template.render(context_for(opened), opened=opened, moment=moment)
    properties = Document(io.BytesIO(rendered.data)).core_properties
    assert properties.title == NAME
    assert properties.created == moment


def test_an_open_template_without_slow_values_takes_the_fast_path() -> None:
    template = DocumentTemplate(document(lambda doc: doc.add_paragraph("{{ name }}")))
    rendered = template.render({"name": NAME}, opened=template.open())
    assert rendered.fast
    assert NAME in text_of(rendered.data)


def test_a_picture_made_against_no_open_template_is_refused() -> None:
    template = DocumentTemplate(document(lambda doc: doc.add_paragraph("{{ picture }}")))
    with pytest.raises(TemplateError, match="report check"):
        template.render({"picture": InlineImage(template.open(), io.BytesIO(PNG))})


def test_a_link_made_against_no_open_template_would_dangle_and_is_refused() -> None:
    template = DocumentTemplate(document(lambda doc: doc.add_paragraph("{{r link }}")))
    with pytest.raises(DanglingReferenceError, match="rId77"):
        template.render({"link": RichText("网页", url_id="rId77")})
