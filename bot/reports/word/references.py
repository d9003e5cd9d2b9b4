"""Relationship ids in a rendered part: each must exist, or Word calls the file damaged."""

from __future__ import annotations

import re
from typing import Final

from bot.reports.word.errors import DanglingReferenceError

_NAMESPACES: Final = (
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_PREFIX = re.compile(rb"xmlns:([A-Za-z0-9_.-]+)=\"([^\"]*)\"")
_VALUE = re.compile(rb"[A-Za-z]+=\"([^\"]*)\"")


def referenced(data: bytes) -> set[str]:
    """Every relationship id a part's XML refers to, whatever the attribute (r:id, r:embed, r:link, …)."""
    found: set[str] = set()
    prefixes = {prefix for prefix, uri in _PREFIX.findall(data) if uri in _NAMESPACES}
    for prefix in prefixes:
        # Splitting finds the few attributes in a large document many times faster than a pattern does.
        for piece in data.split(b" " + prefix + b":")[1:]:
            match = _VALUE.match(piece)
            if match:
                found.add(match[1].decode("utf-8", "replace"))
    return found


def require_references(member: str, data: bytes, known: frozenset[str]) -> None:
    """Refuse a part that refers to a relationship it does not have.

    Raises:
        DanglingReferenceError: names the part and the ids.
    """
    dangling = sorted(referenced(data) - known)
    if dangling:
        raise DanglingReferenceError(
            f"{member} refers to {', '.join(dangling)}, which the template does not have. Values made with "
            "docxtpl (pictures, sub-documents, links) need the opened template they were made with."
        )
