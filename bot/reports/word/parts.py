"""One part of a template, compiled: rendering it gives the part's bytes as docxtpl would write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice
from typing import Any, Final

from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from lxml import etree

from bot.reports.word.balance import require_balance
from bot.reports.word.breaks import resolve_breaks
from bot.reports.word.characters import encoded, without_forbidden
from bot.reports.word.errors import TemplateError
from bot.reports.word.language import TemplateEnvironment
from bot.reports.word.places import place_of
from bot.reports.word.references import relationship_prefixes, require_references
from bot.reports.word.sources import Source
from bot.reports.word.tables import shape_depends_on_data

_TOOLS: Final = DocxTemplate("")  # its text transformations use no document
_DOCUMENT_ID = re.compile(r"\bid=\"[^\"]*\"")
_FIRST_ID = 1001  # where docxtpl begins to number drawings
_MARK = "\x01"
_MOST_PIECES = 4_000_000
"""Pieces of output one part may make: a report makes some ten thousand; nested loops stop here."""

_ESCAPED_BRACES: Final = (("{_{", "{{"), ("}_}", "}}"), ("{_%", "{%"), ("%_}", "%}"))


class PartTemplate:
    """One compiled part."""

    def __init__(self, source: Source, environment: TemplateEnvironment) -> None:
        """Compile.

        Raises:
            TemplateError: a placeholder or block is broken or not allowed; quotes its paragraph.
        """
        self.member = source.member
        self.is_properties = source.is_properties
        self._source = source
        self._head, self._tail = source.head.encode(), source.tail.encode()
        self._prefixes = relationship_prefixes(source.head + source.text)
        self._nested = "<w:txbxContent" in source.text
        self._adjusts_tables = bool(source.body_tag) and shape_depends_on_data(source.text)
        try:
            require_balance(environment.parse(source.text))
            text = _mark_drawings(source.text) if source.body_tag else source.text
            self._template = environment.from_string(text)
        except TemplateSyntaxError as error:
            raise TemplateError(_explain(source, environment)) from error

    def render(self, values: Mapping[str, Any]) -> bytes:
        """The part's XML, each relationship it refers to checked.

        Raises:
            TemplateError: `values` lack something the template reads, or it computes something impossible.
        """
        try:
            context = self._template.new_context(dict(values))
            pieces = list(islice(self._template.root_render_func(context), _MOST_PIECES))
        except (UndefinedError, SecurityError, ArithmeticError, TypeError, AttributeError) as error:
            raise TemplateError(
                f"{self.member}: {error}. Run `report check` on the template: it quotes the paragraph."
            ) from error
        if len(pieces) == _MOST_PIECES:
            raise TemplateError(
                f"{self.member}: the template's loops produce too much. Take out nested loops."
            )
        xml = _unescape_braces("".join(pieces))
        if not self.is_properties:
            xml = resolve_breaks(xml, _TOOLS.resolve_listing, nested=self._nested)
        pieces_of_body = _number_drawings(encoded(xml))
        if self._adjusts_tables:
            pieces_of_body = [self._adjust_tables(without_forbidden(b"".join(pieces_of_body)))]
        data = without_forbidden(b"".join([self._head, *pieces_of_body, self._tail]))
        require_references(self.member, data, self._source.relationships, self._prefixes)
        return data

    def _adjust_tables(self, body: bytes) -> bytes:
        with_namespaces = body.replace(b"<w:body>", self._source.body_tag.encode(), 1)
        return etree.tostring(_TOOLS.fix_tables(with_namespaces), encoding="unicode").encode()


def _unescape_braces(xml: str) -> str:
    """Docxtpl's way to write braces that are no placeholder: `{_{` for `{{` and the like."""
    if "{" in xml or "}" in xml:
        for escaped, plain in _ESCAPED_BRACES:
            xml = xml.replace(escaped, plain)
    return xml


def _mark_drawings(source: str) -> str:
    """Put a mark that no XML can hold for the id of each drawing, to be found again at once."""
    first, *rest = source.split("<wp:docPr ")
    marked = (_DOCUMENT_ID.sub(f'id="{_MARK}"', piece, count=1) for piece in rest)
    return "<wp:docPr ".join([first, *marked])


def _number_drawings(xml: bytes) -> list[bytes | memoryview]:
    """The body in pieces, its drawings numbered from where docxtpl begins.

    A mark in data has no quote before it and is none. Views instead of copies: the body is large.
    """
    whole, mark = memoryview(xml), _MARK.encode()
    pieces: list[bytes | memoryview] = []
    number, start, end = _FIRST_ID, 0, xml.find(mark)
    while end >= 0:
        pieces.append(whole[start:end])
        if xml.endswith(b'id="', start, end):
            pieces.append(b"%d" % number)
            number += 1
        start = end + len(mark)
        end = xml.find(mark, start)
    return [*pieces, whole[start:]]


def _explain(source: Source, environment: TemplateEnvironment) -> str:
    """Compile again with each paragraph on a line of its own, to know which one is wrong."""
    lines = place_of(source.text)
    try:
        require_balance(environment.parse(lines.text))
    except TemplateSyntaxError as error:
        return f"{source.member}, {lines.quote(error.lineno)}: {error.message}"
    return f"{source.member}: a placeholder is broken"
