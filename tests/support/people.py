"""People at their chats, talking to the whole application; and the small questionnaire they answer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path

from support.clock import FrozenClock

from bot.app import Core
from bot.channels.base import InboundFile, InboundMessage, Kind
from bot.conversation.interview import Interview
from bot.conversation.prompt import Prompt
from bot.inbound import Reply
from bot.services.enrolment import Invited, invite
from storage.json_text import Json
from storage.models.enterprise import Enterprise
from storage.unit_of_work import UnitOfWork

DEMO = str(Path(__file__).resolve().parents[1] / "packs/valid/demo/1.0")
UNIT = "310117"
STREET = "310117/洞泾镇"
THINKING = timedelta(seconds=20)
REPLIES = {
    "industry": "1",
    "headcount": "320",
    "pilot": "有",
    "since": "2021-04-30",
    "plan": "2",
    "net": "工控网、5G",
    "tools": "A、B",
    "rate": "60%",
    "energy": "250",
    "use": "1",
    "audit": "有",
    "recipe": "1",
    "wish": "人手",
    "proof": "跳过",
}
"""What a contact types to each question of the demonstration pack; a grid is asked row by row."""

_keys = count(1)


@dataclass
class Talker:
    """Someone at a chat. The application's clock moves on while she thinks."""

    core: Core
    account: str
    channel: str = "web"
    locale: str = "zh-CN"
    prompts: tuple[Prompt, ...] = ()
    replies: list[Reply] = field(default_factory=list)

    def message(self, kind: Kind, text: str = "", **more: object) -> InboundMessage:
        """A message of hers that was not sent yet."""
        return InboundMessage(
            channel=self.channel,
            account=self.account,
            key=f"m{next(_keys)}",
            kind=kind,
            received=self.core.clock.now(),
            text=text,
            locale=self.locale,
            **more,  # type: ignore[arg-type]  # fields by name
        )

    def send(self, message: InboundMessage) -> Reply:
        """Send it; the reply."""
        if isinstance(self.core.clock, FrozenClock):
            self.core.clock.move(THINKING)
        reply = self.core.inbound.handle(message)
        self.replies.append(reply)
        self.prompts = reply.prompts or self.prompts
        return reply

    def say(self, *texts: str) -> str:
        """Write these one after the other; what comes back to the last, as one text."""
        for text in texts:
            self.send(self.message(Kind.TEXT, text))
        return self.text

    def tap(self, *keys: str) -> str:
        """Tap options of the last prompt."""
        on = self.prompts[-1]
        self.send(self.message(Kind.TAP, question=on.question, token=on.token, keys=keys))
        return self.text

    def open(self, code: str = "") -> str:
        """Open the chat, with the code of an invitation or without."""
        self.send(self.message(Kind.START, code=code))
        return self.text

    def leave(self) -> Reply:
        """Block the bot."""
        return self.send(self.message(Kind.LEAVE))

    def give(self, name: str, content: bytes, media_type: str = "image/png") -> str:
        """Send a file, as a channel does: stored first."""
        kept: InboundFile = self.core.filing.keep(name, media_type, content)
        assert kept.sha256 == hashlib.sha256(content).hexdigest()
        self.send(self.message(Kind.FILE, file=kept))
        return self.text

    @property
    def text(self) -> str:
        """The last reply as one text."""
        return "\n".join(prompt.text for prompt in self.replies[-1].prompts)

    @property
    def question(self) -> str:
        """The question on her screen, empty when there is none."""
        return self.prompts[-1].question if self.prompts else ""

    def answer(self, *, until: str = "", **instead: str) -> str:
        """Answer what is asked, up to that question or to the end; `instead` of the usual replies."""
        replies = {**REPLIES, **instead}
        for _ in range(40):
            if not self.question or self.question == until:
                return self.text
            self.say(replies[self.question])
        raise AssertionError(f"going round in circles at {self.question}")

    def finish(self, **instead: str) -> str:
        """Consent, answer everything, hand in."""
        self.say("你好", "同意")
        self.answer(**instead)
        return self.say("提交")

    def person(self) -> int:
        """Her row."""
        with self.core.database.read() as work:
            found = work.people.at(self.channel, self.account)
            assert found is not None
            return found.id

    def interview(self) -> Interview:
        """Her active interview as it is stored."""
        with self.core.database.read() as work:
            row = work.interviews.active(self.person())
            assert row is not None
            return Interview.from_json(row.state)

    def diagnosis(self) -> int:
        """The diagnosis she answers."""
        with self.core.database.read() as work:
            row = work.interviews.active(self.person())
            assert row is not None
            return row.diagnosis_id

    def answers(self) -> dict[str, Json]:
        """The current answers of her diagnosis."""
        with self.core.database.read() as work:
            return work.diagnoses.answers(self.diagnosis())


def new_enterprise(core: Core, name: str = "示例长桥泵阀有限公司", **fields: object) -> int:
    """An enterprise of the register; its key."""
    now = core.clock.now()
    given = {"unit": UNIT, "street": STREET, "created_at": now, "updated_at": now, **fields}
    return core.database.write(lambda work: work.enterprises.add(Enterprise(name=name, **given)).id)


def new_code(core: Core, enterprise: int | None = None, **invited: str) -> str:
    """The code of a new invitation: to speak for an enterprise, or to a role."""
    wanted = Invited(enterprise=enterprise, **invited)
    return core.database.write(lambda work: invite(work, wanted, core.clock.now()))


def contact(core: Core, enterprise: int, account: str, channel: str = "web", locale: str = "zh-CN") -> Talker:
    """Someone who speaks for that enterprise and has been asked for her consent."""
    talker = Talker(core, account, channel, locale)
    talker.open(new_code(core, enterprise))
    talker.tap("yes")
    return talker


def liaison(core: Core, account: str, scope: str = STREET, *, name: str = "", channel: str = "web") -> Talker:
    """A liaison of that unit; with a name, one who can be named, with a phone."""
    talker = Talker(core, account, channel)
    talker.open(new_code(core, role="liaison", scope_kind="unit", scope_id=scope))
    talker.tap("yes")
    if name:
        key = talker.person()

        def rename(work: UnitOfWork) -> None:
            person = work.people.get(key)
            assert person is not None
            person.display_name, person.phone = name, "021-5555 0100"

        core.database.write(rename)
    return talker
