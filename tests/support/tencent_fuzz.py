"""Callbacks nobody should send, and some that anybody may: for each what may be answered.

Every callback is made from a good one by one mutation, with the platform's own signature wherever a stranger
without the keys could not have made it better: what is tried is not the signature alone.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from urllib.parse import urlencode

from support.tencent_crypto import Keys

SENDER = "oFuzzedPerson01"
OWNER = "gh_fuzzed0001"
WORDS = "机密的答案"  # must never be in a log
_ODD = (
    "]]>",
    "<![CDATA[",
    "&lt;",
    "&#0;",
    "&#x1F600;",
    "\u202e",
    "😀",
    "\x7f",
    "'",
    '"',
    "%s{0}",
    "\ufffd",
    " ",
)
_KINDS = ("text", "image", "voice", "video", "location", "link", "event", "", "TEXT", "shortvideo", "x" * 300)
_EVENTS = (
    *("subscribe", "unsubscribe", "SCAN", "CLICK", "VIEW", "LOCATION", "scancode_waitmsg", "enter_agent"),
    *("subscribe_msg_popup_event", "subscribe_msg_sent_event", "TEMPLATESENDJOBFINISH", "kf_msg_or_event"),
    *("template_card_event", "click", "view", "", "x" * 300),
)


@dataclass(frozen=True)
class Callback:
    """One call, and whether it must be refused."""

    kind: str
    query: str
    body: bytes
    must_refuse: bool


@dataclass
class Fuzzer:
    """Makes callbacks for one account."""

    keys: Keys
    random: Random
    now: Callable[[], int]

    def __post_init__(self) -> None:
        self._number = 10**15
        self._past: list[Callback] = []
        self.kinds: Mapping[str, Callable[[], Callback]] = {
            "good": self._good,
            "truncated": self._truncated,
            "flipped": self._flipped,
            "garbage inside": self._garbage,
            "nested": self._nested,
            "entities": self._entities,
            "wrong receiver": self._wrong_receiver,
            "stale": self._stale,
            "replayed": self._replayed,
            "odd fields": self._odd,
            "forged": self._forged,
            "too large": self._too_large,
            "spliced": self._spliced,
            "another coding": self._coding,
        }

    def next(self) -> Callback:
        """The next callback."""
        return self.kinds[self.random.choice(list(self.kinds))]()

    # good ones, and parts of them

    def message(self, **instead: str) -> str:
        """The XML of a message."""
        self._number += 1
        fields = {
            "ToUserName": OWNER,
            "FromUserName": SENDER,
            "CreateTime": str(self.now()),
            "MsgType": "text",
            "Content": f"{WORDS}{self.random.choice(_ODD)}",
            "MsgId": str(self._number),
            "AgentID": "1000002",
            **instead,
        }
        return (
            "<xml>"
            + "".join(f"<{name}>{_cdata(value)}</{name}>" for name, value in fields.items())
            + "</xml>"
        )

    def sealed(
        self, kind: str, cipher: str, *, refuse: bool, age: int = 0, token: str | None = None
    ) -> Callback:
        """A call with that cipher text, signed as the platform does."""
        stamp, nonce = str(self.now() - age), secrets.token_hex(5)
        keys = self.keys if token is None else Keys(token, self.keys.aes_key, self.keys.receiver)
        query = {
            "signature": keys.sign(stamp, nonce),
            "timestamp": stamp,
            "nonce": nonce,
            "openid": SENDER,
            "encrypt_type": "aes",
            "msg_signature": keys.sign(stamp, nonce, cipher),
        }
        body = (
            f"<xml><ToUserName><![CDATA[{OWNER}]]></ToUserName><Encrypt><![CDATA[{cipher}]]></Encrypt></xml>"
        )
        return Callback(kind, urlencode(query), body.encode(), refuse)

    def _good(self) -> Callback:
        made = self.sealed("good", self.keys.encrypt(self.message()), refuse=False)
        if len(self._past) < 50:
            self._past.append(made)
        else:
            self._past[self.random.randrange(50)] = made
        return made

    def _replayed(self) -> Callback:
        if not self._past:
            return self._good()
        past = self.random.choice(self._past)
        return Callback("replayed", past.query, past.body, must_refuse=False)

    # bad ones

    def _truncated(self) -> Callback:
        good = self.sealed("truncated", self.keys.encrypt(self.message()), refuse=True)
        return Callback(
            good.kind, good.query, good.body[: self.random.randrange(len(good.body))], must_refuse=True
        )

    def _flipped(self) -> Callback:
        good = self.sealed("flipped", self.keys.encrypt(self.message()), refuse=True)
        body = bytearray(good.body)
        begin, end = body.index(b"<Encrypt><![CDATA[") + 18, body.index(b"]]></Encrypt>")
        for _ in range(self.random.choice((1, 1, 3, 20))):
            body[self.random.randrange(begin, end)] ^= 1 << self.random.randrange(7)
        return Callback(good.kind, good.query, bytes(body), must_refuse=bytes(body) != good.body)

    def _garbage(self) -> Callback:
        how = self.random.randrange(4)
        size = self.random.randrange(200)
        if how == 0:  # random bytes as cipher text, signed
            cipher = base64.b64encode(self.random.randbytes(size)).decode()
        elif how == 1:  # whole blocks of it
            cipher = base64.b64encode(self.random.randbytes(16 * (1 + size % 8))).decode()
        elif how == 2:  # random words, encrypted well
            cipher = self.keys.encrypt("".join(chr(self.random.randrange(32, 0x2FFF)) for _ in range(size)))
        else:  # a good one cut inside and encrypted again
            cipher = self.keys.encrypt(self.message()[: self.random.randrange(40)])
        return self.sealed("garbage inside", cipher, refuse=True)

    def _nested(self) -> Callback:
        depth = self.random.choice((9, 30, 300, 3000))
        deep = "<a>" * depth + "</a>" * depth
        if self.random.random() < 0.5:
            inside = self.message()[: -len("</xml>")] + deep + "</xml>"
            return self.sealed("nested", self.keys.encrypt(inside), refuse=True)
        good = self.sealed("nested", self.keys.encrypt(self.message()), refuse=True)
        return Callback(
            good.kind, good.query, good.body.replace(b"</xml>", deep.encode() + b"</xml>"), must_refuse=True
        )

    def _entities(self) -> Callback:
        lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
        kinds = (
            f'<!DOCTYPE xml [<!ENTITY l0 "lol">{lol}]>',
            '<!DOCTYPE xml [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
            '<!DOCTYPE xml SYSTEM "http://127.0.0.1:1/x.dtd">',
            "",
        )
        head = self.random.choice(kinds)
        inside = head + self.message().replace("<![CDATA[", "&l8;&e;<![CDATA[", 1)
        if self.random.random() < 0.5:
            return self.sealed("entities", self.keys.encrypt(inside), refuse=True)
        good = self.sealed("entities", self.keys.encrypt(self.message()), refuse=True)
        body = head.encode() + good.body.replace(b"<Encrypt>", b"<Encrypt>&e;")
        return Callback(good.kind, good.query, body, must_refuse=True)

    def _wrong_receiver(self) -> Callback:
        other = self.random.choice(
            ("", "wx0000000000000000", self.keys.receiver + "x", self.keys.receiver[:-1])
        )
        return self.sealed("wrong receiver", self.keys.encrypt(self.message(), receiver=other), refuse=True)

    def _stale(self) -> Callback:
        age = self.random.choice((301, 3600, 10**8, -301, -3600))
        return self.sealed(
            "stale", self.keys.encrypt(self.message()), refuse=True, age=age + (5 if age > 0 else -5)
        )

    def _odd(self) -> Callback:
        """Fields no platform sends, in a good envelope: refused, or answered as well as can be."""
        random = self.random
        name = random.choice(
            ("ToUserName", "FromUserName", "CreateTime", "MsgType", "Content", "MsgId", "Event")
        )
        value = random.choice(("", "x" * 70, "-1", "9" * 30, "<b>1</b>", "🙂", *_ODD))
        odd = {
            "MsgType": random.choice(_KINDS),
            "Event": random.choice(_EVENTS),
            "EventKey": random.choice(("", "qrscene_x", "a", "https://example.com/", *_ODD)),
            "bizmsgmenuid": random.choice(("", "1|a|b|c", "|||||", "x" * 500)),
            "OpenKfId": random.choice(("", "wkFuzz", "wkOther")),
            "SubscribeMsgPopupEvent": random.choice(("", "<List><TemplateId>1</TemplateId></List>")),
        }
        inside = self.message(**{**odd, name: value})
        if random.random() < 0.3:  # a field less
            begin = inside.index(f"<{name}>")
            inside = inside[:begin] + inside[inside.index(f"</{name}>", begin) + len(name) + 3 :]
        return self.sealed("odd fields", self.keys.encrypt(inside), refuse=False)

    def _forged(self) -> Callback:
        cipher = self.keys.encrypt(self.message())
        if self.random.random() < 0.5:
            return self.sealed("forged", cipher, refuse=True, token=secrets.token_hex(6))
        good = self.sealed("forged", cipher, refuse=True)
        name, instead = self.random.choice(
            (
                ("msg_signature", "签"),
                ("msg_signature", "0" * 40),
                ("timestamp", "17x"),
                ("timestamp", "٣" * 10),
                ("nonce", ""),
                ("nonce", "n" * 10_000),
                ("nonce", "\x00"),
            )
        )
        parts = [pair for pair in good.query.split("&") if not pair.startswith(f"{name}=")]
        return Callback(
            good.kind, "&".join([*parts, urlencode({name: instead})]), good.body, must_refuse=True
        )

    def _too_large(self) -> Callback:
        good = self.sealed("too large", self.keys.encrypt(self.message()), refuse=True)
        return Callback(
            good.kind, good.query, good.body + b" " * self.random.choice((65_536, 200_000)), must_refuse=True
        )

    def _spliced(self) -> Callback:
        one = self.sealed("spliced", self.keys.encrypt(self.message()), refuse=True)
        other = self.sealed("spliced", self.keys.encrypt(self.message()), refuse=True)
        cut = self.random.randrange(1, min(len(one.body), len(other.body)))
        body = one.body[:cut] + other.body[self.random.randrange(cut) :]
        return Callback("spliced", one.query, body, must_refuse=False)

    def _coding(self) -> Callback:
        good = self.sealed("another coding", self.keys.encrypt(self.message()), refuse=True)
        text = good.body.decode()
        body = self.random.choice(
            (
                b'<?xml version="1.0" encoding="utf-16"?>' + text.encode("utf-16"),
                text.encode("utf-32"),
                b"\xff\xfe\x00" + good.body,
                text.replace("<", "＜").encode(),
                b"{" + good.body + b"}",
            )
        )
        return Callback(good.kind, good.query, body, must_refuse=True)


def _cdata(value: str) -> str:
    plain = value.startswith("<") and value.endswith(">")
    return value if plain else "<![CDATA[" + value.replace("]]>", "]]]]><![CDATA[>") + "]]>"
