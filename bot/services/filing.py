"""Files in and out: what people send is kept under its hash; what is sent to them has a signed address.

An address is bound to the account it was made for. On the web chat that is the browser's own cookie; on other
channels it belongs to the first browser that opens it, and to nobody else after that.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Protocol, TypeAlias

import structlog
from itsdangerous import BadData, URLSafeSerializer

from bot.channels.base import InboundFile
from bot.clock import Clock
from bot.conversation.prompt import Attachment
from storage.engine import Database
from storage.errors import ConflictError, FileCorruptError
from storage.files import FileStore
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger("bot.filing")

_LONGEST_NAME = 80
_LONGEST_ENDING = 8
_UNWANTED = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]')
_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "pdf": "application/pdf",
}
SHOWN = frozenset({"image/png", "image/jpeg"})  # safe to show inside the page; everything else is saved


Sees: TypeAlias = Callable[[UnitOfWork, int, str], bool]


class Refusal(StrEnum):
    """Why an address does not open."""

    WRONG = "wrong"
    EXPIRED = "expired"
    NOT_YOURS = "not_yours"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Opened:
    """A file someone may have: its content, its display name and its media type."""

    content: bytes
    name: str
    media_type: str


class Maker(Protocol):
    """What makes files when they are asked for."""

    def content(self, reference: str, /) -> bytes | None:
        """The file behind a reference; None when it is not one of its own."""
        ...


def made_by(*makers: Maker) -> Callable[[str], bytes | None]:
    """What the first of these makers makes of a reference."""

    def make(reference: str) -> bytes | None:
        found = (maker.content(reference) for maker in makers)
        return next((one for one in found if one is not None), None)

    return make


class Filing:
    """Keeps files and makes and opens their addresses."""

    def __init__(
        self,
        database: Database,
        store: FileStore,
        secret: str,
        clock: Clock,
        valid: timedelta,
        sees: Sees = lambda _work, _person, _guard: False,
        make: Callable[[str], bytes | None] = lambda _reference: None,
    ) -> None:
        """`valid` is how long an address works; `sees` whether a person may still see what a file shows.

        `make` makes what a reference that is no hash names, or gives None.
        """
        self._sees = sees
        self._database = database
        self._store = store
        self._signer = URLSafeSerializer(secret, salt="file-address")
        self._clock = clock
        self.valid = valid
        self._make = make

    def keep(self, name: str, media_type: str, content: bytes) -> InboundFile:
        """Keep what a person sent; the name is cleaned, the content is not looked into."""
        known = media_type if re.fullmatch(r"[\w.+-]+/[\w.+-]+", media_type) else "application/octet-stream"
        sha256 = self._put(content, known)
        return InboundFile(clean_name(name), sha256, known, len(content))

    def store(self, content: bytes, media_type: str) -> str:
        """Keep what we made; its hash."""
        return self._put(content, media_type)

    def _put(self, content: bytes, media_type: str) -> str:
        sha256 = self._store.put(content)
        self._register(sha256, content, media_type)
        return self._store.put(content)  # again, unless it is there: an old one may just have been removed

    def _register(self, sha256: str, content: bytes, media_type: str) -> None:
        now = self._clock.now()

        def note(work: UnitOfWork) -> None:
            work.diagnoses.register_file(sha256, len(content), media_type, now)

        try:
            self._database.write(note)
        except ConflictError:  # the same content from somebody else, at the same moment
            self._database.write(note)

    def content(self, sha256: str) -> bytes:
        """What is kept under a hash.

        Raises:
            FileNotFoundError: it is not there (any more).
        """
        return self._store.get(sha256)

    def token(self, channel: str, account: str, attachment: Attachment) -> str:
        """The signed part of an address."""
        bound = hashlib.sha256(f"{channel}:{account}".encode()).hexdigest()[:32]
        expires = int((self._clock.now() + self.valid).timestamp())
        with self._database.read() as work:
            row = work.people.address_at(channel, account)
        known = [
            attachment.sha256,
            attachment.name,
            channel,
            bound,
            expires,
            row.id if row is not None else 0,
        ]
        return self._signer.dumps([*known, attachment.guard] if attachment.guard else known)

    def open(self, token: str, browser: str) -> Opened | Refusal:
        """What is behind an address, for the browser with that account."""
        try:
            data: Any = self._signer.loads(token)
            sha256, name, channel, bound, expires, *rest = data
            address = rest[0] if rest else 0  # links made before there were addresses in them have none
            guard = rest[1] if len(rest) > 1 else ""
        except (BadData, ValueError, TypeError):
            return Refusal.WRONG
        if self._clock.now().timestamp() > expires:
            return Refusal.EXPIRED
        if not self._may(token, channel, bound, browser):
            return Refusal.NOT_YOURS
        if guard and not self._still(address, guard):
            return Refusal.NOT_YOURS
        try:
            content = self.read(sha256)
        except FileNotFoundError:
            return Refusal.GONE
        except FileCorruptError:
            log.error("file_corrupt", sha256=sha256)  # noqa: TRY400 - the trace says nothing more
            return Refusal.GONE
        if address:
            self._database.write(lambda work: work.sent_reports.opened(address, sha256, self._clock.now()))
        return Opened(content, name, media_type_of(name))

    def _still(self, address: int, guard: str) -> bool:
        """Whether the person the link was made for may still see what the file shows."""
        with self._database.read() as work:
            row = work.people.address(address)
            return row is not None and self._sees(work, row.person_id, guard)

    def read(self, reference: str) -> bytes:
        """The content of an attachment: of a stored file by its hash, else made now from its reference.

        Raises:
            FileNotFoundError: there is none, or it is not its person's to see any more.
            FileCorruptError: the stored file is damaged.
        """
        made = self._make(reference)
        if made is not None:
            return made
        try:
            return self._store.get(reference)
        except ValueError as error:  # no hash: a reference that nobody may have made
            raise FileNotFoundError(reference) from error

    def remove(self, sha256: str) -> None:
        """Remove what is kept under a hash, if it is there."""
        self._store.remove(sha256)

    def _may(self, token: str, channel: str, bound: str, browser: str) -> bool:
        if channel == "web":
            return hashlib.sha256(f"web:{browser}".encode()).hexdigest()[:32] == bound
        key = f"opened:{hashlib.sha256(token.encode()).hexdigest()}"
        return self._database.write(lambda work: work.settings.claim(key, browser)) == browser


def media_type_of(name: str) -> str:
    """The media type of one of our own files, by its ending."""
    return _TYPES.get(name.rsplit(".", 1)[-1].lower(), "application/octet-stream")


def clean_name(name: str) -> str:
    """A file's name without its folders and without characters that deceive or break; never empty."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    plain = _UNWANTED.sub("", last).strip(" .")
    if len(plain) > _LONGEST_NAME:
        stem, _, ending = plain.rpartition(".")
        kept = f".{ending}" if stem and len(ending) <= _LONGEST_ENDING else ""
        plain = plain[: _LONGEST_NAME - len(kept)] + kept
    return plain or "file"
