"""A corporation on WeCom (企业微信) as the platform plays it: app messages, cards, files."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from support.tencent_callbacks import Callbacks, Push, new_id, xml_of
from support.tencent_crypto import Keys
from support.tencent_desk import MediaShelf, TokenDesk
from support.tencent_host import Answer, Call, Host, Method, Refusal
from support.tencent_member import Member
from support.tencent_screen import Shown

from bot.clock import Clock

LONGEST: Final = 2048  # bytes of UTF-8
A_MINUTE: Final = 30
AN_HOUR: Final = 1000
RESPONSE_LASTS: Final = timedelta(hours=72)
_MEGABYTE: Final = 1024 * 1024
_OK: Final[dict[str, Any]] = {"errcode": 0, "errmsg": "ok"}
_ENVELOPE: Final = (
    "<xml><ToUserName><![CDATA[{to}]]></ToUserName><AgentID><![CDATA[1000002]]></AgentID>"
    "<Encrypt><![CDATA[{cipher}]]></Encrypt></xml>"
)


@dataclass
class App:
    """One app of the corporation: its secret, its tokens, its callback."""

    agent: int
    secret: str
    tokens: TokenDesk
    callbacks: Callbacks


@dataclass
class Corporation:
    """The platform's side of one corporation with one app."""

    clock: Clock
    corp_id: str = "ww0123456789abcdef"
    agent: int = 1000002
    stranger_ip: str = ""
    people: dict[str, Member] = field(default_factory=dict)
    dropped: list[Call] = field(default_factory=list)  # over the rate limit; the sender is told nothing
    repeated: list[Call] = field(default_factory=list)  # found to be duplicates; the sender is told nothing
    cards: dict[str, tuple[str, Shown]] = field(default_factory=dict)  # by task: whose, what

    def __post_init__(self) -> None:
        self.host = Host(self.clock)
        self.media = MediaShelf(
            self.clock,
            {
                "image": (5, 10 * _MEGABYTE),
                "voice": (5, 2 * _MEGABYTE),
                "video": (5, 10 * _MEGABYTE),
                "file": (5, 20 * _MEGABYTE),
            },
        )
        self.app = self.new_app(self.agent, "a-planted-wecom-secret-0123456789abcdef")
        self.apps = [self.app]
        self._codes: dict[str, tuple[str, datetime]] = {}  # response codes: the task, the end
        self._sent: dict[str, datetime] = {}  # what was sent with a check for duplicates
        self._rate: dict[str, list[datetime]] = {}
        self.host.methods["gettoken"] = self._gettoken
        self.serve("message/send", self._send)
        self.serve("message/update_template_card", self._update)
        self.serve("media/upload", self.media.upload)
        self.serve("media/get", self.media.download)
        self.serve("agent/get", self._agent)

    def new_app(self, agent: int, secret: str) -> App:
        """One more app."""
        keys = Keys.new(self.corp_id)
        callbacks = Callbacks(self.clock, keys, envelope=_ENVELOPE)
        return App(agent, secret, TokenDesk(self.clock), callbacks)

    @property
    def address(self) -> str:
        """Where the API is."""
        return self.host.address

    @property
    def callbacks(self) -> Callbacks:
        """The app's callback."""
        return self.app.callbacks

    def person(self, userid: str = "", *, visible: bool = True) -> Member:
        """Somebody new, or the one with that id; whether the app may see her."""
        userid = userid or f"member{len(self.people) + 1}"
        if userid not in self.people:
            self.people[userid] = Member(userid, corporation=self, visible=visible)
        return self.people[userid]

    def serve(self, path: str, method: Method) -> None:
        """Offer a method to whoever has a token."""

        def guarded(call: Call) -> Answer:
            self._check(call.query.get("access_token", ""))
            return method(call)

        self.host.methods[path] = guarded

    def _check(self, token: str) -> None:
        if self.stranger_ip:
            raise Refusal(60020, f"not allow to access from your ip, {self.stranger_ip}")
        for app in self.apps[1:]:
            if token and app.tokens.owns(token):
                return app.tokens.check(token)
        return self.app.tokens.check(token)

    def _gettoken(self, call: Call) -> Answer:
        if call.query.get("corpid") != self.corp_id:
            raise Refusal(40013, "invalid corpid")
        for app in self.apps:
            if secrets.compare_digest(call.query.get("corpsecret", ""), app.secret):
                return {**_OK, **app.tokens.fetch("token", keep=True)}
        raise Refusal(40001, "invalid credential")

    def _agent(self, call: Call) -> Answer:
        if int(call.query.get("agentid", 0)) != self.agent:
            raise Refusal(301002, "not allow operate another agent with this accesstoken")
        return {**_OK, "agentid": self.agent, "name": "问诊", "close": 0}

    # messages

    def _send(self, call: Call) -> Answer:
        given = call.json
        if int(given.get("agentid", 0)) != self.agent:
            raise Refusal(40056, "invalid agentid")
        wanted = [name for name in str(given.get("touser", "")).split("|") if name]
        if not 1 <= len(wanted) <= 1000:
            raise Refusal(40031, "invalid UserID list size")
        shown = self._drawn(given)
        there = [self.people[name] for name in wanted if name in self.people and self.people[name].visible]
        missing = [name for name in wanted if name not in {person.account for person in there}]
        if not there:
            raise Refusal(81013, "user & party & tag all invalid", invaliduser="|".join(missing))
        answer = {**_OK, "msgid": f"msg{new_id()}"}
        if missing:
            answer["invaliduser"] = "|".join(missing)
        if self._duplicate(given):
            self.repeated.append(call)
            return answer
        for person in there:
            answer |= self._show(person, shown, call)
        return answer

    def _show(self, person: Member, shown: Shown, call: Call) -> dict[str, Any]:
        if not self._within_limits(person.account):
            self.dropped.append(call)
            return {}
        own = Shown(
            shown.kind, shown.text, "app", dict(shown.options), shown.name, shown.content, card=shown.card
        )
        person.show(own)
        if own.kind != "template_card" or not own.card.get("task_id"):
            return {}
        self.cards[own.card["task_id"]] = (person.account, own)
        return {"response_code": self.response_code(own.card["task_id"])}

    def response_code(self, task: str) -> str:
        """A code that lets a card be changed once within three days."""
        code = secrets.token_urlsafe(24)
        self._codes[code] = (task, self.clock.now() + RESPONSE_LASTS)
        return code

    def _within_limits(self, account: str) -> bool:
        now, sent = self.clock.now(), self._rate.setdefault(account, [])
        sent[:] = [moment for moment in sent if now - moment < timedelta(hours=1)]
        minute = sum(1 for moment in sent if now - moment < timedelta(minutes=1))
        if minute >= A_MINUTE or len(sent) >= AN_HOUR:
            return False
        sent.append(now)
        return True

    def _duplicate(self, given: dict[str, Any]) -> bool:
        # A card's task that was seen before is taken and not shown: people report cards that were lost so.
        if given.get("template_card", {}).get("task_id") in self.cards:
            return True
        if not given.get("enable_duplicate_check"):
            return False
        spelt, now = json.dumps(given, sort_keys=True), self.clock.now()
        interval = timedelta(seconds=min(int(given.get("duplicate_check_interval", 1800)), 4 * 3600))
        before, self._sent[spelt] = self._sent.get(spelt), now
        return before is not None and now - before < interval

    def _drawn(self, given: dict[str, Any]) -> Shown:
        kind = str(given.get("msgtype", ""))
        content = given.get(kind)
        if not isinstance(content, dict):
            raise Refusal(40008, "invalid message type")
        match kind:
            case "text" | "markdown":
                text = str(content.get("content", ""))
                if not text.strip():
                    raise Refusal(44004, "empty content")
                if kind == "markdown" and len(text.encode()) > LONGEST:
                    raise Refusal(45002, "content size out of limit")
                return Shown(kind, cut(text), "app")
            case "file" | "image":
                file = self.media.get(str(content.get("media_id", "")), kind)
                return Shown(kind, "", "app", name=file.name, content=file.content)
            case "template_card":
                return self._card(content)
            case _:
                raise Refusal(40008, "invalid message type")

    def _card(self, given: dict[str, Any]) -> Shown:
        kind = str(given.get("card_type", ""))
        task = str(given.get("task_id", ""))
        if kind not in CARDS:
            raise Refusal(40008, "invalid card type")
        if CARDS[kind] is not None and not re.fullmatch(r"[0-9A-Za-z_\-@]{1,128}", task):
            raise Refusal(41094, "invalid task_id")
        titles = given.get("main_title", {})
        words = [titles.get("title", ""), titles.get("desc", ""), given.get("sub_title_text", "")]
        if not any(words):
            raise Refusal(44004, "empty card")
        options = (CARDS[kind] or _nothing)(given)
        return Shown("template_card", "\n".join(word for word in words if word), "app", options, card=given)

    def _update(self, call: Call) -> Answer:
        given = call.json
        task, until = self._codes.pop(str(given.get("response_code", "")), ("", self.clock.now()))
        if int(given.get("agentid", 0)) != self.agent:
            raise Refusal(40056, "invalid agentid")
        if not task or until <= self.clock.now():
            raise Refusal(42045, "response_code expired or used")
        account, shown = self.cards[task]
        if account not in given.get("userids", []) and not given.get("atall"):
            return {**_OK, "invaliduser": given.get("userids", [])}
        if "button" in given:
            shown.card = {**shown.card, "replaced": given["button"]["replace_name"]}
            shown.options = {}
        else:
            drawn = self._card(given["template_card"])
            shown.text, shown.options, shown.card = drawn.text, drawn.options, drawn.card
        shown.edits += 1
        return _OK

    # calling us

    def push(self, person: Member, *parts: tuple[str, object]) -> Push:
        """Tell the app what happened."""
        head = (
            ("ToUserName", self.corp_id),
            ("FromUserName", person.account),
            ("CreateTime", int(self.clock.now().timestamp())),
        )
        event = xml_of(*head, *parts, ("AgentID", self.agent))
        return self.callbacks.push(event, person.account, person.answered)


