"""Word files made for tests, and a comparison of their parts that ignores how XML happens to be written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import cache

from docx import Document
from docx.document import Document as DocumentObject
from docx.oxml.ns import qn
from lxml import etree
from PIL import Image


def png(shade: int = 0) -> bytes:
    """A picture of one pixel."""
    written = io.BytesIO()
    Image.new("L", (1, 1), shade).save(written, "PNG")
    return written.getvalue()


PNG = png()
_STYLES = ("Normal", "Heading1", "Header", "Footer", "TableNormal", "DefaultParagraphFont")


def members(data: bytes) -> dict[str, bytes]:
    """Every member of a zip file, and proof that it can be read."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


def canonical(data: dict[str, bytes]) -> dict[str, bytes]:
    """XML members in canonical form, the others as they are."""
    return {
        name: etree.tostring(etree.fromstring(body), method="c14n")
        if name.endswith((".xml", ".rels"))
        else body
        for name, body in data.items()
    }


def document(build: Callable[[DocumentObject], object]) -> bytes:
    """A .docx that `build` filled."""
    made = Document(io.BytesIO(_lean()))
    build(made)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


@cache
def _lean() -> bytes:
    """python-docx's empty document without the styles and parts that no test uses: a tenth of the time."""
    made = Document()
    styles = made.styles.element
    for style in list(styles):
        if style.get(qn("w:styleId")) not in _STYLES:
            styles.remove(style)
    for key, relationship in list(made.part.rels.items()):
        if relationship.reltype.endswith(("stylesWithEffects", "customXml", "numbering", "webSettings")):
            del made.part.rels[key]
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def text_of(data: bytes) -> str:
    """All text of a document's body, paragraph by paragraph."""
    root = etree.fromstring(members(data)["word/document.xml"])
    return "\n".join("".join(node.itertext()) for node in root.iter(qn("w:p")))
