"""One token for all threads and processes: fetched once, never thrown away by somebody who is late."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from support.clock import FrozenClock
from support.tencent_office import Office
from support.tencent_screen import wait_until

from bot.channels.base import DeliveryError
from bot.channels.tencent.token_calls import Fetched, TokenCall
from bot.services.tokens import EARLY, FORCED_APART, LEASE, DatabaseTokens
from storage.engine import Database
from storage.errors import UnavailableError
from storage.unit_of_work import UnitOfWork

ROOT = Path(__file__).parents[3]
LASTING = timedelta(seconds=7200)


class Desk:
    """Hands out tokens t1, t2 …; `same` keeps handing out the last one, as a stable token does."""

    name = "wechat:app:0"

    def __init__(self) -> None:
        self.fetched: list[bool] = []
        self.same = False
        self.fails = False
        self.seconds = 7200
        self.number = 0
        self.asked = Event()
        self.answer = Event()
        self.answer.set()

    def fetch(self, *, force: bool = False) -> Fetched:
        self.fetched.append(force)
        self.asked.set()
        assert self.answer.wait(10)
        if self.fails:
            raise DeliveryError("unreachable", "planted", retryable=True)
        if not self.same or force or not self.number:
            self.number += 1
        return Fetched(f"t{self.number}", self.seconds)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


def keeper(database: Database, desk: Desk, clock: FrozenClock) -> DatabaseTokens:
    return DatabaseTokens(database, desk, clock, lambda seconds: clock.move(timedelta(seconds=seconds)))


def test_it_is_fetched_once_and_kept(database: Database, desk: Desk, clock: FrozenClock) -> None:
    one, other = keeper(database, desk, clock), keeper(database, desk, clock)

    assert [one.token(), one.token(), other.token()] == ["t1", "t1", "t1"]
    assert len(desk.fetched) == 1


def test_it_is_renewed_before_its_end(database: Database, desk: Desk, clock: FrozenClock) -> None:
    kept = keeper(database, desk, clock)
    kept.token()
    clock.move(LASTING - EARLY - timedelta(seconds=1))
    assert kept.token() == "t1"
    clock.move(timedelta(seconds=1))

    assert kept.token() == "t2"


def test_a_short_one_is_not_fetched_again_and_again(
    database: Database, desk: Desk, clock: FrozenClock
) -> None:
    desk.seconds = 60
    kept = keeper(database, desk, clock)
    kept.token()
    clock.move(timedelta(seconds=50))

    assert kept.token() == "t1"


def test_who_is_late_with_a_complaint_throws_nothing_away(
    database: Database, desk: Desk, clock: FrozenClock
) -> None:
    one, late = keeper(database, desk, clock), keeper(database, desk, clock)
    assert (one.token(), late.token()) == ("t1", "t1")
    assert one.token(stale="t1") == "t2"

    assert late.token(stale="t1") == "t2"
    assert len(desk.fetched) == 2


def test_a_platform_that_insists_on_a_dead_token_is_forced_once(
    database: Database, desk: Desk, clock: FrozenClock
) -> None:
    kept = keeper(database, desk, clock)
    kept.token()
    desk.same = True

    assert kept.token(stale="t1") == "t2"
    assert kept.token(stale="t2") == "t2"  # no second force so soon: the caller is refused and gives up
    assert desk.fetched == [False, False, True, False]

    clock.move(FORCED_APART)
    assert kept.token(stale="t2") == "t3"


def test_a_failed_fetch_gives_the_lease_back(database: Database, desk: Desk, clock: FrozenClock) -> None:
    kept = keeper(database, desk, clock)
    desk.fails = True
    with pytest.raises(DeliveryError):
        kept.token()
    desk.fails = False

    assert keeper(database, desk, clock).token() == "t1"
    assert clock.now() == FrozenClock().now()  # nobody had to wait for a lease to end


def test_who_waited_for_a_fetch_that_failed_does_not_ask_again_at_once(
    database: Database, desk: Desk, clock: FrozenClock
) -> None:
    tokens = DatabaseTokens(database, desk, clock)
    desk.fails = True
    desk.answer.clear()
    with ThreadPoolExecutor(8) as threads:
        first = threads.submit(tokens.token)
        assert desk.asked.wait(10)
        others = [threads.submit(tokens.token) for _ in range(7)]
        wait_until(lambda: sum(one.running() for one in others) == 7)
        time.sleep(0.1)  # until they stand at the lock
        desk.answer.set()
        errors = [one.exception(10) for one in (first, *others)]

    assert {error.code for error in errors if isinstance(error, DeliveryError)} == {"unreachable"}
    assert len({id(error) for error in errors}) == 8  # each has its own to add to
    assert len(desk.fetched) == 1

    desk.fails = False
    assert tokens.token() == "t1"


def test_a_process_that_died_over_it_holds_nobody_up_for_long(
    database: Database, desk: Desk, clock: FrozenClock
) -> None:
    database.write(lambda work: work.tokens.lease(desk.name, clock.now(), LEASE))  # and then it died

    assert keeper(database, desk, clock).token() == "t1"
    assert clock.now() - FrozenClock().now() < LEASE + timedelta(seconds=2)


def test_one_who_fetched_too_long_stores_nothing(database: Database, desk: Desk, clock: FrozenClock) -> None:
    slow, quick = keeper(database, desk, clock), keeper(database, Desk(), clock)
    desk.answer.clear()
    desk.number = 100
    with ThreadPoolExecutor(1) as pool:
        found = pool.submit(slow.token)
        assert desk.asked.wait(10)
        clock.move(LEASE)
        assert quick.token() == "t1"
        desk.answer.set()

        assert found.result(10) == "t1"  # not its own t101
    assert quick.token() == "t1"


def test_a_busy_database_is_waited_for(
    database: Database, desk: Desk, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, busy = database.read, [1, 2]

    def now_and_then() -> AbstractContextManager[UnitOfWork]:
        if busy:
            busy.pop()
            raise UnavailableError("planted: too busy")
        return read()

    monkeypatch.setattr(database, "read", now_and_then)

    assert keeper(database, desk, clock).token() == "t1"
    assert not busy


def test_whoever_waits_does_not_wait_for_ever(database: Database, desk: Desk, clock: FrozenClock) -> None:
    def hold_on(seconds: float) -> None:
        clock.move(timedelta(seconds=seconds))
        database.write(lambda work: work.tokens.release(desk.name))
        database.write(lambda work: work.tokens.lease(desk.name, clock.now(), LEASE))

    database.write(lambda work: work.tokens.lease(desk.name, clock.now(), LEASE))
    with pytest.raises(DeliveryError) as caught:
        DatabaseTokens(database, desk, clock, hold_on).token()

    assert (caught.value.code, caught.value.retryable) == ("token_busy", True)
    assert not desk.fetched


def test_a_new_secret_begins_anew(office: Office) -> None:
    app = office.oa_app
    names = {
        TokenCall(one).name
        for one in (app, type(app)(app.channel, app.api_base, app.id, "another secret"), office.wecom_app)
    }

    assert len(names) == 3
    assert all(app.secret not in name for name in names)


SENDER = """
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from support.clock import MovingClock
from bot.channels.tencent.client import Client
from bot.channels.tencent.token_calls import TokenCall
from bot.channels.tencent.transport import Credentials
from bot.services.tokens import DatabaseTokens
from storage.engine import Database

