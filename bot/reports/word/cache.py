"""Compiled templates, kept: each is compiled once a process, and once more when its file changes."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from pathlib import Path

from bot.reports.word.errors import TemplateError
from bot.reports.word.template import DocumentTemplate

_KEPT = 32
_lock = threading.Lock()
_compiled: OrderedDict[str, DocumentTemplate] = OrderedDict()  # by SHA-256 of the file
_stamps: dict[Path, tuple[tuple[int, int, int], str]] = {}


def load_template(path: Path) -> DocumentTemplate:
    """The compiled template of a file.

    Raises:
        TemplateError: there is no such file, or it cannot be used.
    """
    try:
        status = path.stat()
        stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
        with _lock:
            known = _stamps.get(path)
            if known and known[0] == stamp and known[1] in _compiled:
                _compiled.move_to_end(known[1])
                return _compiled[known[1]]
            return _compile(path, path.read_bytes(), stamp)
    except OSError as error:
        raise TemplateError(f"{path}: {error.strerror}. Check the path of the template.") from error


def _compile(path: Path, data: bytes, stamp: tuple[int, int, int]) -> DocumentTemplate:
    digest = hashlib.sha256(data).hexdigest()
    if digest not in _compiled:
        _compiled[digest] = DocumentTemplate(data)
        while len(_compiled) > _KEPT:
            _compiled.popitem(last=False)
    _stamps[path] = (stamp, digest)
    return _compiled[digest]
