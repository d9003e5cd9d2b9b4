"""Whether a patched template stays well-formed XML whichever way its blocks go.

A block (`if`, `for`) may sit between elements, or close and reopen them, but it must leave the same elements
open as it found: then dropping it or repeating it cannot break the document. docxtpl parses leniently and
drops what does not fit, silently; here such a template is refused with its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import TemplateSyntaxError, nodes

_TAG = re.compile(r"""<(/?)([^\s/>!?]+)(?:[^>"']|"[^"]*"|'[^']*')*?(/?)>|<[!?][^>]*>""")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the XML the scan stands: the open elements, and the beginning of a tag if it is inside one."""

    open: tuple[str, ...] = ()
    tag: str = ""

    def same_as(self, other: _Place) -> bool:
        return self.open == other.open and bool(self.tag) == bool(other.tag)


def require_balance(tree: nodes.Template) -> None:
    """Refuse a template one of whose blocks would leave elements unclosed.

    Raises:
        TemplateSyntaxError: with the line of the block (or of the template's end).
    """
    end = _walk(tree.body, _Place())
    if end.open or end.tag:
        raise TemplateSyntaxError("the document's structure is cut", 1)


def _walk(body: Sequence[nodes.Node], place: _Place) -> _Place:
    for node in body:
        if isinstance(node, nodes.Output):
            for piece in node.nodes:
                if isinstance(piece, nodes.TemplateData):
                    place = _read(place, piece.data, node.lineno)
        elif isinstance(node, nodes.For):
            _require_neutral([node.body, node.else_], place, node.lineno)
        elif isinstance(node, nodes.If):
            branches = [node.body, *(branch.body for branch in node.elif_), node.else_]
            _require_neutral(branches, place, node.lineno)
    return place


def _require_neutral(branches: Sequence[Sequence[nodes.Node]], place: _Place, line: int) -> None:
    for branch in branches:
        if not _walk(branch, place).same_as(place):
            raise TemplateSyntaxError(
                "this block begins and ends at places that do not match (in a paragraph and outside it, or "
                "in different table cells)",
                line,
            )


def _read(place: _Place, text: str, line: int) -> _Place:
    text = place.tag + text
    open_elements = list(place.open)
    end = 0
    for match in _TAG.finditer(text):
        end = match.end()
        closing, name, empty = match.groups()
        if name is None or empty:
            continue
        if not closing:
            open_elements.append(name)
        elif open_elements and open_elements[-1] == name:
            open_elements.pop()
        else:
            raise TemplateSyntaxError(f"“{name}” is closed where it is not open", line)
    start = text.find("<", end)
    return _Place(tuple(open_elements), text[start:] if start >= 0 else "")
