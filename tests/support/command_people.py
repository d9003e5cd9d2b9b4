"""People at a chat who hold roles: what they say, what they are answered, button by button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.app import Core
from bot.channels.base import InboundMessage, Kind
from bot.conversation.prompt import Prompt
from bot.services.enrolment import Invited, invite


@dataclass
class Talker:
    """Someone at one address."""

    core: Core
    account: str
    locale: str = "zh-CN"
    channel: str = "web"
    turns: int = field(default=0)
    last: Sequence[Prompt] = ()

    def say(self, text: str, *, code: str = "") -> str:
        """Send words (or open the chat); the answer's text."""
        return self._heard(Kind.START if code or not text else Kind.TEXT, text=text, code=code)

    def tap(self, key: str) -> str:
        """Tap a button of the last answer."""
        prompt = next(one for one in self.last if any(option.key == key for option in one.options))
        return self._heard(Kind.TAP, question=prompt.question, token=prompt.token, keys=(key,))

    def _heard(self, kind: Kind, **fields: object) -> str:
        self.turns += 1
        message = InboundMessage(
            channel=self.channel,
            account=self.account,
            key=f"{self.account}-{self.turns}",
            kind=kind,
            received=self.now,
            locale=self.locale,
            **fields,  # type: ignore[arg-type]
        )
        self.last = self.core.inbound.handle(message).prompts
        return "\n".join(prompt.text for prompt in self.last)

    @property
    def now(self) -> datetime:
        """The moment it is."""
        return self.core.clock.now()

    @property
    def person(self) -> int:
        """Her number."""
        with self.core.database.read() as work:
            row = work.people.at(self.channel, self.account)
        assert row is not None
        return row.id


def enrolled(core: Core, account: str, invited: Invited, locale: str = "zh-CN") -> Talker:
    """Someone who used a fresh invitation."""
    code = core.database.write(lambda work: invite(work, invited, core.clock.now()))
    talker = Talker(core, account, locale)
    talker.say("", code=code)
    return talker


def holder(core: Core, account: str, role: str, unit: str = "", locale: str = "zh-CN") -> Talker:
    """Someone with a role over a unit, or over everything."""
    scope = (
        Invited(role=role, scope_kind="unit", scope_id=unit) if unit else Invited(role=role, scope_kind="all")
    )
    talker = enrolled(core, account, scope, locale)
    talker.say("1")
    return talker


def contact(core: Core, account: str, enterprise: int, locale: str = "zh-CN") -> Talker:
    """An enterprise's contact, bound and confirmed."""
    talker = enrolled(core, account, Invited(enterprise=enterprise), locale)
    talker.say("1")
    return talker
