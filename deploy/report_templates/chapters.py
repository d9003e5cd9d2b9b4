"""The chapters of the template, from the summary to the comparison with peers."""

from __future__ import annotations

from deploy.report_templates.back import appendices, outlook
from deploy.report_templates.blocks import KEEP, Words, bar, chapter, loop, text
from deploy.report_templates.front import WIDTH, Texts
from deploy.report_templates.markup import block, cell, chart, header_row, heading, paragraph, row, run, table
from deploy.report_templates.styles import ACCENT

_FIGURES = ("own", "mean", "low", "middle", "high")
_TOP = '<w:vAlign w:val="top"/>'
_WHITE = '<w:color w:val="FFFFFF"/>'


def chapters(texts: Texts) -> str:
    """Everything after the contents."""
    pieces = [
        _summary(texts), _method(texts), _overview(texts), _details(texts), _extra(texts), _peers(texts),
        outlook(texts), appendices(texts),
    ]  # fmt: skip
    return "".join(pieces)


def _summary(texts: Texts) -> str:
    words = texts["summary"]
    parts = [3672, 2500, 2900]
    card = table(
        parts,
        row(
            _card(parts[0], words["level"], "{{ result.level }}", "{{ result.rung }}"),
            _card(parts[1], words["score"], "{{ result.score }}", "{{ basis.name }}"),
            _card(parts[2], words["peers_card"], "{{ summary.peers_short }}", "{{ summary.peers_label }}"),
        ),
        style="PlainTable",
        look="0400",
    )
    widths = [2400, 3672, 1500, 1500]
    dimensions = loop(
        widths,
        [words["dimension"], words["bar"], words["points"], words["peers"]],
        "dimension in dimensions",
        text("{{ dimension.name }}"),
        bar("dimension.bar"),
        text("{{ dimension.score }}", "TableNumber"),
        text("{{ dimension.peers }}", "TableNumber"),
    )
    steps = loop(
        [500, 4972, 2300, 1300],
        ["", words["what"], words["where"], words["gain"]],
        "step in summary.steps",
        text("{{ step.number }}"),
        text("{{ step.advice }}"),
        text("{{ step.title }}"),
        text("{{ step.gain }}", "TableNumber"),
    )
    return "".join([
        chapter(texts, "summary", new_page=True),
        block("{%p if draft.mark %}"),
        paragraph("DraftMark", run("{{ draft.mark }}", "Strong"), run("  {{ draft.sentence }}")),
        block("{%p endif %}"),
        card,
        paragraph("Normal"),
        paragraph("BodyText", "{{ result.sentence }}{{ summary.peers }}", properties=KEEP),
        dimensions,
        paragraph("Normal"),
        _strengths_and_gaps(words),
        paragraph("TableTitle", words["steps"]),
        steps,
        paragraph("Note", "{{ basis.sentence }}"),
    ])  # fmt: skip


def _card(width: int, label: str, number: str, below: str) -> str:
    return cell(
        width,
        paragraph("CardLabel", run(label, properties=_WHITE)),
        paragraph("CardNumber", run(number, properties=_WHITE)),
        paragraph("CardLabel", run(below, properties=_WHITE)),
        fill=ACCENT,
    )


def _strengths_and_gaps(words: Words) -> str:
    half = WIDTH // 2

    def side(name: str) -> str:
        return (
            block(f"{{%p for point in summary.{name} %}}")
            + paragraph("TableText", run("{{ point.name }} {{ point.score }}", "Strong"))
            + paragraph("TableSmall", "{{ point.sentence }}")
            + block("{%p endfor %}")
        )

    return table(
        [half, half],
        header_row([half, half], [words["strengths"], words["gaps"]]),
        row(*(cell(half, side(name), properties=_TOP) for name in ("strengths", "gaps"))),
        title=words["strengths"],
    )


def _method(texts: Texts) -> str:
    words = texts["method"]
    widths = [1800, WIDTH - 1800]
    known = [
        (words["title"], "{{ pack.title }}（{{ pack.id }} {{ pack.version }}）"),
        (words["status"], "{{ pack.status }}"),
        (words["note"], "{{ pack.note }}"),
        (words["source"], "{{ pack.source }}"),
        (words["licence"], "{{ pack.licence }}"),
    ]
    rows = [row(cell(widths[0], text(label)), cell(widths[1], text(value))) for label, value in known]
    missing = loop(
        [900, 2400, WIDTH - 3300],
        [words["number"], words["section"], words["question"]],
        "item in draft.missing",
        text("{{ item.number }}"),
        text("{{ item.section }}"),
        text("{{ item.question }}"),
    )
    return "".join([
        chapter(texts, "method", new_page=True),
        paragraph("BodyText", "{{ method.people }}{{ method.counts }}"),
        block("{%p if method.skipped %}"),
        paragraph("BodyText", "{{ method.skipped }}"),
        block("{%p endif %}"),
        paragraph("BodyText", "{{ basis.sentence }}"),
        paragraph("BodyText", "{{ method.scoring }}"),
        paragraph("TableTitle", words["basis"]),
        table(widths, *rows, look="0400", title=words["basis"]),
        block("{%p if draft.mark %}"),
        paragraph("TableTitle", words["missing"]),
        missing,
        block("{%p endif %}"),
    ])  # fmt: skip


