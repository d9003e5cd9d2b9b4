"""Clocks that are told to move: one stands still meanwhile, the other runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.clock import SystemClock


class FrozenClock:
    """Tells the moment it was given."""

    def __init__(self, moment: datetime = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """The moment."""
        return self.moment

    def move(self, step: timedelta) -> None:
        """Go on."""
        self.moment += step


class MovingClock:
    """Goes with the real time, and can be pushed ahead: two days pass in an instant."""

    def __init__(self) -> None:
        self._system = SystemClock()
        self._ahead = timedelta()

    def now(self) -> datetime:
        """The moment."""
        return self._system.now() + self._ahead

    def move(self, step: timedelta) -> None:
        """Go ahead by so much."""
        self._ahead += step
