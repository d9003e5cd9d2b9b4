"""A process that is killed at random moments loses no answer it acknowledged and asks none again."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from support.kills import Crowd
from support.people import DEMO

from bot.services.library import Library
from storage.engine import Database


def play(url: str, pack: str, people: int, replies_between_kills: int) -> Crowd:
    """Interview a crowd while the process is killed again and again; look at everything afterwards."""
    crowd = Crowd(Library(pack).default(), people, seed=11, replies_between_kills=replies_between_kills)
    with Database.open(url) as database:
        crowd.settle_in(database)
    with tempfile.TemporaryDirectory(prefix="wz-") as folder:  # a socket's path must be short
        crowd.talk(url, pack, Path(folder))
    with Database.open(url) as database:
        crowd.check(database)
    return crowd


def test_kills_lose_nothing(database_url: str) -> None:
    crowd = play(database_url, DEMO, people=12, replies_between_kills=20)

    print(crowd.figures)
    assert crowd.figures.kills >= 3
    assert crowd.figures.answers > 12 * 10


@pytest.mark.proof
def test_two_hundred_interviews_under_load_and_under_kills_lose_nothing(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    crowd = play(database_url, "shanghai-ref", people=200, replies_between_kills=200)

    assert crowd.figures.kills > 30
    with capsys.disabled():
        print(f"\n{database_url.partition(':')[0]}: {crowd.figures}")
