"""Where a person stands in her questionnaire, as she sees it herself: the number, how many, how long."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation import pace
from bot.conversation.interview import Interview, Phase
from bot.services.library import Library
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The question she stands at, `number` of `total`; minutes left at her own pace; only to be handed in."""

    number: int
    total: int
    minutes: int
    ready: bool = False


class Finder:
    """Looks up whereabouts."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def of(self, work: UnitOfWork, person: int, enterprise: int) -> Whereabouts | None:
        """Hers in the enterprise's newest diagnosis; None while she has not begun, or is done."""
        for row in work.interviews.of_person(person):
            diagnosis = work.diagnoses.get(row.diagnosis_id)
            if diagnosis is None or diagnosis.enterprise_id != enterprise:
                continue
            interview = Interview.from_json(row.state)
            pack = self._library.pack(interview.pack, interview.version)
            questionnaire = self._library.questionnaire(pack, interview.locale)
            path = self._library.paths(questionnaire).of(interview.known)
            left = path.total - path.done(interview.status)
            number = path.numbers.get(interview.question or path.open(interview.status), path.total)
            if interview.phase is Phase.SUBMITTED:
                return None
            return Whereabouts(number, path.total, pace.minutes_left(interview, left), ready=left == 0)
        return None
