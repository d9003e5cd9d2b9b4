"""A memory of the last few of something, for adapters that run for months."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final, TypeVar

REMEMBERED: Final = 10_000

_K = TypeVar("_K")
_V = TypeVar("_V")


class Recent(OrderedDict[_K, _V]):
    """What was put in last, so many at most; the oldest is forgotten."""

    def put(self, key: _K, value: _V) -> None:
        """Put in, as the newest."""
        self.pop(key, None)
        self[key] = value
        while len(self) > REMEMBERED:
            self.popitem(last=False)
