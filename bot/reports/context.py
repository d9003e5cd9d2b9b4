"""From a report's facts to everything its template can show. Pure: same facts, same context."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from bot.reports.actions import Actions
from bot.reports.appendix import Appendix
from bot.reports.asked import Asked
from bot.reports.facts import ReportInput
from bot.reports.findings import Findings
from bot.reports.front import Front
from bot.reports.groups import Groups
from bot.reports.phrases import Phrases
from bot.reports.standing import Place
from bot.reports.views import GroupView, ReportContext, ResultView, SummaryView
from bot.reports.word.charts import Chart
from scoring.assessment import NodeResult

_PLACES = 3


def context(report: ReportInput) -> ReportContext:
    """Everything a template can show of a report."""
    return Report(report).context()


@dataclass(frozen=True)
class Report:
    """One report's facts, read from every side; `context` and `chart` are what is drawn."""

    facts: ReportInput

    def context(self) -> ReportContext:
        """Everything a template can show."""
        findings, groups = self._findings, self._groups
        front = Front(self.facts, self._phrases, self._asked)
        fused, industry = findings.with_role("fused"), findings.with_role("industry")
        return {
            "enterprise": front.enterprise(),
            "date": self._phrases.date(self.facts.on),
            "facts": front.known_facts(),
            "pack": front.pack(),
            "basis": front.basis(),
            "draft": front.draft(),
            "verification": front.verification(),
            "result": self._result(),
            "summary": self._summary(),
            "method": front.method(),
            "dimensions": groups.views(findings.dimensions),
            "radar": groups.radar(self.chart),
            "fused": groups.views(self._unfolded(fused)),
            "fused_sentence": self._part_sentence("fused", fused),
            "industry": self._industry(industry),
            "industry_sentence": self._part_sentence("industry", industry),
            "peers": self._place.view(),
            "next": self._actions.next(),
            "roadmap": self._actions.roadmap,
            "sections": self._appendix.sections(),
            "trace": self._appendix.trace(),
            "ladder": self._appendix.ladder(),
            "evidence": self._appendix.evidence(),
        }

    @cached_property
    def chart(self) -> Chart:
        """The radar chart."""
        return self._groups.chart()

    @cached_property
    def _phrases(self) -> Phrases:
        return Phrases(self.facts)

    @cached_property
    def _asked(self) -> Asked:
        return Asked(self.facts)

    @cached_property
    def _findings(self) -> Findings:
        return Findings(self.facts.assessment)

    @cached_property
    def _groups(self) -> Groups:
        return Groups(self.facts, self._phrases, self._asked, self._findings)

    @cached_property
    def _actions(self) -> Actions:
        return Actions(self.facts, self._phrases, self._asked, self._findings)

    @cached_property
    def _appendix(self) -> Appendix:
        return Appendix(self.facts, self._phrases, self._asked, self._findings, self._actions)

    @cached_property
    def _place(self) -> Place:
        return Place(self.facts, self._phrases, self._findings)

    def _unfolded(self, groups: tuple[NodeResult, ...]) -> tuple[NodeResult, ...]:
        """Fused indicators one by one: the groups under the fused group, or itself where it has none."""
        return tuple(part for group in groups for part in self._findings.parts(group) or (group,))

    def _result(self) -> ResultView:
        phrases, found = self._phrases, self.facts.assessment
        named = self.facts.wording.levels.get(found.level)
        full = phrases.rung(found.level, found.grade)
        score = phrases.number(found.score)
        meaning = named.meaning if named else ""
        key = "result.sentence" if found.level else "result.none"
        return {
            "score": score,
            "best": phrases.best(),
            "level": phrases.level(found.level),
            "name": phrases.level_name(found.level),
            "grade": phrases.grade_name(found.grade),
            "rung": " · ".join(
                filter(None, [phrases.level_name(found.level), phrases.grade_name(found.grade)])
            ),
            "full": full,
            "meaning": meaning,
            "sentence": phrases.say(key, score=score, full=full, meaning=meaning),
        }

    def _summary(self) -> SummaryView:
        findings, groups = self._findings, self._groups
        label, short = self._place.card()
        return {
            "peers": self._place.sentence(),
            "peers_short": short,
            "peers_label": label,
            "strengths": groups.points(findings.strengths(_PLACES), strong=True),
            "gaps": groups.points(findings.gaps(_PLACES), strong=False),
            "steps": self._actions.first_steps(),
        }

    def _industry(self, nodes: tuple[NodeResult, ...]) -> list[GroupView]:
        """The industry part, named after the industry."""
        variant = self.facts.wording.variants.get(self.facts.assessment.variant)
        views = self._groups.views(nodes)
        if variant is None:
            return views
        return [
            {**view, "name": self._phrases.say("industry.name", name=view["name"], variant=variant.name)}
            for view in views
        ]

    def _part_sentence(self, key: str, groups: tuple[NodeResult, ...]) -> str:
        if not groups:
            return self._phrases.say(f"{key}.none")
        node = groups[0]
        variant = self.facts.wording.variants.get(self.facts.assessment.variant)
        return self._phrases.say(
            f"{key}.some",
            about=self._phrases.about(node),
            score=self._phrases.score(node.share),
            weight=self._phrases.percent(self._findings.impact[node.id] * Fraction(100)),
            variant=variant.name if variant else "",
        )
