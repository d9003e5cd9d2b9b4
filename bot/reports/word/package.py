"""Zip files whose constant members are deflated once and copied as they are ever after.

Every entry carries the same fixed date, so equal contents give equal bytes.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_DATE = (1 << 5) | 1  # 1980-01-01, the zip format's first day
_VERSION = 20
_UTF8_NAME = 0x800
_STORED, _DEFLATED = 0, 8
_ALREADY_PACKED = (".png", ".jpg", ".jpeg", ".gif", ".xlsx", ".docx")

LEVEL = 3
"""The deflate level of rendered parts: a tenth larger than zlib's own choice (6) in a third of the time."""


def deflate(data: bytes, level: int = LEVEL) -> bytes:
    """Raw deflate, as zip members hold it."""
    return zlib.compress(data, level, -zlib.MAX_WBITS)


@dataclass(frozen=True, slots=True)
class _Entry:
    name: bytes
    flags: int
    method: int
    crc: int
    packed: bytes
    size: int

    @classmethod
    def of(cls, name: str, data: bytes, level: int) -> _Entry:
        stored = name.endswith(_ALREADY_PACKED)
        packed = data if stored else deflate(data, level)
        encoded = name.encode()
        flags = 0 if name.isascii() else _UTF8_NAME
        return cls(encoded, flags, _STORED if stored else _DEFLATED, zlib.crc32(data), packed, len(data))

    def local(self) -> bytes:
        sizes = (self.crc, len(self.packed), self.size)
        header = _LOCAL.pack(
            b"PK\3\4", _VERSION, self.flags, self.method, 0, _DATE, *sizes, len(self.name), 0
        )
        return header + self.name + self.packed

    def central(self, offset: int) -> bytes:
        sizes = (self.crc, len(self.packed), self.size)
        head = (b"PK\1\2", _VERSION, _VERSION, self.flags, self.method, 0, _DATE)
        return _CENTRAL.pack(*head, *sizes, len(self.name), 0, 0, 0, 0, 0, offset) + self.name


@dataclass(frozen=True)
class Package:
    """A zip with a constant front. `write` adds the members that change and closes it.

    `constant` keeps its order and comes first, so a document's `[Content_Types].xml` stays in front.
    """

    constant: Mapping[str, bytes]
    _front: bytes = field(init=False, repr=False)
    _directory: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        front, directory, offset = [], [], 0
        for name, data in self.constant.items():
            entry = _Entry.of(name, data, zlib.Z_BEST_COMPRESSION)
            local = entry.local()
            front.append(local)
            directory.append(entry.central(offset))
            offset += len(local)
        object.__setattr__(self, "_front", b"".join(front))
        object.__setattr__(self, "_directory", b"".join(directory))

    def write(self, changing: Mapping[str, bytes]) -> bytes:
        """The whole file: the constant members, then these in the given order."""
        body, directory, offset = [self._front], [self._directory], len(self._front)
        for name, data in changing.items():
            entry = _Entry.of(name, data, LEVEL)
            local = entry.local()
            body.append(local)
            directory.append(entry.central(offset))
            offset += len(local)
        count = len(self.constant) + len(changing)
        listing = b"".join(directory)
        end = _END.pack(b"PK\5\6", 0, 0, count, count, len(listing), offset, 0)
        return b"".join([*body, listing, end])
