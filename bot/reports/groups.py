"""Dimensions, fused indicators and the industry part: scores, what the answers say, issues, the radar."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from bot.questionnaire.model import Question
from bot.reports.asked import Asked
from bot.reports.facts import ReportInput
from bot.reports.findings import Findings
from bot.reports.phrases import Phrases
from bot.reports.plain import narrowed, two_lines
from bot.reports.views import BarView, GroupView, IssueView, PartView, PointView, RadarView
from bot.reports.word.charts import Chart, Series
from scoring.assessment import NodeResult, Status
from scoring.cohort import Cohort
from scoring.values import AnswerValue, GridAnswer

_ISSUES = 4  # of one group: what fits on its page and can be taken in
_POINTS = 3
_TELLING = 4  # characters: a shorter answer says nothing without its question
_WIDEST_LIST = 130  # a Chinese character counts two
_WIDEST_QUESTION = 56
_HIGH, _LOW = Fraction(3, 4), Fraction(1, 2)
_SHORTEST_RADAR = 3  # fewer spokes make no area


@dataclass(frozen=True)
class Groups:
    """The groups of one report."""

    facts: ReportInput
    phrases: Phrases
    asked: Asked
    findings: Findings

    def views(self, nodes: tuple[NodeResult, ...]) -> list[GroupView]:
        """Groups, numbered from 1."""
        return [self._view(number, node) for number, node in enumerate(nodes, start=1)]

    def points(self, nodes: tuple[NodeResult, ...], *, strong: bool) -> list[PointView]:
        """Strengths or gaps, each with the answer that shows it."""
        return [self._point(node, strong=strong) for node in nodes[:_POINTS]]

    def chart(self) -> Chart:
        """The radar: the enterprise's own scores, and its peers' mean where every dimension has one."""
        dimensions = self.findings.dimensions
        own = tuple(self.phrases.score(node.share) if node.share is not None else None for node in dimensions)
        series = [Series(self.phrases.say("radar.own"), own)]
        means = [self._mean(node) for node in dimensions]
        if dimensions and all(mean is not None for mean in means):
            values = tuple(self.phrases.number(mean) for mean in means if mean is not None)
            series.append(Series(self.phrases.say("radar.peers"), values))
        return Chart(tuple(two_lines(self.phrases.group(node)) for node in dimensions), tuple(series))

    def radar(self, chart: Chart) -> RadarView:
        """The words around the radar."""
        has_peers = len(chart.series) > 1 and self.facts.peers is not None
        spoken = [
            self.phrases.say("radar.line", name=series.name, values=self._spoken(chart, series))
            for series in chart.series
        ]
        who = self.facts.peers.who if self.facts.peers and has_peers else ""
        caption = "radar.caption_peers" if has_peers else "radar.caption"
        return {
            "alt": self.phrases.say("radar.alt", lines="".join(spoken)),
            "caption": self.phrases.say(caption, who=who),
        }

    def bar(self, share: Fraction | None) -> BarView:
        """A share as a bar."""
        full, rest = self.phrases.bar(share)
        return {"full": full, "rest": rest}

    def _spoken(self, chart: Chart, series: Series) -> str:
        names = (name.replace("\n", " ") for name in chart.categories)
        pairs = zip(names, series.values, strict=True)
        return self.phrases.join([f"{name} {value or '—'}" for name, value in pairs])

    def _mean(self, node: NodeResult) -> Fraction | None:
        found = self.facts.peers.groups.get(node.id) if self.facts.peers else None
        return found.mean if isinstance(found, Cohort) else None

    def _view(self, number: int, node: NodeResult) -> GroupView:
        issues = self.findings.issues(node, _ISSUES)
        mean = self._mean(node)
        return {
            "number": str(number),
            "name": self.phrases.group(node),
            "about": self.phrases.about(node),
            "score": self.phrases.score(node.share),
            "weight": self.phrases.percent(self.findings.impact[node.id] * 100),
            "reading": self._reading(node),
            "peers": "—" if mean is None else self.phrases.number(mean),
            "bar": self.bar(node.share),
            "says": self._says(node, mean),
            "parts": [self._part(part) for part in self.findings.parts(node)],
            "issues": [self._issue(node, leaf) for leaf in issues],
            "issues_sentence": "" if issues else self._no_issues(node),
        }

    def _reading(self, node: NodeResult) -> str:
        return self.phrases.rung(*self.findings.comparable_rung(node.share or Fraction(0)))

    def _says(self, node: NodeResult, mean: Fraction | None) -> str:
        phrases = self.phrases
        head = phrases.say(
            "group.head",
            weight=phrases.percent(self.findings.impact[node.id] * 100),
            reading=self._reading(node),
            peers=phrases.say("group.peers", mean=phrases.number(mean)) if mean is not None else "",
        )
        leaves = [leaf for leaf in self.findings.leaves(node) if leaf.status is not Status.IRRELEVANT]
        shares = [leaf.share for leaf in leaves if leaf.status is Status.SCORED and leaf.share is not None]
        counts = phrases.say(
            "group.counts",
            asked=len(leaves),
            answered=len(shares),
            high=sum(1 for share in shares if share >= _HIGH),
            low=sum(1 for share in shares if share < _LOW),
        )
        return head + counts + self._extremes(node)

    def _extremes(self, node: NodeResult) -> str:
        best, worst = self.findings.best_leaf(node), self.findings.worst_leaf(node)
        said = ""
        if best is not None and best.share:
            said += self.phrases.say("group.best", answer=self._quote(best), question=self._number(best))
        if worst is not None and worst is not best and worst.share is not None and worst.share < 1:
            said += self.phrases.say("group.worst", answer=self._quote(worst), question=self._number(worst))
        return said

    def _part(self, node: NodeResult) -> PartView:
        return {
            "name": self.phrases.group(node),
            "about": self.phrases.about(node),
            "score": self.phrases.score(node.share),
            "bar": self.bar(node.share),
        }

    def _issue(self, group: NodeResult, leaf: NodeResult) -> IssueView:
        question = self.facts.questionnaire.question(leaf.id)
        groups = list(self.findings.above(leaf))
        return {
            "name": self.phrases.group(groups[0]) if leaf.parent != group.id else "",
            "question": question.text,
            "answer": self.phrases.say(
                "issue.answer", answer=self.phrases.short_answer(question, leaf.answer)
            ),
            "evidence": self._evidence(leaf),
            "advice": self._advice(question, leaf.answer),
            "score": self.phrases.score(leaf.share),
        }

    def _advice(self, question: Question, value: AnswerValue | None) -> str:
        """What to do: the choice's own advice, or the question's, or what is still missing of several."""
        chosen = question.choice(value) if isinstance(value, str) else None
        if chosen is not None and chosen.advice:
            return chosen.advice
        if question.advice:
            return question.advice
        chosen_keys = value if isinstance(value, tuple) else ()
        missing = [c.label for c in question.choices if not c.exclusive and c.key not in chosen_keys]
        if not isinstance(value, tuple) or not missing:
            return self.phrases.say("issue.advice")
        return self.phrases.say("issue.missing", items=narrowed(self.phrases.join(missing), _WIDEST_LIST))

    def _evidence(self, leaf: NodeResult) -> str:
        given = self.asked.answered(leaf.id)
        parts = [self._number(leaf)]
        if given is not None:
            parts += [part for part in (given.by, self.phrases.moment(given.at)) if part]
        return self.phrases.say("issue.evidence", source=" · ".join(parts))

    def _no_issues(self, node: NodeResult) -> str:
        worst = self.findings.worst_leaf(node)
        if worst is None:
            return self.phrases.say("group.unanswered")
        if worst.share == 1:
            return self.phrases.say("group.perfect")
        return self.phrases.say("group.no_issues")

    def _point(self, node: NodeResult, *, strong: bool) -> PointView:
        leaf = self.findings.best_leaf(node) if strong else self.findings.worst_leaf(node)
        groups = [node, *self.findings.above(node)]
        sentence = self.phrases.say("point.unanswered")
        if leaf is not None:
            key = "point.strong" if strong else "point.weak"
            sentence = self.phrases.say(key, answer=self._quote(leaf), question=self._number(leaf))
        return {
            "name": self.phrases.group(node),
            "place": self.phrases.group(groups[-1]),
            "score": self.phrases.score(node.share),
            "sentence": sentence,
        }

    def _quote(self, leaf: NodeResult) -> str:
        """A choice speaks for itself unless it is short; a number, ticks or a grid needs its question."""
        question, answer = self.facts.questionnaire.question(leaf.id), leaf.answer
        said = self.phrases.short_answer(question, answer)
        if isinstance(answer, str) and len(said) > _TELLING:
            return said
        asked = narrowed(question.text, _WIDEST_QUESTION)
        if isinstance(answer, tuple):
            whole = sum(1 for choice in question.choices if not choice.exclusive)
            chosen = [key for key in answer if (c := question.choice(key)) and not c.exclusive]
            return self.phrases.say("quote_ticked", question=asked, count=len(chosen), whole=whole)
        if isinstance(answer, GridAnswer):
            return self.phrases.say("quote_grid", question=asked)
        return self.phrases.say("quote", question=asked, answer=said)

    def _number(self, leaf: NodeResult) -> str:
        return self.asked.number(leaf.id, self.phrases)
