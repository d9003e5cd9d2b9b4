"""One problem found in data from outside: a stable code, where, which rule, what to do."""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import did_you_mean

__all__ = ["Problem", "did_you_mean"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A problem a person can act on.

    `where` names the place (file and key, or sheet, row and column); `message` the rule that is broken;
    `remedy` what to do, with a suggestion when a name looks misspelt.
    """

    where: str
    code: str
    message: str
    remedy: str

    def as_dict(self) -> dict[str, str]:
        """The shape `--json` prints: code, where, message, remedy."""
        return {
            "code": self.code,
            "where": self.where,
            "message": self.message,
            "remedy": self.remedy,
        }

    def __str__(self) -> str:
        return f"{self.where}: {self.message} [{self.code}] {self.remedy}"
