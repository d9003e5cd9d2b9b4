"""A clock that stands still until it is told to move."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


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
