"""Files by content hash: `<folder>/ab/abcd…`, written whole or not at all, checked when read."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path

from storage.errors import FileCorruptError

_SHA256 = re.compile(r"[0-9a-f]{64}")


class FileStore:
    """A folder of files named by the SHA-256 of their content. Safe for many threads and processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Store content, once; its SHA-256 in hex. Returns only when it is on disk."""
        sha256 = hashlib.sha256(content).hexdigest()
        target = self.path(sha256)
        if not self._intact(target, sha256):
            target.parent.mkdir(parents=True, exist_ok=True)
            _write_whole(target, content)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The content under a hash.

        Raises:
            FileNotFoundError: nothing is stored under it.
            FileCorruptError: what is stored no longer has that hash.
            ValueError: it is no SHA-256 in lower-case hex.
        """
        content = self.path(sha256).read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise FileCorruptError(f"the file {sha256} was altered on disk: restore it from a backup")
        return content

    def has(self, sha256: str) -> bool:
        """Whether something is stored under a hash."""
        return self.path(sha256).is_file()

    def path(self, sha256: str) -> Path:
        """Where content of that hash is, or would be.

        Raises:
            ValueError: it is no SHA-256 in lower-case hex (nothing else may become a path).
        """
        if not _SHA256.fullmatch(sha256):
            raise ValueError("a stored file is named by its SHA-256 in lower-case hex")
        return self.folder / sha256[:2] / sha256

    def remove(self, sha256: str) -> bool:
        """Delete a file; False when it was not there."""
        try:
            self.path(sha256).unlink()
        except FileNotFoundError:
            return False
        return True

    @staticmethod
    def _intact(target: Path, sha256: str) -> bool:
        try:
            return hashlib.sha256(target.read_bytes()).hexdigest() == sha256
        except FileNotFoundError:
            return False


def _write_whole(target: Path, content: bytes) -> None:
    """Write beside the target, flush to disk, then rename: a crash leaves the old state or the new one."""
    draft = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
