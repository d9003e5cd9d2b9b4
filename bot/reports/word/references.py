"""Relationship ids in a rendered part: each must exist, or Word calls the file damaged."""

from __future__ import annotations

import re
from typing import Final

from bot.reports.word.errors import DanglingReferenceError

_NAMESPACES: Final = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_PREFIX = re.compile(r"xmlns:([A-Za-z0-9_.-]+)=\"([^\"]*)\"")
_VALUE = re.compile(rb"[A-Za-z]+=\"([^\"]*)\"")


def relationship_prefixes(xml: str) -> frozenset[bytes]:
    """The prefixes that stand for relationship ids in a part: `r`, unless it says otherwise."""
    found = {prefix.encode() for prefix, uri in _PREFIX.findall(xml) if uri in _NAMESPACES}
    return frozenset(found | {b"r"})


def referenced(data: bytes, prefixes: frozenset[bytes]) -> set[str]:
    """Every relationship id a part's XML refers to, whatever the attribute (r:id, r:embed, r:link, …)."""
    found: set[str] = set()
    for prefix in prefixes:
        # Plain searching finds the few attributes in a large document many times faster than a pattern does.
        needle = b" " + prefix + b":"
        place = data.find(needle)
        while place >= 0:
            match = _VALUE.match(data, place + len(needle))
            if match:
                found.add(match[1].decode("utf-8", "replace"))
            place = data.find(needle, place + len(needle))
    return found


def require_references(
    member: str, data: bytes, known: frozenset[str], prefixes: frozenset[bytes] = frozenset({b"r"})
) -> None:
    """Refuse a part that refers to a relationship it does not have.

    Raises:
        DanglingReferenceError: names the part and the ids.
    """
    dangling = sorted(referenced(data, prefixes) - known)
    if dangling:
        raise DanglingReferenceError(
            f"{member} refers to {', '.join(dangling)}, which the template does not have. Values made with "
            "docxtpl (pictures, sub-documents, links) need the opened template they were made with."
        )
