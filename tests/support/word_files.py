"""Word files made for tests, and a comparison of their parts that ignores how XML happens to be written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from docx import Document
from docx.document import Document as DocumentObject
from lxml import etree


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
    made = Document()
    build(made)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def text_of(data: bytes) -> str:
    """All text of a document's body, paragraph by paragraph."""
    body = Document(io.BytesIO(data)).element.body
    return "\n".join("".join(node.itertext()) for node in body.iter(f"{{{body.nsmap['w']}}}p"))
