"""A conversation over the console channel: the whole application on a database of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import Core, build_core
from bot.channels.console import NAME, line
from bot.clock import Clock
from bot.config import Config
from bot.conversation.prompt import Prompt
from storage.json_text import Json

ACCOUNT = "you"


class Play:
    """One person at the terminal. `inputs` are the lines she typed, in order."""

    def __init__(self, core: Core, locale: str, account: str = ACCOUNT) -> None:
        self.core = core
        self.inputs: list[str] = []
        self._locale = locale
        self._account = account
        self._turns = 0

    def say(self, text: str) -> tuple[Prompt, ...]:
        """Type one line (an empty one opens the chat); what comes back."""
        self._turns += 1
        if text:
            self.inputs.append(text)
        message = line(text, self._turns, self._account, self.core.clock.now(), self._locale)
        return self.core.inbound.handle(message).prompts

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
