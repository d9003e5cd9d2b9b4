"""What to do: the shortest path to the next grade, the roadmap, the first steps."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from bot.questionnaire.model import Question
from bot.reports.asked import Asked
from bot.reports.facts import ReportInput
from bot.reports.findings import Findings
from bot.reports.phrases import Phrases
from bot.reports.views import ActionView, ConditionView, NextView, RoadmapView
from scoring.advice import Gain, Raise
from scoring.assessment import GateResult
from scoring.standard import CountGate
from scoring.values import AnswerValue

_FIRST_STEPS = 3
_STRETCH = 5  # actions of one stretch of the roadmap: more than that nobody does at once


@dataclass(frozen=True)
class Actions:
    """The actions of one report."""

    facts: ReportInput
    phrases: Phrases
    asked: Asked
    findings: Findings

    @cached_property
    def path(self) -> list[ActionView]:
        """The shortest path, raise by raise."""
        views: list[ActionView] = []
        before = self.facts.assessment.score
        for number, one in enumerate(self._raises, start=1):
            view = self._action(one, one.score - before)
            views.append({**view, "number": str(number), "after": self.phrases.number(one.score)})
            before = one.score
        return views

    @cached_property
    def roadmap(self) -> list[RoadmapView]:
        """Near: the path, or its beginning; middle: its rest, or what pays most; long: what pays next."""
        near, rest = self.path[:_STRETCH], self.path[_STRETCH:]
        on_path = {one.question for one in self._raises}
        others = [
            self._action(one, one.points)
            for one in self.facts.gains
            if one.question not in on_path and one.before is not None
        ]
        if not near:
            near, others = others[:_STRETCH], others[_STRETCH:]
        middle = (rest + others)[:_STRETCH]
        long = (rest + others)[_STRETCH : 2 * _STRETCH]
        return [
            self._stretch("near", near, rung=self._next_name),
            self._stretch("middle", middle, rung=self._next_name),
            self._stretch("long", long, rung=self._next_level),
        ]

    def first_steps(self) -> list[ActionView]:
        """The few things to do first."""
        steps = self.roadmap[0]["actions"][:_FIRST_STEPS]
        return [{**step, "number": str(number)} for number, step in enumerate(steps, start=1)]

    def next(self) -> NextView:
        """What the next grade takes."""
        return {
            "name": self._next_name,
            "sentence": self._next_sentence(),
            "conditions": [self.condition(gate) for gate in self._next_gates],
            "steps": self.path,
        }

    def _next_sentence(self) -> str:
        path = self.facts.path
        if path is None:
            key = "next.top" if self.facts.is_top or not self._next_gates else "next.none"
            return self.phrases.say(key, rung=self._next_name)
        key = "next.path" if path.proven else "next.found"
        count = len(path.raises)
        return self.phrases.say(key, rung=self._next_name, steps=path.steps, count=count)

    def condition(self, gate: GateResult) -> ConditionView:
        """One condition of a rung: what it needs, what there is."""
        counts = isinstance(gate.gate, CountGate)
        needs, has = (str(int(v)) if counts else self.phrases.number(v) for v in (gate.needs, gate.has))
        exclusive = not isinstance(gate.gate, CountGate) and gate.gate.exclusive
        short = str(int(gate.needs - gate.has)) if counts else self.phrases.number(self._short(gate))
        return {
            "name": self.condition_name(gate),
            "needs": self.phrases.say("above" if exclusive else "at_least", value=needs),
            "has": has,
            "state": self.phrases.say("met") if gate.met else self.phrases.say("short_by", value=short),
            "is_met": gate.met,
        }

    def condition_name(self, result: GateResult) -> str:
        """What a condition is about."""
        gate, nodes = result.gate, self.facts.assessment.nodes
        if not isinstance(gate, CountGate):
            node = nodes[gate.node]
            if node.parent is None:
                return self.phrases.say("condition.total")
            return self.phrases.say("condition.score", name=self.phrases.group(node))
        where = self.phrases.group(nodes[gate.node]) if gate.node and nodes[gate.node].parent else ""
        kind = self.phrases.say(f"flag.{gate.flag}") if self._knows_flag(gate.flag) else gate.flag
        return self.phrases.say("condition.count", level=gate.level, where=where, kind=kind)

    def _knows_flag(self, flag: str) -> bool:
        return f"report.flag.{flag}" in self.phrases.messages.texts

    def _short(self, gate: GateResult) -> Fraction:
        # Rounded up to a hundredth: what is missing must not look smaller than it is.
        missing = gate.needs - gate.has
        return Fraction(-(-missing * 100 // 1), 100)

    @cached_property
    def _raises(self) -> tuple[Raise, ...]:
        return self.facts.path.raises if self.facts.path else ()

    @cached_property
    def _next_gates(self) -> list[GateResult]:
        """The conditions of the rung above the one that was reached."""
        gates = self.facts.assessment.gates
        rungs = list(dict.fromkeys((gate.level, gate.grade) for gate in gates))
        own = (self.facts.assessment.level, self.facts.assessment.grade)
        above = rungs[rungs.index(own) + 1 :] if own in rungs else rungs
        path = self.facts.path
        wanted = (path.level, path.grade) if path else next(iter(above), None)
        return [gate for gate in gates if (gate.level, gate.grade) == wanted]

    @cached_property
    def _next_name(self) -> str:
        gates = self._next_gates
        return self.phrases.rung(gates[0].level, gates[0].grade) if gates else ""

    @cached_property
    def _next_level(self) -> str:
        level = self.facts.assessment.level + 1
        named = self.facts.wording.levels.get(level)
        if named is None:
            return self.phrases.rung(self.facts.assessment.level, self.facts.assessment.grade)
        return self.phrases.say("level_meaning", name=named.name, meaning=named.meaning)

    def _stretch(self, key: str, actions: list[ActionView], rung: str) -> RoadmapView:
        filled = "some" if actions and rung else "any" if actions else "empty"
        return {
            "name": self.phrases.say(f"roadmap.{key}.name"),
            "sentence": self.phrases.say(f"roadmap.{key}.{filled}", rung=rung),
            "actions": actions,
        }

    def _action(self, one: Raise | Gain, points: Fraction) -> ActionView:
        question = self.facts.questionnaire.question(one.question)
        node = self.facts.assessment.nodes[one.question]
        groups = [self.phrases.group(above) for above in self.findings.above(node)]
        now, target = self.phrases.change(question, one.before, one.after)
        advice = self._advice(question, one.before, one.after)
        return {
            "number": "",
            "title": groups[0] if groups else "",
            "place": groups[-1] if groups else "",
            "now": now,
            "target": target,
            "advice": advice or question.advice or self._reach(question, one.after, target),
            "gain": self.phrases.gain(points),
            "question": self.asked.number(one.question, self.phrases),
            "after": "",
        }

    def _reach(self, question: Question, after: AnswerValue, target: str) -> str:
        """What to reach, where no advice says how; a bare number needs its question."""
        if isinstance(after, Decimal):
            return self.phrases.say("reach_number", question=question.text, target=target)
        return self.phrases.say("reach", target=target)

    def _advice(self, question: Question, before: AnswerValue | None, after: AnswerValue) -> str:
        """The advice of every choice on the way from one to the other."""
        keys = [choice.key for choice in question.choices]
        if before not in keys or after not in keys:
            return ""
        on_the_way = question.choices[keys.index(str(before)) : keys.index(str(after))]
        return self.phrases.say("sentences_join").join(
            choice.advice for choice in on_the_way if choice.advice
        )
