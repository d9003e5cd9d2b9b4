"""What to do: the shortest path to the next grade, the roadmap, the first steps."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from bot.reports.asked import Asked
from bot.reports.facts import NoPath, PathToNext, Raise, ReportInput, Step
from bot.reports.findings import Findings
from bot.reports.phrases import Phrases
from bot.reports.views import ActionView, ConditionView, NextView, RoadmapView
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
        """The shortest path, step by step."""
        if isinstance(self.facts.path, NoPath):
            return []
        views, before = [], self.facts.assessment.score
        for number, step in enumerate(self.facts.path.steps, start=1):
            views.append(self._step(number, step, step.score - before))
            before = step.score
        return views

    @cached_property
    def roadmap(self) -> list[RoadmapView]:
        """Near: the path, or its beginning; middle: its rest, or what pays most; long: what pays next."""
        near, rest = self.path[:_STRETCH], self.path[_STRETCH:]
        on_path = {step.question for step in self._path_steps}
        others = [self._raise(one) for one in self.facts.raises if one.question not in on_path]
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
        gates = self._next_gates
        path = self.facts.path
        if isinstance(path, PathToNext):
            key = "next.path" if path.steps else "next.here"
            sentence = self.phrases.say(key, rung=self._next_name, count=len(path.steps))
        else:
            key = "next.top" if path.is_top or not gates else "next.none"
            sentence = self.phrases.say(key, rung=self._next_name)
        conditions = [self.condition(gate) for gate in gates]
        return {"name": self._next_name, "sentence": sentence, "conditions": conditions, "steps": self.path}

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
    def _path_steps(self) -> tuple[Step, ...]:
        return () if isinstance(self.facts.path, NoPath) else self.facts.path.steps

    @cached_property
    def _next_gates(self) -> list[GateResult]:
        """The conditions of the rung above the one that was reached."""
        gates = self.facts.assessment.gates
        rungs = list(dict.fromkeys((gate.level, gate.grade) for gate in gates))
        own = (self.facts.assessment.level, self.facts.assessment.grade)
        above = rungs[rungs.index(own) + 1 :] if own in rungs else rungs
        path = self.facts.path
        wanted = (path.level, path.grade) if isinstance(path, PathToNext) else next(iter(above), None)
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

    def _step(self, number: int, step: Step, points: Fraction) -> ActionView:
        view = self._action(step.question, step.now, step.target, points)
        return {**view, "number": str(number), "after": self.phrases.number(step.score)}

    def _raise(self, one: Raise) -> ActionView:
        return self._action(one.question, one.now, one.target, one.points)

    def _action(
        self, question_id: str, now: AnswerValue | None, target: AnswerValue, points: Fraction
    ) -> ActionView:
        question = self.facts.questionnaire.question(question_id)
        node = self.facts.assessment.nodes[question_id]
        groups = [self.phrases.group(above) for above in self.findings.above(node)]
        chosen = question.choice(now) if isinstance(now, str) else None
        wanted = self.phrases.short_answer(question, target)
        return {
            "number": "",
            "title": groups[0] if groups else "",
            "place": groups[-1] if groups else "",
            "now": self.phrases.short_answer(question, now),
            "target": wanted,
            "advice": (chosen.advice if chosen else "") or self.phrases.say("reach", target=wanted),
            "gain": self.phrases.gain(points),
            "question": self.asked.number(question_id, self.phrases),
            "after": "",
        }
