"""Errors that carry a message for a person: what is wrong, which rule, what to do."""

from __future__ import annotations

from collections.abc import Iterable


class WenzhenError(Exception):
    """Base of every expected error; entry points print it as one line, never as a trace."""


class InputError(WenzhenError):
    """What the person gave cannot be used; exit code 1."""


class ConfigError(WenzhenError):
    """The configuration is wrong; the message lists every problem with its remedy."""


def nearest(word: str, known: Iterable[str]) -> str:
    """The known name most like a misspelt one, or an empty string when none is."""
    from difflib import get_close_matches  # noqa: PLC0415 - only needed once something is wrong

    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), "")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A suggestion sentence for a misspelt name, or an empty string when nothing is near."""
    near = nearest(word, known)
    return f"Did you mean “{near}”?" if near else ""
