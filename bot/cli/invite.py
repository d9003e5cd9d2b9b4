"""`invite`: one-time codes for enterprises, liaisons, admins; as text, QR codes and a Word letter."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot import messages
from bot.cli.doctor import default_path
from bot.config import load
from bot.errors import InputError
from bot.log_setup import on_stderr

if TYPE_CHECKING:
    from bot.app import Core
    from bot.services.invitation_letters import Invitation
    from storage.models.enterprise import Enterprise

ROLES = ("city", "district", "street", "park", "group", "liaison", "official", "provider", "expert")
_VALID_DAYS = 60


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="WHOM")
    admin = verbs.add_parser("admin", help="an administrator; the first one comes from here")
    liaison = verbs.add_parser("liaison", help="the liaison of a unit")
    liaison.add_argument("unit", metavar="UNIT", help="a unit's id or name")
    role = verbs.add_parser("role", help="somebody with another role over a unit")
    role.add_argument("role", choices=ROLES)
    role.add_argument("unit", metavar="UNIT", help="a unit's id or name")
    one = verbs.add_parser("enterprise", help="the contact of one enterprise")
    one.add_argument("enterprise", metavar="NAME|CODE", help="its name, credit code or number")
    street = verbs.add_parser("street", help="every enterprise of a street, park or district not yet invited")
    street.add_argument("unit", metavar="UNIT", help="a unit's id or name")
    everyone = verbs.add_parser("all", help="every enterprise not yet invited")
    for verb in (admin, liaison, role):
        verb.add_argument("--name", default="", help="who it is, as contacts are told")
        verb.add_argument("--phone", default="", help="the number contacts may call")
    for verb in (street, everyone):
        verb.add_argument(
            "--again", action="store_true", help="those too whose invitation is open; the old code ends"
        )
    for verb in (one, street, everyone):
        verb.add_argument("--letter", type=Path, metavar="FILE.docx", help="your own template of the letter")
    for verb in (admin, liaison, role, one, street, everyone):
        verb.add_argument("--out", type=Path, metavar="DIR", help="write QR codes (png) and letters (docx)")
        verb.add_argument("--days", type=_days, default=_VALID_DAYS, help=f"valid so long ({_VALID_DAYS})")
        verb.add_argument(
            "--config", type=Path, help="the configuration file (default: config.toml if there)"
        )
        verb.add_argument("--locale", default="zh-CN", choices=messages.locales(), help="language (zh-CN)")


def _days(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 366:  # noqa: PLR2004 - a year
        raise argparse.ArgumentTypeError(f"“{text}” is no number of days from 1 to 366")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Invite, and print each code with its links; codes are shown once and kept nowhere."""
    with _core(args) as core:
        if args.verb in ("admin", "liaison", "role"):
            return _role(args, core)
        return _enterprises(args, core)


@contextmanager
def _core(args: argparse.Namespace) -> Iterator[Core]:
    from bot.app import build_core  # noqa: PLC0415 - the application is slow to import

    with on_stderr():
        core = build_core(load(args.config or default_path()))
        try:
            yield core
        finally:
            core.close()


def _role(args: argparse.Namespace, core: Core) -> int:
    from bot.cli.quota import find_unit  # noqa: PLC0415 - SQLAlchemy is slow to import
    from bot.services.enrolment import Invited  # noqa: PLC0415 - as above
    from bot.services.inviting import Inviter, invite_role  # noqa: PLC0415 - as above
    from bot.services.registers.numbers import phone_number  # noqa: PLC0415 - as above

    phone = phone_number(args.phone) if args.phone else ""
    if phone is None:
        raise InputError(f"“{args.phone}” is no telephone number. Write one such as 021-55550100.")
    whom = {"name": args.name, "phone": phone}
    if args.verb == "admin":
        invited, about = Invited(role="admin", scope_kind="all", **whom), "admin"
    else:
        unit = find_unit(core.campaigning.campaign, args.unit)
        role = "liaison" if args.verb == "liaison" else args.role
        invited, about = (
            Invited(role=role, scope_kind="unit", scope_id=unit.id, **whom),
            f"{role} {unit.name}",
        )
    inviter = Inviter(actor="cli", channel="cli")
    now, valid = core.clock.now(), timedelta(days=args.days)
    made = core.database.write(lambda work: invite_role(work, invited, inviter, now, valid=valid))
    ways = core.entrances.of(made.code)
    print("\t".join([about, made.code, *(way.link for way in ways)]))
    if args.out:
        _pictures(args.out, about, [(way.channel, way.link) for way in ways])
    _say_once(1, args)
    return 0


