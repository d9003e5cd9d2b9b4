"""The platform calls us: encrypted, signed, with a short patience, up to three times, and sometimes twice."""

from __future__ import annotations

import http.client
import itertools
import secrets
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode, urlsplit

from lxml import etree
from support.tencent_crypto import CryptoError, Keys

from bot.clock import Clock

CUT: Final = 5.0  # seconds the platform waits for an answer
TRIES: Final = 3


@dataclass
class Try:
    """One attempt: what came back, empty status when nothing did in time."""

    status: int
    body: bytes
    seconds: float


@dataclass
class Push:
    """One event on its way to us."""

    event: str  # the plain XML
    account: str
    tries: list[Try] = field(default_factory=list)
    duplicates: list[Try] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    @property
    def taken(self) -> bool:
        """Whether one attempt was answered with 200 in time."""
        return bool(self.tries) and self.tries[-1].status == 200

    def wait(self, seconds: float = 30.0) -> Push:
        """Wait until the platform has done with it."""
        assert self.done.wait(seconds), f"the platform still brings {self.event[:80]}"
        return self


@dataclass
class Callbacks:
    """Brings events to one address. Every event is posted `1 + duplicates` times."""

    clock: Clock
    keys: Keys
    address: str = ""
    envelope: str = (
        "<xml><ToUserName><![CDATA[{to}]]></ToUserName><Encrypt><![CDATA[{cipher}]]></Encrypt></xml>"
    )
    asks_account: bool = False  # the Official Account's calls name the person and sign the call besides
    cut: float = CUT
    duplicates: int = 0
    delay: float = 0.0
    lose: int = 0  # so many of the next events are never brought
    signs_again: bool = True  # each attempt with its own time and nonce; else all of an event alike
    log: list[Push] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._held: list[Callable[[], None]] | None = None
        self._threads: list[threading.Thread] = []

    def push(
        self, event: str, account: str, answered: Callable[[Push, bytes | None], None] | None = None
    ) -> Push:
        """Bring an event; `answered` gets the body of the first answer in time, or None without one."""
        push = Push(event, account)
        self.log.append(push)
        if self.lose:
            self.lose -= 1
            push.done.set()
            return push
        thread = threading.Thread(target=self._bring, args=(push, answered), daemon=True)
        self._threads.append(thread)
        if self._held is None:
            thread.start()
        else:
            self._held.append(thread.start)
        return push

    def hold(self) -> None:
        """Keep back what happens from now on."""
        self._held = []

    def release(self, order: Iterable[int] | None = None) -> None:
        """Bring what was kept back, one after the other, in another order if one is given."""
        held, self._held = self._held or [], None
        waiting = self.log[-len(held) :] if held else []
        for place in order if order is not None else range(len(held)):
            held[place]()
            waiting[place].wait()

    def settle(self) -> None:
        """Wait until nothing is on its way."""
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(timeout=30)

    def signed(self, event: str, account: str = "", *, age: float = 0.0) -> tuple[str, bytes]:
        """The query and the body of a call that brings an event, made `age` seconds ago."""
        stamp = str(int(self.clock.now().timestamp() - age))
        nonce, cipher = secrets.token_hex(5), self.keys.encrypt(event)
        query = {"timestamp": stamp, "nonce": nonce, "msg_signature": self.keys.sign(stamp, nonce, cipher)}
        if self.asks_account:
            signature = self.keys.sign(stamp, nonce)
            query = {"signature": signature, **query, "openid": account, "encrypt_type": "aes"}
        return urlencode(query), self.envelope.format(to=self.keys.receiver, cipher=cipher).encode()

    def verify_url(self, within: float = 1.0) -> str:
        """Ask the address to prove itself, as the console does; empty when it does, else what is wrong."""
        stamp, nonce, secret = (
            str(int(self.clock.now().timestamp())),
            secrets.token_hex(5),
            secrets.token_hex(8),
        )
        if self.asks_account:
            query = {"signature": self.keys.sign(stamp, nonce), "echostr": secret}
        else:
            cipher = self.keys.encrypt(secret)
            query = {"msg_signature": self.keys.sign(stamp, nonce, cipher), "echostr": cipher}
        found = self.call("GET", urlencode({**query, "timestamp": stamp, "nonce": nonce}), None, within)
        if found.seconds > within or not found.status:
            return f"no answer within {within} s"
        if found.status != 200 or found.body != secret.encode():
            return f"answered {found.status} {found.body[:80]!r}"
        return ""

    def call(self, method: str, query: str, body: bytes | None, patience: float | None = None) -> Try:
        """Call the address once."""
        where, began = urlsplit(self.address), time.monotonic()
        connection = http.client.HTTPConnection(
            where.netloc, timeout=self.cut if patience is None else patience
        )
        try:
            connection.request(method, f"{where.path}?{query}", body, {"Content-Type": "text/xml"})
            answer = connection.getresponse()
            return Try(answer.status, answer.read(), time.monotonic() - began)
        except (OSError, http.client.HTTPException):
            return Try(0, b"", time.monotonic() - began)
        finally:
            connection.close()

    def _bring(self, push: Push, answered: Callable[[Push, bytes | None], None] | None) -> None:
        try:
            time.sleep(self.delay)
            query, body = self.signed(push.event, push.account)
            for _ in range(TRIES):
                found = self.call("POST", query, body)
                push.tries.append(found)
                if found.status == 200:
                    break
                query, body = self._again(push, query, body)
            if answered is not None:
                answered(push, push.tries[-1].body if push.taken else None)
            for _ in range(self.duplicates):
                query, body = self._again(push, query, body)
                push.duplicates.append(self.call("POST", query, body))
        finally:
            push.done.set()

    def _again(self, push: Push, query: str, body: bytes) -> tuple[str, bytes]:
        return self.signed(push.event, push.account) if self.signs_again else (query, body)

    def opened(self, body: bytes) -> dict[str, str]:
        """The fields of a passive reply.

        Raises:
            CryptoError: it is not encrypted, signed and shaped as it must be.
        """
        sealed = fields_of(body)
        signature = self.keys.sign(
            sealed.get("TimeStamp", ""), sealed.get("Nonce", ""), sealed.get("Encrypt", "")
        )
        if sealed.get("MsgSignature") != signature:
            raise CryptoError("the reply's signature")
        return fields_of(self.keys.decrypt(sealed["Encrypt"]).encode())


