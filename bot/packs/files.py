"""The files of a pack, from a folder or from memory, and their content hash."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

_BOM = b"\xef\xbb\xbf"


class Files(Protocol):
    """Where a pack's files come from. Names are relative, with forward slashes."""

    def names(self) -> tuple[str, ...]:
        """Every file, sorted."""
        ...

    def read(self, name: str) -> bytes:
        """One file's content."""
        ...


@dataclass(frozen=True)
class FolderFiles:
    """A folder on disk, listed once; hidden files (an editor's, the system's) are no part of it."""

    folder: Path

    def names(self) -> tuple[str, ...]:
        """Every file, sorted."""
        return self._names

    def read(self, name: str) -> bytes:
        """One file's content."""
        return (self.folder / name).read_bytes()

    @cached_property
    def _names(self) -> tuple[str, ...]:
        found: list[str] = []
        for folder, folders, files in os.walk(self.folder):
            folders[:] = [name for name in folders if not name.startswith(".")]
            shown = (Path(folder, name) for name in files if not name.startswith("."))
            found += (path.relative_to(self.folder).as_posix() for path in shown)
        return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class MemoryFiles:
    """Texts by name."""

    texts: Mapping[str, str]

    def names(self) -> tuple[str, ...]:
        """Every file, sorted."""
        return tuple(sorted(self.texts))

    def read(self, name: str) -> bytes:
        """One file's content."""
        return self.texts[name].encode()


def normalised(content: bytes) -> bytes:
    """A file's bytes as they count: no byte-order mark, lines ended by LF."""
    return content.removeprefix(_BOM).replace(b"\r\n", b"\n")


def content_hash(files: Files) -> str:
    """SHA-256 (hex) over every file's name and normalised bytes, in name order, each with its length."""
    import hashlib  # noqa: PLC0415 - scoring needs no hash, and this loads the system's library

    total = hashlib.sha256()
    for name in files.names():
        content = normalised(files.read(name))
        total.update(f"{name}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()
