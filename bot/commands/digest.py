"""`简报`, `/digest`: the digest now or as a Word file; when and how often it comes, and whether at all."""

from __future__ import annotations

from datetime import datetime, time

from bot.campaign.cadence import Preference, is_quiet, next_digest
from bot.campaign.digest import RANKED
from bot.campaign.digest_text import body, footer
from bot.campaign.model import Every, Unit, UnitKind
from bot.campaign.pace_text import day_text
from bot.campaign.standings import Standings
from bot.commands.base import Act, Answer, Call, Choice, Command, Request
from bot.commands.slots import SwitchSlot, TimeSlot, UnitSlot, WordSlot
from bot.services.access import LIAISONS, Role
from bot.services.digest_files import digest_files, word_of
from bot.services.digest_notices import given_unit, offered
from bot.services.last_digest import UNITS, last_digest_on
from bot.services.notice_people import choose, chosen_by
from storage.json_text import Json
from storage.turns import TurnTx

_ALL: dict[str, Json] = {"filters": {"states": ["open"]}}  # of everything she has
_EVERY = {
    "daily": Every.DAY,
    "weekly": Every.WEEK,
    "twice_a_week": Every.TWICE_A_WEEK,
    "monthly": Every.MONTH,
    "usual": None,
}


def handle(call: Call) -> Answer | Act:
    """Change what she chose if she says so, else tell how things stand."""
    if call.args.text("word"):
        return _word(call)
    if any(name in call.args.values for name in ("switch", "every", "time")):
        return _choose(call)
    return now(call)


def now(call: Call, *, files: bool = True) -> Answer:
    """The digest of one unit, or of all hers as it would come by itself, with what changed since the last."""
    if not call.authority.enterprises and all(one.kind is UnitKind.PROVIDER for one in call.authority.units):
        return Answer(call.say("digest.nothing_given"))
    words, campaigning, person = call.words, call.desk.campaigning, call.whole.person
    standings = campaigning.standings_in(call.work, call.today)
    units = (call.args.unit,) if call.args.unit else _told(call, standings)
    last = last_digest_on(call.work, person, call.now, campaigning.zone)
    said = "\n\n".join(body(standings, unit, words, last) for unit in units[:UNITS])
    usable = {command.key for command in call.allowed}
    keys = [key for key in offered(units) if key in usable]
    args = {"unit": units[0].id} if len(units) == 1 and units[0].id in call.authority.visible else {}
    return Answer(
        f"{said}\n{footer(words, keys)}",
        tuple(Choice(words.say(f"digest.option.{key}"), Request(key, args or _ALL)) for key in keys),
        lead=f"{said}\n{footer(words, ())}",
        files=digest_files(person, units, call.today, words)[:1] if files else (),
    )


def _told(call: Call, standings: Standings) -> tuple[Unit, ...]:
    """Her units but those within another of hers (a district tells of its streets), or what she was given."""
    units, tree = call.authority.units, call.authority.tree
    ids = {unit.id for unit in units}
    if call.authority.enterprises:  # what a provider has is what it was given, not a unit's
        units = tuple(one for one in units if one.kind is not UnitKind.PROVIDER)
    outer = tuple(one for one in units if not ids & {above.id for above in tree.chain(one.id)[1:]})
    if outer or not call.authority.enterprises:
        return outer
    own = given_unit(call.whole.person, call.words)
    standings.adopt(own, call.authority.enterprises)
    return (own,)


def _word(call: Call) -> Answer:
    unit = call.args.unit or next(iter(call.authority.units), None)
    if unit is None or unit.kind not in RANKED:
        name = unit.name if unit else call.words.say("digest.given_title")
        return Answer(call.say("digest.no_word", unit=name))
    file = word_of(call.whole.person, unit, call.today, call.words)
    return Answer(call.say("digest.word", unit=unit.name), files=(file,))


def _choose(call: Call) -> Answer | Act:
    """Keep what she said and leave the rest as it was; the answer says when the next one comes."""
    before, _ = chosen_by(call.work, call.whole.person)
    at, every = before.at, before.every
    if call.args.text("time"):
        at = time.fromisoformat(call.args.text("time"))
        hours = call.desk.campaigning.campaign.hours
        if is_quiet(hours, at):
            return Answer(
                call.say("digest.quiet", first=f"{hours.quiet_to:%H:%M}", last=f"{hours.quiet_from:%H:%M}")
            )
    if call.args.text("every"):
        every = _EVERY[call.args.text("every")]
        at = at if every is not None or call.args.text("time") else None
    wanted = Preference(every, at, stopped=call.args.switch("switch") is False)

    return kept(call, wanted, told(call, wanted))


def kept(call: Call, wanted: Preference, said: str) -> Act:
    """Keep what she wants and say so."""

    def run(turn: TurnTx) -> Answer:
        choose(turn.work, call.whole.person, wanted)
        return Answer(said)

    return Act(run)


def told(call: Call, wanted: Preference) -> str:
    """A confirmation: how often and at what time from now on, and when the next one comes."""
    if wanted.stopped:
        return call.words.say("commands.stopped")
    campaigning = call.desk.campaigning
    campaign = campaigning.campaign
    local = call.now.astimezone(campaigning.zone)
    say = call.words.say
    every = say(f"commands.digest.every.{wanted.every or 'usual'}")
    at = f"{wanted.at or campaign.hours.digest_at:%H:%M}"
    last = last_digest_on(call.work, call.whole.person, call.now, campaigning.zone)
    coming = next_digest(campaign, wanted, last, local, campaigning.calendar)
    if coming is None:
        return say("commands.digest.chosen_over", every=every, at=at)
    return say("commands.digest.chosen", every=every, at=at, next=_moment(coming, local, call))


def _moment(coming: datetime, local: datetime, call: Call) -> str:
    if coming == local:
        return call.words.say("commands.digest.soon")
    weekday = call.words.variants("digest.weekdays")[coming.weekday()]
    return call.words.say(
        "commands.digest.moment",
        day=day_text(coming.date(), call.words),
        weekday=weekday,
        at=f"{coming:%H:%M}",
    )


COMMAND = Command(
    "digest",
    ("简报", "/digest", "digest"),
    LIAISONS | {Role.ADMIN, Role.PROVIDER},
    handle,
    (
        WordSlot("word", ("word",)),
        SwitchSlot(),
        WordSlot("every", tuple(_EVERY)),
        TimeSlot(),
        WordSlot("about", ("about_time",)),
        UnitSlot(),
    ),
)
