"""The envelope of every callback: verified before it is opened, opened before it is believed.

Only the platforms' safe mode is spoken (安全模式), where the signature covers the encrypted body. In the
other modes it covers nothing of the body at all, so a body without `Encrypt` is refused.

Replay. An envelope is good for a few minutes around its own time; older ones are refused. The same envelope
brought again within that time is what the platforms do themselves when an answer was slow, so it is no
offence: it carries the same event, whose key the inbox knows, and gets the same reply without anything
running twice.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from wechatpy.crypto import BasePrpCrypto

from bot.channels.tencent import xml
from bot.channels.tencent.xml import Fields
from bot.errors import InputError, WenzhenError

FRESH: Final = timedelta(minutes=5)
"""How far an envelope's time may be from ours: clocks that drift, and three tries five seconds apart."""

LARGEST: Final = 64 * 1024
"""Bytes of a callback's body. The longest real ones (2,048 bytes of text, encrypted, in base64) have 4 KB."""

KEY_LENGTH: Final = 43
_KEY: Final = re.compile(r"[A-Za-z0-9+/]{43}")
_TIME: Final = re.compile(r"[0-9]{10}")
_NONCE: Final = re.compile(r"[\w.-]{1,128}", re.ASCII)
_ENCRYPTED: Final = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_ECHO: Final = re.compile(r"[\x21-\x7e]{1,512}")


class Refused(WenzhenError):  # noqa: N818 - the word the adapters use: the envelope is refused
    """A callback that is not answered: forged, stale, too large, or not what the platform sends.

    The message says why in a few words and nothing of the content.
    """


class _Cipher(BasePrpCrypto):  # type: ignore[misc]
    """The library's cipher, filled up at the front with the system's random numbers."""

    def get_random_string(self) -> str:
        return secrets.token_hex(8)

    def seal(self, said: str, receiver: str) -> str:
        encrypted: bytes = self._encrypt(said, receiver)
        return encrypted.decode("ascii")

    def open(self, encrypted: str, receiver: str) -> str:
        opened: str = self._decrypt(encrypted, receiver, InputError)
        return opened


class Envelopes:
    """Opens and seals the envelopes of one account. Safe to share between threads.

    Attributes:
        receiver: the app id (Official Account) or the corp id (WeCom) every envelope ends with.
    """

    def __init__(self, token: str, aes_key: str, receiver: str) -> None:
        """`token` and `aes_key` (EncodingAESKey, 43 characters) are as they stand in the console.

        Raises:
            InputError: the key is not one.
        """
        if not key_is_good(aes_key):
            raise InputError(f"an EncodingAESKey has {KEY_LENGTH} letters and digits")
        self.receiver = receiver
        self._token = token
        # A last letter with spare bits is nothing wrong: the platforms give such keys out.
        self._cipher = _Cipher(base64.b64decode(f"{aes_key}="))

    def open(self, query: Mapping[str, str], body: bytes, now: datetime) -> Fields:
        """The fields of the message inside.

        Raises:
            Refused: whatever is wrong with it.
        """
        if len(body) > LARGEST:
            raise Refused("too large")
        encrypted = xml.text(_read(body, "the body"), "Encrypt")
        if not encrypted:
            raise Refused("not encrypted")
        self._verify(query, encrypted, now)
        return _read(self._opened(encrypted).encode(), "the message")

    def plain_echo(self, query: Mapping[str, str], now: datetime) -> str:
        """What to answer when an Official Account's address is being saved in the console.

        Raises:
            Refused: the request is not the platform's.
        """
        self._verify(query, "", now, name="signature")
        return _echo(query.get("echostr", ""))

    def sealed_echo(self, query: Mapping[str, str], now: datetime) -> str:
        """The same for WeCom, which encrypts it; the answer is the bare text, within a second.

        Raises:
            Refused: the request is not the platform's.
        """
        encrypted = query.get("echostr", "")
        if not encrypted:
            raise Refused("no echostr")
        self._verify(query, encrypted, now)
        return _echo(self._opened(encrypted))

    def seal(self, message: str, now: datetime) -> str:
        """The envelope around a passive reply, as XML text."""
        encrypted = self._cipher.seal(message, self.receiver)
        time, nonce = str(int(now.timestamp())), secrets.token_hex(8)
        return xml.write(
            {
                "Encrypt": encrypted,
                "MsgSignature": signature(self._token, time, nonce, encrypted),
                "TimeStamp": int(time),
                "Nonce": nonce,
            }
        )

    def _verify(
        self, query: Mapping[str, str], encrypted: str, now: datetime, name: str = "msg_signature"
    ) -> None:
        time, nonce, given = (query.get(key, "") for key in ("timestamp", "nonce", name))
        # The signature runs its parts together without a mark between them: what each may be is held fixed,
        # or a part of one could be passed off as a part of another.
        if not _TIME.fullmatch(time) or not _NONCE.fullmatch(nonce):
            raise Refused("no time or nonce")
        mine = signature(self._token, time, nonce, *([encrypted] if encrypted else []))
        if not hmac.compare_digest(mine.encode(), given.encode("utf-8", "replace")):
            raise Refused("signature")
        if abs(now.timestamp() - int(time)) > FRESH.total_seconds():
            raise Refused("stale")

    def _opened(self, encrypted: str) -> str:
        """The text inside; the library lets every kind of error through for garbage, so all are one here."""
        if not _ENCRYPTED.fullmatch(encrypted) or len(encrypted) % 4:
            raise Refused("not base64")
        try:
            return self._cipher.open(encrypted, self.receiver)
        except InputError:
            raise Refused("for somebody else") from None
        except Exception as error:
            raise Refused("cannot be opened") from error


def signature(*parts: str) -> str:
    """SHA-1 in hexadecimal over the sorted parts, as the platforms sign."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324 - the platforms' own choice


def key_is_good(aes_key: str) -> bool:
    """Whether it has the form of an EncodingAESKey."""
    return bool(_KEY.fullmatch(aes_key))


def _read(document: bytes, what: str) -> Fields:
    try:
        return xml.read(document)
    except InputError as error:
        raise Refused(f"{what}: {error}") from error


def _echo(said: str) -> str:
    """The echo string, if it is one: what we send back must not be a page of somebody's making."""
    if not _ECHO.fullmatch(said):
        raise Refused("no echostr")
    return said
