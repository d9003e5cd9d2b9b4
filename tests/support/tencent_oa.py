"""An Official Account (服务号) as the platform plays it: tokens, messages, windows, templates, codes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from support.tencent_callbacks import Callbacks, Push, new_id, xml_of
from support.tencent_crypto import Keys
from support.tencent_desk import EARLY, MediaShelf, TokenDesk
from support.tencent_follower import Follower
from support.tencent_host import Answer, Call, Host, Refusal
from support.tencent_screen import Shown

from bot.clock import Clock

LONGEST_TEXT: Final = 2048  # bytes of UTF-8
_MEGABYTE: Final = 1024 * 1024
_OK: Final[dict[str, Any]] = {"errcode": 0, "errmsg": "ok"}


@dataclass
class OfficialAccount:
    """The platform's side of one account."""

    clock: Clock
    app_id: str = "wx0123456789abcdef"
    secret: str = "a-planted-oa-secret-0123456789ab"
    name: str = "gh_wenzhen0001"
    verified: bool = True
    stranger_ip: str = ""  # not empty: our address is not on the allow-list
    unfollowed_code: int = 43004
    templates: set[str] = field(default_factory=lambda: {"tpl-reminder"})
    notices: set[str] = field(default_factory=lambda: {"sub-deadline"})
    people: dict[str, Follower] = field(default_factory=dict)
    codes: dict[str, tuple[str, datetime]] = field(default_factory=dict)  # QR tickets: scene and end
    menu: dict[str, Any] = field(default_factory=dict)
    cleared: int = 0
    invalid: list[str] = field(default_factory=list)  # passive replies nobody could read, with the reason
    daily_limit: dict[str, int] = field(default_factory=dict)
    forced: list[datetime] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.host = Host(self.clock)
        self.tokens = TokenDesk(self.clock)
        self.media = MediaShelf(
            self.clock,
            {
                "image": (1, 10 * _MEGABYTE),
                "voice": (1, 2 * _MEGABYTE),
                "video": (1, 10 * _MEGABYTE),
                "thumb": (1, 64 * 1024),
            },
        )
        self.keys = Keys.new(self.app_id)
        self.callbacks = Callbacks(self.clock, self.keys, asks_account=True)
        self._used: dict[str, int] = {}
        self.host.methods = {
            "token": self._token,
            "stable_token": self._stable_token,
            **{
                path: self._with_token(method)
                for path, method in {
                    "message/custom/send": self._custom,
                    "message/template/send": self._template,
                    "message/subscribe/bizsend": self._subscribe,
                    "media/upload": self.media.upload,
                    "media/get": self.media.download,
                    "qrcode/create": self._qrcode,
                    "menu/create": self._menu,
                    "menu/get": self._menu_now,
                    "menu/delete": self._no_menu,
                    "clear_quota": self._clear_quota,
                    "getcallbackip": lambda _call: {"ip_list": ["127.0.0.1"]},
                }.items()
            },
        }

    @property
    def address(self) -> str:
        """Where the API is."""
        return self.host.address

    def person(self, openid: str = "", *, following: bool = True) -> Follower:
        """Somebody new, or the one with that id; whether she follows already."""
        openid = openid or f"o{len(self.people):03d}{secrets.token_hex(12)}"
        if openid not in self.people:
            self.people[openid] = Follower(openid, oa=self, followed=following)
        return self.people[openid]

    def code(self, scene: str, lasting: timedelta = timedelta(days=30)) -> str:
        """A QR code somebody printed; its ticket."""
        ticket = f"gQ{secrets.token_urlsafe(30)}"
        self.codes[ticket] = (scene, self.clock.now() + lasting)
        return ticket

    # tokens

    def _token(self, call: Call) -> Answer:
        if call.query.get("grant_type") != "client_credential":
            raise Refusal(40002, "invalid grant_type")
        self._known(call.query.get("appid", ""), call.query.get("secret", ""))
        self._count("token")
        return self.tokens.fetch("token")

    def _stable_token(self, call: Call) -> Answer:
        if call.json.get("grant_type") != "client_credential":
            raise Refusal(40002, "invalid grant_type")
        self._known(str(call.json.get("appid", "")), str(call.json.get("secret", "")))
        forced = bool(call.json.get("force_refresh", False))
        now = self.clock.now()
        if forced:
            today = [moment for moment in self.forced if now - moment < timedelta(days=1)]
            if len(today) >= 20 or (today and now - today[-1] < timedelta(seconds=30)):
                raise Refusal(45009, "reach max api daily quota limit")
            self.forced = [*today, now]
        return self.tokens.fetch("stable", keep=not forced, early=EARLY)

    def _known(self, app_id: str, secret: str) -> None:
        if self.stranger_ip:
            raise Refusal(40164, f"invalid ip {self.stranger_ip}, not in whitelist")
        if app_id != self.app_id:
            raise Refusal(40013, "invalid appid")
        if not secrets.compare_digest(secret, self.secret):
            raise Refusal(40125, "invalid appsecret")

    def _with_token(self, method: Any) -> Any:  # noqa: ANN401 - a method either way
        def guarded(call: Call) -> Answer:
            self.tokens.check(call.query.get("access_token", ""))
            self._count(call.path)
            found: Answer = method(call)
            return found

        return guarded

    def _count(self, path: str) -> None:
        self._used[path] = self._used.get(path, 0) + 1
        if self._used[path] > self.daily_limit.get(path, {"token": 2000}.get(path, 100_000)):
            raise Refusal(45009, "reach max api daily quota limit")

    # messages

    def _custom(self, call: Call) -> Answer:
        person = self._reachable(call)
        shown = self._drawn(call.json)
        why = person.windows.spend(self.clock.now())
        if why == "window":
            raise Refusal(45015, "response out of time limit or subscription is canceled")
        if why:
            raise Refusal(45047, "out of response count limit")
        person.show(shown)
        return _OK

    def _reachable(self, call: Call) -> Follower:
        self._may()
        person = self.people.get(call.to)
        if person is None:
            raise Refusal(40003, "invalid openid")
        if not person.followed:
            raise Refusal(self.unfollowed_code, "require subscribe")
        return person

    def _drawn(self, given: dict[str, Any]) -> Shown:
        kind = str(given.get("msgtype", ""))
        content = given.get(kind)
        if not isinstance(content, dict):
            raise Refusal(40008, "invalid message type")
        match kind:
            case "text":
                return Shown("text", fitting(content.get("content", "")), "custom")
            case "image":
                file = self.media.get(str(content.get("media_id", "")), "image")
                return Shown("image", "", "custom", name=file.name, content=file.content)
            case "news":
                return news(content.get("articles", []), "custom")
            case "msgmenu":
                rows = content.get("list", [])
                head, tail = str(content.get("head_content", "")), str(content.get("tail_content", ""))
                fitting("".join([head, *(str(row["content"]) for row in rows), tail]))
                options = {str(row["id"]): str(row["content"]) for row in rows}
                return Shown("msgmenu", "\n".join(part for part in (head, tail) if part), "custom", options)
            case _:
                raise Refusal(40008, "invalid message type")

    def _template(self, call: Call) -> Answer:
        template = str(call.json.get("template_id", ""))
        self._may()
        if template not in self.templates:
            raise Refusal(40037, "invalid template_id")
        person = self._reachable(call)
        number = new_id()
        status = "failed:user block" if person.blocks_templates else "success"
        if not person.blocks_templates:
            person.show(card("template", call.json))
        finished = (("MsgID", int(number)), ("Status", status))
        self.push(person, ("MsgType", "event"), ("Event", "TEMPLATESENDJOBFINISH"), *finished)
        return {**_OK, "msgid": int(number)}

    def _subscribe(self, call: Call) -> Answer:
        template, person = str(call.json.get("template_id", "")), self.people.get(call.to)
        if template not in self.notices:
            raise Refusal(40037, "invalid template_id")
        if person is None:
            raise Refusal(40003, "invalid openid")
        if not person.consents.get(template, 0):
            raise Refusal(43101, "user refuse to accept the msg")
        person.consents[template] -= 1
        person.show(card("subscribe", call.json))
        number = new_id()
        sent = (("TemplateId", template), ("MsgID", number), ("ErrorCode", "0"), ("ErrorStatus", "success"))
        self.push(
            person,
            ("MsgType", "event"),
            ("Event", "subscribe_msg_sent_event"),
            ("SubscribeMsgSentEvent", (("List", sent),)),
        )
        return {**_OK, "msgid": int(number)}

    # codes, menus, quotas

    def _qrcode(self, call: Call) -> Answer:
        self._may()
        given = call.json
        scene = str(given.get("action_info", {}).get("scene", {}).get("scene_str", ""))
        seconds = int(given.get("expire_seconds", 60))
        if given.get("action_name") not in ("QR_STR_SCENE", "QR_LIMIT_STR_SCENE"):
            raise Refusal(40012, "invalid qrcode action")
        if not 1 <= len(scene) <= 64 or seconds > 30 * 24 * 3600:
            raise Refusal(40049, "invalid scene or expiry")
        lasting = timedelta(seconds=seconds)
        if given["action_name"] == "QR_LIMIT_STR_SCENE":
            lasting = timedelta(days=36500)
        ticket = self.code(scene, lasting)
        return {"ticket": ticket, "expire_seconds": seconds, "url": f"http://weixin.qq.com/q/{ticket[:20]}"}

    def _menu_now(self, _call: Call) -> Answer:
        self._may()
        if not self.menu:
            raise Refusal(46003, "menu no exist")
        return {"menu": self.menu}

    def _may(self) -> None:
        """Only a verified account may."""
        if not self.verified:
            raise Refusal(48001, "api unauthorized")

    def _menu(self, call: Call) -> Answer:
        self._may()
        buttons = call.json.get("button", [])
        if not 1 <= len(buttons) <= 3:
            raise Refusal(40016, "invalid button size")
        for button in buttons:
            inner = button.get("sub_button", [])
            if len(inner) > 5:
                raise Refusal(40023, "invalid sub button size")
            _checked(button, 16)
            for below in inner:
                _checked(below, 60)
        self.menu = call.json
        return _OK

    def _no_menu(self, _call: Call) -> Answer:
        self.menu = {}
        return _OK

    def _clear_quota(self, call: Call) -> Answer:
        if call.json.get("appid") != self.app_id:
            raise Refusal(40013, "invalid appid")
        if self.cleared >= 10:
            raise Refusal(48006, "forbid to clear quota because of reaching the limit")
        self.cleared += 1
        self._used.clear()
        return _OK

    # calling us

    def push(self, person: Follower, *parts: tuple[str, object]) -> Push:
        """Tell us what happened; whatever is answered passively is shown to the person."""
        head = (
            ("ToUserName", self.name),
            ("FromUserName", person.account),
            ("CreateTime", int(self.clock.now().timestamp())),
        )
        return self.callbacks.push(xml_of(*head, *parts), person.account, person.answered)


