"""What a person holds in her hand: Telegram, or the web chat in her browser, both over real HTTP.

A phone knows what to send and what is on the screen, nothing of the application behind it.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx
from support.telegram_api import TelegramApi
from support.telegram_people import Person, Shown

from bot import messages

_BOX = "☐ "
_DONE = frozenset(messages.load(locale).say("telegram.none") for locale in messages.locales())
_FAR = {"zh-CN": "zh-hans", "en": "en"}


@dataclass(frozen=True)
class Bubble:
    """One message on the screen: its text, its buttons, its files."""

    text: str
    buttons: tuple[str, ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()


class Phone(Protocol):
    """One person's way to the bot. Whatever she does is answered some time later: see `fresh`."""

    @property
    def sent(self) -> int:
        """How many messages the application should have had of her."""
        ...

    def open(self, code: str) -> None:
        """Open the chat by a link with a code."""
        ...

    def say(self, text: str) -> None:
        """Write."""
        ...

    def tap(self, label: str) -> None:
        """Tap the button with that label, or that begins with it, on the last message that has any."""
        ...

    def give(self, name: str, content: bytes, media_type: str) -> None:
        """Send a file."""
        ...

    def fresh(self) -> Sequence[Bubble]:
        """What came since she looked last."""
        ...


class TelegramPhone:
    """A person of the Bot API's simulator."""

    def __init__(self, api: TelegramApi, number: int, locale: str) -> None:
        self._api = api
        self.person: Person = api.person(number, _FAR[locale])
        self.sent = 0
        self._read = 0

    def open(self, code: str) -> None:
        """See `Phone`."""
        self.sent += 1
        self.person.start(code)

    def say(self, text: str) -> None:
        """See `Phone`."""
        self.sent += 1
        self.person.say(text)

    def tap(self, label: str) -> None:
        """See `Phone`."""
        self.sent += 1
        shown = next(one for one in reversed(self.person.screen) if one.keyboard)
        self.person.tap(_named(label, shown.labels), shown)

    def give(self, name: str, content: bytes, media_type: str) -> None:
        """See `Phone`."""
        self.sent += 1
        self.person.send_file(name, content, media_type)

    def fresh(self) -> list[Bubble]:
        """See `Phone`."""
        new, self._read = self.person.screen[self._read :], len(self.person.screen)
        return [Bubble(one.text, _plain(one), ((one.name, one.file),) if one.file else ()) for one in new]


@dataclass
class WebPhone:
    """A browser at the chat page: its cookie, its cursor, and what the page would draw."""

    client: httpx.Client
    number: int
    locale: str
    sent: int = 0
    _cookie: str = ""
    _cursor: str = ""
    _seen: set[str] = field(default_factory=set)
    _drawn: list[Bubble] = field(default_factory=list)
    _prompt: dict[str, Any] = field(default_factory=dict)
    _ids: itertools.count[int] = field(default_factory=itertools.count)

    def open(self, code: str) -> None:
        """See `Phone`."""
        if not self._cookie:
            page = self.client.get("/chat", params={"code": code}, headers=self._headers())
            page.raise_for_status()
            self._cookie = page.headers["set-cookie"].partition(";")[0]
            self._draw(self._news())
        self._post({"kind": "start", "code": code})

    def say(self, text: str) -> None:
        """See `Phone`."""
        self._post({"kind": "text", "text": text})

    def tap(self, label: str) -> None:
        """See `Phone`. A shortcut is written for her, as the page does."""
        self._draw(self._news())  # the button may be on what came meanwhile
        say = messages.load(self.locale).say
        shortcuts = [say(f"web.command.{name}") for name in self._prompt["shortcuts"]]
        options = {_label(one): one["key"] for one in self._prompt["options"]}
        chosen = _named(label, [*options, *shortcuts])
        if chosen in options:
            keys = [options[chosen]]
            self._post({"kind": "tap", "keys": keys} | {k: self._prompt[k] for k in ("question", "token")})
        else:
            self.say(chosen)

    def give(self, name: str, content: bytes, media_type: str) -> None:
        """See `Phone`."""
        self.sent += 1
        answer = self.client.post(
            "/chat/files",
            data={"id": self._id()},
            files={"file": (name, content, media_type)},
            headers=self._headers(),
        )
        answer.raise_for_status()
        self._draw(answer.json()["messages"])

    def fresh(self) -> list[Bubble]:
        """See `Phone`."""
        if self._cookie:
            self._draw(self._news())
        new, self._drawn = self._drawn, []
        return new

    def _post(self, body: dict[str, Any]) -> None:
        self._draw(self._news())  # the page looks by itself every few seconds
        self.sent += 1
        answer = self.client.post("/chat/messages", json={"id": self._id(), **body}, headers=self._headers())
        answer.raise_for_status()
        self._draw(answer.json()["messages"])

    def _news(self) -> list[dict[str, Any]]:
        answer = self.client.get("/chat/messages", params={"after": self._cursor}, headers=self._headers())
        answer.raise_for_status()
        news: dict[str, Any] = answer.json()
        self._cursor = news["cursor"]
        lines: list[dict[str, Any]] = news["messages"]
        return lines

    def _draw(self, lines: list[dict[str, Any]]) -> None:
        for line in lines:
            if line["id"] in self._seen or line["from"] == "me":
                continue
            self._seen.add(line["id"])
            self._prompt = line["prompt"]
            self._drawn.append(self._bubble(line["prompt"]))

    def _bubble(self, prompt: dict[str, Any]) -> Bubble:
        say = messages.load(self.locale).say
        buttons = [_label(one) for one in prompt["options"]]
        shortcuts = [say(f"web.command.{name}") for name in prompt["shortcuts"]]
        text = (prompt["options"] and prompt["lead"]) or prompt["text"]
        return Bubble(
            text,
            (*buttons, *shortcuts),
            tuple((one["name"], self._file(one)) for one in prompt["attachments"]),
        )

    def _file(self, file: dict[str, Any]) -> bytes:
        answer = self.client.get(file["url"], headers=self._headers())
        answer.raise_for_status()
        return answer.content

    def _headers(self) -> dict[str, str]:
        language = "en-GB,en" if self.locale == "en" else "zh-CN,zh"
        return {"accept-language": language, **({"cookie": self._cookie} if self._cookie else {})}

    def _id(self) -> str:
        return f"{self.number:016x}{next(self._ids):016x}"


def _plain(shown: Shown) -> tuple[str, ...]:
    """Its buttons but for what only ticks."""
    boxes = [label.removeprefix(_BOX) for label in shown.labels]
    several = boxes != shown.labels
    return tuple(label for label in boxes if not (several and label in _DONE))


def _label(option: dict[str, Any]) -> str:
    return f"{option['mark']} {option['label']}".strip()


def _named(label: str, labels: Sequence[str]) -> str:
    """The label that is it, else the only one that begins with it."""
    found = [one for one in labels if one == label] or [one for one in labels if one.startswith(label)]
    assert len(found) == 1, f"{label!r} is not one of {list(labels)}"
    return found[0]
