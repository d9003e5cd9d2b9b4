"""Blocks the chapters are made of: chapter headings, cell texts, bars, tables over a loop."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from deploy.report_templates.front import CHAPTERS, Texts
from deploy.report_templates.markup import cell, header_row, heading, paragraph, row, run, table, tag_row

KEEP = "<w:keepNext/>"
_STYLE = re.compile(r'<w:pStyle w:val="[^"]*"/>')
Words = Mapping[str, str]


def chapter(texts: Texts, key: str, *, new_page: bool = False) -> str:
    """A chapter's heading, on a new page if wanted."""
    made = heading(1, texts["chapters"][key], f"_Toc{key}", CHAPTERS.index(key) + 1)
    if new_page:
        made = made.replace(
            '<w:pStyle w:val="Heading1"/>', '<w:pStyle w:val="Heading1"/><w:pageBreakBefore/>'
        )
    return made


def text(words: str, style: str = "TableText") -> str:
    """A paragraph of a table cell."""
    return paragraph(style, words)


def bar(variable: str) -> str:
    """A paragraph with a bar of blocks."""
    return paragraph(
        "TableText",
        run(f"{{{{ {variable}.full }}}}", "BarFull"),
        run(f"{{{{ {variable}.rest }}}}", "BarRest"),
    )


def loop(
    widths: Sequence[int],
    titles: Sequence[str],
    over: str,
    *cells: str,
    keep: bool = True,
    together: bool = False,
) -> str:
    """A table with a header row and one row for each item of a loop; `cells` are each cell's paragraphs.

    `keep` holds each row on one page; `together` holds a short table on one page, with what follows it.
    """
    numbers = [place for place, content in enumerate(cells) if '"TableNumber"' in content]
    if together:
        cells = tuple(_STYLE.sub(rf"\g<0>{KEEP}", content) for content in cells)
    filled = [cell(width, content) for width, content in zip(widths, cells, strict=True)]
    return table(
        widths,
        header_row(widths, titles, numbers),
        tag_row(widths, f"{{%tr for {over} %}}"),
        row(*filled, keep=keep),
        tag_row(widths, "{%tr endfor %}"),
        title=titles[-1],
    )
