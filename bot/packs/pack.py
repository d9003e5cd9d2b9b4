"""A pack in use: its questionnaire and standard in any of its locales, and scoring under it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from bot.errors import InputError
from bot.packs.building import Wording, build_questionnaire, build_wording, name_standard
from bot.packs.files import Files, content_hash
from bot.packs.meaning.rules import Rules
from bot.packs.meaning.wording import check_wording, expected_names
from bot.packs.raw import RawExample, RawPack, RawWording
from bot.packs.reading import read_examples, read_result_words, read_wording
from bot.packs.report import PackError, Report
from bot.questionnaire.model import Questionnaire
from bot.questionnaire.problems import Problem, did_you_mean
from bot.questionnaire.relevance import irrelevant
from scoring.assessment import Assessment
from scoring.engine import assess
from scoring.errors import StandardError
from scoring.plan import Plan, prepare
from scoring.standard import Standard
from scoring.values import Answers


class Pack:
    """One version of a pack, its structure checked. Wording is read and checked on first use.

    `bot.packs.loader` makes them.
    """

    def __init__(self, files: Files, raw: RawPack, rules: Rules, standard: Standard | None) -> None:
        head = raw.head
        self.id = head.id
        self.version = head.version
        self.status = head.status
        self.source = head.source
        self.licence = head.licence
        self.default_locale = head.default_locale
        self.locales = head.locales
        self.sections = head.sections
        self.industries = head.industries
        self.raw = raw  # structure only; `raw_wording` has the words
        self._files = files
        self._rules = rules
        self._standard = standard
        self._plans: dict[tuple[str, bool], Plan] = {}
        self._words: dict[str, RawWording] = {}
        self._questionnaires: dict[str, Questionnaire] = {}

    @property
    def scored(self) -> bool:
        """Whether it has a standard; otherwise it is asked and not scored."""
        return self._standard is not None

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 (hex) of everything in the pack, wording and examples included."""
        return content_hash(self._files)

    @cached_property
    def structure(self) -> Questionnaire:
        """The questionnaire without wording: ids and keys stand for themselves. Reads no locale file."""
        return build_questionnaire(self.raw, self._rules, None, "")

    def known_locale(self, locale: str = "") -> str:
        """The locale named, or the default when none is.

        Raises:
            InputError: the pack has no such locale.
        """
        if locale and locale not in self.locales:
            remedy = did_you_mean(locale, self.locales) or f"It has {', '.join(self.locales)}."
            raise InputError(f"{self.id} {self.version} has no locale “{locale}”. {remedy}")
        return locale or self.default_locale

    def questionnaire(self, locale: str = "") -> Questionnaire:
        """The questionnaire in a locale, the pack's default when none is named.

        Raises:
            InputError: the pack has no such locale.
            PackError: the wording is incomplete or unreadable.
        """
        locale = self.known_locale(locale)
        if locale not in self._questionnaires:
            words = self.raw_wording(locale)
            self._questionnaires[locale] = build_questionnaire(self.raw, self._rules, words, locale)
        return self._questionnaires[locale]

    def standard(self, locale: str = "", *, indicator_names: bool = True) -> Standard:
        """The standard; with a locale, its names are filled in.

        Without `indicator_names` the questions' wording is left unread where the locale keeps the names of
        results in a file of their own.

        Raises:
            InputError: the pack is not scored, or has no such locale.
            PackError: the wording is incomplete or unreadable.
        """
        if self._standard is None:
            raise InputError(f"{self.id} {self.version} has no standard: it is asked and not scored.")
        if not locale:
            return self._standard
        words = None if indicator_names else self._result_words(self.known_locale(locale))
        return name_standard(self._standard, words or self.raw_wording(locale))

    def wording(self, locale: str = "") -> Wording:
        """How results are said in a locale, the default when none is named; errors as `questionnaire`."""
        locale = self.known_locale(locale)
        return build_wording(self.raw_wording(locale), locale)

    def relevance(self, answers: Answers) -> frozenset[str]:
        """Ids of the questions that are not asked for these answers."""
        return irrelevant(self.structure.questions, answers)

    def assess(self, answers: Answers, locale: str = "", *, indicator_names: bool = True) -> Assessment:
        """Score checked answers, with names in a locale if one is given; errors as `standard`.

        `unanswered` lists every question that is asked for these answers and has none, scored or not, in
        asking order.
        """
        out = self.relevance(answers)
        assessment = assess(self.plan(locale, indicator_names=indicator_names), answers, irrelevant=out)
        missing = (one.id for one in self.structure.questions if one.id not in out and one.id not in answers)
        return replace(assessment, unanswered=tuple(missing))

    def plan(self, locale: str = "", *, indicator_names: bool = True) -> Plan:
        """The standard made ready for scoring, kept for the next call; as `standard`."""
        key = (locale, indicator_names)
        if key not in self._plans:
            try:
                self._plans[key] = prepare(self.standard(locale, indicator_names=indicator_names))
            except StandardError as error:
                raise PackError(_refused(error)) from error
        return self._plans[key]

    @cached_property
    def examples(self) -> tuple[RawExample, ...]:
        """The worked examples."""
        report = Report()
        found = read_examples(self._files, report)
        report.raise_any()
        return found

    def raw_wording(self, locale: str) -> RawWording:
        """The words of a locale as written; errors as `questionnaire`."""
        locale = self.known_locale(locale)
        if locale not in self._words:
            report = Report()
            words = read_wording(self._files, locale, report)
            if not report.damaged:
                check_wording(self.raw, words, report)
            report.raise_any()
            self._words[locale] = words
        return self._words[locale]

    def _result_words(self, locale: str) -> RawWording | None:
        """The names of levels and grades without the rest, or None when their own file lacks some."""
        report = Report()
        words = read_result_words(self._files, locale, report)
        report.raise_any()
        needed = expected_names(self.raw)
        complete = set(needed["level"]) <= set(words.level) and set(needed["grade"]) <= set(words.grade)
        return words if complete and words.standard_note else None


def _refused(error: StandardError) -> Iterable[Problem]:
    """The scoring engine's own objections; `bot.packs.meaning` should have said them better before."""
    remedy = "Correct the standard."
    return (Problem("standard.toml", "PACK-STANDARD-015", message, remedy) for message in error.problems)
