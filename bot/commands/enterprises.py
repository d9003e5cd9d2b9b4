"""`名单`, `/enterprises`: the enterprises of one's own scope, whom to see to first; filtered and paged."""

from __future__ import annotations

from bot.campaign.states import FINISHED, Progress
from bot.commands.base import Answer, Call, Choice, Command, Request
from bot.commands.slots import OPEN, Filters, FilterSlot, UnitSlot
from bot.services.access import EVERYBODY, Role
from bot.services.listing import selected

SHOWN = 8  # most take two lines on a phone: a screen with a head and a foot


def handle(call: Call) -> Answer:
    """List them, the stalled first; without a filter those that are not done."""
    found = chosen(call)
    head = f"{sentence(title(call))}{call.say('enterprises.count', count=len(found))}"
    if not found:
        return Answer(sentence(call.say("enterprises.none", what=title(call))))
    first = call.args.number("page", 1) * SHOWN - SHOWN
    page = found[first : first + SHOWN]
    lines = [_line(number, one, call) for number, one in enumerate(page, start=1)]
    left = len(found) - first - len(page)
    more = call.again(page=first // SHOWN + 2) if left > 0 else None
    tail = [call.say("enterprises.left", count=left)] if more else []
    return Answer(
        "\n".join([head, *lines, *tail]),
        tuple(Choice(one.name, Request("enterprise", {"enterprise": one.id})) for one in page),
        listed=True,
        more=more,
    )


def chosen(call: Call) -> list[Progress]:
    """The enterprises a call with a unit and filters is about, in the order they are worked down."""
    filters = call.args.filters or Filters()
    scope = call.authority.over(call.args.unit) if call.args.unit else call.authority.scope
    progress = call.desk.campaigning.progress_in(call.work, scope)
    return selected(
        progress,
        call.today,
        states=filters.states or (OPEN if not filters.level and not filters.grade else FINISHED),
        days=filters.days,
        level=filters.level,
        grade=filters.grade,
    )


def title(call: Call) -> str:
    """What is listed, in words: the unit and the filters."""
    filters = call.args.filters or Filters()
    parts = [call.args.unit.name] if call.args.unit else []
    parts += [call.words.say(f"commands.filter.{key}") for key in filters.said]
    if filters.days:
        parts.append(call.words.say("commands.filtered.days", days=filters.days))
    if filters.level:
        parts.append(call.words.say("commands.filtered.level", level=filters.level))
    if filters.grade:
        parts.append(call.words.say("commands.filtered.grade", grade=filters.grade))
    if not filters.said and not filters.level and not filters.grade:
        parts.append(call.words.say("commands.filter.open"))
    return call.words.say("list.dot").join(parts)


def sentence(text: str) -> str:
    """With a capital letter first, where the language has them."""
    return text[:1].upper() + text[1:]


def level_name(call: Call, level: int) -> str:
    """What a level is called in the questionnaire of now; empty below the first."""
    named = call.desk.library.default().wording(call.words.locale).levels.get(level) if level else None
    return named.name if named else ""


def _line(number: int, one: Progress, call: Call) -> str:
    on = call.today
    state = call.words.say(f"digest.state.{one.state(on)}")
    details = [state]
    if one.state(on) in FINISHED:
        level = level_name(call, one.level or 0)
        details += [call.say("enterprises.level", level=level)] if level else []
    elif one.place:
        details.append(call.say("enterprises.progress", done=one.place, total=one.total))
    days = one.silent_days(on)
    if days and one.state(on) not in FINISHED:
        details.append(call.say("enterprises.days", count=days))
    return call.say(
        "enterprises.line",
        number=number,
        name=one.name,
        details=call.say("enterprises.between").join(details),
    )


COMMAND = Command(
    "enterprises",
    ("名单", "/enterprises", "企业名单", "/list"),
    EVERYBODY - {Role.CONTACT},
    handle,
    (FilterSlot(), UnitSlot()),
)
