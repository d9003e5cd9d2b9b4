"""The pieces of the renderer: zip files, balance, table shapes, breaks, characters, references, places."""

from __future__ import annotations

import io
import zipfile
from html import escape

import pytest
from docxtpl import DocxTemplate
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import TemplateSyntaxError
from lxml import etree

from bot.reports.word.balance import require_balance
from bot.reports.word.breaks import resolve_breaks
from bot.reports.word.characters import xml_bytes
from bot.reports.word.language import TemplateEnvironment
from bot.reports.word.package import Package
from bot.reports.word.places import place_of
from bot.reports.word.references import referenced, relationship_prefixes
from bot.reports.word.tables import shape_depends_on_data

ENVIRONMENT = TemplateEnvironment()


# zip files


def test_a_package_is_a_zip_any_reader_takes() -> None:
    package = Package(
        {"[Content_Types].xml": b"<a/>", "数据/é.xml": "中".encode() * 500, "p.png": b"\x89PNG"}
    )
    data = package.write({"word/document.xml": b"<d/>" * 1000, "empty.xml": b""})
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert packed.testzip() is None
        assert packed.namelist() == [
            "[Content_Types].xml",
            "数据/é.xml",
            "p.png",
            "word/document.xml",
            "empty.xml",
        ]
        assert packed.read("word/document.xml") == b"<d/>" * 1000
        assert packed.read("数据/é.xml") == "中".encode() * 500
        assert packed.getinfo("p.png").compress_type == zipfile.ZIP_STORED
        assert {member.date_time for member in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_same_contents_give_the_same_bytes() -> None:
    assert Package({"a": b"1"}).write({"b": b"2"}) == Package({"a": b"1"}).write({"b": b"2"})


@given(
    st.dictionaries(st.text(st.characters(codec="utf-8"), min_size=1, max_size=9), st.binary(max_size=300))
)
def test_a_package_gives_back_what_was_put_in(contents: dict[str, bytes]) -> None:
    names = sorted(contents)
    constant, changing = names[::2], names[1::2]
    data = Package({n: contents[n] for n in constant}).write({n: contents[n] for n in changing})
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        read = {m.orig_filename: packed.open(m).read() for m in packed.infolist()}
    assert read == contents


# balance


@pytest.mark.parametrize(
    "source",
    [
        "<b><p>{% if x %}<r>{{ y }}</r>{% endif %}</p></b>",
        "<b>{% for x in y %}<p/>{% else %}<p></p>{% endfor %}</b>",
        "<b><p><t>{% if x %}a</t></p><p><t>b{% endif %}</t></p></b>",
        '<b><c v="{% if x %}restart{% else %}continue{% endif %}"/></b>',
        '<b><c v="{{ x }}" w="a > b"/></b>',
        "<?xml version='1.0'?><b><!-- c --></b>",
    ],
)
def test_blocks_that_leave_things_as_they_found_them(source: str) -> None:
    require_balance(ENVIRONMENT.parse(source))


@pytest.mark.parametrize(
    "source",
    [
        "<b>{% if x %}<p>{% endif %}</p></b>",
        "<b><p>{% for x in y %}</p>{% endfor %}</b>",
        "<b><p><t>{% if x %}</t></p>{% endif %}</b>",
        "<b>{% if x %}<p></p>{% else %}<p>{% endif %}</b>",
        "<b><tc><p>{% if x %}</p></tc><tr><p>{% endif %}</p></tr></b>",
        '<b><c v="{% if x %}"/>{% endif %}</b>',
        "<b><p></b>",
        "<b>",
    ],
)
def test_blocks_that_would_break_the_document(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        require_balance(ENVIRONMENT.parse(source))


# table shapes


def rows(*rows_: str, columns: int = 2) -> str:
    grid = '<w:gridCol w:w="1"/>' * columns
    return f"<w:tbl><w:tblGrid>{grid}</w:tblGrid>{''.join(rows_)}</w:tbl>"


TWO = "<w:tr><w:tc><w:p/></w:tc><w:tc><w:tcPr/></w:tc></w:tr>"
WIDE = '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr></w:tc></w:tr>'


@pytest.mark.parametrize(
    ("source", "depends"),
    [
        (rows(TWO, "{% for x in y %}", TWO, "{% endfor %}"), False),
        (rows(WIDE), False),
        ("{% if x %}" + rows(TWO) + "{% endif %}", False),
        (rows("{% for x in y %}", TWO, "{% endfor %}"), True),
        (rows(TWO, columns=3), True),
        (rows(TWO, columns=1), True),
        (rows(WIDE.replace('"2"', '"{{ n }}"'), TWO), True),
        (rows(TWO.replace("<w:tc><w:p/></w:tc>", "{% if x %}<w:tc><w:p/></w:tc>{% endif %}")), True),
        (rows(TWO.replace("<w:p/>", rows("{% for x in y %}", TWO, "{% endfor %}"))), True),
        (rows(TWO.replace("<w:p/>", rows(TWO))), False),
    ],
)
def test_which_tables_may_need_another_grid(source: str, depends: bool) -> None:
    assert shape_depends_on_data(source) is depends


# breaks


def paragraphs(*texts: str) -> str:
    return "".join(
        f"<w:p><w:pPr><w:jc/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r></w:p>"
        for text in texts
    )


@given(
    st.lists(st.text(st.sampled_from("甲乙\n\t\a\f "), max_size=6), max_size=6),
    st.sampled_from(["", "\n", "\t"]),
)
def test_breaks_are_resolved_as_docxtpl_does(texts: list[str], between: str) -> None:
    whole = between.join(paragraphs(text) for text in texts)
    resolve = DocxTemplate("").resolve_listing
    assert resolve_breaks(whole, resolve, nested=False) == resolve(whole)


# characters


@given(st.text())
def test_any_text_becomes_xml_that_parses(text: str) -> None:
    etree.fromstring(b"<a>" + xml_bytes(escape(text)) + b"</a>")


def test_only_what_xml_forbids_is_dropped() -> None:
    assert xml_bytes("甲\x00\x0b\x1f\ud800\ufffe\uffff\t\n👍🏽\u202e乙").decode() == "甲\t\n👍🏽\u202e乙"


# references


def test_references_are_found_whatever_the_attribute_and_prefix() -> None:
    uri = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    xml = f'<d xmlns:q="{uri}"><a q:id="rId1" r:embed="rId2"/><b  r:link="rId3"/>text r:id=&#34;rId9&#34;</d>'
    assert referenced(xml.encode(), relationship_prefixes(xml)) == {"rId1", "rId2", "rId3"}


# places


def test_a_line_names_its_paragraph() -> None:
    lines = place_of(
        "<w:body><w:p><w:t>甲 &lt;{{ x }}</w:t></w:p>{% for y in z %}<w:p><w:t>乙</w:t></w:p>{% endfor %}"
    )
    assert [lines.quote(n) for n in (2, 3, 4)] == [
        "paragraph “甲 <{{ x }}”",
        "paragraph “{% for y in z %}”",
        "paragraph “乙”",
    ]
