"""Multiple choice."""

from __future__ import annotations

from typing import cast

from bot.messages import Messages
from bot.questionnaire.model import Question
from bot.questionnaire.question_types.base import AnswerFault, QuestionType
from bot.questionnaire.question_types.choices import label, unknown_choice
from bot.questionnaire.rules.kinds import Kind
from scoring.values import AnswerValue, JsonValue


class Multiple(QuestionType):
    """Any number of choices; in JSON a list of keys, `[]` for “none of them”.

    ```toml
    [[question]]
    id = "net"
    section = "main"
    type = "multiple"
    choices = ["A", "B", "C", "D"]
    exclusive = ["A"]
    min_chosen = 1
    max_chosen = 2
    ```
    ```toml
    [question.net]
    text = "Which networks reach the workshop?"
    choices = { A = "None", B = "Field bus", C = "Office network", D = "5G" }
    ```
    ```json
    {"good": ["B", "C"], "bad": ["A", "B"]}
    ```
    """

    name = "multiple"
    kind = Kind.CHOICES
    keys = frozenset({"choices", "choice_relevant", "exclusive", "min_chosen", "max_chosen"})
    needs = frozenset({"choices"})

    def parse(self, question: Question, value: JsonValue) -> AnswerValue:
        """A list of strings, put into the order of the question's choices so that equal answers are equal."""
        if not isinstance(value, list) or not all(isinstance(key, str) for key in value):
            raise self.wrong_shape("a list of choices' keys", value)
        keys = cast("list[str]", value)
        order = {choice.key: place for place, choice in enumerate(question.choices)}
        return tuple(sorted(keys, key=lambda key: order.get(key, len(order))))

    def check(self, question: Question, value: AnswerValue) -> list[AnswerFault]:
        """Known keys, each once, exclusive ones alone, neither too few nor too many."""
        keys = cast("tuple[str, ...]", value)
        faults = [fault for key in dict.fromkeys(keys) for fault in unknown_choice(question, key)]
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            message = f"choice “{key}” is given twice."
            faults.append(AnswerFault("ANSWER-TWICE", message, "Give it once.", {"key": key}))
        exclusive = [choice.key for choice in question.choices if choice.exclusive and choice.key in keys]
        if exclusive and len(set(keys)) > 1:
            message = f"choice “{exclusive[0]}” goes with no other, but {len(set(keys)) - 1} more are chosen."
            remedy = f"Choose only “{exclusive[0]}”, or leave it out."
            faults.append(AnswerFault("ANSWER-EXCLUSIVE", message, remedy, {"key": exclusive[0]}))
        return faults or _check_count(question, len(keys), alone=bool(exclusive))

    def say(self, question: Question, value: AnswerValue, messages: Messages) -> str:
        """The labels, joined; or that nothing is chosen."""
        keys = cast("tuple[str, ...]", value)
        if not keys:
            return messages.say("value.none_chosen")
        return messages.say("value.join").join(label(question, key) for key in keys)


def _check_count(question: Question, count: int, *, alone: bool) -> list[AnswerFault]:
    # “None of these” is a whole answer, however many of the others would be wanted.
    if count < question.min_chosen and not alone:
        message = f"{count} chosen; at least {question.min_chosen} are needed."
        fields = {"minimum": str(question.min_chosen)}
        return [AnswerFault("ANSWER-TOO-FEW", message, "Choose more.", fields)]
    if question.max_chosen is not None and count > question.max_chosen:
        message = f"{count} chosen; at most {question.max_chosen} are allowed."
        fields = {"maximum": str(question.max_chosen)}
        return [AnswerFault("ANSWER-TOO-MANY", message, "Keep the most important.", fields)]
    return []
