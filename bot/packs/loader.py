"""Loading a pack: structure at once and strictly, wording of a locale when it is asked for."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from bot.errors import InputError
from bot.packs.building import Wording, build_questionnaire, build_wording, name_standard
from bot.packs.files import Files, FolderFiles, MemoryFiles, content_hash
from bot.packs.meaning.questions import check_questions
from bot.packs.meaning.rules import Rules, check_reach, compile_rules
from bot.packs.meaning.standard import build_standard
from bot.packs.meaning.wording import check_wording, expected_names
from bot.packs.raw import RawExample, RawPack, RawWording
from bot.packs.reading import read, read_examples, read_result_words, read_structure, read_wording
from bot.packs.report import PackError, Report
from bot.packs.writer import render
from bot.questionnaire.model import Questionnaire
from bot.questionnaire.problems import Problem, did_you_mean
from bot.questionnaire.relevance import irrelevant
from scoring.standard import Standard
from scoring.values import Answers


class Pack:
    """One version of a pack, its structure checked. Wording is read and checked on first use.

    Build with `load_pack`, `load_files` or `Pack.from_parts`.
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
        self._words: dict[str, RawWording] = {}
        self._questionnaires: dict[str, Questionnaire] = {}

    @classmethod
    def from_parts(cls, raw: RawPack) -> Pack:
        """A pack from its raw form, exactly as if it had been written to a folder and loaded.

        Raises:
            PackError: something is wrong with it.
        """
        return load_files(MemoryFiles(render(raw)))

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

    def questionnaire(self, locale: str = "") -> Questionnaire:
        """The questionnaire in a locale, the pack's default when none is named.

        Raises:
            InputError: the pack has no such locale.
            PackError: the wording is incomplete or unreadable.
        """
        locale = self._known(locale)
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
        words = None if indicator_names else self._result_words(self._known(locale))
        return name_standard(self._standard, words or self.raw_wording(locale))

    def wording(self, locale: str = "") -> Wording:
        """How results are said in a locale, the default when none is named; errors as `questionnaire`."""
        locale = self._known(locale)
        return build_wording(self.raw_wording(locale), locale)

    def relevance(self, answers: Answers) -> frozenset[str]:
        """Ids of the questions that are not asked for these answers."""
        return irrelevant(self.structure.questions, answers)

    @cached_property
    def examples(self) -> tuple[RawExample, ...]:
        """The worked examples."""
        report = Report()
        found = read_examples(self._files, report)
        report.raise_any()
        return found

    def raw_wording(self, locale: str) -> RawWording:
        """The words of a locale as written; errors as `questionnaire`."""
        locale = self._known(locale)
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

    def _known(self, locale: str) -> str:
        if locale and locale not in self.locales:
            remedy = did_you_mean(locale, self.locales) or f"It has {', '.join(self.locales)}."
            raise InputError(f"{self.id} {self.version} has no locale “{locale}”. {remedy}")
        return locale or self.default_locale


def load_pack(folder: Path) -> Pack:
    """Load the pack in a version folder.

    Raises:
        PackError: its structure is wrong; carries every problem. Wording problems come out on first use, and
            `check` finds all of them and more.
    """
    return load_files(FolderFiles(folder))


def load_files(files: Files) -> Pack:
    """Load a pack from its files, as `load_pack`."""
    report = Report()
    raw = read_structure(files, report)
    report.raise_any()
    if raw is None:  # pragma: no cover - the reason has been raised above
        raise PackError(())
    rules, standard = _mean(raw, report)
    report.raise_any()
    return Pack(files, raw, rules, standard)


def check(folder: Path) -> list[Problem]:
    """Everything wrong with the pack in a folder: shape, meaning, every locale, worked examples."""
    return check_files(FolderFiles(folder))


def check_files(files: Files) -> list[Problem]:
    """Everything wrong with a pack, as `check`."""
    report = Report()
    raw = read(files, report)
    if raw is None or report.damaged:
        return report.problems
    rules, standard = _mean(raw, report)
    if not any(problem.code.startswith("PACK-RULE") for problem in report.problems):
        check_reach(raw, rules, report)
    for words in raw.wording.values():
        check_wording(raw, words, report)
    if not report.problems:
        _check_examples(raw, rules, standard, report)
    return report.problems


def _mean(raw: RawPack, report: Report) -> tuple[Rules, Standard | None]:
    check_questions(raw, report)
    return compile_rules(raw, report), build_standard(raw, report)


def _check_examples(raw: RawPack, rules: Rules, standard: Standard | None, report: Report) -> None:
    from bot.packs.meaning.examples import check_example  # noqa: PLC0415 - scoring is slow to load, and rare here

    structure = build_questionnaire(raw, rules, None, "")
    for example in raw.examples:
        check_example(example, structure, standard, report)