def _overview(texts: Texts) -> str:
    words, summary = texts["overview"], texts["summary"]
    return "".join([
        chapter(texts, "overview", new_page=True),
        paragraph("BodyText", words["intro"], properties=KEEP),
        paragraph("Figure", chart("rId7", "figure:radar", "{{ radar.alt }}", 140, 98)),
        paragraph("Caption", "{{ radar.caption }}"),
        loop(
            [2700, 1400, 1400, 1400, 2172],
            [summary["dimension"], summary["points"], words["weight"], summary["peers"], words["reading"]],
            "dimension in dimensions",
            text("{{ dimension.name }}"),
            text("{{ dimension.score }}", "TableNumber"),
            text("{{ dimension.weight }}", "TableNumber"),
            text("{{ dimension.peers }}", "TableNumber"),
            text("{{ dimension.reading }}"),
        ),
    ])  # fmt: skip


def _details(texts: Texts) -> str:
    words = texts["details"]
    return "".join([
        chapter(texts, "details"),
        paragraph("BodyText", words["intro"], properties=KEEP),
        block("{%p for group in dimensions %}"),
        heading(2, "{{ group.number }}. {{ group.name }}"),
        _group(texts),
        block("{%p endfor %}"),
    ])  # fmt: skip


def _group(texts: Texts) -> str:
    """One group of indicators, in a loop whose variable is `group`."""
    words, summary = texts["details"], texts["summary"]
    parts = loop(
        [2000, 3672, 900, 2500],
        [words["part"], summary["bar"], summary["points"], words["about"]],
        "part in group.parts",
        text("{{ part.name }}"),
        bar("part.bar"),
        text("{{ part.score }}", "TableNumber"),
        text("{{ part.about }}", "TableSmall"),
        together=True,
    )
    problem = (
        paragraph(
            "TableText",
            run("{% if issue.name %}{{ issue.name }}　{% endif %}", "Strong"),
            run("{{ issue.question }}", "Quiet"),
        )
        + paragraph("TableText", "{{ issue.answer }}")
        + paragraph("TableSmall", "{{ issue.evidence }}")
    )
    issues = loop(
        [4600, 900, WIDTH - 5500],
        [words["issue"], summary["points"], words["advice"]],
        "issue in group.issues",
        problem,
        text("{{ issue.score }}", "TableNumber"),
        text("{{ issue.advice }}"),
    )
    return "".join([
        paragraph(
            "BodyText",
            run("{{ group.about }}" + words["scored"]),
            run("{{ group.score }}", "Strong"),
            run("{{ group.says }}"),
            properties=KEEP,
        ),
        block("{%p if group.parts %}"),
        parts,
        block("{%p endif %}"),
        block("{%p if group.issues %}"),
        paragraph("TableTitle", words["issues"]),
        issues,
        block("{%p else %}"),
        paragraph("BodyText", "{{ group.issues_sentence }}", properties='<w:spacing w:before="120"/>'),
        block("{%p endif %}"),
    ])  # fmt: skip


def _extra(texts: Texts) -> str:
    words = texts["details"]

    def one(name: str, title: str) -> str:
        return "".join([
            heading(2, title),
            paragraph("BodyText", f"{{{{ {name}_sentence }}}}", properties=KEEP),
            block(f"{{%p for group in {name} %}}"),
            heading(3, "{{ group.name }}"),
            _group(texts),
            block("{%p endfor %}"),
        ])  # fmt: skip

    return (
        chapter(texts, "extra")
        + one("fused", words["extra_fused"])
        + one("industry", words["extra_industry"])
    )


def _peers(texts: Texts) -> str:
    words = texts["peers"]
    number = 1150
    return "".join([
        chapter(texts, "peers"),
        paragraph("BodyText", "{{ peers.sentence }}", properties=KEEP),
        block("{%p if peers.rows %}"),
        loop(
            [WIDTH - 5 * number, *[number] * 5],
            [words[key] for key in ("item", *_FIGURES)],
            "line in peers.rows",
            text("{{ line.name }}"),
            *(text(f"{{{{ line.{key} }}}}", "TableNumber") for key in _FIGURES),
            together=True,
        ),
        paragraph("Note", words["note"]),
        block("{%p endif %}"),
    ])  # fmt: skip