def cut(text: str) -> str:
    """A text of at most the platform's length: what is longer is lost."""
    return text.encode()[:LONGEST].decode("utf-8", "ignore")


def _nothing(_given: dict[str, Any]) -> dict[str, str]:
    return {}


def _buttons(given: dict[str, Any]) -> dict[str, str]:
    buttons = given.get("button_list", [])
    if not 1 <= len(buttons) <= 6:
        raise Refusal(40058, "button_list: 1 to 6 buttons")
    for button in buttons:
        if not button.get("text") or not 1 <= len(str(button.get("key", "")).encode()) <= 1024:
            raise Refusal(40058, "a button needs a text and a key of at most 1024 bytes")
    if len({button["key"] for button in buttons}) < len(buttons):
        raise Refusal(40058, "two buttons with the same key")
    return {button["key"]: button["text"] for button in buttons}


def _votes(given: dict[str, Any]) -> dict[str, str]:
    box = given.get("checkbox", {})
    options = box.get("option_list", [])
    if not box.get("question_key") or not 1 <= len(options) <= 20:
        raise Refusal(40058, "checkbox: 1 to 20 options")
    if not given.get("submit_button", {}).get("text") or not given["submit_button"].get("key"):
        raise Refusal(40058, "submit_button")
    if any(not 1 <= len(str(option.get("text", "")).encode()) <= 256 for option in options):
        raise Refusal(40058, "an option's text")
    return {option["id"]: option["text"] for option in options}


def _selects(given: dict[str, Any]) -> dict[str, str]:
    selections = given.get("select_list", [])
    if not 1 <= len(selections) <= 3 or any(
        not 1 <= len(one.get("option_list", [])) <= 10 for one in selections
    ):
        raise Refusal(40058, "select_list: 1 to 3 of 1 to 10 options")
    return {option["id"]: option["text"] for one in selections for option in one["option_list"]}


CARDS: Final[dict[str, Callable[[dict[str, Any]], dict[str, str]] | None]] = {
    "text_notice": None,
    "news_notice": None,
    "button_interaction": _buttons,
    "vote_interaction": _votes,
    "multiple_interaction": _selects,
}
"""What can be tapped on each type of card; None: nothing, and no task is needed."""
