"""Playing a journey from data against the whole application, and writing it back as data.

A journey is a person's way through one role: what she opens, writes, taps, sends; what comes back, word by
word. The same file is played through Telegram and through the web chat; where the two show something else,
`reply_web` and `buttons_web` say what the page shows.
"""

from __future__ import annotations

import contextlib
import io
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from sqlalchemy import func, or_, select
from support.dialogue import toml_text, toml_value
from support.journey_phones import Bubble, Phone
from support.journey_world import CreepingClock, ids, register_book

from bot import messages
from bot.app import Core
from bot.cli import main
from bot.cli.invented import Replies
from bot.clock import SHANGHAI
from bot.conversation.prompt import Prompt, PromptKind
from bot.reports.letters import render_letters
from bot.services import sample
from bot.services.enrolment import Invited
from bot.services.invitation_letters import letters, occasion, with_ways
from bot.services.inviting import Inviter, invite_enterprises, invite_role, prepare
from bot.services.kept_messages import stored_prompts
from bot.services.menus import MENU
from storage.models.clockwork import Timer
from storage.models.messaging import Inbox, InboxStatus, Outbox, OutboxStatus

THINKING = timedelta(seconds=20)
PATIENCE = 15.0
_SEED = 6
_MOST = 200
_TIMERS = "timers are due"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH, _TEXT = f"{_WORD}p", f"{_WORD}t"
_CODE = re.compile(r"\b([2-9A-HJKMNP-Z]{5}) ?([2-9A-HJKMNP-Z]{5})\b")
_TOLD = ("letter", "printed", "questions", "reply", "buttons", "files")


@dataclass
class Stage:
    """A running application with its people."""

    core: Core
    clock: CreepingClock
    config: Path
    locale: str
    phone: Callable[[str], Phone]
    waiting: Callable[[], int] = lambda: 0
    people: dict[str, Phone] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)  # everything that was said to anybody

    def play(self, step: Mapping[str, Any]) -> dict[str, Any]:
        """One step with what comes back now."""
        told = self._played(step)
        return {key: value for key, value in told.items() if value != []}

    def _played(self, step: Mapping[str, Any]) -> dict[str, Any]:
        told = {key: value for key, value in step.items() if key.removesuffix("_web") not in _TOLD}
        who = self._person(step.get("who", ""))
        self.clock.move(THINKING)
        told |= self._act(step, who)
        self._settle()
        return told | self._shown(who.fresh())

    def _person(self, name: str) -> Phone:
        if name not in self.people:
            self.people[name] = self.phone(name)
        return self.people[name]

    def _act(self, step: Mapping[str, Any], who: Phone) -> dict[str, Any]:  # noqa: C901 - one line an act
        """Do what a step says; what there is to see besides the answer."""
        match step:
            case {"invited_for": enterprise}:
                return self._letter(enterprise, who)
            case {"answers": "the rest"}:
                return self._answer_all(who)
            case {"runs": arguments}:
                return self._command(arguments)
            case {"invited_as": invited}:
                who.open(self._invitation(Invited(**invited)))
            case {"opens": "code"}:
                who.open(self._code())
            case {"says": text}:
                who.say(text.replace("{code}", self._code()))
            case {"taps": label}:
                who.tap(label)
            case {"sends": "register"}:
                who.give("企业名单.xlsx", register_book(), _XLSX)
            case {"until": moment}:
                self._wait(datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI))
            case _:
                raise ValueError(f"nothing is done in {step}")
        return {}

    # what is done

    def _letter(self, enterprise: str, who: Phone) -> dict[str, Any]:
        """Write her letter, and open the way in that is hers."""
        core, now = self.core, self.clock.now()
        with core.database.read() as work:
            row = ids(work)[enterprise]
        made = prepare([row], now)
        core.database.write(lambda work: invite_enterprises(work, made, Inviter("cli", "cli"), now))
        invitations = with_ways(made, [row], core.entrances)
        words, campaign = messages.load(self.locale), core.campaigning.campaign
        with core.database.read() as work:
            pages = letters(work, invitations, campaign.units, words, now, SHANGHAI)
        about = occasion(campaign.name, core.library.default(), core.config.privacy.controller)
        written = render_letters(pages, about, self.locale, moment=now)
        who.open(made[0].code)
        return {"letter": "\n".join(_paragraphs(written.data))}

    def _invitation(self, whom: Invited) -> str:
        """The code of an invitation to a role."""
        now = self.clock.now()
        return self.core.database.write(lambda work: invite_role(work, whom, Inviter("cli", "cli"), now)).code

    def _answer_all(self, who: Phone) -> dict[str, Any]:
        """Answer what is left as an invented enterprise would, up to the last look."""
        core = self.core
        answers = sample.invented_answers(core.library.default(), "equipment", 60, _SEED)
        replies, count = Replies(core, self.locale, answers), 0
        while (prompt := self._prompt()).kind is not PromptKind.REVIEW:
            assert count < _MOST, prompt.text
            self.clock.move(THINKING)
            who.say(replies.to(prompt))
            self._settle()
            shown = who.fresh()
            count += 1
        return {"questions": count, **self._shown(shown)}

    def _prompt(self) -> Prompt:
        """What she was asked last."""
        with self.core.database.read() as work:
            query = select(Inbox).order_by(Inbox.id.desc()).limit(1)
            row = work.session.scalars(query).one()  # everybody else is silent meanwhile
            return stored_prompts(row.reply or "[]")[-1]

    def _command(self, arguments: str) -> dict[str, Any]:
        """A command line of the operator's, in this process."""
        verb, _, rest = arguments.partition(" ")
        out = io.StringIO()
        with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out):
            patch.setattr("bot.app.SystemClock", lambda: self.clock)
            assert main([*verb.split(), *rest.split(), "--config", str(self.config)]) == 0
        printed = out.getvalue().strip().replace("\t", "  ")
        self.heard.append(printed)
        return {"printed": printed}

    def _wait(self, moment: datetime) -> None:
        """Let time pass, and the rounds of digests and reminders run."""
        self.clock.move(moment - self.clock.now())
        self.core.escalating.set_timer(self.clock.now())
        self.core.notices.run(self.clock.now())

    def _code(self) -> str:
        """The code that was seen last, whoever saw it."""
        found = [match for text in self.heard for match in _CODE.findall(text)]
        return "".join(found[-1]) if found else ""

    # what comes of it

    def _settle(self) -> None:
        """Wait until everything said is answered and everything due is sent."""
        deadline = time.monotonic() + PATIENCE
        while True:
            left = self._left()
            if not left:
                return
            if left == _TIMERS:
                self.core.timers.run_once()
            assert time.monotonic() < deadline, f"it does not come to rest: {left}"
            time.sleep(0.01)

    def _left(self) -> str:
        if self.waiting():
            return "updates wait"
        sent = sum(one.sent for one in self.people.values())
        with self.core.database.read() as work:
            count = work.session.scalar(select(func.count()).where(Inbox.status != InboxStatus.RECEIVED)) or 0
            if count < sent:
                return f"{sent - count} messages are not answered"
            now = self.clock.now()
            due = (Outbox.due <= now) & or_(Outbox.retry_at.is_(None), Outbox.retry_at <= now)
            unsent = or_((Outbox.status == OutboxStatus.QUEUED) & due, Outbox.status == OutboxStatus.SENDING)
            unsent_keys = ", ".join(work.session.scalars(select(Outbox.key).where(unsent)))
            undone = Timer.done_at.is_(None) & (Timer.due <= now) & (Timer.kind != MENU)
            return unsent_keys or (_TIMERS if work.session.scalar(select(func.count()).where(undone)) else "")

    def _shown(self, bubbles: Sequence[Bubble]) -> dict[str, Any]:
        texts = [bubble.text for bubble in bubbles if bubble.text]
        buttons = [label for bubble in bubbles for label in bubble.buttons]
        files = [_described(name, content) for bubble in bubbles for name, content in bubble.files]
        self.heard += texts
        return {
            key: value for key, value in (("reply", texts), ("buttons", buttons), ("files", files)) if value
        }


