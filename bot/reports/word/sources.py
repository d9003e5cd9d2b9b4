"""A Word file with docxtpl as its compiler: template sources part by part, the rest as bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zipfile import BadZipFile

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.oxml import parse_xml, serialize_part_xml
from docx.opc.part import Part
from docxtpl import DocxTemplate
from lxml import etree

from bot.reports.word.errors import TemplateError
from bot.reports.word.figures import Figures, find_figures
from bot.reports.word.repair import without_missing_targets

DECLARATION = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")
"""The document properties docxtpl renders; filled here too."""

MOMENT = "document_moment"
"""The variable that dates the document (W3CDTF); the renderer sets it."""

_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_TAGS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
_BODY = re.compile(r"(<w:body[^>]*>)(.*)", re.DOTALL)
_LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Source:
    """One part to render: `head` and `tail` stand around the rendered `text` as they are."""

    member: str
    text: str
    relationships: frozenset[str]
    head: str = DECLARATION
    tail: str = ""
    body_tag: str = ""  # the body's opening tag with every namespace, for parsing the body by itself
    is_properties: bool = False

    @property
    def changes(self) -> bool:
        """Whether the part can differ from one document to the next."""
        return bool(self.body_tag) or any(mark in self.text for mark in ("{{", "{%", "{#"))


@dataclass(frozen=True, slots=True)
class Sources:
    """A template taken apart."""

    parts: tuple[Source, ...]
    figures: Figures
    members: Mapping[str, bytes]  # every zip member, as python-docx writes it


def open_template(data: bytes) -> DocxTemplate:
    """Open a .docx for docxtpl.

    Raises:
        TemplateError: it is no Word document, or an absurdly large one.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(member.file_size for member in packed.infolist()) > _LARGEST:
                raise TemplateError("The template unpacks to more than 64 MB. Use a smaller document.")
        template = DocxTemplate(io.BytesIO(without_missing_targets(data)))
        template.init_docx()
    except (BadZipFile, PackageNotFoundError, KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise TemplateError(
            f"The template is not a Word document (.docx): {error}. Save it as .docx."
        ) from error
    return template


def take_apart(data: bytes) -> Sources:
    """Patch every part that can hold placeholders, as docxtpl does, and keep the rest as bytes.

    Raises:
        TemplateError: it is no Word document.
    """
    template = open_template(data)
    for name in PROPERTIES:  # python-docx then writes each of them, as it does when docxtpl renders
        setattr(template.docx.core_properties, name, getattr(template.docx.core_properties, name))
    parts = [_body(template), *_headers_and_footers(template), *_footnotes(template), _core(template)]
    written = io.BytesIO()
    template.docx.save(written)
    with zipfile.ZipFile(written) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    return Sources(tuple(parts), find_figures(_roots(template)), members)


def _body(template: Any) -> Source:  # noqa: ANN401 - docxtpl ships no types
    part = template.docx.part
    whole = serialize_part_xml(part.element).decode()
    start, end = whole.index("<w:body"), whole.rindex("</w:body>") + len("</w:body>")
    tag, rest = _BODY.fullmatch(template.patch_xml(template.get_xml())).groups()  # type: ignore[union-attr]
    return Source(
        _member(part), f"<w:body>{rest}", frozenset(part.rels), whole[:start], whole[end:], body_tag=tag
    )


def _headers_and_footers(template: Any) -> Iterator[Source]:  # noqa: ANN401 - docxtpl ships no types
    seen: set[str] = set()
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _, part in template.get_headers_footers(uri):
            if _member(part) not in seen:
                seen.add(_member(part))
                yield Source(
                    _member(part), template.patch_xml(template.get_part_xml(part)), frozenset(part.rels)
                )


def _footnotes(template: Any) -> Iterator[Source]:  # noqa: ANN401 - docxtpl ships no types
    for part in template.docx.part.package.parts:
        if part.content_type == _FOOTNOTES:
            text = template.patch_xml(part.blob.decode())
            yield Source(_member(part), text, frozenset(part.rels), head="")


def _core(template: Any) -> Source:  # noqa: ANN401 - docxtpl ships no types
    part = template.docx.part.package.part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES)
    text = part.blob.decode().split("?>", 1)[1].lstrip()
    text = _TAGS.sub(lambda tag: tag[0].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"), text)
    text = re.sub(
        r"(<dcterms:(?:created|modified)[^>]*>)([^<{]*)(<)", rf"\1{{{{ {MOMENT} or '\2' }}}}\3", text
    )
    return Source(_member(part), text, frozenset(), is_properties=True)


def _roots(template: Any) -> dict[Part, Any]:  # noqa: ANN401 - docxtpl ships no types
    roots = {template.docx.part: template.docx.part.element}
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _, part in template.get_headers_footers(uri):
            roots[part] = parse_xml(part.blob)
    return roots


def _member(part: Part) -> str:
    return str(part.partname).lstrip("/")