_numbers = itertools.count(23_456_789_012_345_678)


def new_id() -> str:
    """A message's number nobody has had."""
    return str(next(_numbers))


def xml_of(*parts: tuple[str, object]) -> str:
    """The XML of an event: numbers plain, text as CDATA, nested parts as they are."""
    return "<xml>" + "".join(_tag(name, value) for name, value in parts) + "</xml>"


def _tag(name: str, value: object) -> str:
    if isinstance(value, tuple):
        return f"<{name}>" + "".join(_tag(inner, content) for inner, content in value) + f"</{name}>"
    if isinstance(value, int):
        return f"<{name}>{value}</{name}>"
    text = str(value).replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}><![CDATA[{text}]]></{name}>"


def fields_of(body: bytes) -> dict[str, str]:
    """The tags of an XML text with their words; nested ones joined by a dot.

    Raises:
        CryptoError: it is not XML.
    """
    try:
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise CryptoError("not XML") from error
    if root.tag != "xml":
        raise CryptoError("not the platform's XML")
    return dict(_flat(root, ""))


def _flat(node: etree._Element, prefix: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for place, child in enumerate(node):
        name = f"{prefix}{child.tag!s}"
        if child.tag == "item":
            name = f"{prefix}{place}"
        found += _flat(child, f"{name}.") if len(child) else [(name, child.text or "")]
    return found
