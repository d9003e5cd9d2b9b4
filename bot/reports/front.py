"""The beginning of a report: who was diagnosed, with what, how, on what basis, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from bot.reports.asked import Asked
from bot.reports.facts import ReportInput
from bot.reports.phrases import Phrases
from bot.reports.plain import narrowed, one_line
from bot.reports.views import (
    BasisView,
    DraftView,
    EnterpriseView,
    FactView,
    MethodView,
    PackView,
    VerificationView,
)

_LONGEST_NAME = 100  # far above any registered name; longer ones are attacks or accidents
_LONGEST_SHORT = 24
_WIDEST_SHORT = 44  # half of a page header; a Chinese character counts two
_NAMED_AUTHORS = 3


@dataclass(frozen=True)
class Front:
    """The beginning of one report."""

    facts: ReportInput
    phrases: Phrases
    asked: Asked

    def enterprise(self) -> EnterpriseView:
        """Who was diagnosed."""
        known = self.facts.enterprise
        return {
            "name": one_line(known.name, _LONGEST_NAME) or self.phrases.say("unnamed"),
            "short": narrowed(one_line(known.name, _LONGEST_NAME), _WIDEST_SHORT),
            "code": one_line(known.code, _LONGEST_SHORT),
            "industry": one_line(known.industry, _LONGEST_SHORT),
            "district": one_line(known.district, _LONGEST_SHORT),
            "size": one_line(known.size, _LONGEST_SHORT),
        }

    def known_facts(self) -> list[FactView]:
        """What else is known of the enterprise, each with its label."""
        known = self.enterprise()
        labelled: list[tuple[str, str]] = [
            ("code", known["code"]),
            ("industry", known["industry"]),
            ("district", known["district"]),
            ("size", known["size"]),
        ]
        return [
            {"label": self.phrases.say(f"fact.{key}"), "value": value} for key, value in labelled if value
        ]

    def pack(self) -> PackView:
        """The questionnaire and standard."""
        asked, wording = self.facts.questionnaire, self.facts.wording
        return {
            "id": asked.id,
            "version": asked.version,
            "title": wording.title or asked.title,
            "status": wording.status_name or self.phrases.say(f"pack_status.{asked.status}"),
            "licence": asked.licence or "—",
            "source": " ".join(asked.source.split()) or "—",
            "note": wording.standard_note or self.phrases.say(f"pack_note.{asked.status}"),
        }

    def basis(self) -> BasisView:
        """What the result rests on."""
        verified = self.facts.verified
        if verified is None:
            return {
                "name": self.phrases.say("basis.self"),
                "sentence": self.phrases.say("basis.self_sentence"),
                "is_verified": False,
            }
        by = one_line(verified.by, _LONGEST_NAME)
        sentence = self.phrases.say("basis.verified_sentence", by=by, on=self.phrases.date(verified.on))
        return {"name": self.phrases.say("basis.verified"), "sentence": sentence, "is_verified": True}

    def draft(self) -> DraftView:
        """How a draft is marked; empty marks when the diagnosis is finished."""
        if self.facts.finished:
            return {"mark": "", "sentence": "", "missing": []}
        titles = {section.id: section.title for section in self.facts.questionnaire.sections}
        missing = self.asked.missing
        return {
            "mark": self.phrases.say("draft.mark"),
            "sentence": self.phrases.say(
                "draft.sentence" if missing else "draft.complete", count=len(missing)
            ),
            "missing": [
                {
                    "number": str(self.asked.numbers[question.id]),
                    "section": titles.get(question.section, ""),
                    "question": question.text,
                }
                for question in missing
            ],
        }

    def verification(self) -> VerificationView:
        """How the report can be checked."""
        known = self.facts.verification
        if known is None:
            return {"code": "", "address": "", "sentence": ""}
        return {
            "code": known.code,
            "address": known.address,
            "sentence": self.phrases.say("verification.sentence"),
        }

    def method(self) -> MethodView:
        """How the diagnosis was made."""
        phrases, asked = self.phrases, self.asked
        missing, waived = asked.missing, asked.not_applicable
        counts = phrases.say(
            "method.counts",
            asked=len(asked.questions),
            answered=len(asked.questions) - len(missing) - len(waived),
            skipped=len(missing),
            waived=len(waived),
        )
        skipped = "".join([
            phrases.say("method.skipped", questions=asked.numbered(missing, phrases)) if missing else "",
            phrases.say("method.waived", questions=asked.numbered(waived, phrases)) if waived else "",
        ])  # fmt: skip
        variant = self.facts.wording.variants.get(self.facts.assessment.variant)
        scoring = phrases.say("method.scoring", best=self.phrases.best())
        if variant:
            scoring += phrases.say("method.variant", name=variant.name)
        return {"people": self._people(), "counts": counts, "scoring": scoring, "skipped": skipped}

    def _people(self) -> str:
        given = [self.facts.answers[q.id] for q in self.asked.questions if q.id in self.facts.answers]
        authors = list(dict.fromkeys(one_line(one.by, _LONGEST_SHORT) for one in given if one.by))
        moments = sorted(one.at for one in given if one.at)
        if not authors or not moments:
            return self.phrases.say("method.people_unknown", on=self.phrases.date(self.facts.on))
        first, last = (self.phrases.moment(at)[:10] for at in (moments[0], moments[-1]))
        when = self.phrases.say("method.days" if first != last else "method.day", first=first, last=last)
        names = self.phrases.join(authors[:_NAMED_AUTHORS])
        key = "method.people" if len(authors) <= _NAMED_AUTHORS else "method.people_more"
        return self.phrases.say(key, when=when, names=names, count=len(authors))
