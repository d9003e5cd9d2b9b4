"""A database whose turns can be made to die between any two steps, as a killed process would."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from storage.engine import Database
from storage.turns import Rescue, TurnTx

T = TypeVar("T")


class Killed(BaseException):
    """The process is gone. No `Exception`, so that nothing of ours can catch it and go on."""


@dataclass(frozen=True)
class Saved:
    """One answer that a turn stored."""

    diagnosis: int
    question: str
    value: Any


@dataclass
class Crashing:
    """Wraps a database. `steps` is how many steps the next turn gets before it dies; None: all it wants.

    `saved` are the answers of the turns that were committed.
    """

    database: Database
    steps: int | None = None
    saved: list[Saved] = field(default_factory=list)
    turns: int = 0

    def turn(self, fn: Callable[[TurnTx], T], rescue: Rescue[T] | None = None) -> Future[T]:
        steps, self.steps = self.steps, None
        watched: list[_Watched] = []

        def run(turn: TurnTx) -> T:
            watched[:] = [_Watched(turn, steps)]
            result = fn(cast("TurnTx", watched[0]))
            watched[0].step()  # the last thing before the commit
            return result

        future = self.database.turn(run, rescue)
        future.add_done_callback(lambda done: self._note(done, watched))
        return future

    def turn_here(self, fn: Callable[[TurnTx], T], rescue: Rescue[T] | None = None) -> T:
        return self.turn(fn, rescue).result()

    def _note(self, done: Future[Any], watched: list[_Watched]) -> None:
        self.turns += 1
        if done.exception() is None and not getattr(done.result(), "failed", False):
            self.saved += watched[0].saved

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the database has
        return getattr(self.database, name)


class _Watched:
    """A turn that counts its steps, notes the answers it stores, and dies when its steps are used up."""

    def __init__(self, turn: TurnTx, steps: int | None) -> None:
        self._turn = turn
        self._left = steps
        self.saved: list[Saved] = []

    def step(self) -> None:
        """One step more, if there is one left."""
        if self._left is not None:
            if self._left == 0:
                raise Killed
            self._left -= 1

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the turn has
        self.step()
        found = getattr(self._turn, name)
        return self._noting(found) if name == "save_answer" else found

    def _noting(self, save: Callable[..., None]) -> Callable[..., None]:
        def noted(diagnosis: int, question: str, value: Any, **more: Any) -> None:  # noqa: ANN401 - JSON
            save(diagnosis, question, value, **more)
            self.saved.append(Saved(diagnosis, question, value))

        return noted
