"""What is stored of a turn that failed, the same on both databases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from storage.turns import Rescue, TurnTx

T = TypeVar("T")


class Settled(Exception):  # noqa: N818 - not an error: a wish to be committed and yet to fail the caller
    """Raised where what was done is to be committed although the caller gets `error`."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error


def recording(
    message: Mapping[str, Any], error: Exception, rescue: Rescue[T] | None
) -> Callable[[TurnTx], T]:
    """A turn that stores the message as failed and lets the rescue answer it.

    It raises `Settled` when there is no rescue, and the error itself when another process has meanwhile
    handled the message.
    """

    def record(turn: TurnTx) -> T:
        start = turn.begin(**message)
        if start.duplicate:
            raise error
        turn.fail(f"{type(error).__name__}: {error}")
        if rescue is None:
            raise Settled(error)
        return rescue(turn, start, error)

    return record
