"""WeCom customer service (微信客服) as the platform plays it: callbacks say little, a log is pulled."""

from __future__ import annotations

import itertools
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from support.tencent_callbacks import Callbacks, Push, new_id, xml_of
from support.tencent_customer import Customer
from support.tencent_host import Answer, Call, Refusal
from support.tencent_screen import Shown
from support.tencent_wecom import App, Corporation

LONGEST: Final = 2048  # bytes of UTF-8
KEPT: Final = timedelta(days=3)
TOKEN_LASTS: Final = timedelta(minutes=10)
WELCOME_LASTS: Final = timedelta(seconds=20)
WINDOW: Final = timedelta(hours=48)
COUNT: Final = 5
WITHOUT_TOKEN: Final = 10  # pulls a minute; the platform says “strict” and no number
_OK: Final[dict[str, Any]] = {"errcode": 0, "errmsg": "ok"}
_ID: Final = re.compile(r"[0-9a-zA-Z_-]{1,32}")


@dataclass
class CustomerService:
    """One customer-service account of a corporation."""

    corporation: Corporation
    open_kfid: str = "wkPlanted0123456789abcdefghijklm"
    people: dict[str, Customer] = field(default_factory=dict)
    log: list[dict[str, Any]] = field(default_factory=list)  # what can be pulled, with its place
    links: dict[str, str] = field(default_factory=dict)  # addresses of the chat: their scene
    page: int = 1000
    repeated: list[Call] = field(default_factory=list)  # our own message ids that came again

    def __post_init__(self) -> None:
        corporation = self.corporation
        self.clock = corporation.clock
        self.app: App = corporation.new_app(1000003, "a-planted-kf-secret-0123456789abcdef012")
        corporation.apps.append(self.app)
        self.service_states: dict[str, int] = {}
        self._places = itertools.count(1)
        self._pull_tokens: dict[str, datetime] = {}
        self._codes: dict[str, tuple[str, datetime]] = {}
        self._ids: set[str] = set()
        self._pulls: list[datetime] = []
        corporation.serve("kf/sync_msg", self._sync)
        corporation.serve("kf/send_msg", self._send)
        corporation.serve("kf/send_msg_on_event", self._send_on_event)
        corporation.serve("kf/add_contact_way", self._contact_way)
        corporation.serve("kf/account/list", self._accounts)

    @property
    def callbacks(self) -> Callbacks:
        """The callback of the app that may use customer service."""
        return self.app.callbacks

    def person(self, external_userid: str = "") -> Customer:
        """Somebody new, or the one with that id."""
        account = external_userid or f"wm{secrets.token_hex(14)}"
        if account not in self.people:
            self.people[account] = Customer(account, service=self)
        return self.people[account]

    def happened(self, message: dict[str, Any], *, quietly: bool = False) -> Push | None:
        """Add to the log, and tell us that there is something to be pulled unless it happens quietly."""
        entry = {"msgid": f"kf{new_id()}", "send_time": int(self.clock.now().timestamp()), **message}
        self.log.append({"place": next(self._places), "at": self.clock.now(), "message": entry})
        return None if quietly else self.call()

    def call(self) -> Push:
        """Tell us that there is something."""
        token = f"ENC{secrets.token_hex(12)}"
        self._pull_tokens[token] = self.clock.now() + TOKEN_LASTS
        event = xml_of(
            ("ToUserName", self.corporation.corp_id),
            ("CreateTime", int(self.clock.now().timestamp())),
            ("MsgType", "event"),
            ("Event", "kf_msg_or_event"),
            ("Token", token),
            ("OpenKfId", self.open_kfid),
        )
        return self.callbacks.push(event, "")

    def welcome_code(self, account: str) -> str:
        """A code for one welcome, within twenty seconds."""
        code = f"WEL{secrets.token_urlsafe(12)}"
        self._codes[code] = (account, self.clock.now() + WELCOME_LASTS)
        return code

    def fail(self, msgid: str, account: str, why: int) -> Push | None:
        """Say afterwards that a message taken before did not arrive."""
        event = {"event_type": "msg_send_fail", "fail_msgid": msgid, "fail_type": why}
        return self.happened(self.event_of(account, event))

    def colleague_takes(self, account: str) -> Push | None:
        """A colleague answers by hand from now on."""
        self.service_states[account] = 3
        change = {"event_type": "session_status_change", "change_type": 1, "new_servicer_userid": "wang"}
        return self.happened(self.event_of(account, change))

    def colleague_ends(self, account: str) -> Push | None:
        """She is done."""
        del self.service_states[account]
        change = {"event_type": "session_status_change", "change_type": 3, "old_servicer_userid": "wang"}
        return self.happened(self.event_of(account, change))

    def event_of(self, account: str, event: dict[str, Any]) -> dict[str, Any]:
        """A system event about a person."""
        named = {"open_kfid": self.open_kfid, "external_userid": account}
        return {"origin": 4, "msgtype": "event", "event": {**named, **event}}

    # pulling

    def _sync(self, call: Call) -> Answer:
        given, now = call.json, self.clock.now()
        self._paced(str(given.get("token", "")), now)
        if given.get("open_kfid", self.open_kfid) != self.open_kfid:
            raise Refusal(95000, "invalid open_kfid")
        cursor = str(given.get("cursor", ""))
        limit = min(int(given.get("limit", 1000)), self.page)
        if cursor and not re.fullmatch(r"C\d+", cursor):
            raise Refusal(95007, "invalid cursor")
        seen = int(cursor[1:]) if cursor else 0
        there = [row for row in self.log if row["place"] > seen and now - row["at"] < KEPT]
        page = there[:limit]
        last = page[-1]["place"] if page else seen
        return {
            **_OK,
            "next_cursor": f"C{last}",
            "has_more": int(len(there) > len(page)),
            "msg_list": [row["message"] for row in page],
        }

    def _paced(self, token: str, now: datetime) -> None:
        if token:
            if self._pull_tokens.get(token, now) <= now:
                raise Refusal(95007, "invalid msg token")
            return
        self._pulls = [moment for moment in self._pulls if now - moment < timedelta(minutes=1)] + [now]
        if len(self._pulls) > WITHOUT_TOKEN:
            raise Refusal(45009, "api freq out of limit")

    # sending

    def _send(self, call: Call) -> Answer:
        given = call.json
        msgid = str(given.get("msgid", "")) or f"sys{new_id()}"
        if not _ID.fullmatch(msgid):
            raise Refusal(40058, "invalid msgid")
        if given.get("open_kfid") != self.open_kfid:
            raise Refusal(95004, "open_kfid not exist")
        person = self.people.get(str(given.get("touser", "")))
        if person is None:
            raise Refusal(40096, "invalid external userid")
        if msgid in self._ids:
            self.repeated.append(call)
            raise Refusal(
                95020, "msgid repeated"
            )  # the number is assumed: the page only says “must be unique”
        shown = self._drawn(given)
        self._allowed(person)
        self._ids.add(msgid)
        person.left -= 1
        shown.id = msgid
        if person.rejects:
            self.fail(msgid, person.account, 10)
        else:
            person.show(shown)
        return {**_OK, "msgid": msgid}

    def _allowed(self, person: Customer) -> None:
        if self.service_states.get(person.account, 0) not in (0, 1):
            raise Refusal(95018, "send msg session status invalid")
        if person.wrote is None or self.clock.now() - person.wrote >= WINDOW:
            raise Refusal(95002, "out of 48 hours")
        if person.left <= 0:
            raise Refusal(95001, "out of the number of messages")

    def _send_on_event(self, call: Call) -> Answer:
        given, now = call.json, self.clock.now()
        account, until = self._codes.pop(str(given.get("code", "")), ("", now))
        if not account or until <= now:
            raise Refusal(41050, "invalid code: used, too old or unknown")
        if given.get("msgtype") not in ("text", "msgmenu"):
            raise Refusal(40008, "invalid message type")
        shown = self._drawn(given)
        shown.by = "welcome"
        shown.id = str(given.get("msgid", "")) or f"sys{new_id()}"
        person = self.people[account]
        person.welcomed = now
        person.show(shown)
        return {**_OK, "msgid": shown.id}

    def _drawn(self, given: dict[str, Any]) -> Shown:
        kind = str(given.get("msgtype", ""))
        content = given.get(kind)
        if not isinstance(content, dict):
            raise Refusal(40008, "invalid message type")
        match kind:
            case "text":
                return Shown("text", _fitting(content.get("content", ""), LONGEST), "kf")
            case "image" | "file":
                file = self.corporation.media.get(str(content.get("media_id", "")), kind)
                return Shown(kind, "", "kf", name=file.name, content=file.content)
            case "link":
                words = [str(content.get(part, "")) for part in ("title", "desc")]
                return Shown("link", "\n".join(words), "kf", links=(str(content.get("url", "")),))
            case "msgmenu":
                return _menu(content)
            case _:
                raise Refusal(40008, "invalid message type")

    # the rest

    def _contact_way(self, call: Call) -> Answer:
        scene = str(call.json.get("scene", ""))
        if call.json.get("open_kfid") != self.open_kfid:
            raise Refusal(95004, "open_kfid not exist")
        if not re.fullmatch(r"[0-9a-zA-Z_-]{0,32}", scene):
            raise Refusal(40058, "invalid scene")
        address = (
            f"https://work.weixin.qq.com/kfid/kfc{secrets.token_hex(8)}?enc_scene={secrets.token_hex(6)}"
        )
        self.links[address] = scene
        return {**_OK, "url": address}

    def _accounts(self, _call: Call) -> Answer:
        row = {"open_kfid": self.open_kfid, "name": "问诊", "manage_privilege": True}
        return {**_OK, "account_list": [row]}