def _enterprises(args: argparse.Namespace, core: Core) -> int:
    from bot.services.invitation_letters import with_ways  # noqa: PLC0415 - SQLAlchemy is slow to import
    from bot.services.inviting import Inviter, in_parts, invite_enterprises, prepare  # noqa: PLC0415

    rows = _wanted(args, core)
    inviter, now, valid = Inviter("cli", "cli"), core.clock.now(), timedelta(days=args.days)
    renew = bool(getattr(args, "again", False))
    invitations: list[Invitation] = []
    for part in in_parts(rows):
        made = prepare(part, now, valid)
        core.database.write(partial(invite_enterprises, made=made, inviter=inviter, now=now, renew=renew))
        invitations += with_ways(made, part, core.entrances)
        for one in invitations[-len(part) :]:
            links = (way.link for way in one.ways)
            print("\t".join([one.enterprise.name, one.made.code, *links]), flush=True)
    if args.out and invitations:
        _write(args, core, invitations)
    _say_once(len(invitations), args)
    return 0


def _wanted(args: argparse.Namespace, core: Core) -> Sequence[Enterprise]:
    from bot.cli.quota import find_unit  # noqa: PLC0415 - as above
    from bot.services.access import scope_of  # noqa: PLC0415 - as above
    from bot.services.inviting import uninvited  # noqa: PLC0415 - as above
    from storage.repositories.scope import EVERYTHING  # noqa: PLC0415 - as above

    campaign, now = core.campaigning.campaign, core.clock.now()
    if args.verb == "enterprise":
        return [_one(args.enterprise, core)]
    scope = EVERYTHING
    if args.verb == "street":
        scope = scope_of(campaign.units, (find_unit(campaign, args.unit),))
    with core.database.read() as work:
        return uninvited(work, scope, now, again=args.again)


def _one(text: str, core: Core) -> Enterprise:
    from bot.services.lookup import find_enterprises  # noqa: PLC0415 - as above
    from storage.repositories.scope import EVERYTHING  # noqa: PLC0415 - as above

    with core.database.read() as work:
        by_number = work.enterprises.get(int(text)) if text.isdecimal() and len(text) < 10 else None  # noqa: PLR2004 - a key
        found = [by_number] if by_number else list(find_enterprises(work, text, EVERYTHING, 9))
    exact = [one for one in found if text in (one.name, one.credit_code)]
    if len(exact or found) == 1:
        return (exact or found)[0]
    if not found:
        raise InputError(f"There is no enterprise “{text}”. `enterprises export` lists them.")
    named = ", ".join(f"{one.id} {one.name}" for one in found[:8])
    raise InputError(f"“{text}” may be one of several: {named}. Write the number.")


def _write(args: argparse.Namespace, core: Core, invitations: Sequence[Invitation]) -> None:
    from bot.reports.letters import render_letters  # noqa: PLC0415 - docxtpl is slow to import
    from bot.services.invitation_letters import letters, occasion  # noqa: PLC0415 - as above

    words, now = messages.load(args.locale), core.clock.now()
    campaign = core.campaigning.campaign
    with core.database.read() as work:
        pages = letters(work, invitations, campaign.units, words, now, core.campaigning.zone)
    about = occasion(campaign.name, core.library.default(), core.config.privacy.controller)
    made = render_letters(pages, about, args.locale, moment=now, template=args.letter)
    single = invitations[0].enterprise.name if len(invitations) == 1 else getattr(args, "unit", "") or "all"
    _put(args.out / _file_name(words.say("letters.file", name=single)), made.data)
    for one in invitations:
        _pictures(args.out, one.enterprise.name, [(way.channel, way.link) for way in one.ways])


def _pictures(folder: Path, name: str, links: Sequence[tuple[str, str]]) -> None:
    from bot.reports.qr import qr_png  # noqa: PLC0415 - only with --out

    for channel, link in links:
        _put(folder / "qr" / _file_name(f"{name} {channel}.png"), qr_png(link))


def _file_name(name: str) -> str:
    from bot.services.filing import clean_name  # noqa: PLC0415 - as above

    return clean_name(name.replace("/", " ").replace("\\", " "))


def _put(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.") from error
    print(path, file=sys.stderr)


def _say_once(count: int, args: argparse.Namespace) -> None:
    if not count:
        print(
            "Nobody to invite: every enterprise there has a contact or an open invitation. "
            "--again renews the open ones.",
            file=sys.stderr,
        )
        return
    what = "1 invitation" if count == 1 else f"{count} invitations"
    print(f"{what}, valid for {args.days} days. Codes are shown once and kept nowhere.", file=sys.stderr)
