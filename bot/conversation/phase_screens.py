"""The screens between and after the questions: consent, pause, review, ready, submitted."""

from __future__ import annotations

from bot.conversation import limits, options, pace, wording
from bot.conversation.definition import Definition
from bot.conversation.interview import Interview, Mark
from bot.conversation.path import Path
from bot.conversation.prompt import Option, PromptKind
from bot.conversation.screen import Screen
from bot.conversation.step import Show, path_of
from bot.questionnaire.understanding.outcome import Command


def consent(interview: Interview, definition: Definition, show: Show) -> Screen:
    """What is collected, why, who sees it, how to withdraw, how long it takes; or just the question again."""
    messages = definition.messages
    lead = messages.say("consent.again") if show is Show.AGAIN else _consent_text(interview, definition)
    return Screen(
        lead=lead,
        tail=messages.say("consent.how"),
        kind=PromptKind.CONSENT,
        options=(
            Option(options.YES, messages.say("consent.yes"), mark="1"),
            Option(options.NO, messages.say("consent.no"), mark="2"),
        ),
    )


def _consent_text(interview: Interview, definition: Definition) -> str:
    messages = definition.messages
    controllers = definition.questionnaire.controllers
    path = definition.paths.of({k: v for k, v in definition.register.items() if k in controllers})
    keeper = definition.keeper
    contact = messages.say("consent.contact", contact=keeper.contact) if keeper.contact else ""
    lines = (
        messages.say("consent.hello", enterprise=definition.enterprise_name)
        if definition.enterprise_name
        else messages.say("consent.hello_unknown"),
        messages.say("consent.what", title=definition.questionnaire.title),
        messages.say("consent.effort", total=path.total, minutes=pace.minutes_left(interview, path.total)),
        messages.say("consent.data"),
        messages.say("consent.readers"),
        messages.say("consent.withdraw"),
        messages.say("consent.keeper", name=keeper.name, contact=contact) if keeper.name else "",
        messages.say("consent.kept", time=keeper.kept_for) if keeper.kept_for else "",
    )
    return "\n".join(line for line in lines if line)


def refused(definition: Definition) -> Screen:
    """Nothing is collected; the door stays open."""
    return Screen(lead=definition.messages.say("refused.line"))


def withdrawn(definition: Definition) -> Screen:
    """Nobody contacts her any more; the door stays open."""
    return Screen(lead=definition.messages.say("withdrawn.line"))


def paused(interview: Interview, definition: Definition) -> Screen:
    """Where she stopped, and how to go on."""
    messages = definition.messages
    path = path_of(interview, definition)
    left = path.total - path.done(interview.status)
    if interview.question:
        number = path.numbers[interview.question]
        line = messages.say(
            "paused.line", number=number, total=path.total, minutes=pace.minutes_left(interview, left)
        )
    else:
        line = messages.say("paused.ready")
    return Screen(lead=line, options=(options.plain("continue", messages.say("option.continue")),))


def ready(interview: Interview, definition: Definition) -> Screen:
    """Everything was asked: what was skipped, and what to do now."""
    messages = definition.messages
    path = path_of(interview, definition)
    skipped = [n for n, mark in enumerate(path.marks(interview.status), start=1) if mark == Mark.SKIPPED]
    if skipped:
        line = messages.say(
            "ready.skipped",
            total=path.total,
            count=len(skipped),
            numbers=wording.numbers(skipped, messages),
            first=skipped[0],
        )
    else:
        line = messages.say("ready.complete", total=path.total)
    return Screen(
        lead=line,
        kind=PromptKind.REVIEW,
        options=(
            options.plain("submit", messages.say("option.submit")),
            options.plain("review", messages.say("option.review")),
        ),
        shortcuts=(Command.BACK, Command.HELP, Command.PAUSE),
    )


def review(interview: Interview, definition: Definition) -> Screen:
    """One page of the answers, and how to change one."""
    messages = definition.messages
    path = path_of(interview, definition)
    pages = page_count(path)
    start = interview.page * limits.REVIEW_PAGE
    lines = [
        _line(question, number, interview, path, definition)
        for number, question in enumerate(path.order[start : start + limits.REVIEW_PAGE], start=start + 1)
    ]
    head = messages.say("review.head", page=interview.page + 1, pages=pages)
    return Screen(
        lead="\n".join([head, *lines]),
        tail=messages.say(f"review.how_{_how(interview, pages)}"),
        kind=PromptKind.REVIEW,
        options=_review_options(interview, pages, definition),
        shortcuts=(Command.HELP, Command.PAUSE),
    )


def submitted(interview: Interview, definition: Definition) -> Screen:
    """What can still be done after handing in."""
    messages = definition.messages
    assert interview.submitted is not None  # noqa: S101 - the phase says so; for the type checker
    return Screen(
        lead=messages.say("submitted.line", day=wording.day(interview.submitted, messages)),
        options=(
            options.plain("result", messages.say("option.result")),
            options.plain("review", messages.say("option.review")),
            options.plain("feedback", messages.say("option.feedback")),
        ),
    )


def page_count(path: Path) -> int:
    """How many pages the review has."""
    return max(1, -(-path.total // limits.REVIEW_PAGE))


def _how(interview: Interview, pages: int) -> str:
    if interview.submitted is not None:
        return "closed"
    return "more" if interview.page + 1 < pages else "last"


def _line(question_id: str, number: int, interview: Interview, path: Path, definition: Definition) -> str:
    messages = definition.messages
    question = path.offered(question_id)
    mark = interview.status[definition.questionnaire.index[question_id]]
    value = None if mark in (Mark.OPEN, Mark.SKIPPED) else definition.answers.get(question_id)
    if value is not None:
        shown = wording.brief(question, value, messages)
    else:
        shown = messages.say("review.skipped" if mark == Mark.SKIPPED else "review.open")
    return wording.line(question, number, shown, messages)


def _review_options(interview: Interview, pages: int, definition: Definition) -> tuple[Option, ...]:
    messages = definition.messages
    found = []
    if interview.page + 1 < pages:
        found.append(options.plain("next", messages.say("option.next")))
    if interview.page > 0:
        found.append(options.plain("previous", messages.say("option.previous")))
    if interview.submitted is None:
        found.append(options.plain("submit", messages.say("option.submit")))
    found.append(options.plain("continue", messages.say("option.continue")))
    return tuple(found)
