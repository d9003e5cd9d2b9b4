"""A conversation over the console channel: the whole application on a database of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import Core, build_core
from bot.channels.console import NAME, line
from bot.clock import Clock
from bot.config import Config
from bot.conversation.prompt import Prompt
from bot.errors import WenzhenError
from scoring.rounding import shown
from storage.json_text import Json

ACCOUNT = "you"


@dataclass(frozen=True, slots=True)
class Finished:
    """A submitted diagnosis; `score` is rounded down for showing."""

    diagnosis: int
    score: float
    level: int
    level_name: str
    grade: int
    grade_name: str


class Play:
    """One person at the terminal. `inputs` are the lines she typed, in order."""

    def __init__(self, core: Core, locale: str, account: str = ACCOUNT) -> None:
        self.core = core
        self.inputs: list[str] = []
        self.locale = locale
        self._account = account
        self._turns = 0

    def say(self, text: str) -> tuple[Prompt, ...]:
        """Type one line (an empty one opens the chat); what comes back."""
        self._turns += 1
        if text:
            self.inputs.append(text)
        message = line(text, self._turns, self._account, self.core.clock.now(), self.locale)
        return self.core.inbound.handle(message).prompts

    def open(self, code: str) -> tuple[Prompt, ...]:
        """Open the chat with an invitation's code; what comes back."""
        self._turns += 1
        empty = line("", self._turns, self._account, self.core.clock.now(), self.locale)
        return self.core.inbound.handle(replace(empty, code=code)).prompts

    @property
    def turns(self) -> int:
        """Lines so far."""
        return self._turns

    def answers(self) -> dict[str, Json]:
        """The answers given so far, by question id."""
        diagnosis = self.diagnosis()
        if diagnosis is None:
            return {}
        with self.core.database.read() as work:
            return work.diagnoses.answers(diagnosis)

    def diagnosis(self) -> int | None:
        """The diagnosis she is answering, or None before it began."""
        with self.core.database.read() as work:
            person = work.people.at(NAME, self._account)
            interview = work.interviews.active(person.id) if person else None
            return interview.diagnosis_id if interview else None

    def result(self) -> Finished:
        """The result of the diagnosis she answered.

        Raises:
            WenzhenError: it is not submitted.
        """
        with self.core.database.read() as work:
            row = work.diagnoses.get(self.diagnosis() or 0)
            if row is None or row.score is None:
                raise WenzhenError("The diagnosis has no result yet.")
            words = self.core.library.pack(row.pack, row.pack_version).wording(self.locale)
            level, grade = words.levels.get(row.level or 0), words.grades.get(row.grade or 0)
            return Finished(
                row.id,
                float(shown(Fraction(row.score))),
                row.level or 0,
                level.name if level else "",
                row.grade or 0,
                grade.name if grade else "",
            )


@contextmanager
def own_core(pack: str, clock: Clock | None = None, config: Config | None = None) -> Iterator[Core]:
    """The application on an empty database that is gone afterwards."""
    with TemporaryDirectory(prefix="wenzhen-") as folder:
        base = config or Config()
        config = replace(
            base,
            packs=replace(base.packs, default=pack),
            database=replace(
                base.database,
                url=f"sqlite:///{Path(folder) / 'play.db'}",
                files=str(Path(folder) / "files"),
            ),
        )
        core = build_core(config, clock=clock)
        try:
            yield core
        finally:
            core.close()
