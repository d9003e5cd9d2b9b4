"""A report's facts from a pack and one enterprise's answers: scored, with the ways to get further."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from bot.questionnaire.model import Questionnaire
from bot.reports.facts import Answered, Enterprise, Peers, ReportInput, Verification, Verified, Wording
from scoring.advice import is_top, shortest_path, single_raises
from scoring.assessment import Assessment
from scoring.plan import Plan
from scoring.values import Answers


class ScoredPack(Protocol):
    """What a pack with a standard offers; an empty locale is its default."""

    def questionnaire(self, locale: str = "") -> Questionnaire:
        """The questionnaire in a locale."""
        ...

    def wording(self, locale: str = "") -> Wording:
        """How results are said in a locale."""
        ...

    def plan(self, locale: str = "") -> Plan:
        """The standard ready for scoring."""
        ...

    def relevance(self, answers: Answers) -> frozenset[str]:
        """Ids of the questions that are not asked for these answers."""
        ...

    def assess(self, answers: Answers, locale: str = "") -> Assessment:
        """Score checked answers."""
        ...


def gather(
    pack: ScoredPack,
    answers: Mapping[str, Answered],
    *,
    enterprise: Enterprise,
    on: date,
    locale: str = "",
    finished: bool = True,
    verified: Verified | None = None,
    verification: Verification | None = None,
    peers: Peers | None = None,
) -> ReportInput:
    """Score the answers and work out the shortest path and the single raises.

    Raises:
        InputError: the pack has no such locale, or no standard.
        AnswerError: an answer does not fit its indicator.
    """
    values = {key: given.value for key, given in answers.items()}
    plan, out = pack.plan(locale), pack.relevance(values)
    return ReportInput(
        enterprise=enterprise,
        on=on,
        assessment=pack.assess(values, locale),
        questionnaire=pack.questionnaire(locale),
        wording=pack.wording(locale),
        answers={key: given for key, given in answers.items() if key not in out},
        path=shortest_path(plan, values, out),
        is_top=is_top(plan, values, out),
        gains=single_raises(plan, values, out),
        finished=finished,
        verified=verified,
        verification=verification,
        peers=peers,
    )
