"""What can go wrong when a standard is built or answers are scored."""

from __future__ import annotations


class ScoringError(Exception):
    """Base of every error the scoring package raises; the message says where, which rule, what to do."""


class StandardError(ScoringError):
    """A standard contradicts itself. `problems` lists every contradiction, not only the first."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))


class AnswerError(ScoringError):
    """An answer has a shape or a key the indicator does not know. `question` names it."""

    def __init__(self, question: str, rule: str) -> None:
        self.question = question
        self.rule = rule
        super().__init__(f"{question}: {rule}")
