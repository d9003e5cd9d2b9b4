"""The Word report of a diagnosis: gathered from what is stored, rendered, kept under its hash, sent."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

from bot import messages
from bot.clock import local_date
from bot.conversation.prompt import Attachment, AttachmentKind, Prompt, PromptKind
from bot.conversation.prompt_json import prompt_to_json
from bot.packs.pack import Pack
from bot.reports.facts import (
    Answered,
    Enterprise,
    Peers,
    ReportInput,
    Verification,
)
from bot.reports.pictures import result_picture
from bot.reports.render import RenderedReport, render_report
from bot.services.access import guard_of
from bot.services.filing import Filing, media_type_of
from bot.services.library import Library, plan_of
from scoring.advice import is_top, shortest_path, single_raises
from scoring.assessment import Assessment
from scoring.canonical import assessment_from_json
from scoring.cohort import Cohort, Suppressed, describe, standing
from scoring.engine import assess
from scoring.values import answer_from_json
from storage.engine import Database
from storage.models.diagnosis import Diagnosis
from storage.models.enterprise import Enterprise as EnterpriseRow
from storage.repositories.timers import ClaimedTimer
from storage.unit_of_work import UnitOfWork

_CODE_BYTES = 8
_MOST_PEERS = 2000  # whose dimensions are compared: more would change no figure and only take time
_LONGEST_NUMBER = 18  # digits of a 64-bit id


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """What an operator decides: own templates by locale, the address of links, the least number of peers."""

    templates: dict[str, Path]
    public_url: str
    minimum_peers: int
    secret: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a genuine report says of itself; the enterprise's name is not told."""

    title: str
    status: str
    version: str
    on: date
    rung: str