def _fitting(text: object, longest: int, least: int = 1) -> str:
    if not isinstance(text, str) or len(text.encode()) < least:
        raise Refusal(44004, "empty content")
    if len(text.encode()) > longest:
        raise Refusal(45002, "content size out of limit")
    return text


def _menu(content: dict[str, Any]) -> Shown:
    """A menu of at most ten rows; what can be tapped has an id."""
    rows = content.get("list", [])
    if not 1 <= len(rows) <= 10:
        raise Refusal(95008, "menu items: 1 to 10")
    words = [_fitting(content.get("head_content", ""), 1024, 0)]
    options, links = {}, []
    for row in rows:
        kind = row.get("type")
        inner = row.get(kind, {})
        if kind == "click":
            options[_fitting(inner.get("id"), 64)] = _fitting(inner.get("content"), 128)
        elif kind == "view":
            words.append(_fitting(inner.get("content"), 1024))
            links.append(_fitting(inner.get("url"), 2048))
        elif kind == "text":
            words.append(_fitting(inner.get("content"), 256))
        else:
            raise Refusal(95009, "invalid menu item type")
    words.append(_fitting(content.get("tail_content", ""), 1024, 0))
    return Shown("msgmenu", "\n".join(word for word in words if word), "kf", options, links=tuple(links))
