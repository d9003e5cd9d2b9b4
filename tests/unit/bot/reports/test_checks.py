"""`report check`: what an editor of a template is told."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as DocumentObject
from support.word_files import PNG, document

from bot.reports.checks import CODES, REQUIRED, check_data, check_template
from bot.reports.placeholders import all_paths
from bot.reports.word.errors import TemplateError

FOLDER = Path(__file__).resolve().parents[4] / "templates" / "reports"
ESSENTIALS = [f"{{{{ {choices[0]} }}}}" for choices in REQUIRED]


def template(*paragraphs: str, build: Callable[[DocumentObject], object] | None = None) -> bytes:
    """A template with all that is required, and these paragraphs."""

    def fill(doc: DocumentObject) -> None:
        for text in (*ESSENTIALS, *paragraphs):
            doc.add_paragraph(text)
        if build:
            build(doc)

    return document(fill)


@pytest.mark.parametrize("name", ["diagnosis.zh-CN.docx", "diagnosis.en.docx"])
def test_the_shipped_templates_are_clean(name: str) -> None:
    assert check_template(FOLDER / name) == []


def test_a_minimal_template_is_clean() -> None:
    loop = [
        "{%p for d in dimensions %}",
        "{{ loop.index }} {{ d.bar.full }} {{ d.parts[0].name }}",
        "{%p endfor %}",
    ]
    choice = ["{% if basis.is_verified %}甲{% elif peers.rows %}乙{% else %}丙{% endif %}"]
    assert check_data(template(*loop, *choice, "{% set e = enterprise %}{{ e.code|upper }}")) == []


@pytest.mark.parametrize(
    ("paragraph", "code", "message", "remedy"),
    [
        (
            "企业：{{ enterprise.nmae }}",
            "REPORT-UNKNOWN",
            "“enterprise.nmae” is no placeholder",
            "enterprise.name",
        ),
        ("{{ enterpris.name }}", "REPORT-UNKNOWN", "“enterpris” is no placeholder", "“enterprise”"),
        ("{{ name }}", "REPORT-UNKNOWN", "“name” is no placeholder", "“enterprise.name”"),
        ("{{ date.year }}", "REPORT-UNKNOWN", "“date.year”", "no parts"),
        ("{{ enterprise.address }}", "REPORT-UNKNOWN", "“enterprise.address”", "It has name, short, code"),
        ("{{ dimensions }}", "REPORT-UNKNOWN", "holds several things", "`for`"),
        ("{{ enterprise }}", "REPORT-UNKNOWN", "holds several things", "Show one of its parts: name"),
        ("{{ basis.is_verified }}", "REPORT-UNKNOWN", "yes or no", "`if`"),
        ("{{ dimensions|first }}", "REPORT-UNKNOWN", "holds several things", "number, name"),
        ("{% for x in enterprise %}{% endfor %}", "REPORT-UNKNOWN", "is no list", "Loop over a list"),
        ("{% for d in dimensions %}{{ d.scor }}{% endfor %}", "REPORT-UNKNOWN", "“d.scor”", "“d.score”"),
        ("{% for d in dimensions %}{{ loop.indx }}{% endfor %}", "REPORT-UNKNOWN", "“loop.indx”", "“index”"),
        ("{% for d in dimensions %}{% endfor %}{{ d.name }}", "REPORT-UNKNOWN", "outside its loop", "endfor"),
        ("{% if enterprse.name %}{% endif %}", "REPORT-UNKNOWN", "“enterprse”", "“enterprise”"),
        ("{{ date }", "REPORT-TAG", "“}}” is missing", "one paragraph"),
        ("{{ date %}", "REPORT-TAG", "should close the tag", "one paragraph"),
        ("date }}", "REPORT-TAG", "was not opened", "one paragraph"),
        ("｛｛ date ｝｝", "REPORT-TAG", "full-width", "Type them as"),
        ("{% if date %}", "REPORT-TAG", "“if” is not closed", "endif"),
        ("{% endfor %}", "REPORT-TAG", "not open", "Take it out"),
        ("{% else %}", "REPORT-TAG", "outside a block", "between"),
        ("{%p if date %} 丢了的话", "REPORT-TAG", "dropped with its paragraph", "of its own"),
        ("{{ enterprise.name|safe }}", "REPORT-SYNTAX", "“safe” is not allowed", "docs/"),
        ("{{ ''.__class__ }}", "REPORT-SYNTAX", "underscore", "docs/"),
        ("{{ date。year }}", "REPORT-SYNTAX", "unexpected char", "docs/"),
    ],
)
def test_a_wrong_paragraph_is_quoted_with_rule_and_remedy(
    paragraph: str, code: str, message: str, remedy: str
) -> None:
    problems = check_data(template(paragraph))
    [problem, *_] = [one for one in problems if one.code != "REPORT-TAG" or code == "REPORT-TAG"]
    assert problem.code == code
    assert message in problem.message
    assert remedy in problem.remedy
    assert problem.where.startswith("text, paragraph “")
    assert paragraph.replace("%p", "%")[:12].split("{")[0] in problem.where


def test_every_required_placeholder_is_missed_when_it_is_not_there() -> None:
    problems = check_data(document(lambda doc: doc.add_paragraph("没有占位符")))
    assert len(problems) == len(REQUIRED)
    assert {problem.code for problem in problems} == {"REPORT-MISSING"}
    assert any("draft.mark" in problem.message for problem in problems)


def test_several_problems_come_out_at_once_even_beside_a_broken_tag() -> None:
    problems = check_data(template("{{ date", "{{ enterprise.nmae }}", "{% if date %}", "{{ pack.sttus }}"))
    found = [(problem.code, problem.where) for problem in problems]
    assert [code for code, _ in found] == ["REPORT-TAG", "REPORT-TAG", "REPORT-UNKNOWN", "REPORT-UNKNOWN"]
    assert "{{ date" in found[0][1]
    assert "{{ pack.sttus }}" in found[3][1]


def test_headers_properties_tables_and_alternative_texts_are_read_too() -> None:
    def build(doc: DocumentObject) -> None:
        doc.sections[0].header.paragraphs[0].text = "{{ enterprise.shrt }}"
        doc.core_properties.title = "{{ enterprise.tittle }}"
        doc.add_table(1, 1).rows[0].cells[0].text = "{{ result.scor }}"
        doc.add_picture(io.BytesIO(PNG))
        doc.inline_shapes[0]._inline.docPr.set("descr", "{{ radar.al }}")

    places = {problem.message.split("”")[0]: problem.where for problem in check_data(template(build=build))}
    assert places["“enterprise.shrt"].startswith("header, paragraph")
    assert places["“enterprise.tittle"].startswith("document properties")
    assert places["“result.scor"].startswith("text, paragraph “{{ result.scor }}”")
    assert "alternative text of a picture" in places["“radar.al"]


def test_text_beside_a_row_tag_is_lost_and_said_so() -> None:
    def build(doc: DocumentObject) -> None:
        cells = doc.add_table(1, 2).rows[0].cells
        cells[0].text, cells[1].text = "{%tr for d in dimensions %}", "丢了"
        doc.add_paragraph("{% endfor %}")

    assert any("dropped with its row" in problem.message for problem in check_data(template(build=build)))


def test_a_block_that_cuts_the_document_is_refused() -> None:
    def build(doc: DocumentObject) -> None:
        doc.add_paragraph("{% if date %}")
        doc.add_table(1, 1).rows[0].cells[0].text = "{% endif %}"

    [problem] = check_data(template(build=build))
    assert problem.code == "REPORT-SYNTAX"
    assert "do not match" in problem.message


def test_figures_nothing_fills_are_named() -> None:
    def rename(name: str, other: str) -> bytes:
        made = Document(io.BytesIO((FOLDER / "diagnosis.en.docx").read_bytes()))
        for shape in made.inline_shapes:
            if shape._inline.docPr.get("name") == name:
                shape._inline.docPr.set("name", other)
        written = io.BytesIO()
        made.save(written)
        return written.getvalue()

    [problem] = check_data(rename("figure:radar", "figure:radr"))
    assert problem.code == "REPORT-FIGURE"
    assert "Did you mean “radar”?" in problem.remedy
    [problem] = check_data(rename("figure:qr", "figure:logo"))
    assert "no picture is called “figure:logo”" in problem.message
    assert check_data(rename("figure:radar", "Object1")) == []  # the only chart there is: it is filled


def test_what_is_no_word_file_is_one_problem() -> None:
    [problem] = check_data(b"text")
    assert problem.code == "REPORT-FILE"


def test_a_missing_file_is_an_error_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"nothing\.docx"):
        check_template(tmp_path / "nothing.docx")


def test_every_code_has_its_rule() -> None:
    assert all(code.startswith("REPORT-") and rule.endswith(".") for code, rule in CODES.items())


def test_every_path_is_listed_once() -> None:
    paths = all_paths()
    assert len(paths) == len(set(paths))
    assert "dimensions[].issues[].advice" in paths
