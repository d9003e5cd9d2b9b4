"""The slow way: docxtpl itself, for values that only it can place (inline images, sub-documents, links)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from docxtpl import DocxTemplate, RichText, RichTextParagraph
from jinja2 import Environment

# By module, because sub-documents need a package (docxcompose) that is not always there.
_SLOW_MODULES = frozenset({"docxtpl.inline_image", "docxtpl.subdoc"})


class OpenTemplate(DocxTemplate):  # type: ignore[misc] # docxtpl ships no types
    """A template opened for docxtpl, which values are made against and which then renders them.

    Two of docxtpl's ways are mended: with autoescape on it escapes document properties twice, and it renders
    footnotes once for each section, the second time over the first's output.
    """

    def render_properties(self, context: dict[str, Any], jinja_env: Environment | None = None) -> None:
        """Fill the document properties; they are text, not XML, so nothing is escaped."""
        plain = jinja_env.overlay(autoescape=False) if jinja_env else None
        super().render_properties(context, plain)

    def render_footnotes(self, context: dict[str, Any], jinja_env: Environment | None = None) -> None:
        """Fill the footnotes once."""
        for part in self.docx.part.package.parts:
            if part.content_type.endswith(".footnotes+xml"):
                xml = self.render_xml_part(self.patch_xml(part.blob.decode()), part, context, jinja_env)
                part._blob = xml.encode()  # noqa: SLF001 - as docxtpl does; python-docx has no setter


def slow_values(context: Mapping[str, Any]) -> frozenset[str]:
    """The kinds of value in a context that need docxtpl itself."""
    return frozenset(_kinds(context))


def fill_slowly(
    opened: OpenTemplate, context: Mapping[str, Any], environment: Environment
) -> dict[str, bytes]:
    """Render with plain docxtpl; return every zip member."""
    opened.render(dict(context), environment)
    written = io.BytesIO()
    opened.save(written)
    with zipfile.ZipFile(written) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def _kinds(value: object) -> Iterator[str]:
    if isinstance(value, str):
        return
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _kinds(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _kinds(item)
    elif type(value).__module__ in _SLOW_MODULES:
        yield type(value).__name__
    elif isinstance(value, RichText | RichTextParagraph) and " r:id=" in value.xml:
        yield "hyperlink"
