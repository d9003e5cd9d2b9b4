"""Timers of interviews and people: the nudge after a pause, and the erasing after a withdrawal."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime

from bot import messages
from bot.conversation import engine
from bot.conversation.definition import Definition, Keeper
from bot.conversation.inputs import Reminded
from bot.conversation.interview import Interview
from bot.conversation.prompt_json import prompt_to_json
from bot.questionnaire.understanding import interpret_confirmation, understand
from bot.services import colleagues
from bot.services.campaigning import Campaigning
from bot.services.erasing import erase_person
from bot.services.library import Library
from bot.services.notice_people import Recipient, read_recipients
from scoring.values import answer_from_json
from storage.engine import Database
from storage.models.enterprise import Standing
from storage.models.interview import Interview as Row
from storage.repositories.timers import ClaimedTimer
from storage.unit_of_work import UnitOfWork


class Reminding:
    """What happens when an interview's timer or an erasing is due."""

    def __init__(
        self,
        database: Database,
        library: Library,
        keeper: Keeper,
        channels: Collection[str],
        campaigning: Campaigning | None = None,
    ) -> None:
        """`channels` are those a message can be sent on by itself.

        With a campaign its hours, its week's allowance and what people chose hold for nudges too.
        """
        self._database = database
        self._library = library
        self._keeper = keeper
        self._channels = channels
        self._campaigning = campaigning

    def nudge(self, timer: ClaimedTimer, now: datetime) -> None:
        """Remind a person where she is, by the best way to her that is open, if there is one."""
        self._database.write(lambda work: self._nudge(work, timer, now))

    def erase(self, timer: ClaimedTimer, now: datetime) -> None:
        """Erase a person who withdrew."""
        self._database.write(lambda work: erase_person(work, int(timer.subject), now, why="asked"))

    def _nudge(self, work: UnitOfWork, timer: ClaimedTimer, now: datetime) -> None:
        row = work.interviews.locked(int(timer.subject))
        if row is None or not row.active:
            return
        diagnosis = work.diagnoses.get(row.diagnosis_id)
        recipient = read_recipients(work, [row.person_id], now, self._channels, brief=False)[row.person_id]
        interview = Interview.from_json(row.state)
        handed_in = diagnosis.submitted_at if diagnosis else None
        if recipient.address is None or colleagues.closed(interview, handed_in) is not interview:
            return
        if diagnosis is not None and _out(work, diagnosis.enterprise_id):
            return
        if not self._may(work, recipient, timer, now):
            return
        turn = engine.resume(interview, Reminded(timer.scope), self._definition(work, row, interview), now)
        row.state, row.revision, row.updated_at = turn.interview.to_json(), row.revision + 1, now
        for place, say in enumerate(turn.says):
            work.outbox.put(
                key=f"nudge:{timer.id}:{place}",
                address=recipient.address,
                prompt=json.dumps(prompt_to_json(say.prompt), ensure_ascii=False),
                kind="nudge",
                due=now,
                at=now,
            )

    def _may(self, work: UnitOfWork, recipient: Recipient, timer: ClaimedTimer, now: datetime) -> bool:
        """Whether she may be nudged now; at night and on days off the timer is set anew for the next day."""
        if self._campaigning is None:
            return True
        if not self._campaigning.awake(now):
            later = self._campaigning.next_awake(now)
            work.timers.put(kind=timer.kind, subject=timer.subject, scope=timer.scope, due=later)
            return False
        local = now.astimezone(self._campaigning.zone)
        allowed = self._campaigning.campaign.reminders_per_week
        return not (
            recipient.reminders_stopped
            or recipient.reminded_on(local)
            or recipient.reminded_in_week(local) >= allowed
        )

    def _definition(self, work: UnitOfWork, row: Row, interview: Interview) -> Definition:
        pack = self._library.pack(interview.pack, interview.version)
        questionnaire = self._library.questionnaire(pack, interview.locale)
        stored = work.diagnoses.answers(row.diagnosis_id)
        return Definition(
            questionnaire=questionnaire,
            messages=messages.load(questionnaire.locale),
            understand=understand,
            interpret=interpret_confirmation,
            content_hash=pack.content_hash,
            answers={question: answer_from_json(value) for question, value in stored.items()},
            keeper=self._keeper,
            shared_paths=self._library.paths(questionnaire),
        )


def _out(work: UnitOfWork, enterprise: int | None) -> bool:
    """Whether its liaison marked the enterprise as refusing, closed or moved."""
    found = work.enterprises.get(enterprise) if enterprise is not None else None
    return found is not None and found.standing is not Standing.ACTIVE
