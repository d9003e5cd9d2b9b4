"""The packs in use: loaded once, found again by what an interview pinned."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from statistics import median
from threading import Lock

from bot.conversation.path import Paths
from bot.packs import catalog
from bot.packs.loader import load_pack
from bot.packs.pack import Pack
from bot.questionnaire.model import Questionnaire
from scoring.plan import Plan, prepare

FALLBACK = "zh-CN"


class Library:
    """Packs by id and version. Safe to share between threads; what it returns is never changed."""

    def __init__(self, default: str) -> None:
        """`default` is the questionnaire of new diagnoses: an id, id@version or a folder."""
        self._configured = self._default = default
        self._lock = Lock()
        self._packs: dict[tuple[str, str], Pack] = {}
        self._paths: dict[int, Paths] = {}

    def default(self) -> Pack:
        """The pack of new diagnoses.

        Raises:
            PackError: it has problems; every one is listed.
        """
        return self._load(catalog.find(self._default))

    def choose(self, spec: str) -> None:
        """Give new diagnoses another version, or with an empty one what was configured."""
        self._default = spec or self._configured

    def pack(self, pack: str, version: str) -> Pack:
        """The pack an interview pinned.

        Raises:
            PackError: it is no longer there, or has problems.
        """
        with self._lock:
            known = self._packs.get((pack, version))
        return known or self._load(catalog.find(f"{pack}@{version}"))

    def _load(self, folder: Path) -> Pack:
        pack = _loaded(folder)
        with self._lock:
            self._packs[pack.id, pack.version] = pack
        return pack

    def questionnaire(self, pack: Pack, locale: str) -> Questionnaire:
        """The questionnaire in that locale, or in the pack's own where it has no such one."""
        return pack.questionnaire(locale if locale in pack.locales else pack.default_locale)

    def paths(self, questionnaire: Questionnaire) -> Paths:
        """The paths of one of this library's questionnaires, shared by all its interviews."""
        # Packs keep their questionnaires, so an object's identity names it for the life of the process.
        with self._lock:
            if id(questionnaire) not in self._paths:
                self._paths[id(questionnaire)] = Paths(questionnaire)
            return self._paths[id(questionnaire)]


@cache
def _loaded(folder: Path) -> Pack:
    return load_pack(folder)


def usual_length(pack: Pack) -> int:
    """How many questions an enterprise is asked in all, the median of the industries."""
    questions = pack.structure.questions
    branching = next((one for one in questions if one.profile == "industry" and one.choices), None)
    answered = [{branching.id: choice.key} for choice in branching.choices] if branching else [{}]
    return int(median(len(questions) - len(pack.relevance(answers)) for answers in answered))


@lru_cache(maxsize=64)
def plan_of(pack: Pack) -> Plan:
    """The prepared scoring plan of a pack's standard."""
    return prepare(pack.standard())
