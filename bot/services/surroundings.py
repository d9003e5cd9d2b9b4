"""What an interview needs to know of its enterprise: the name, the liaison, the register's answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from threading import Lock

from bot.conversation.definition import Liaison
from bot.questionnaire.model import Questionnaire
from scoring.values import AnswerValue, answer_from_json
from storage.models.person import Person
from storage.turns import TurnTx

_KEPT_FOR = timedelta(seconds=60)  # register changes show after a minute; a turn need not ask each time
_AT_MOST = 10_000


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
    """Remembers enterprises for a minute, so that a turn costs no query for what hardly changes."""

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
    liaisons = _liaisons(turn, row.street, row.unit)
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


def _liaisons(turn: TurnTx, street: str | None, unit: str) -> list[Person]:
    """The liaisons of the enterprise's street, or of its unit where the street has none."""
    for scope in (street, unit):
        grants = turn.work.access.holders("unit", scope, "liaison") if scope else []
        people = [turn.work.people.get(grant.person_id) for grant in grants]
        if people:
            return [person for person in people if person is not None]
    return []


class LazyAnswers(Mapping[str, AnswerValue]):
    """A diagnosis's current answers, looked up one at a time and only when asked for."""

    def __init__(self, turn: TurnTx, diagnosis: int) -> None:
        self._turn = turn
        self._diagnosis = diagnosis

    def __getitem__(self, question: str) -> AnswerValue:
        value = self._turn.answer(self._diagnosis, question)
        if value is None:
            raise KeyError(question)
        return answer_from_json(value)

    def __iter__(self) -> Iterator[str]:
        return iter(self._turn.answers(self._diagnosis))

    def __len__(self) -> int:
        return len(self._turn.answers(self._diagnosis))


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
