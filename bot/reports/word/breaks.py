"""Line breaks, tabs and page breaks in data: docxtpl's rule, applied only where such a character occurs."""

from __future__ import annotations

import re
from collections.abc import Callable

_CHARACTERS = "\t\n\a\f"
_BREAK = re.compile(f"[{_CHARACTERS}]")


def resolve_breaks(xml: str, resolve: Callable[[str], str], *, nested: bool) -> str:
    r"""Turn `\t`, `\n`, `\a` and `\f` inside paragraphs into Word's own elements.

    `resolve` is docxtpl's `resolve_listing`, which rewrites every paragraph of what it is given. Given only
    the paragraphs that hold such a character it yields the same document in a fraction of the time. Where
    paragraphs nest (text boxes) its own left-to-right pairing counts, so it gets the whole (`nested`).
    """
    # One character at a time is found many times faster than any of four.
    if not any(character in xml for character in _CHARACTERS):
        return xml
    if nested:
        return resolve(xml)
    pieces: list[str] = []
    done = 0
    match = _BREAK.search(xml)
    while match is not None:
        start = max(xml.rfind("<w:p>", done, match.start()), xml.rfind("<w:p ", done, match.start()))
        end = xml.find("</w:p>", start if start >= 0 else done) + len("</w:p>")
        if start < 0 or end <= match.start():  # between paragraphs: nothing to do
            pieces.append(xml[done : match.end()])
            done = match.end()
        else:
            pieces += [xml[done:start], resolve(xml[start:end])]
            done = end
        match = _BREAK.search(xml, done)
    pieces.append(xml[done:])
    return "".join(pieces)