def expected(step: Mapping[str, Any], channel: str) -> dict[str, Any]:
    """A step as it should be on a channel."""
    own = {key: value for key, value in step.items() if not key.endswith("_web")}
    if channel == "web":
        own |= {key.removesuffix("_web"): value for key, value in step.items() if key.endswith("_web")}
    return {key: value for key, value in own.items() if value != []}


def rewritten(step: Mapping[str, Any], played: Mapping[str, Any], channel: str) -> dict[str, Any]:
    """A step with what it came to on a channel; the other channel's own is kept."""
    if channel != "web":
        return {**played, **{key: value for key, value in step.items() if key.endswith("_web")}}
    common = {key: value for key, value in step.items() if not key.endswith("_web")}
    own = {
        f"{key}_web": played.get(key, [])
        for key in ("reply", "buttons", "files")
        if played.get(key, []) != step.get(key, [])
    }
    return common | own


def to_toml(journey: Mapping[str, Any]) -> str:
    """The journey as TOML, to be read as a conversation."""
    head = [f"{key} = {toml_value(value)}" for key, value in journey.items() if key != "step"]
    return "\n".join([*head, *(_step(step) for step in journey["step"])]) + "\n"


def _step(step: Mapping[str, Any]) -> str:
    lines = ["\n[[step]]"]
    for key, value in step.items():
        if key in ("letter", "printed"):
            lines.append(f"{key} = {toml_text(value)}")
        elif key in ("reply", "reply_web"):
            lines.append(f"{key} = [\n" + "".join(f"{toml_text(text)},\n" for text in value) + "]")
        else:
            lines.append(f"{key} = {toml_value(value)}")
    return "\n".join(lines)


def _described(name: str, content: bytes) -> str:
    """A file that came along: its name and the least that shows it is one."""
    if name.endswith(".xlsx"):
        pages = load_workbook(io.BytesIO(content), read_only=True)
        return f"{name} ({', '.join(f'{page.title}: {_rows(page)}' for page in pages)})"
    if name.endswith(".docx"):
        return f"{name} ({' | '.join(_paragraphs(content)[:2])})"
    return f"{name} ({content[:4]!r})"


def _rows(page: Any) -> int:  # noqa: ANN401 - openpyxl's sheets have no common type
    """Rows below the headings."""
    return sum(1 for row in page.iter_rows(min_row=2, values_only=True) if any(row))


def _paragraphs(content: bytes) -> list[str]:
    """What a Word file says, line by line, tables included."""
    body = Document(io.BytesIO(content)).element.body
    lines = ("".join(node.text or "" for node in one.iter(_TEXT)) for one in body.iter(_PARAGRAPH))
    return [line.strip() for line in lines if line.strip()]
