"""The result as two messages: where the enterprise stands, and what to do next."""

from __future__ import annotations

from bot.conversation.definition import Definition
from bot.conversation.inputs import Assessed
from bot.conversation.prompt import Prompt, PromptKind

_NUMBERS = "①②③④⑤⑥⑦⑧⑨"


def result_prompts(result: Assessed, definition: Definition) -> tuple[Prompt, ...]:
    """First level, grade, score and peers; then strongest, weakest and the next steps.

    One message alone where nothing is scored.
    """
    if not result.score:
        say = definition.messages.say
        return (Prompt(text=f"{say('result.unscored')}\n{say('result.look_back')}", kind=PromptKind.RESULT),)
    return (
        Prompt(text=_standing(result, definition), kind=PromptKind.RESULT),
        Prompt(text=_next(result, definition), kind=PromptKind.RESULT),
    )


def _standing(result: Assessed, definition: Definition) -> str:
    messages = definition.messages
    questionnaire = definition.questionnaire
    by = messages.say("result.verified" if result.verified else "result.self_reported")
    status = f"{questionnaire.status_name or questionnaire.title} {questionnaire.version}"
    named = [part for part in (result.level, result.grade) if part]
    rung = messages.say("list.dot").join(named) if named else messages.say("result.below")
    lines = [
        messages.say("result.standing", by=by, status=status, rung=rung, score=result.score),
        result.meaning,
    ]
    if result.peers:
        lines.append(
            messages.say(
                "result.peers", count=result.peers.count, below=result.peers.below, share=result.peers.share
            )
        )
    return "\n".join(line for line in (*lines, result.note) if line)


def _next(result: Assessed, definition: Definition) -> str:
    messages = definition.messages
    lines = []
    if result.strongest:
        lines.append(
            messages.say("result.strongest", name=result.strongest.name, score=result.strongest.score)
        )
    if result.weakest:
        lines.append(messages.say("result.weakest", name=result.weakest.name, score=result.weakest.score))
    if result.next_steps:
        steps = [f"{_NUMBERS[n % len(_NUMBERS)]} {step}" for n, step in enumerate(result.next_steps)]
        lines.append("\n".join([messages.say("result.steps"), *steps]))
        if result.next_grade:
            lines.append(messages.say("result.leads_to", grade=result.next_grade))
    lines.append(messages.say("result.report_follows" if result.report_follows else "result.afterwards"))
    return "\n".join(lines)
