"""The shape of what a report template can show: every placeholder, its type and what it holds.

`bot.reports.context` fills it, `bot.reports.checks` holds templates against it, and
`docs/reference/report-templates.md` explains it. Every text is ready to be shown; nothing is left to format.
"""

from __future__ import annotations

from typing import TypedDict


class FactView(TypedDict):
    """One line of a table of facts."""

    label: str
    value: str


class EnterpriseView(TypedDict):
    """Who was diagnosed; what is not known is empty."""

    name: str
    short: str  # fits a page header
    code: str  # 统一社会信用代码
    industry: str
    district: str
    size: str


class PackView(TypedDict):
    """Which questionnaire and standard, and what they are."""

    id: str
    version: str
    title: str
    status: str  # official, reference or sample, in words
    licence: str
    source: str
    note: str  # what must be said wherever a result is shown


class BasisView(TypedDict):
    """What the result rests on."""

    name: str  # self-reported or verified
    sentence: str
    is_verified: bool


class MissingView(TypedDict):
    """A question without an answer."""

    number: str
    section: str
    question: str


class DraftView(TypedDict):
    """How an unfinished diagnosis is marked; `mark` is empty when it is finished."""

    mark: str
    sentence: str
    missing: list[MissingView]


class VerificationView(TypedDict):
    """How a reader can check that the report is genuine; empty when it cannot be checked."""

    code: str
    address: str
    sentence: str


class ResultView(TypedDict):
    """The result."""

    score: str
    best: str  # the highest score there is
    level: str  # the number in words, e.g. 三级
    name: str  # the level's name
    grade: str  # the grade's name, empty where the standard has none
    rung: str  # both names
    full: str  # all of it
    meaning: str
    sentence: str


class BarView(TypedDict):
    """A bar of twenty blocks: the filled ones, and the rest."""

    full: str
    rest: str


class PointView(TypedDict):
    """One strength or gap."""

    name: str
    place: str  # the dimension it belongs to
    score: str
    sentence: str


class ActionView(TypedDict):
    """Something to do."""

    number: str
    title: str
    place: str
    now: str
    target: str
    advice: str
    gain: str  # points of the total score
    question: str  # the question's number
    after: str  # the result afterwards


class SummaryView(TypedDict):
    """What a boss reads alone."""

    peers: str
    peers_short: str  # the percentage of peers below, or a dash
    peers_label: str  # who the peers are, or why there are none
    strengths: list[PointView]
    gaps: list[PointView]
    steps: list[ActionView]


class MethodView(TypedDict):
    """How the diagnosis was made."""

    people: str
    counts: str
    scoring: str
    skipped: str  # what was left out or did not apply; empty when nothing was


class IssueView(TypedDict):
    """One weak place, with the answer it rests on."""

    name: str
    question: str
    answer: str
    evidence: str  # question number, who answered, when
    advice: str
    score: str


class PartView(TypedDict):
    """A part of a dimension."""

    name: str
    about: str
    score: str
    bar: BarView


class GroupView(TypedDict):
    """A dimension, a fused indicator or the industry part."""

    number: str
    name: str
    about: str
    score: str
    weight: str
    reading: str
    peers: str
    bar: BarView
    says: str
    parts: list[PartView]
    issues: list[IssueView]
    issues_sentence: str


class RadarView(TypedDict):
    """The words around the radar chart."""

    alt: str
    caption: str


class PeerRowView(TypedDict):
    """One line of the comparison."""

    name: str
    own: str
    mean: str
    low: str
    middle: str
    high: str


class PeersView(TypedDict):
    """Where the enterprise stands; `rows` is empty when nothing may be shown."""

    sentence: str
    rows: list[PeerRowView]


class ConditionView(TypedDict):
    """One condition of the next grade."""

    name: str
    needs: str
    has: str
    state: str
    is_met: bool


class NextView(TypedDict):
    """What is missing for the next grade."""

    name: str
    sentence: str
    conditions: list[ConditionView]
    steps: list[ActionView]


class RoadmapView(TypedDict):
    """One stretch of the way."""

    name: str
    sentence: str
    actions: list[ActionView]


class AnswerView(TypedDict):
    """One answer."""

    number: str
    question: str
    answer: str
    by: str
    at: str


class SectionView(TypedDict):
    """The answers of one section."""

    title: str
    answers: list[AnswerView]


class TraceView(TypedDict):
    """One line of the calculation."""

    name: str
    rule: str
    weight: str
    score: str
    adds: str
    is_group: bool


class RungView(TypedDict):
    """One rung of the ladder of results."""

    name: str
    conditions: str
    state: str


class EvidenceView(TypedDict):
    """What would support an answer, and what was handed in."""

    number: str
    question: str
    wanted: str
    given: str


class ReportContext(TypedDict):
    """Everything a report template can show."""

    enterprise: EnterpriseView
    date: str
    facts: list[FactView]
    pack: PackView
    basis: BasisView
    draft: DraftView
    verification: VerificationView
    result: ResultView
    summary: SummaryView
    method: MethodView
    dimensions: list[GroupView]
    radar: RadarView
    fused: list[GroupView]
    fused_sentence: str
    industry: list[GroupView]
    industry_sentence: str
    peers: PeersView
    next: NextView
    roadmap: list[RoadmapView]
    sections: list[SectionView]
    trace: list[TraceView]
    ladder: list[RungView]
    evidence: list[EvidenceView]
