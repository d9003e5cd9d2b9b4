"""A person of another firm in her own WeChat, through WeCom customer service, over real HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from support.clock import MovingClock
from support.people import new_code, new_enterprise
from support.service import Service, served
from support.tencent_api import TencentApi
from support.tencent_customer import Customer
from support.tencent_screen import Shown, wait_until
from support.tencent_service import connected, plant, reached
from support.walks import (
    APART,
    RESULT,
    STEPS,
    Walk,
    on_the_web,
    place,
    query,
    quiet,
    results,
    walked,
    words,
)

from bot.config import Config


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, api: TencentApi) -> None:
    plant(monkeypatch, "wecom_kf", api.kf.app.secret, api.kf.callbacks.keys)


def on_kf(folder: Path, api: TencentApi, pack: str) -> Config:
    corp = api.wecom
    return connected(
        folder, pack, "wecom_kf", api_base=corp.address, corp_id=corp.corp_id, open_kfid=api.kf.open_kfid
    )


@pytest.fixture
def service(tmp_path: Path, api: TencentApi, clock: MovingClock) -> Iterator[Service]:
    with reached(on_kf(tmp_path, api, "shanghai-ref"), api, clock) as service:
        yield service


def answer(person: Customer) -> None:
    """Tap a row of the menu, or type."""
    shown = person.screen[-1]
    if shown.labels:
        person.tap(shown.labels[place(shown.labels)], shown)
    else:
        person.say(words(shown.text))


def walk(service: Service, api: TencentApi, clock: MovingClock, person: Customer) -> Walk:
    """The whole interview, with trouble on the way."""
    host = api.wecom.host
    trouble: dict[int, Callable[[], object]] = {
        10: lambda: api.kf.app.tokens.kill(42001),
        15: lambda: host.fault("kf/send_msg", errcode=45033),
        20: lambda: setattr(api.kf.callbacks, "cut", 0.001),
        21: lambda: setattr(api.kf.callbacks, "cut", 5.0),
        25: lambda: host.fault("kf/send_msg", cut=True, after=True),
        30: lambda: host.fault("kf/sync_msg", errcode=42001),
    }
    api.kf.callbacks.duplicates = 1
    person.open()
    quiet(service, clock, person, 0)
    assert person.last.by == "welcome"  # the greeting went by the code of her entrance
    for step in range(STEPS):
        if step in trouble:
            trouble[step]()
        clock.move(APART)
        before = len(person.screen)
        answer(person)
        quiet(service, clock, person, before)
        if results(person):
            return walked(service, "wecom_kf", results(person)[0].partition(RESULT)[2].partition("\n\n")[0])
    pytest.fail(f"no result after {STEPS} steps: {person.texts()[-3:]}")


def test_a_whole_diagnosis_with_trouble_on_the_way(
    service: Service, api: TencentApi, clock: MovingClock, capsys: pytest.CaptureFixture[str]
) -> None:
    li = api.kf.person()
    assert api.kf.callbacks.verify_url() == ""

    here = walk(service, api, clock, li)
    there = on_the_web(service, clock)
    wait_until(lambda: any(shown.kind == "file" for shown in li.screen), lambda: str(li.texts()[-3:]), 60)

    assert here.asked == there.asked
    assert here.answers == there.answers
    assert RESULT + here.result == there.result
    [report] = [shown for shown in li.screen if shown.kind == "file"]
    assert report.name.endswith(".docx")
    assert report.content.startswith(b"PK")
    # one message for each of hers, until the result; nothing came twice
    asked = [shown for shown in li.screen if shown.by == "kf"]
    turns = len([row for row in api.kf.log if row["message"].get("origin") == 3])
    assert len(asked) <= turns + 4
    assert len({shown.id for shown in li.screen}) == len(li.screen)
    logged = "".join(capsys.readouterr())
    assert "token_fetched" in logged
    assert [secret for secret in api.secrets() if secret in logged] == []
    assert [word for word in ("电子信息", "诊断结果", li.account) if word in logged] == []


def said(service: Service, clock: MovingClock, person: Customer, act: Callable[[], object]) -> list[Shown]:
    """What comes back for something she does."""
    before = len(person.screen)
    clock.move(APART)
    act()
    quiet(service, clock, person, before)
    return person.screen[before:]


def begun(service: Service, api: TencentApi, clock: MovingClock) -> Customer:
    """Somebody who has agreed and sees the first question."""
    li = api.kf.person()
    said(service, clock, li, li.open)
    said(service, clock, li, lambda: li.tap("同意，开始"))
    return li


def test_every_message_of_hers_gets_one_answer_so_that_five_in_two_days_never_run_out(
    service: Service, api: TencentApi, clock: MovingClock
) -> None:
    li = begun(service, api, clock)

    for typed in ("帮助", "2", "2", "不对", "320", "还剩多少", "返回"):
        assert len(said(service, clock, li, partial(li.say, typed))) == 1
        assert li.left == 4


def test_after_days_of_silence_she_goes_on_where_she_was(
    service: Service, api: TencentApi, clock: MovingClock
) -> None:
    li = begun(service, api, clock)
    seen = len(li.screen)
    clock.move(timedelta(days=5))
    wait_until(lambda: query(service, "select count(*) from outbox where status = 'queued'") == [(0,)])
    assert len(li.screen) == seen  # nothing could be sent, and nothing was

    [answer] = said(service, clock, li, lambda: li.say("继续"))

    assert "1/59" in answer.text


def test_a_reply_the_platform_had_no_room_for_comes_when_she_writes_again(
    service: Service, api: TencentApi, clock: MovingClock
) -> None:
    li = begun(service, api, clock)
    seen = len(li.screen)
    api.wecom.host.fault("kf/send_msg", errcode=95001)
    clock.move(APART)
    li.say("2")
    wait_until(lambda: query(service, "select count(*) from outbox where status = 'failed'") == [(1,)])
    assert len(li.screen) == seen

    [answer] = said(service, clock, li, lambda: li.say("继续"))

    assert "2/64" in answer.text  # her answer was kept


def test_evidence_by_photo_and_file(service: Service, api: TencentApi, clock: MovingClock) -> None:
    li = begun(service, api, clock)

    [photo] = said(service, clock, li, li.send_photo)
    [file] = said(service, clock, li, lambda: li.send_file("评估证书.pdf", b"%PDF-1.7"))

    assert "收到 photo-" in photo.text
    assert "收到 评估证书.pdf" in file.text
    assert query(service, "select count(*) from evidence") == [(2,)]


def test_what_was_said_while_the_service_was_down_is_answered(
    tmp_path: Path, api: TencentApi, clock: MovingClock
) -> None:
    config = on_kf(tmp_path, api, "sme2024")
    with served(config, clock=clock) as service:
        api.point_at(service.address)
        li = begun(service, api, clock)
    seen = len(li.screen)
    li.say("还剩多少", quietly=True)
    with served(config, clock=clock) as service:
        quiet(service, clock, li, seen)

    assert "已过 0/" in li.last.text


def test_a_message_that_was_taken_and_did_not_arrive_is_marked(
    service: Service, api: TencentApi, clock: MovingClock
) -> None:
    li = begun(service, api, clock)
    li.rejects = True
    clock.move(APART)

    li.say("2")

    marked = "select count(*) from outbox where last_error = 'refused'"
    wait_until(lambda: query(service, marked) == [(1,)], lambda: str(query(service, "select * from outbox")))


def test_an_invitations_link_opens_the_chat_of_the_right_enterprise(
    service: Service, api: TencentApi, clock: MovingClock
) -> None:
    code = new_code(service.core, new_enterprise(service.core, "丙丁精密机械有限公司"))
    [link] = [one.link for one in service.core.entrances.of(code) if one.channel == "wecom_kf"]
    li = api.kf.person()

    [asked] = said(service, clock, li, lambda: li.open(link))
    [consent] = said(service, clock, li, lambda: li.tap("1", asked))
    [question] = said(service, clock, li, lambda: li.tap("同意，开始", consent))

    assert (asked.by, consent.by) == ("welcome", "kf")
    assert "丙丁" in asked.text
    assert "丙丁精密机械" in consent.text
    assert "1/59" in question.text