def fitting(text: object) -> str:
    """A text the platform takes.

    Raises:
        Refusal: 44004 empty, 45002 too long.
    """
    if not isinstance(text, str) or not text.strip():
        raise Refusal(44004, "empty content")
    if len(text.encode()) > LONGEST_TEXT:
        raise Refusal(45002, "content size out of limit")
    return text


def news(articles: list[dict[str, Any]], by: str) -> Shown:
    """One article with its link; the platform takes no more in such a message."""
    if len(articles) != 1:
        raise Refusal(45008, "article size out of limit")
    [article] = articles
    words = [str(article.get(part, "")) for part in ("title", "description")]
    return Shown("news", "\n".join(words), by, links=(str(article.get("url", "")),))


def card(by: str, given: dict[str, Any]) -> Shown:
    """A template's card: the values it was given."""
    words = [str(value.get("value", "")) for value in given.get("data", {}).values()]
    return Shown(by, "\n".join(words), by, links=(str(given.get("url") or given.get("page") or ""),))


def _checked(button: dict[str, Any], longest: int) -> None:
    if not 1 <= len(str(button.get("name", "")).encode()) <= longest:
        raise Refusal(40018, "invalid button name size")
    if len(str(button.get("key", "")).encode()) > 128:
        raise Refusal(40019, "invalid button key size")
    if len(str(button.get("url", "")).encode()) > 1024:
        raise Refusal(40020, "invalid button url size")
