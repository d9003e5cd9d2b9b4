"""The service is killed again and again while people chat: nothing is lost, nothing answered twice."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.telegram_api import TOKEN, TelegramApi
from support.telegram_people import Person, wait_until

from storage.engine import Database
from storage.models import Inbox, InboxStatus, Outbox, OutboxStatus

ROOT = Path(__file__).resolve().parents[2]
KILLS = 8
PEOPLE = 4
# The service as it is, but for two figures: what a killed process was sending is given up after seconds, not
# minutes, and a chat gets as many messages as it can take.
PROGRAM = """
import sys
from datetime import timedelta
from bot.services import delivery
from bot.channels.telegram import sending
from bot.cli import main
delivery.LEASE = timedelta(seconds=2)
sending.CHAT_SECONDS = 0.02
sys.exit(main(["run", "--config", sys.argv[1]]))
"""
CONFIG = """
[database]
url = "sqlite:///{folder}/test.db"
files = "{folder}/files"
[web]
port = 0
[packs]
default = "sme2024"
[channels.telegram]
enabled = true
base_url = "{api}"
"""


@contextmanager
def service(config: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The service as a process of its own; killed at the end, if it is not yet."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(config)],
        cwd=ROOT,
        env={**os.environ, "WENZHEN_TELEGRAM_TOKEN": TOKEN, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def chatter(people: list[Person], sent: list[int], stop: threading.Event) -> None:
    """Everybody goes on talking, whether somebody answers or not."""
    for number in range(100_000):
        for person in people:
            sent.append(person.say("同意" if number == 0 else "还剩多少"))
            if stop.wait(0.25):
                return


@pytest.mark.proof
def test_kills_at_random_moments_lose_no_message_and_answer_none_twice(tmp_path: Path) -> None:
    chance = random.Random(20_260_302)  # noqa: S311 - only when to kill
    config = tmp_path / "config.toml"
    stop, sent = threading.Event(), list[int]()
    with TelegramApi() as api:
        config.write_text(CONFIG.format(folder=tmp_path, api=api.address), encoding="utf-8")
        people = [api.person() for _ in range(PEOPLE)]
        sent += [person.start() for person in people]
        talking = threading.Thread(target=chatter, args=(people, sent, stop), daemon=True)
        talking.start()
        for _ in range(KILLS):
            with service(config):
                answered = len(api.called("sendMessage"))
                wait_until(lambda answered=answered: len(api.called("sendMessage")) > answered, seconds=60)  # type: ignore[misc] # bound at once
                threading.Event().wait(chance.uniform(0.0, 1.5))
        stop.set()
        talking.join()
        with service(config), Database.open(f"sqlite:///{tmp_path}/test.db") as database:
            wait_until(lambda: api.unacknowledged() == 0 and settled(database), seconds=60)
        with Database.open(f"sqlite:///{tmp_path}/test.db") as database:
            unknown = hold(database, sent, people)
    print(
        f"\n{KILLS} kills, {len(sent)} messages of {PEOPLE} people: all kept and answered once;"
        f" {unknown} replies of unknown outcome"
    )


def settled(database: Database) -> bool:
    with database.read() as work:
        return not work.outbox.depth()


def hold(database: Database, sent: list[int], people: list[Person]) -> int:
    """Check what is stored against what was said and shown; how many replies may or may not have arrived."""
    with database.read() as work:
        inbox = {row.key: row for row in work.session.query(Inbox)}
        outbox = list(work.session.query(Outbox).order_by(Outbox.id))
        accounts = {
            row.id: row.account
            for person in people
            if (row := work.people.address_at("telegram", str(person.id)))
        }
    assert set(inbox) == {str(number) for number in sent}
    assert {row.status for row in inbox.values()} == {InboxStatus.DONE}
    replies = {
        f"reply:{row.id}:{n}" for row in inbox.values() for n in range(len(json.loads(row.reply or "[]")))
    }
    assert {row.key for row in outbox} == replies
    assert all(json.loads(row.reply or "[]") for row in inbox.values())
    assert {row.status for row in outbox} <= {OutboxStatus.SENT, OutboxStatus.UNKNOWN}
    for person in people:
        mine = [row for row in outbox if accounts[row.address_id] == str(person.id)]
        shown = Counter(str(message.id) for message in person.screen)
        taken = [row.platform_id for row in mine if row.status is OutboxStatus.SENT]
        doubtful = sum(row.status is OutboxStatus.UNKNOWN for row in mine)
        assert len(set(taken)) == len(taken)
        assert set(taken) <= set(shown)
        assert len(person.screen) <= len(taken) + doubtful  # nothing was shown twice
        assert [int(number or 0) for number in taken] == sorted(int(number or 0) for number in taken)
    doubtful = sum(row.status is OutboxStatus.UNKNOWN for row in outbox)
    assert doubtful <= (KILLS + 1) * PEOPLE
    return doubtful
