from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from storage.errors import FileCorruptError
from storage.files import FileStore

CONTENT = "现场照片".encode() * 1000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def everything(store: FileStore) -> list[str]:
    return sorted(path.name for path in store.folder.rglob("*") if path.is_file())


def test_content_comes_back_under_its_hash(store: FileStore) -> None:
    assert not store.has(SHA256)

    assert store.put(CONTENT) == SHA256

    assert store.has(SHA256)
    assert store.get(SHA256) == CONTENT
    assert store.path(SHA256) == store.folder / SHA256[:2] / SHA256


def test_the_same_content_is_kept_once_and_nothing_else_lies_about(store: FileStore) -> None:
    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(store.put, [CONTENT] * 40)) == {SHA256}

    assert everything(store) == [SHA256]


def test_altered_content_is_refused_and_mended_by_storing_it_again(store: FileStore) -> None:
    store.put(CONTENT)
    store.path(SHA256).write_bytes(CONTENT[:-1])

    with pytest.raises(FileCorruptError):
        store.get(SHA256)
    store.put(CONTENT)

    assert store.get(SHA256) == CONTENT


def test_a_write_that_breaks_off_leaves_nothing(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)

    with pytest.raises(OSError, match="No space"):
        store.put(CONTENT)
    assert everything(store) == []


def test_what_is_not_there_is_said_so(store: FileStore) -> None:
    with pytest.raises(FileNotFoundError):
        store.get(SHA256)
    assert not store.remove(SHA256)

    store.put(CONTENT)

    assert store.remove(SHA256)
    assert not store.has(SHA256)


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", SHA256.upper(), SHA256[:-1], SHA256 + "0", SHA256 + "\n"]
)
def test_nothing_but_a_hash_becomes_a_path(store: FileStore, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        store.path(name)