url, address, app_id, secret, openid = sys.argv[1:]
app = Credentials("wechat", address, app_id, secret)
with Database.open(url) as database:
    client = Client(app, DatabaseTokens(database, TokenCall(app), MovingClock()))
    print("ready", flush=True)
    sys.stdin.readline()
    said = {"touser": openid, "msgtype": "text", "text": {"content": "hi"}}
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(client.call, "message/custom/send", said) for _ in range(8)]:
            done.result()
"""


def run_processes(office: Office, url: str, openid: str) -> None:
    app = office.oa_app
    command = [sys.executable, "-c", SENDER, url, app.api_base, app.id, app.secret, openid]
    running = [
        subprocess.Popen(
            command,
            cwd=ROOT,
            env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for one in running:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in running:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    for one in running:
        _, said = one.communicate(timeout=60)
        assert one.returncode == 0, said


def test_eight_threads_in_three_cold_processes_fetch_one_token(office: Office, database_url: str) -> None:
    oa = office.api.oa
    li = oa.person()
    oa.host.latency = 0.05
    oa.host.methods["message/custom/send"] = lambda _call: {"errcode": 0}  # not what is tried here

    run_processes(office, database_url, li.account)

    assert len(oa.host.called("message/custom/send")) == 24
    assert len(oa.host.called("stable_token")) == 1
    assert len({call.query["access_token"] for call in oa.host.called("message/custom/send")}) == 1


def test_a_token_that_died_is_fetched_once_for_all_of_them(office: Office, database_url: str) -> None:
    oa = office.api.oa
    li = oa.person()
    with Database.open(database_url) as database:
        DatabaseTokens(database, TokenCall(office.oa_app), office.clock).token()
    oa.tokens.kill()
    oa.host.latency = 0.05
    served = oa.host.methods["getcallbackip"]  # guarded by the token
    oa.host.methods["message/custom/send"] = served

    run_processes(office, database_url, li.account)

    assert len(oa.host.called("stable_token")) == 2
    good = oa.tokens.every()[-1]
    assert sum(call.query["access_token"] == good for call in oa.host.called("message/custom/send")) == 24
