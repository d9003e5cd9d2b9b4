"""Conditions of a pack that no answers make true."""

from __future__ import annotations

from bot.packs.meaning.rules import Rules, add_fault, subjects
from bot.packs.raw import RawPack
from bot.packs.report import Report
from bot.questionnaire.rules.errors import Fault, FaultKind
from bot.questionnaire.rules.reach import Asked, can_hold


def check_reach(pack: RawPack, rules: Rules, report: Report) -> None:
    """Note every condition that holds for no answers. For rules without other faults; takes a while."""
    known = subjects(pack)
    found = rules.by_place
    relevant = {id_: rule.expression for (id_, key, _), rule in found.items() if key == "relevant"}
    asked = [Asked(known[question.id], relevant.get(question.id)) for question in pack.questions]
    for one in rules.every:
        this = known[one.question.id] if one.key == "constraint" else None
        given = None if one.key == "relevant" else relevant.get(one.question.id)
        if can_hold(one.rule.expression, asked, this, given) is False:
            message = {
                "relevant": "this question is never asked: its condition holds for no answers.",
                "constraint": "no answer can keep this rule.",
            }.get(one.key, f"choice “{one.choice}” is never offered: its condition holds for no answers.")
            fault = Fault(FaultKind.NEVER, 0, message, "Correct the condition.")
            add_fault(report, one.place, fault, one.rule.source)
