"""Holding a report template against what a report can show; every problem with its paragraph quoted."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from jinja2 import TemplateSyntaxError

from bot.errors import did_you_mean
from bot.questionnaire.problems import Problem
from bot.reports.placeholders import Finding, Reader
from bot.reports.render import QR, RADAR
from bot.reports.tags import TagProblem, check_blocks, check_paragraph, check_row
from bot.reports.word.balance import require_balance
from bot.reports.word.errors import TemplateError
from bot.reports.word.figures import Figures
from bot.reports.word.places import Lines, place_of
from bot.reports.word.sources import Source, open_template, take_apart
from bot.reports.word.template import ENVIRONMENT

CODES: Final = {
    "REPORT-FILE": "A template is a Word document whose charts can be filled.",
    "REPORT-TAG": "A tag opens and closes in one paragraph, in plain braces, and stands alone where it must.",
    "REPORT-SYNTAX": "A template reads values, `if` and `for`; blocks begin and end at matching places.",
    "REPORT-UNKNOWN": "A placeholder names something a report has.",
    "REPORT-FIGURE": "A figure is one a report fills; every chart has its name.",
    "REPORT-MISSING": "A report always says whose it is, its result, and what that rests on.",
}

REQUIRED: Final = (
    ("enterprise.name",),
    ("date",),
    ("result.score", "result.sentence"),
    ("result.full", "result.name", "result.rung", "result.sentence"),
    ("pack.status",),
    ("pack.note",),
    ("basis.name", "basis.sentence"),
    ("draft.mark", "draft.sentence"),
)
"""What no report may leave out; of each line one is enough."""

_PATH = re.compile(r"[a-z_]+(?:\.[a-z_]+)*")
_LOOP = re.compile(r"{%-?\s*for\s+(\w+)\s+in")
_SHOWN = re.compile(r"{{.*?}}")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def check_template(path: Path) -> list[Problem]:
    """Everything wrong with a report template; empty when nothing is.

    Raises:
        TemplateError: the file cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TemplateError(f"{path}: {error.strerror}. Check the path of the template.") from error
    return check_data(data)


def check_data(data: bytes) -> list[Problem]:
    """Everything wrong with a template given as bytes, as `check_template`."""
    try:
        sources = take_apart(data)
    except (TemplateError, ValueError) as error:
        return [Problem("the file", "REPORT-FILE", f"{error}", "Open it in Word and save it as .docx.")]
    problems, readable = _tags(data)
    reader = Reader()
    for source in take_apart(readable).parts:
        problems += _part(source, reader)
    return [*problems, *_figures(sources.figures), *_missing(reader)]


def _tags(data: bytes) -> tuple[list[Problem], bytes]:
    """What is wrong with the tags, and the template without the paragraphs that cannot be read for it."""
    template = open_template(data)
    problems: list[Problem] = []
    for member, root in _roots(template):
        found: list[TagProblem] = []
        for row in root.iter(f"{_W}tr"):
            found += check_row(_text(row))
        for paragraph in root.iter(f"{_W}p"):
            wrong = list(check_paragraph(_text(paragraph)))
            found += wrong
            if any(one.is_open for one in wrong):
                for text in paragraph.iter(f"{_W}t"):
                    text.text = ""
        for one in found:
            where = f"{_spoken(member)}, {one.paragraph}"
            problems.append(Problem(where, "REPORT-TAG", one.message, one.remedy))
    written = io.BytesIO()
    template.docx.save(written)
    return problems, written.getvalue()


def _roots(template: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - docxtpl ships no types
    part = template.docx.part
    yield str(part.partname), part.element
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _, header in template.get_headers_footers(uri):
            yield str(header.partname), header.element


def _text(element: Any) -> str:  # noqa: ANN401 - an lxml element
    return "".join(node.text or "" for node in element.iter(f"{_W}t"))


def _part(source: Source, reader: Reader) -> Iterator[Problem]:
    lines = place_of(source.text)
    where = _spoken(source.member)
    known = len(reader.findings)
    blocks = list(check_blocks(lines.text.split("\n")))
    for line, message, remedy in blocks:
        yield Problem(f"{where}, {lines.quote(line)}", "REPORT-TAG", message, remedy)
    try:
        tree = ENVIRONMENT.parse(lines.text)
        require_balance(tree)
        reader.follow(tree)
    except TemplateSyntaxError as error:
        _follow_alone(lines, reader)
        if not blocks and not any(finding.is_syntax for finding in reader.findings[known:]):
            reader.findings.append(_unreadable(error.lineno, "", error))
    for finding in reader.findings[known:]:
        code = "REPORT-SYNTAX" if finding.is_syntax else "REPORT-UNKNOWN"
        place = f"{where}, {_quote(lines, finding.line, finding.name)}"
        yield Problem(place, code, finding.message, finding.remedy)


def _unreadable(line: int, name: str, error: TemplateSyntaxError) -> Finding:
    remedy = "docs/reference/report-templates.md shows what a template may use."
    return Finding(line, name, f"{error.message}.", remedy, is_syntax=True)


def _follow_alone(lines: Lines, reader: Reader) -> None:
    """Follow the placeholders of a part whose blocks are broken, one by one and without its loops."""
    loops = set(_LOOP.findall(lines.text))
    for number, line in enumerate(lines.text.split("\n"), start=1):
        for expression in _SHOWN.findall(line):
            try:
                tree = ENVIRONMENT.parse("\n" * (number - 1) + expression)
            except TemplateSyntaxError as error:
                reader.findings.append(_unreadable(number, expression, error))
                continue
            reader.follow(tree, loops | {"loop"})
    reader.read |= set(_PATH.findall(lines.text))


def _quote(lines: Lines, line: int, name: str) -> str:
    """The paragraph, or the alternative text of its picture when the placeholder is there."""
    quoted = lines.quote(line)
    last = name.rpartition(".")[2].partition("[")[0]
    return quoted if last in quoted or "…" in quoted else f"alternative text of a picture ({quoted})"


def _missing(reader: Reader) -> Iterator[Problem]:
    for choices in REQUIRED:
        if not reader.read.intersection(choices):
            named = " or ".join(f"{{{{ {path} }}}}" for path in choices)
            yield Problem(
                "the template", "REPORT-MISSING", f"{named} is missing.", "Put it where a reader sees it."
            )


def _figures(figures: Figures) -> Iterator[Problem]:
    """Figures whose names nothing fills, and charts that would keep their sample numbers."""
    known = {"chart": {RADAR}, "picture": {QR}}
    for kind, names in (("chart", figures.charts), ("picture", figures.pictures)):
        for name in sorted(set(names) - known[kind]):
            near = did_you_mean(name, known[kind])
            remedy = near or f"The {kind}s a report fills are {', '.join(sorted(known[kind]))}."
            yield Problem("the template", "REPORT-FIGURE", f"no {kind} is called “figure:{name}”.", remedy)
    if len(figures.unnamed) > 1 or (figures.unnamed and figures.charts):
        yield Problem(
            "the template",
            "REPORT-FIGURE",
            "a chart without a figure name keeps its sample numbers.",
            "Select it in Word, open the selection pane and call the chart to be filled “figure:radar”.",
        )


def _spoken(member: str) -> str:
    name = member.rpartition("/")[2].removesuffix(".xml")
    spoken = {"document": "text", "core": "document properties", "footnotes": "footnotes"}
    if name in spoken:
        return spoken[name]
    return "header" if name.startswith("header") else "footer" if name.startswith("footer") else name
