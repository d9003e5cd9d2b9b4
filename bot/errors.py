"""Errors that carry a message for a person: what is wrong, which rule, what to do."""

from __future__ import annotations

from collections.abc import Iterable


class WenzhenError(Exception):
    """Base of every expected error; entry points print it as one line, never as a trace."""


class InputError(WenzhenError):
    """What the person gave cannot be used; exit code 1."""


class ConfigError(WenzhenError):
    """The configuration is wrong; the message lists every problem with its remedy."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A suggestion sentence for a misspelt name, or an empty string when nothing is near."""
    from difflib import get_close_matches  # noqa: PLC0415 - only needed once something is wrong

    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"Did you mean “{near[0]}”?" if near else ""
