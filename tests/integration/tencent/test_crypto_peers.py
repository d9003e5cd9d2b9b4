"""Our envelopes against two implementations in another language: each opens and signs what the other sealed.

`.ci/run` installs the libraries (`peers/package-lock.json`) into a folder of its own and names it in
`WENZHEN_CRYPTO_PEERS`. On a machine without them this is skipped; in CI that is a failure.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels.tencent import xml
from bot.channels.tencent.envelope import Envelopes, signature

SCRIPT = Path(__file__).parent / "peers" / "check.js"
LOCK = Path(__file__).parent / "peers" / "package-lock.json"
TEXTS = 1000
NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
TOKEN, AES_KEY, RECEIVER = (
    "a-planted-token",
    "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    "ww0123456789abcdef",
)
ALPHABET = ("问诊数字化", "a1 \n\t", "]]>", "<b>&amp;", "😀\u200d👩\U0001f1e8", "e\u0301\u200f", "“”…—")


@pytest.fixture(scope="module")
def installed() -> Path:
    """The folder the libraries are installed in."""
    folder = os.environ.get("WENZHEN_CRYPTO_PEERS", "")
    missing = []
    if not shutil.which("node"):
        missing.append("node")
    if not folder or not (Path(folder) / "node_modules").is_dir():
        missing.append("WENZHEN_CRYPTO_PEERS, a folder with the libraries of peers/package-lock.json")
    if missing and os.environ.get("WENZHEN_REQUIRE_ALL") == "1":
        pytest.fail(f"missing: {', '.join(missing)}")
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")
    return Path(folder)


def texts() -> list[str]:
    """Texts of every length of padding, with everything that breaks encryption or XML."""
    dice = random.Random(20260302)  # noqa: S311 - the same texts each time
    found = ["x" * length for length in range(64)]
    while len(found) < TEXTS:
        pieces = [dice.choice(dice.choice(ALPHABET)) for _ in range(dice.randrange(120))]
        found.append("".join(pieces) + ("]]>" if dice.random() < 0.2 else ""))
    return found


def test_what_one_side_seals_the_other_opens(installed: Path) -> None:
    envelopes = Envelopes(TOKEN, AES_KEY, RECEIVER)
    messages = [xml.write({"Content": text}) for text in texts()]
    sealed = [xml.read(envelopes.seal(message, NOW).encode()) for message in messages]
    lines: list[dict[str, Any]] = [{"token": TOKEN, "key": AES_KEY, "receiver": RECEIVER}]
    lines += [
        {
            "text": message,
            "cipher": envelope["Encrypt"],
            "time": envelope["TimeStamp"],
            "nonce": envelope["Nonce"],
        }
        for message, envelope in zip(messages, sealed, strict=True)
    ]

    found = subprocess.run(
        ["node", "--no-deprecation", str(SCRIPT)],
        input="\n".join(json.dumps(line) for line in lines),
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=installed,
        timeout=60,
        check=True,
    )

    answers = [json.loads(line) for line in found.stdout.splitlines()]
    assert len(answers) == TEXTS
    for text, message, envelope, answer in zip(texts(), messages, sealed, answers, strict=True):
        assert set(answer) == {"wechat-crypto", "@wecom/crypto"}
        for theirs in answer.values():
            assert (theirs["message"], theirs["id"]) == (message, RECEIVER)
            assert theirs["signature"] == envelope["MsgSignature"]
            query = {
                "timestamp": str(envelope["TimeStamp"]),
                "nonce": str(envelope["Nonce"]),
                "msg_signature": theirs["signed"],
            }
            body = xml.write({"ToUserName": RECEIVER, "Encrypt": theirs["sealed"]}).encode()
            assert envelopes.open(query, body, NOW)["Content"] == text


def test_every_length_of_padding_is_tried() -> None:
    sizes = {(20 + len(xml.write({"Content": text}).encode()) + len(RECEIVER)) % 32 for text in texts()}

    assert sizes == set(range(32))


def test_the_peers_are_pinned_by_hash_and_name_no_address() -> None:
    text = LOCK.read_text(encoding="utf-8")
    packages = [one for name, one in json.loads(text)["packages"].items() if name]

    assert len(packages) == 2
    assert all(one["integrity"].startswith("sha512-") for one in packages)
    assert "://" not in text
    assert not re.search(r'"resolved"', text)


def test_our_signature_is_the_published_one() -> None:
    assert signature("b", "a", "c") == "a9993e364706816aba3e25717850c26c9cd0d89d"  # SHA-1 of “abc”
