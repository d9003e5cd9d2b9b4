"""What an interview needs to know of its enterprise: the name, the liaison, the register's answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from threading import Lock

from bot.conversation.definition import Liaison
from bot.questionnaire.model import Questionnaire
from bot.services.telling import liaisons_of
from scoring.values import AnswerValue, answer_from_json
from storage.turns import DiagnosisRef, TurnTx

# A change of the register shows after this time. With a question in twenty seconds, one turn in thirty asks.
_KEPT_FOR = timedelta(minutes=10)
_AT_MOST = 10_000
_ONE_AT_A_TIME = 2  # look-ups; a plain answer needs one at most


@dataclass(frozen=True, slots=True)
class Surroundings:
    """One enterprise as an interview sees it.

    `profile` holds register fields by name, `liaisons` the people to tell when she wants a human; `liaison`
    is the one of them who can be named to her, with a phone.
    """

    name: str = ""
    unit: str = ""
    industry: str = ""
    size: str = ""
    liaison: Liaison | None = None
    liaisons: tuple[int, ...] = ()
    profile: Mapping[str, AnswerValue] = field(default_factory=dict)


class SurroundingsCache:
    """Remembers enterprises for some minutes, so that a turn costs no query for what hardly changes."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[int, tuple[datetime, Surroundings]] = {}

    def of(self, turn: TurnTx, enterprise: int | None, now: datetime) -> Surroundings:
        """The surroundings of an enterprise; empty ones for a try-out without one."""
        if enterprise is None:
            return Surroundings()
        with self._lock:
            kept = self._kept.get(enterprise)
        if kept and now - kept[0] < _KEPT_FOR:
            return kept[1]
        found = _read(turn, enterprise)
        with self._lock:
            if len(self._kept) >= _AT_MOST:
                self._kept.clear()
            self._kept[enterprise] = (now, found)
        return found


def _read(turn: TurnTx, enterprise: int) -> Surroundings:
    row = turn.work.enterprises.get(enterprise)
    if row is None:
        return Surroundings()
    profile: dict[str, AnswerValue] = {}
    if row.industry:
        profile["industry"] = row.industry
    if row.headcount is not None:
        profile["headcount"] = Decimal(row.headcount)
    liaisons = liaisons_of(turn.work, row.street, row.unit)
    named = next(
        (Liaison(one.display_name, one.phone) for one in liaisons if one.display_name and one.phone), None
    )
    return Surroundings(
        name=row.name,
        unit=row.unit,
        industry=row.industry or "",
        size=row.size or "",
        liaison=named,
        liaisons=tuple(person.id for person in liaisons),
        profile=profile,
    )


class LazyAnswers(Mapping[str, AnswerValue]):
    """A diagnosis's answers as they were when first asked for, looked up one at a time.

    Whoever asks for a third is going through them, and all are fetched at once.
    """

    def __init__(self, turn: TurnTx, diagnosis: int) -> None:
        self._turn = turn
        self._diagnosis = diagnosis
        self._known: dict[str, AnswerValue | None] = {}
        self._complete = False

    def __getitem__(self, question: str) -> AnswerValue:
        if question not in self._known:
            self._look_up(question)
        value = self._known.get(question)
        if value is None:
            raise KeyError(question)
        return value

    def __iter__(self) -> Iterator[str]:
        return (question for question, value in self._all().items() if value is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _look_up(self, question: str) -> None:
        if len(self._known) >= _ONE_AT_A_TIME:
            self._all()
        elif not self._complete:
            value = self._turn.answer(self._diagnosis, question)
            self._known[question] = None if value is None else answer_from_json(value)

    def _all(self) -> dict[str, AnswerValue | None]:
        if not self._complete:
            for question, value in self._turn.answers(self._diagnosis).items():
                self._known.setdefault(question, answer_from_json(value))
            self._complete = True
        return self._known


class PreviousRounds:
    """The answers of the round before, from the second round on; which round that is, is remembered."""

    def __init__(self) -> None:
        self._before: dict[int, int] = {}

    def answers(self, turn: TurnTx, diagnosis: DiagnosisRef) -> Mapping[str, AnswerValue]:
        """The answers of the round before that diagnosis; empty when there was none."""
        enterprise = diagnosis.enterprise_id
        if enterprise is None or diagnosis.round == 1:
            return {}
        before = self._before.get(diagnosis.id)
        if before is None:
            found = turn.latest_diagnosis(diagnosis.pack, enterprise=enterprise)
            if found is None or found.id == diagnosis.id:
                return {}
            if len(self._before) >= _AT_MOST:
                self._before.clear()
            self._before[diagnosis.id] = before = found.id
        return LazyAnswers(turn, before)


def register_answers(questionnaire: Questionnaire, surroundings: Surroundings) -> dict[str, AnswerValue]:
    """What the register already answers, by question id; only what the question's type accepts."""
    found: dict[str, AnswerValue] = {}
    for question in questionnaire.questions:
        value = surroundings.profile.get(question.profile) if question.profile else None
        if value is None:
            continue
        if question.choices and (not isinstance(value, str) or question.choice(value) is None):
            continue
        found[question.id] = value
    return found
