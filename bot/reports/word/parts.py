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
from bot.reports.word.characters import xml_bytes
from bot.reports.word.errors import TemplateError
from bot.reports.word.language import TemplateEnvironment
from bot.reports.word.places import place_of
from bot.reports.word.sources import Source
from bot.reports.word.tables import shape_depends_on_data

_TOOLS: Final = DocxTemplate("")  # its text transformations use no document
_DOCUMENT_ID = re.compile(r"\bid=\"[^\"]*\"")
_FIRST_ID = 1001  # where docxtpl begins to number drawings
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
        self.relationships = source.relationships
        self.is_properties = source.is_properties
        self._source = source
        self._nested = "<w:txbxContent" in source.text
        self._adjusts_tables = bool(source.body_tag) and shape_depends_on_data(source.text)
        try:
            tree = environment.parse(source.text)
            require_balance(tree)
            self._template = environment.from_string(source.text)
        except TemplateSyntaxError as error:
            raise TemplateError(_explain(source, environment)) from error

    def render(self, values: Mapping[str, Any]) -> bytes:
        """The part's XML.

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
        xml = "".join(pieces)
        for escaped, plain in _ESCAPED_BRACES:
            xml = xml.replace(escaped, plain)
        if not self.is_properties:
            xml = resolve_breaks(xml, _TOOLS.resolve_listing, nested=self._nested)
        if self._source.body_tag:
            xml = _number_drawings(self._adjust_tables(xml) if self._adjusts_tables else xml)
        return xml_bytes(f"{self._source.head}{xml}{self._source.tail}")

    def _adjust_tables(self, xml: str) -> str:
        with_namespaces = xml_bytes(xml.replace("<w:body>", self._source.body_tag, 1)).decode()
        return etree.tostring(_TOOLS.fix_tables(with_namespaces), encoding="unicode")


def _number_drawings(xml: str) -> str:
    first, *rest = xml.split("<wp:docPr ")
    numbered = (
        _DOCUMENT_ID.sub(f'id="{_FIRST_ID + place}"', piece, count=1) for place, piece in enumerate(rest)
    )
    return "<wp:docPr ".join([first, *numbered])


def _explain(source: Source, environment: TemplateEnvironment) -> str:
    """Compile again with each paragraph on a line of its own, to know which one is wrong."""
    lines = place_of(source.text)
    try:
        require_balance(environment.parse(lines.text))
    except TemplateSyntaxError as error:
        return f"{source.member}, {lines.quote(error.lineno)}: {error.message}"
    return f"{source.member}: a placeholder is broken"
