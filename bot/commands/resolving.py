"""From what was written to units and enterprises, always within the asker's scope.

A name outside the scope is as unknown as one that does not exist: the same words, no suggestion from outside.
Names that fit several things become a numbered choice.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from bot.campaign.model import Unit
from bot.commands.base import Answer, Args, Choice, Command, Request
from bot.commands.examples import examples_of
from bot.commands.slots import (
    BodySlot,
    EnterpriseSlot,
    FilterSlot,
    UnitSlot,
    body_of,
    filter_words,
    filters_from,
    take,
    words_of,
)
from bot.messages import Messages
from bot.services.access import Authority
from bot.services.lookup import find_enterprises, near_enterprises
from storage.json_text import Json
from storage.unit_of_work import UnitOfWork

CHOICES = 9  # one digit each
NEAR = 50  # of 100: how alike a suggestion has to be


@dataclass(frozen=True, slots=True)
class Reading:
    """Where a command is read: the asker's part of the register and her language."""

    authority: Authority
    work: UnitOfWork
    words: Messages


def read(command: Command, text: str, reading: Reading) -> Request | Answer:
    """A text as the request it means, or what to ask or tell instead."""
    args: dict[str, Json] = {}
    if any(isinstance(slot, BodySlot) for slot in command.slots):
        text, args["body"] = body_of(text)
    words = words_of(text)
    for slot in command.slots:
        taken = take(slot, words)
        words = taken.rest
        if taken.value is not None:
            args[slot.name] = taken.value
    return _named(Request(command.key, args), command, words, reading)


def resolve(command: Command, request: Request, reading: Reading) -> Args | Answer:
    """The things a request names, or that there is no such thing (any more, or for her)."""
    unit, enterprise = None, None
    values = dict(request.args)
    filters = None
    for slot in command.slots:
        value = request.args.get(slot.name)
        match slot:
            case UnitSlot() if isinstance(value, str):
                unit = reading.authority.visible.get(value)
                if unit is None:
                    return Answer(reading.words.say("commands.gone"))
            case EnterpriseSlot() if isinstance(value, int):
                enterprise = reading.work.enterprises.visible(value, reading.authority.scope)
                if enterprise is None:
                    return Answer(reading.words.say("commands.gone"))
            case EnterpriseSlot(required=True):
                example = examples_of(command, reading.authority, reading.words)[0]
                return Answer(reading.words.say("commands.which_enterprise", usage=example))
            case FilterSlot():
                filters = filters_from(value)
            case _:
                pass
    return Args(unit, enterprise, filters, values)


def _named(request: Request, command: Command, words: tuple[str, ...], reading: Reading) -> Request | Answer:
    """Read what is left of the words as the name of a unit or an enterprise."""
    if not words:
        return request
    kinds = {type(slot): slot for slot in command.slots}
    text = " ".join(words)
    if UnitSlot in kinds:
        units = _units(reading.authority, text) if EnterpriseSlot not in kinds else _exact(reading, words)
        if units:
            return _one_unit(request, kinds[UnitSlot].name, units, words, command, reading)
        if EnterpriseSlot not in kinds:
            return _no_unit(text, command, reading)
    if EnterpriseSlot in kinds:
        return _one_enterprise(request, kinds[EnterpriseSlot].name, text, reading)
    example = examples_of(command, reading.authority, reading.words)[0]
    return Answer(reading.words.say("commands.left_over", text=_short(text), usage=example))


def _units(authority: Authority, text: str) -> tuple[Unit, ...]:
    """The visible units of that name; whole names first, then parts. Signs may be half or full width."""
    wanted = _folded(text)
    names = [(unit, _folded(unit.name)) for unit in authority.visible.values()]
    exact = tuple(unit for unit, name in names if wanted in (unit.id, name))
    return exact or tuple(unit for unit, name in names if wanted in name)


def _exact(reading: Reading, words: tuple[str, ...]) -> tuple[Unit, ...]:
    """Where an enterprise may be named too, only a word that is a unit's whole name names one."""
    return tuple(
        unit
        for unit in reading.authority.visible.values()
        if any(_folded(word) in (unit.id, _folded(unit.name)) for word in words)
    )


def _one_unit(
    request: Request,
    slot: str,
    units: tuple[Unit, ...],
    words: tuple[str, ...],
    command: Command,
    reading: Reading,
) -> Request | Answer:
    chosen = [replace(request, args={**request.args, slot: unit.id}) for unit in units]
    if len(units) == 1:
        [unit] = units
        rest = tuple(word for word in words if _folded(word) not in (unit.id, _folded(unit.name)))
        if len(rest) < len(words) and rest:
            return _named(chosen[0], _without_units(command), rest, reading)
        return chosen[0]
    picks = [Choice(_path(reading.authority, unit), one) for unit, one in zip(units, chosen, strict=True)]
    return _choose(picks, reading.words)


def _path(authority: Authority, unit: Unit) -> str:
    """A unit's name after the names above it that she may see: two streets can be called alike."""
    chain = [above.name for above in authority.tree.chain(unit.id) if above.id in authority.visible]
    return " · ".join(reversed(chain[:2]))


def _without_units(command: Command) -> Command:
    return replace(command, slots=tuple(slot for slot in command.slots if not isinstance(slot, UnitSlot)))


def _no_unit(text: str, command: Command, reading: Reading) -> Answer:
    known = [unit.name for unit in reading.authority.visible.values()]
    if any(isinstance(slot, FilterSlot) for slot in command.slots):
        known += filter_words()
    hint = suggestion(text, known, reading.words)
    return Answer(reading.words.say("commands.no_unit", name=_short(text)) + hint)


def _one_enterprise(request: Request, slot: str, text: str, reading: Reading) -> Request | Answer:
    found = find_enterprises(reading.work, text, reading.authority.scope, CHOICES + 1)
    whole = [one for one in found if text in (one.name, one.credit_code)]
    if len(whole) == 1:
        found = whole
    if not found:
        near = near_enterprises(reading.work, text, reading.authority.scope)
        if not near:
            return Answer(reading.words.say("commands.no_enterprise", name=_short(text)))
        picks = [Choice(one.name, _with(request, slot, one.id)) for one in near]
        return Answer(reading.words.say("commands.near_enterprises", name=_short(text)), tuple(picks))
    if len(found) == 1:
        return _with(request, slot, found[0].id)
    picks = [Choice(one.name, _with(request, slot, one.id)) for one in found[:CHOICES]]
    return _choose(picks, reading.words, more=len(found) > CHOICES)


def _with(request: Request, slot: str, value: int) -> Request:
    return replace(request, args={**request.args, slot: value})


def _choose(picks: list[Choice], words: Messages, *, more: bool = False) -> Answer:
    key = "commands.which_of_more" if more or len(picks) > CHOICES else "commands.which"
    return Answer(words.say(key, count=min(len(picks), CHOICES)), tuple(picks[:CHOICES]))


def suggestion(text: str, known: list[str], words: Messages) -> str:
    """“Did you mean …?” for the nearest of what is known, or nothing."""
    best = process.extractOne(text.casefold(), known, scorer=fuzz.ratio, score_cutoff=NEAR)
    return words.say("commands.did_you_mean", name=best[0]) if best else ""


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _short(text: str) -> str:
    """What she wrote, as much of it as needs saying back."""
    return text if len(text) <= 30 else text[:29] + "…"  # noqa: PLR2004 - about a line on a phone