class Reporting:
    """Writes reports. Safe to share between threads."""

    def __init__(
        self, database: Database, library: Library, filing: Filing, settings: ReportSettings
    ) -> None:
        self._database = database
        self._library = library
        self._filing = filing
        self._settings = settings

    def render(self, diagnosis: int, locale: str) -> RenderedReport:
        """The report of a diagnosis as it stands; a draft while it is not submitted.

        Raises:
            KeyError: there is no such diagnosis.
        """
        facts = self.facts(diagnosis, locale)
        return render_report(facts, self._settings.templates.get(facts.questionnaire.locale))

    def facts(self, diagnosis: int, locale: str) -> ReportInput:
        """What a report says, gathered from what is stored; errors as `render`."""
        with self._database.read() as work:
            row = work.diagnoses.get(diagnosis)
            if row is None:
                raise KeyError(diagnosis)
            pack = self._library.pack(row.pack, row.pack_version)
            enterprise = work.enterprises.get(row.enterprise_id) if row.enterprise_id else None
            return self._facts(work, row, pack, enterprise, locale)

    def send(self, timer: ClaimedTimer, now: datetime) -> None:
        """Write the report of the timer's diagnosis and queue it, with its picture, for who asked."""
        payload = timer.payload if isinstance(timer.payload, dict) else {}
        locale = str(payload.get("locale", ""))
        facts = self.facts(int(timer.subject), locale)
        with self._database.read() as work:
            row = work.diagnoses.get(int(timer.subject))
        guard = guard_of(row.enterprise_id if row else None)
        report = render_report(facts, self._settings.templates.get(facts.questionnaire.locale))
        words = messages.load(locale)
        day = facts.on.isoformat()
        document = self._kept(
            AttachmentKind.DOCUMENT, words.say("reporting.file", date=day), report.data, guard
        )
        picture = self._kept(
            AttachmentKind.PICTURE, words.say("reporting.picture", date=day), result_picture(facts), guard
        )
        prompt = Prompt(words.say("reporting.ready"), PromptKind.RESULT, attachments=(picture, document))
        address = int(str(payload["address"]))

        def queue(work: UnitOfWork) -> None:
            work.outbox.put(
                key=f"report:{timer.id}",
                address=address,
                prompt=json.dumps(prompt_to_json(prompt), ensure_ascii=False),
                kind="report",
                due=now,
                at=now,
            )
            work.sent_reports.sent(int(timer.subject), address, document.sha256, now)

        self._database.write(queue)

    def _kept(self, kind: AttachmentKind, name: str, content: bytes, guard: str) -> Attachment:
        return Attachment(kind, name, self._filing.store(content, media_type_of(name)), guard=guard)

    def _facts(
        self, work: UnitOfWork, row: Diagnosis, pack: Pack, enterprise: EnterpriseRow | None, locale: str
    ) -> ReportInput:
        questionnaire = self._library.questionnaire(pack, locale)
        words = pack.wording(questionnaire.locale)
        given = {
            one.question_id: Answered(answer_from_json(one.value), "", one.at)
            for one in work.diagnoses.current_answers(row.id)
        }
        answers = {question: one.value for question, one in given.items()}
        stored = work.diagnoses.assessment(row.id)
        plan = plan_of(pack)
        irrelevant = pack.relevance(answers)
        result = assessment_from_json(stored) if stored else assess(plan, answers, irrelevant=irrelevant)
        industry = words.variants.get(enterprise.industry or "") if enterprise else None
        return ReportInput(
            enterprise=Enterprise(
                name=enterprise.name if enterprise else messages.load(locale).say("reporting.no_name"),
                code=(enterprise.credit_code or "") if enterprise else "",
                industry=industry.name if industry else "",
                size=str(enterprise.headcount or "") if enterprise else "",
            ),
            on=local_date(row.submitted_at or row.started_at),
            assessment=result,
            questionnaire=questionnaire,
            wording=words,
            answers=given,
            path=shortest_path(plan, answers, irrelevant),
            is_top=is_top(plan, answers, irrelevant),
            gains=single_raises(plan, answers, irrelevant),
            finished=row.submitted_at is not None,
            verification=self._verification(row),
            peers=self._peers(work, row, enterprise, result, locale) if row.submitted_at else None,
        )

    def _peers(
        self,
        work: UnitOfWork,
        row: Diagnosis,
        enterprise: EnterpriseRow | None,
        result: Assessment,
        locale: str,
    ) -> Peers | None:
        """The enterprises of its industry that had a result when it handed in: later ones change nothing."""
        if enterprise is None:
            return None
        peers = [
            peer
            for peer in work.diagnoses.peers(row.pack, row.pack_version, until=row.submitted_at)
            if peer.enterprise_id != enterprise.id and peer.industry == enterprise.industry
        ]
        scores = [Fraction(peer.score) for peer in peers]
        least = self._settings.minimum_peers
        return Peers(
            who=messages.load(locale).say("reporting.peers"),
            standing=standing(result.score, scores, minimum_peers=least),
            total=describe(scores, minimum_peers=least),
            groups=_groups(work, [peer.diagnosis_id for peer in peers[-_MOST_PEERS:]], least),
        )

    def _verification(self, row: Diagnosis) -> Verification | None:
        if row.submitted_at is None:
            return None
        code = self.code(row)
        return Verification(code, f"{self._settings.public_url}/verify/{code}")

    def code(self, row: Diagnosis) -> str:
        """The verification code of a submitted diagnosis: its number and a keyed digest of its result."""
        said = f"{row.id}:{row.pack}:{row.pack_version}:{row.score}:{row.submitted_at}"
        digest = hmac.new(self._settings.secret.encode(), said.encode(), hashlib.sha256).digest()
        return f"{row.id}-{digest[:_CODE_BYTES].hex().upper()}"

    def verified(self, code: str, locale: str) -> Certificate | None:
        """What the report with that code says as the diagnosis stands today; None when no report has it."""
        number = code.partition("-")[0]
        if not number.isascii() or not number.isdigit() or len(number) > _LONGEST_NUMBER:
            return None
        with self._database.read() as work:
            row = work.diagnoses.get(int(number))
        if row is None or row.submitted_at is None:
            return None
        if not hmac.compare_digest(self.code(row).encode(), code.upper().encode()):
            return None
        pack = self._library.pack(row.pack, row.pack_version)
        words = pack.wording(self._library.questionnaire(pack, locale).locale)
        named = (words.levels.get(row.level or 0), words.grades.get(row.grade or 0))
        return Certificate(
            title=words.title,
            status=words.status_name,
            version=row.pack_version,
            on=local_date(row.submitted_at),
            rung=" · ".join(name.name for name in named if name),
        )


def _groups(work: UnitOfWork, diagnoses: list[int], least: int) -> dict[str, Cohort | Suppressed]:
    """The distributions of the peers' dimension scores; none at all for too few of them."""
    if len(diagnoses) < least:
        return {}
    found: dict[str, list[Fraction]] = {}
    for document in work.diagnoses.assessments(diagnoses):
        assessment = assessment_from_json(document)
        for node in assessment.dimensions:
            if node.share is not None:
                found.setdefault(node.id, []).append(node.share * assessment.scale)
    return {group: describe(scores, minimum_peers=least) for group, scores in found.items()}
