"""Everything a report is made from, as frozen values: the assessment, the words, and a few given facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from bot.questionnaire.model import Questionnaire
from scoring.advice import Gain, Path
from scoring.assessment import Assessment
from scoring.cohort import Cohort, Standing, Suppressed
from scoring.values import AnswerValue


class Name(Protocol):
    """A name and what it stands for, in a sentence (empty where there is none)."""

    @property
    def name(self) -> str:
        """The name."""
        ...

    @property
    def meaning(self) -> str:
        """What it stands for."""
        ...


class Wording(Protocol):
    """How a standard's results are said in one locale; a pack's wording is one."""

    @property
    def title(self) -> str:
        """The questionnaire's title."""
        ...

    @property
    def status_name(self) -> str:
        """How the standard's status is said."""
        ...

    @property
    def standard_note(self) -> str:
        """What must be said wherever a result is shown."""
        ...

    @property
    def groups(self) -> Mapping[str, Name]:
        """Groups by id."""
        ...

    @property
    def levels(self) -> Mapping[int, Name]:
        """Levels by number."""
        ...

    @property
    def grades(self) -> Mapping[int, Name]:
        """Grades by number."""
        ...

    @property
    def variants(self) -> Mapping[str, Name]:
        """Variants by id."""
        ...


@dataclass(frozen=True, slots=True)
class Enterprise:
    """Who was diagnosed. Everything but the name may be unknown (empty); values are ready to be shown."""

    name: str
    code: str = ""  # 统一社会信用代码
    industry: str = ""
    district: str = ""
    size: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer with its author (as shown to readers) and time (aware); either may be unknown."""

    value: AnswerValue
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """How a reader checks that a report is genuine: a code, and the address behind the QR code."""

    code: str
    address: str


@dataclass(frozen=True, slots=True)
class Verified:
    """Who held the answers against the evidence on site, and when."""

    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Peers:
    """Where the enterprise stands among its peers; each figure may be suppressed for too few of them.

    `who` names the peers (本市同行业企业). `groups` are the distributions of group scores by group id.
    """

    who: str
    standing: Standing | Suppressed
    total: Cohort | Suppressed
    groups: Mapping[str, Cohort | Suppressed] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportInput:
    """What one report shows.

    `answers` are by question id; `on` is the date of the diagnosis. `path` is the shortest one to the next
    rung, None at the top (`is_top`) or when no answers reach it; `gains` are single raises, best first.
    `finished` is False for a draft. Without `peers` or `verification` the report says so, or leaves it out.
    """

    enterprise: Enterprise
    on: date
    assessment: Assessment
    questionnaire: Questionnaire
    wording: Wording
    answers: Mapping[str, Answered]
    path: Path | None
    is_top: bool = False
    gains: tuple[Gain, ...] = ()
    finished: bool = True
    verified: Verified | None = None
    verification: Verification | None = None
    peers: Peers | None = None
