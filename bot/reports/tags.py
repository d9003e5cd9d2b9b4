"""Template tags as an editor sees them in Word: open and shut, alone in their paragraph, in plain braces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_FULL_WIDTH = re.compile(r"[｛｝]|\{％|％\}")
_MARK = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_CLOSES = {"{{": "}}", "{%": "%}", "{#": "#}"}
_BLOCK = re.compile(r"\{[%{#](?P<kind>p|tr)\s.*?[%}#]\}", re.DOTALL)
_BLOCK_WORD = re.compile(r"\{%[-+]?\s*(?P<word>if|for|elif|else|endif|endfor)\b")
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class TagProblem:
    """One wrong tag: the paragraph as it reads, the rule it breaks, what to do.

    `is_open`: the tag has no end, so nothing after it can be read as it was meant.
    """

    paragraph: str
    message: str
    remedy: str
    is_open: bool = False


def check_paragraph(text: str) -> Iterator[TagProblem]:
    """Everything wrong with the tags of one paragraph's text."""
    if _FULL_WIDTH.search(text):
        message = "the braces or per-cent signs are full-width (｛｛ ％)."
        yield TagProblem(quoted(text), message, "Type them as {{ }} and {% %}.", is_open=True)
        return
    problem = _unclosed(text)
    if problem:
        remedy = "A tag begins and ends in one paragraph: {{ name }}, {% if … %}."
        yield TagProblem(quoted(text), problem, remedy, is_open=True)
        return
    found = _BLOCK.search(text)
    if found and found["kind"] == "p" and _BLOCK.sub("", text, count=1).strip():
        yield TagProblem(
            quoted(text),
            "text beside a {%p … %} tag is dropped with its paragraph.",
            "Give the tag a paragraph of its own.",
        )


def check_row(text: str) -> Iterator[TagProblem]:
    """Everything wrong with the tags of one table row's text."""
    found = _BLOCK.search(text)
    if found and found["kind"] == "tr" and _BLOCK.sub("", text, count=1).strip():
        message = "text beside a {%tr … %} tag is dropped with its row."
        yield TagProblem(quoted(text), message, "Give the tag a row of its own.")


def check_blocks(lines: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Blocks that are not closed, or closed without being open: line (from 1), rule, remedy."""
    open_blocks: list[tuple[int, str]] = []
    for number, line in enumerate(lines, start=1):
        for match in _BLOCK_WORD.finditer(line):
            word = match["word"]
            if word in ("if", "for"):
                open_blocks.append((number, word))
            elif word in ("else", "elif"):
                if not open_blocks:
                    yield number, f"“{word}” stands outside a block.", "Put it between `if` and `endif`."
            elif not open_blocks or open_blocks[-1][1] != word.removeprefix("end"):
                yield number, f"“{word}” closes a block that is not open.", "Take it out, or open its block."
            else:
                open_blocks.pop()
    for number, word in open_blocks:
        yield number, f"“{word}” is not closed.", f"Put “end{word}” where the block ends."


def quoted(text: str) -> str:
    """A paragraph as it is quoted: its beginning."""
    text = " ".join(text.split())
    return f"paragraph “{text[:_LONGEST]}…”" if len(text) > _LONGEST else f"paragraph “{text}”"


def _unclosed(text: str) -> str:
    expected = ""
    for match in _MARK.finditer(text):
        mark = match[0]
        if not expected and mark in _CLOSES:
            expected = _CLOSES[mark]
        elif mark == expected:
            expected = ""
        elif expected:
            return f"“{mark}” stands where “{expected}” should close the tag."
        else:
            return f"“{mark}” closes a tag that was not opened."
    return f"a tag is not closed: “{expected}” is missing." if expected else ""
