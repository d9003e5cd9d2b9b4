"""One person walking one questionnaire: a frozen state of constant size that round-trips through JSON.

Answers are not in it: they are the host's rows. It knows one character per question, and the values of
those few questions that decide which others are asked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from scoring.values import AnswerValue, answer_from_json, answer_to_json

SCHEMA: Final = 1


class Phase(StrEnum):
    """Where the interview stands. What is being asked back on top of it is `Interview.pending`."""

    CONSENT = "consent"
    REFUSED = "refused"
    ASKING = "asking"
    PAUSED = "paused"
    READY = "ready_to_submit"
    REVIEWING = "reviewing"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


class Query(StrEnum):
    """What is asked back before anything happens."""

    READING = "reading"  # is this what you meant?
    REASON = "reason"  # why does it not apply?
    SECTION = "section"  # take over the whole section from last time?
    STALE = "stale"  # an old button: change that answer?
    RESTART = "restart"
    EARLY = "early"  # submit with open questions?
    REOPEN = "reopen"  # change a submitted diagnosis?
    ROUND = "round"  # a diagnosis anew, beside the submitted one?
    WITHDRAW = "withdraw"
    FEEDBACK = "feedback"  # what do you want to tell us?


class Mark(StrEnum):
    """The one character kept for each question of the questionnaire."""

    OPEN = "."
    ANSWERED = "a"
    SKIPPED = "s"
    NOT_APPLICABLE = "n"
    REVISIT = "r"  # has an answer, and is to be gone over once more


@dataclass(frozen=True, slots=True)
class Pending:
    """Something asked back: about which question and with which value, where that matters."""

    query: Query
    question: str = ""
    value: AnswerValue | None = None


@dataclass(frozen=True, slots=True)
class Interview:
    """The state of one interview. Its size does not depend on how much was answered.

    `content_hash` pins the pack's content. `token` identifies the last asking. `row` and `cells` are the rows
    of the current grid question answered so far. While an earlier answer is being changed, `back` is the
    phase to return to and `back_to` the question. `active_seconds` over `answered_turns` is the person's
    pace. `fruitless` counts turns in a row that moved nothing.
    """

    pack: str
    version: str
    content_hash: str
    locale: str
    status: str
    phase: Phase = Phase.CONSENT
    question: str = ""
    token: str = ""
    attempts: int = 0
    pending: Pending | None = None
    known: Mapping[str, AnswerValue] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)
    back: Phase | None = None
    back_to: str = ""
    page: int = 0
    turn: int = 0
    active_seconds: int = 0
    answered_turns: int = 0
    fruitless: int = 0
    last_turn: datetime | None = None
    submitted: datetime | None = None
    schema: int = SCHEMA

    @property
    def confirming(self) -> bool:
        """Whether a reading of a reply is being asked back."""
        return self.pending is not None and self.pending.query is Query.READING

    def to_json(self) -> str:
        """The state as compact JSON text."""
        return json.dumps(_dump(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Interview:
        """Read what `to_json` wrote.

        Raises:
            ValueError: it is of a schema this version does not know.
        """
        data = json.loads(text)
        if data.get("schema") != SCHEMA:
            raise ValueError(f"interview schema {data.get('schema')!r} is not {SCHEMA}; run “db upgrade”")
        return _load(data)


def _dump(interview: Interview) -> dict[str, Any]:
    pending = interview.pending
    return {
        "schema": interview.schema,
        "pack": interview.pack,
        "version": interview.version,
        "content_hash": interview.content_hash,
        "locale": interview.locale,
        "status": interview.status,
        "phase": interview.phase.value,
        "question": interview.question,
        "token": interview.token,
        "attempts": interview.attempts,
        "pending": [pending.query.value, pending.question, _pack(pending.value)] if pending else None,
        "known": {key: _pack(value) for key, value in interview.known.items()},
        "cells": dict(interview.cells),
        "back": interview.back.value if interview.back else None,
        "back_to": interview.back_to,
        "page": interview.page,
        "turn": interview.turn,
        "active_seconds": interview.active_seconds,
        "answered_turns": interview.answered_turns,
        "fruitless": interview.fruitless,
        "last_turn": _moment(interview.last_turn),
        "submitted": _moment(interview.submitted),
    }


def _load(data: dict[str, Any]) -> Interview:
    pending = data["pending"]
    return Interview(
        **{
            **data,
            "phase": Phase(data["phase"]),
            "back": Phase(data["back"]) if data["back"] else None,
            "pending": Pending(Query(pending[0]), pending[1], _unpack(pending[2])) if pending else None,
            "known": {key: _unpack(value) for key, value in data["known"].items()},
            "last_turn": _read_moment(data["last_turn"]),
            "submitted": _read_moment(data["submitted"]),
        }
    )


def _pack(value: AnswerValue | None) -> Any:  # noqa: ANN401 - JSON data
    # A number goes as text under a key no grid uses, so that no digit is lost on the way.
    if isinstance(value, Decimal):
        return {"#": str(value)}
    return None if value is None else answer_to_json(value)


def _unpack(data: Any) -> AnswerValue | None:  # noqa: ANN401 - JSON data
    match data:
        case None:
            return None
        case {"#": number}:
            return Decimal(number)
        case _:
            return answer_from_json(data)


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _read_moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
