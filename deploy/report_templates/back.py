"""The back of the template: the next grade, the roadmap, the appendices."""

from __future__ import annotations

from deploy.report_templates.blocks import KEEP, chapter, loop, text
from deploy.report_templates.front import WIDTH, Texts
from deploy.report_templates.markup import block, heading, paragraph, run


def outlook(texts: Texts) -> str:
    """What the next grade takes, and the roadmap."""
    return _next(texts) + _roadmap(texts)


def appendices(texts: Texts) -> str:
    """Every answer, the calculation, the evidence."""
    return _answers(texts) + _trace(texts) + _evidence(texts)


def _next(texts: Texts) -> str:
    words = texts["next"]
    return "".join([
        chapter(texts, "next"),
        paragraph("BodyText", "{{ next.sentence }}", properties=KEEP),
        block("{%p if next.conditions %}"),
        loop(
            [WIDTH - 3900, 1300, 1300, 1300],
            [words[key] for key in ("condition", "needs", "has", "state")],
            "condition in next.conditions",
            text("{{ condition.name }}"),
            text("{{ condition.needs }}", "TableNumber"),
            text("{{ condition.has }}", "TableNumber"),
            text("{{ condition.state }}", "TableNumber"),
            together=True,
        ),
        block("{%p endif %}"),
        block("{%p if next.steps %}"),
        paragraph("TableTitle", words["steps"]),
        loop(
            [650, 1550, 2900, 2872, 1100],
            [words[key] for key in ("number", "what", "change", "advice", "after")],
            "step in next.steps",
            text("{{ step.number }}"),
            text("{{ step.title }}") + text("{{ step.question }}", "TableSmall"),
            text("{{ step.now }}", "TableSmall") + text("→ {{ step.target }}"),
            text("{{ step.advice }}"),
            text("{{ step.after }}", "TableNumber"),
        ),
        block("{%p endif %}"),
    ])  # fmt: skip


def _roadmap(texts: Texts) -> str:
    words = texts["roadmap"]
    return "".join([
        chapter(texts, "roadmap"),
        block("{%p for stretch in roadmap %}"),
        heading(2, "{{ stretch.name }}"),
        paragraph("BodyText", "{{ stretch.sentence }}", properties=KEEP),
        block("{%p if stretch.actions %}"),
        loop(
            [3472, 2300, 2300, 1000],
            [words[key] for key in ("what", "now", "target", "gain")],
            "action in stretch.actions",
            text("{{ action.advice }}") + text("{{ action.place }} · {{ action.title }}", "TableSmall"),
            text("{{ action.now }}"),
            text("{{ action.target }}"),
            text("{{ action.gain }}", "TableNumber"),
        ),
        block("{%p endif %}"),
        block("{%p endfor %}"),
    ])  # fmt: skip


def _answers(texts: Texts) -> str:
    words = texts["answers"]
    return "".join([
        chapter(texts, "answers", new_page=True),
        block("{%p for section in sections %}"),
        heading(3, "{{ section.title }}"),
        loop(
            [650, 3300, 3422, 1700],
            [words[key] for key in ("number", "question", "answer", "by")],
            "answer in section.answers",
            text("{{ answer.number }}"),
            text("{{ answer.question }}"),
            text("{{ answer.answer }}"),
            text("{{ answer.by }}") + text("{{ answer.at }}", "TableSmall"),
        ),
        block("{%p endfor %}"),
    ])  # fmt: skip


def _trace(texts: Texts) -> str:
    words = texts["trace"]
    widths = [3750, 2222, 950, 950, 1200]
    name = run("{% if line.is_group %}{{ line.name }}{% endif %}", "Strong") + run(
        "{% if not line.is_group %}{{ line.name }}{% endif %}"
    )
    return "".join([
        chapter(texts, "trace", new_page=True),
        paragraph("BodyText", words["intro"], properties=KEEP),
        loop(
            widths,
            [words[key] for key in ("item", "rule", "weight", "score", "adds")],
            "line in trace",
            paragraph("TableText", name),
            text("{{ line.rule }}", "TableSmall"),
            *(text(f"{{{{ line.{key} }}}}", "TableNumber") for key in ("weight", "score", "adds")),
        ),
        paragraph("TableTitle", words["ladder"]),
        loop(
            [2300, WIDTH - 3500, 1200],
            [words[key] for key in ("rung", "conditions", "state")],
            "rung in ladder",
            text("{{ rung.name }}"),
            text("{{ rung.conditions }}"),
            text("{{ rung.state }}"),
        ),
    ])  # fmt: skip


def _evidence(texts: Texts) -> str:
    words = texts["evidence"]
    return "".join([
        chapter(texts, "evidence"),
        paragraph("BodyText", words["intro"], properties=KEEP),
        loop(
            [700, 3372, 3400, 1600],
            [words[key] for key in ("number", "question", "wanted", "given")],
            "item in evidence",
            text("{{ item.number }}"),
            text("{{ item.question }}"),
            text("{{ item.wanted }}"),
            text("{{ item.given }}"),
        ),
        paragraph("Caption", words["end"]),
    ])  # fmt: skip
