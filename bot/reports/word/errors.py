"""What can go wrong with a Word template."""

from __future__ import annotations

from bot.errors import InputError


class TemplateError(InputError):
    """A template cannot be used; the message names the file or part, the rule and the remedy."""


class DanglingReferenceError(TemplateError):
    """A rendered part refers to a relationship that does not exist: Word would call the file damaged."""
