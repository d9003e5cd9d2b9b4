"""Carrying out what a turn of an interview decided, inside the turn's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from bot.conversation.definition import Definition
from bot.conversation.effects import (
    CancelTimer,
    Consented,
    ConsentRefused,
    Effect,
    Feedback,
    HandOver,
    KeepEvidence,
    NewRound,
    Reopened,
    ResultWanted,
    SaveAnswer,
    Say,
    SetTimer,
    Submit,
    Withdrawn,
)
from bot.conversation.prompt import Prompt
from bot.packs.pack import Pack
from bot.services.judging import Judged
from bot.services.notice_people import choose, chosen_by
from bot.services.stopping import stop
from bot.services.surroundings import Surroundings
from bot.services.telling import tell_all
from scoring.values import answer_to_json
from storage.turns import DiagnosisRef, InterviewRef, PersonRef, TurnTx

CONSENT_VERSION = "2026-11"  # of the consent text; a new text asks anew
ERASE = "erase"
ERASE_AFTER = timedelta(minutes=5)
TIMER = "interview"  # the kind of the timers an interview sets; their scope is the interview's own kind


@dataclass(frozen=True, slots=True)
class Place:
    """Where one turn happens: the rows it works on and the moment."""

    turn: TurnTx
    person: PersonRef
    interview: InterviewRef
    diagnosis: DiagnosisRef
    channel: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Scene:
    """A place and everything that is known there; `judged` is the result, where it was worked out before."""

    place: Place
    pack: Pack
    surroundings: Surroundings
    definition: Definition
    judged: Judged | None = None


def carry_out(effect: Effect, scene: Scene) -> None:  # noqa: C901 - one branch an effect
    """Do one thing. What is said, submitted or shown again is the caller's (`Interviewing`)."""
    place, turn = scene.place, scene.place.turn
    match effect:
        case Say() | Submit() | ResultWanted() | Reopened() | NewRound():
            pass
        case SaveAnswer(question=question, value=value):
            turn.save_answer(
                place.diagnosis.id,
                question,
                answer_to_json(value),
                author=place.person.id,
                channel=place.channel,
                at=place.now,
            )
        case KeepEvidence():
            _keep_evidence(effect, place)
        case Consented():
            turn.record_consent(place.person.id, CONSENT_VERSION, place.now)
            turn.cancel_timer(kind=ERASE, subject=str(place.person.id))  # she had withdrawn, and is back
            if chosen_by(turn.work, place.person.id)[1]:
                choose(turn.work, place.person.id, reminders=True)
        case ConsentRefused():
            turn.record_consent(place.person.id, None, place.now)
            stop(turn.work, place.person.id)
            _tell_liaisons("enrolment.refused_consent", scene)
        case Withdrawn():
            _withdraw(place)
            _tell_liaisons("enrolment.withdrew", scene)
        case HandOver(note=note):
            _tell_liaisons("enrolment.handover", scene, note=note)
        case SetTimer(kind=kind, after=after):
            subject = str(place.interview.id)
            turn.cancel_timer(kind=TIMER, subject=subject, scope=kind)
            turn.put_timer(kind=TIMER, subject=subject, scope=kind, due=place.now + after)
        case CancelTimer(kind=kind):
            turn.cancel_timer(kind=TIMER, subject=str(place.interview.id), scope=kind)
        case Feedback(question=question, text=text):
            turn.work.diagnoses.add_feedback(
                place.diagnosis.id, question or None, text, at=place.now, by=place.person.id
            )
        case _:
            assert_never(effect)


def _keep_evidence(effect: KeepEvidence, place: Place) -> None:
    diagnoses = place.turn.work.diagnoses
    diagnoses.register_file(effect.sha256, effect.size, effect.media_type, place.now)
    diagnoses.add_evidence(
        place.diagnosis.id, effect.question, effect.sha256, effect.name, at=place.now, by=place.person.id
    )


def _withdraw(place: Place) -> None:
    """Forget the person; an enterprise's answers stay without her name, a try-out counts no more.

    The erasing itself comes a little later, as a timer: her address is still needed for the good-bye.
    """
    turn = place.turn
    turn.record_consent(place.person.id, None, place.now)
    stop(turn.work, place.person.id)
    turn.cancel_timer(kind=TIMER, subject=str(place.interview.id))
    turn.put_timer(kind=ERASE, subject=str(place.person.id), scope="", due=place.now + ERASE_AFTER)
    if place.diagnosis.enterprise_id is None:
        turn.withdraw_diagnosis(place.diagnosis.id, place.now)


def _tell_liaisons(key: str, scene: Scene, **fields: object) -> None:
    """Put a message to each liaison of the enterprise's street, else of its unit, into the outbox."""
    place = scene.place
    tell_all(
        place.turn,
        scene.surroundings.liaisons,
        f"handover:{place.interview.id}:{place.interview.revision}",
        lambda words: Prompt(words.say(key, enterprise=scene.surroundings.name, **fields)),
        place.now,
    )
