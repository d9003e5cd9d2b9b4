"""The standard: a tree of groups and indicators that adds up, and its variants."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from bot.packs.meaning.ladder import build_ladder
from bot.packs.meaning.measures import build_measure
from bot.packs.places import Place
from bot.packs.raw import RawGroup, RawIndicator, RawPack, RawQuestion, RawStandard
from bot.packs.report import Report
from bot.questionnaire.problems import did_you_mean
from scoring.standard import Group, Indicator, Method, Standard, Unanswered, Variant


def build_standard(pack: RawPack, report: Report) -> Standard | None:
    """Build the standard without names; None when the pack has none or something is wrong with it."""
    raw = pack.standard
    if raw is None:
        if pack.rungs:
            message = "there are levels, but no standard.toml."
            report.add("PACK-STANDARD-014", pack.rungs[0].place, message, "Add one, or remove levels.toml.")
        return None
    before = len(report.problems)
    questions = {question.id: question for question in pack.questions}
    root = _check_tree(raw, report)
    indicators = _indicators(raw, questions, report)
    _check_variants(raw, questions, report)
    _check_weights(raw, report)
    ladder = build_ladder(pack, raw, root, report)
    if len(report.problems) > before:
        return None
    return Standard(
        id=pack.head.id,
        version=pack.head.version,
        groups=tuple(
            Group(group.id, group.parent or None, group.weight, Method(group.method), "", group.role)
            for group in raw.group
        ),
        indicators=indicators,
        ladder=ladder,
        unanswered=Unanswered(raw.unanswered),
        variant_question=raw.variant_question,
        variants={one.id: Variant(one.id, dict(one.weights)) for one in raw.variant},
    )


def _check_tree(raw: RawStandard, report: Report) -> str:
    """Check parents and circles; return the root's id, or an empty string."""
    groups = {group.id: group for group in raw.group}
    roots = [group for group in raw.group if not group.parent]
    if len(roots) != 1:
        names = ", ".join(group.id for group in roots) or "none"
        place = roots[1].place if roots else raw.place / "group"
        message = f"exactly one group has no parent; here {names}."
        report.add("PACK-STANDARD-001", place, message, "Give every other group its parent.")
    parents = {group.parent for group in raw.group} | {one.parent for one in raw.indicator}
    nodes: tuple[RawGroup | RawIndicator, ...] = (*raw.group, *raw.indicator)
    for node in nodes:
        if node.parent and node.parent not in groups:
            remedy = did_you_mean(node.parent, groups) or "Name a group."
            message = f"there is no group “{node.parent}”."
            report.add("PACK-STANDARD-002", node.place / "parent", message, remedy)
    for group in raw.group:
        if group.id not in parents:
            message = f"group “{group.id}” is empty."
            report.add("PACK-STANDARD-004", group.place, message, "Put something into it, or remove it.")
        if _circular(group.id, {group.id: group.parent for group in raw.group}):
            message = f"group “{group.id}” is inside itself."
            report.add("PACK-STANDARD-003", group.place / "parent", message, "Correct the parent.")
    return roots[0].id if len(roots) == 1 else ""


def _circular(group: str, parents: Mapping[str, str]) -> bool:
    above, seen = parents[group], set[str]()
    while above and above not in seen:
        if above == group:
            return True
        seen.add(above)
        above = parents.get(above, "")
    return False


def _indicators(
    raw: RawStandard, questions: Mapping[str, RawQuestion], report: Report
) -> tuple[Indicator, ...]:
    groups = {group.id for group in raw.group}
    built = []
    for one in raw.indicator:
        if one.question in groups:
            message = f"“{one.question}” is a group's id too."
            report.add("PACK-STANDARD-005", one.place / "question", message, "Rename the group.")
        question = questions.get(one.question)
        if question is None:
            remedy = did_you_mean(one.question, questions) or "Name a question of this pack."
            message = f"there is no question “{one.question}”."
            report.add("PACK-STANDARD-006", one.place / "question", message, remedy)
            continue
        measure = build_measure(one, question, report)
        if measure is not None:
            flags, bounds = frozenset(one.flags), one.level_bounds
            built.append(Indicator(one.question, one.parent, measure, one.weight, "", flags, bounds))
    return tuple(built)


def _check_variants(raw: RawStandard, questions: Mapping[str, RawQuestion], report: Report) -> None:
    chooser = questions.get(raw.variant_question)
    place = raw.place / "variant_question"
    if raw.variant and not raw.variant_question:
        message = "there are variants, but no variant_question to choose one."
        report.add("PACK-STANDARD-012", raw.variant[0].place, message, 'Add variant_question = "…".')
    elif raw.variant_question and (chooser is None or chooser.type != "single"):
        message = f"“{raw.variant_question}” is no single-choice question."
        singles = [question.id for question in questions.values() if question.type == "single"]
        remedy = did_you_mean(raw.variant_question, singles) or "Name one."
        report.add("PACK-STANDARD-012", place, message, remedy)
    nodes = {group.id for group in raw.group} | {one.question for one in raw.indicator}
    for variant in raw.variant:
        if chooser is not None and chooser.choices and variant.id not in chooser.choices:
            remedy = did_you_mean(variant.id, chooser.choices) or f"Use one of {', '.join(chooser.choices)}."
            message = f"“{variant.id}” is no choice of “{chooser.id}”."
            report.add("PACK-STANDARD-012", variant.place / "id", message, remedy)
        for node in variant.weights.keys() - nodes:
            remedy = did_you_mean(node, nodes) or "Name a group or an indicator's question."
            message = f"there is no group or indicator “{node}”."
            report.add("PACK-STANDARD-013", variant.place / "weights" / node, message, remedy)


def _check_weights(raw: RawStandard, report: Report) -> None:
    weights = {group.id: group.weight for group in raw.group}
    weights |= {one.question: one.weight for one in raw.indicator}
    nodes: tuple[RawGroup | RawIndicator, ...] = (*raw.group, *raw.indicator)
    for node in nodes:
        if node.weight < 0:
            message = f"a weight of {node.weight} is negative."
            report.add("PACK-STANDARD-011", node.place / "weight", message, "Give 0 or more.")
    _check_sums(raw, weights, raw.place, report)
    for variant in raw.variant:
        place = variant.place / "weights"
        for name, weight in variant.weights.items():
            if weight < 0:
                message = f"a weight of {weight} is negative."
                report.add("PACK-STANDARD-011", place / name, message, "Give 0 or more.")
        _check_sums(raw, {**weights, **variant.weights}, place, report)


def _check_sums(raw: RawStandard, weights: Mapping[str, Fraction], place: Place, report: Report) -> None:
    children: dict[str, list[str]] = {}
    for group in raw.group:
        children.setdefault(group.parent, []).append(group.id)
    for one in raw.indicator:
        children.setdefault(one.parent, []).append(one.question)
    for group in raw.group:
        inside = children.get(group.id, [])
        if group.method == "mean" and inside and all(weights[child] == 0 for child in inside):
            message = f"everything in group “{group.id}” weighs 0."
            report.add("PACK-STANDARD-011", place, message, "Give at least one of them a weight.")
