"""A person in WeChat, from scanning a code to the report in her hand, over real HTTP with the simulator."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from random import Random
from threading import Event

import httpx
import pytest
from support.clock import MovingClock
from support.people import new_code, new_enterprise
from support.service import Service, served
from support.tencent_api import TencentApi
from support.tencent_callbacks import Push
from support.tencent_follower import Follower
from support.tencent_screen import wait_until
from support.tencent_service import connected, plant, reached
from support.walks import APART, RESULT, STEPS, Walk, on_the_web, place, query, quiet, results, walked, words

from bot.channels.tencent import xml
from bot.channels.wechat.parsing import parse
from bot.config import Config
from bot.services.replies import LateReplies, Ways

CUSTOMER_SERVICE = "message/custom/send"
CHOICE = re.compile(r"(?m)^(\d{1,2}|[A-Z]) (.+)$")


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, api: TencentApi) -> None:
    plant(monkeypatch, "wechat", api.oa.secret, api.oa.keys)


def in_wechat(folder: Path, api: TencentApi, pack: str = "shanghai-ref") -> Config:
    return connected(
        folder,
        pack,
        "wechat",
        api_base=api.oa.address,
        app_id=api.oa.app_id,
        domain_file="MP_verify_aB3.txt",
    )


@pytest.fixture
def service(tmp_path: Path, api: TencentApi, clock: MovingClock) -> Iterator[Service]:
    with reached(in_wechat(tmp_path, api), api, clock) as service:
        yield service


def typed(text: str) -> str:
    """What she types: the mark of the choice, else a word or a number."""
    choices = CHOICE.findall(text)
    if choices:
        return str(choices[place([label for _, label in choices])][0])
    if "对吗？回 1" in text:
        return "1"
    return "提交" if "提交" in text else words(text)


@contextmanager
def busy(service: Service) -> Iterator[None]:
    """Keep the database from storing anything until the block ends."""
    over = Event()
    service.core.database.submit(lambda _work: over.wait(30))
    try:
        yield
    finally:
        over.set()


def stall(service: Service, seconds: float) -> None:
    """Keep the database from storing anything for a while."""
    service.core.database.submit(lambda _work: time.sleep(seconds))


class Walker:
    """Somebody who answers everything, with trouble on the way."""

    def __init__(
        self, service: Service, api: TencentApi, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.service, self.api, self.clock, self._patch = service, api, clock, monkeypatch
        self.person: Follower = api.oa.person(following=False)
        self.late = 0
        self.pushes: list[Push] = []

    def answers(self) -> Push:
        """Answer what is asked, and wait until whatever comes of it is there."""
        before = len(self.person.screen)
        push = self.does().wait()
        quiet(self.service, self.clock, self.person, before)
        return push

    def does(self, text: str = "") -> Push:
        """Type something; else tap what can be tapped, or type an answer."""
        self.clock.move(APART)
        shown = self.person.last
        if shown.labels and not text:
            push = self.person.tap(shown.labels[place(shown.labels)], shown)
        else:
            push = self.person.say(text or typed(shown.text))
        self.pushes.append(push)
        return push

    def answers_while_it_is_slow(self) -> None:
        """The platform hangs up and brings it again; a later try gets the reply."""
        self.api.oa.callbacks.cut = 0.5
        before = len(self.person.screen)
        with busy(self.service):
            push = self.does()
            wait_until(lambda: len(push.tries) == 1)
        push.wait()
        self.api.oa.callbacks.cut = 5.0
        quiet(self.service, self.clock, self.person, before)
        assert [push.tries[0].status, push.tries[-1].status] == [0, 200]
        assert self.person.last.by == "passive"

    def answers_while_it_is_too_slow(self) -> None:
        """The platform is told not to wait; the reply comes as a customer-service message."""
        before = len(self.person.screen)
        push = self.late_answer()
        quiet(self.service, self.clock, self.person, before)
        assert push.tries[-1].body == b"success"
        assert self.person.last.by == "custom"

    def answers_in_vain(self) -> None:
        """A late reply that the platform does not take: she sees nothing, and asks again."""
        self.api.oa.host.fault(CUSTOMER_SERVICE, errcode=45015)
        before = len(self.person.screen)
        self.late_answer()
        wait_until(lambda: len(self.api.oa.host.called(CUSTOMER_SERVICE)) == self.late)
        quiet(self.service, self.clock, self.person, before - 1)
        assert len(self.person.screen) == before
        self.does("继续").wait()
        quiet(self.service, self.clock, self.person, before)

    def late_answer(self) -> Push:
        """Answer while the database takes longer than the platform would wait."""
        self._patch.setattr("bot.channels.wechat.receiving.PATIENCE", 0.1)
        with busy(self.service):
            push = self.does()
            time.sleep(0.5)  # by now it has been put off, if that could be stored
        push.wait()
        self._patch.setattr("bot.channels.wechat.receiving.PATIENCE", 4.3)
        self.late += 1
        return push

    def walk(self) -> Walk:
        """The whole interview; the result."""
        trouble = {
            8: self.answers_while_it_is_slow,
            12: self.answers_while_it_is_too_slow,
            16: self.answers_in_vain,
            20: self.answers_after_the_token_died,
        }
        for step in range(STEPS):
            trouble.get(step, self.answers)()
            if results(self.person):
                said = results(self.person)[0]
                return walked(self.service, "wechat", said[said.index(RESULT) :])
        pytest.fail(f"no result after {STEPS} steps: {self.person.texts()[-3:]}")

    def answers_after_the_token_died(self) -> None:
        """A late reply with a token the platform takes no more."""
        self.api.oa.tokens.kill(42001)
        self.answers_while_it_is_too_slow()
        self.late += 1  # the call that was refused


def once(asked: list[tuple[str, tuple[str, ...]]]) -> list[tuple[str, tuple[str, ...]]]:
    """The questions, one that was asked again after an interruption counted once."""
    return [key for key, _ in groupby(asked)]


def test_a_whole_diagnosis_with_trouble_on_the_way(
    service: Service, api: TencentApi, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert api.oa.callbacks.verify_url() == ""
    api.oa.callbacks.duplicates = 1
    walker = Walker(service, api, clock, monkeypatch)
    li = walker.person
    li.follow().wait()
    li.hears()

    here = walker.walk()
    wait_until(lambda: li.screen[-1].kind == "image", lambda: str(li.texts()[-3:]), 60)
    there = on_the_web(service, clock)

    # the same questions, answers and score as on the web
    assert once(here.asked) == once(there.asked)
    assert here.answers == there.answers
    assert here.result.replace("\n\n", "\n").startswith(there.result)
    # one passive reply for each message of hers, and nothing paid for but what came too late, and the report
    assert api.oa.invalid == []
    passive = [shown for shown in li.screen if shown.by == "passive"]
    paid = [shown for shown in li.screen if shown.by == "custom"]
    assert len(passive) == 1 + len(walker.pushes) - 3
    assert [shown.kind for shown in paid[-2:]] == ["text", "image"]
    assert len(paid) == 2 + 2
    assert len(api.oa.host.called(CUSTOMER_SERVICE)) == walker.late + 2
    # the report: a picture, and a link that opens
    assert paid[-1].content.startswith(b"\x89PNG")
    [(token, name)] = re.findall(r'<a href="http[^"]+/reports/([^"]+)">(.+)</a>', paid[-2].text)
    assert name.endswith(".docx")
    assert httpx.get(f"{service.address}/reports/{token}").content.startswith(b"PK")
    # whatever came twice was answered alike
    for push in walker.pushes:
        answers = [_said(api, body.body) for body in (push.tries[-1], *push.duplicates)]
        assert len(set(answers)) == 1


def _said(api: TencentApi, body: bytes) -> str:
    """The words of an answer; of a link only that there is one, for each has a new date."""
    if body == b"success":
        return ""
    return re.sub(r"http\S+", "http", api.oa.callbacks.opened(body)["Content"])


def test_from_a_scanned_invitation_to_leaving(service: Service, api: TencentApi) -> None:
    database = service.core.database
    code = new_code(service.core, new_enterprise(service.core, "丙丁精密机械有限公司"))
    li = api.oa.person(following=False)

    li.scan(api.oa.code(code)).wait()
    assert "丙丁" in li.hears().text
    li.say("1").wait()
    assert "同意" in li.hears().text
    li.say("1").wait()
    question = li.hears().text
    li.send_photo(b"\xff\xd8\xff" + b"jpeg" * 100).wait()
    assert "收到 photo-" in li.hears().text
    li.send_file().wait()
    assert "收不到这种消息" in li.hears().text
    li.press("进度").wait()
    assert "已过 0/" in li.hears().text
    li.unfollow().wait()

    assert question
    assert {shown.by for shown in li.screen} == {"passive"}
    assert api.oa.host.called(CUSTOMER_SERVICE) == []
    with database.read() as work:
        [kept] = work.diagnoses.evidence(1)
        address = work.people.address_at("wechat", li.account)
    assert kept.name.startswith("photo-")
    assert address is not None
    assert address.blocked_at is not None


def test_the_menu_is_shown_and_its_entries_say_what_the_bot_understands(
    service: Service, api: TencentApi
) -> None:
    wait_until(lambda: bool(api.oa.menu))

    names = [button["name"] for button in api.oa.menu["button"]]
    assert names == ["开始诊断", "我的", "帮助"]
    li = api.oa.person()
    li.press("开始").wait()
    assert "同意" in li.hears().text


def test_the_platform_finds_that_the_domain_is_ours(service: Service) -> None:
    assert httpx.get(f"{service.address}/MP_verify_aB3.txt").text == "aB3"
    assert httpx.get(f"{service.address}/MP_verify_other.txt").status_code == 404


def test_a_message_whose_turn_died_with_the_process_is_answered_by_the_next(
    tmp_path: Path, api: TencentApi, clock: MovingClock
) -> None:
    config = in_wechat(tmp_path, api)
    li = api.oa.person()
    with served(config, clock=clock) as service:
        api.point_at(service.address)
        li.say("你好").wait()
        li.hears()
        api.oa.callbacks.lose = 1
        push = li.say("1")  # to consent; it was acknowledged too late, and then the machine stopped
        parsed = parse(xml.read(push.event.encode()), clock.now())
        assert parsed.message is not None
        LateReplies(service.core.database, Ways(), clock).later(parsed.message)
    clock.move(timedelta(minutes=5))
    with served(config, clock=clock) as service:
        shown = li.hears()

        assert (shown.by, len(li.screen)) == ("custom", 2)
        assert "1/" in shown.text
        with service.core.database.read() as work:
            assert work.inbox.undone() == []


def test_every_message_is_answered_one_way_however_long_the_database_takes(
    service: Service, api: TencentApi, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.wechat.receiving.PATIENCE", 0.2)
    api.oa.callbacks.cut, api.oa.callbacks.duplicates = 0.6, 1
    random, people, rounds = Random(5), [api.oa.person() for _ in range(6)], 8  # noqa: S311 - repeatable
    for number in range(rounds):
        clock.move(APART)
        stall(service, random.choice((0.0, 0.12, 0.2, 0.28, 0.9)))
        pushes = [person.say("你好" if number == 0 else f"进度{' ' * number}") for person in people]
        for push in pushes:
            push.wait()
        wait_until(
            lambda: (
                query(service, "select count(*) from outbox where status in ('queued', 'sending')") == [(0,)]
            )
        )

    ways = Counter(shown.by for person in people for shown in person.screen)
    assert api.oa.invalid == []
    assert ways.total() == len(people) * rounds
    assert set(ways) == {"passive", "custom"}
    assert query(service, "select count(*), sum(late) from inbox") == [(ways.total(), ways["custom"])]
