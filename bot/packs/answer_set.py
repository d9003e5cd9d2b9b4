"""One person's answers as a file gave them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.questionnaire.problems import Problem
from scoring.values import JsonValue


@dataclass(frozen=True, slots=True)
class AnswerSet:
    """One person's answers as read, not checked yet; `problems` instead when they could not be read.

    `where` names the line of a JSON-lines file; it is empty where there is only one set.
    """

    values: Mapping[str, JsonValue]
    where: str = ""
    problems: tuple[Problem, ...] = ()
