"""Errors that carry a message for a person: what is wrong, which rule, what to do."""

from __future__ import annotations


class WenzhenError(Exception):
    """Base of every expected error; entry points print it as one line, never as a trace."""


class InputError(WenzhenError):
    """What the person gave cannot be used; exit code 1."""


class ConfigError(WenzhenError):
    """The configuration is wrong; the message lists every problem with its remedy."""
