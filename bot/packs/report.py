"""Problems as they are found, and the error that carries them all."""

from __future__ import annotations

from collections.abc import Iterable

from bot.errors import InputError
from bot.packs.places import Place
from bot.questionnaire.problems import Problem

# After these the rest of the pack is still worth checking; after any other shape problem it is not.
_HARMLESS = frozenset({"PACK-FILE-002", "PACK-FILE-004", "PACK-SHAPE-001", "PACK-SHAPE-008"})


class PackError(InputError):
    """A pack cannot be used; `problems` lists everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Report:
    """Collects problems; `texts` are the files read so far, for the line numbers."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.texts: dict[str, str] = {}
        self.damaged = False  # something could not be read at all

    def add(self, code: str, place: Place, message: str, remedy: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(place.said(self.texts.get(place.file, "")), code, message, remedy))
        if code.startswith(("PACK-FILE", "PACK-SHAPE")) and code not in _HARMLESS:
            self.damaged = True

    def raise_any(self) -> None:
        """Raise PackError when anything has been noted."""
        if self.problems:
            raise PackError(self.problems)
