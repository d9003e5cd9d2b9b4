"""Small damage that office suites leave in their files, mended before a template is opened.

LibreOffice writes a chart's relationship to a workbook that it does not write; python-docx will not open
such a file. A relationship to nothing says nothing, so it is taken out.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Container

from lxml import etree

_EXTERNAL = "{http://schemas.openxmlformats.org/drawingml/2006/chart}externalData"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def without_missing_targets(data: bytes) -> bytes:
    """The file without relationships to members it does not hold; the very same bytes when there are none.

    Raises:
        BadZipFile, XMLSyntaxError: it is no Word file.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    mended: dict[str, bytes] = {}
    for name in [name for name in members if name.endswith(".rels")]:
        mended |= _mended(name, members)
    if not mended:
        return data
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, before in members.items():
            packed.writestr(name, mended.get(name, before))
    return written.getvalue()


def _mended(name: str, members: dict[str, bytes]) -> dict[str, bytes]:
    """A `.rels` member without its relationships to nothing, and its part without what refers to them."""
    root = _parsed(members[name])
    folder, file = posixpath.split(posixpath.dirname(name))[0], posixpath.basename(name).removesuffix(".rels")
    missing = [one for one in root.iter(_RELATIONSHIP) if not _exists(one, folder, members)]
    if not missing:
        return {}
    for one in missing:
        root.remove(one)
    mended = {name: _written(root)}
    part = posixpath.join(folder, file)
    if b"externalData" in members.get(part, b""):
        ids = {one.get("Id") for one in missing}
        mended[part] = _without_workbook(members[part], ids)
    return mended


def _without_workbook(chart: bytes, ids: Container[str | None]) -> bytes:
    root = _parsed(chart)
    for one in root.findall(_EXTERNAL):
        if one.get(_ID) in ids:
            root.remove(one)
    return _written(root)


def _exists(relationship: etree._Element, folder: str, members: dict[str, bytes]) -> bool:
    if relationship.get("TargetMode") == "External":
        return True
    target = relationship.get("Target") or ""
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/") in members


def _parsed(body: bytes) -> etree._Element:
    return etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
