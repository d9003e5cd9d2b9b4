"""A person of another firm in her own WeChat, through WeCom customer service, over real HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.clock import MovingClock
from support.service import Service, configured, served
from support.tencent_api import TencentApi
from support.tencent_customer import Customer
from support.tencent_screen import wait_until
from support.walks import APART, RESULT, STEPS, Walk, on_the_web, place, quiet, results, walked, words

from bot.config import Config


@pytest.fixture
def api() -> Iterator[TencentApi]:
    with TencentApi(MovingClock()) as api:
        yield api


@pytest.fixture
def clock(api: TencentApi) -> MovingClock:
    assert isinstance(api.clock, MovingClock)
    return api.clock


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, api: TencentApi) -> None:
    app = api.kf.app
    monkeypatch.setenv("WENZHEN_WECOM_KF_SECRET", app.secret)
    monkeypatch.setenv("WENZHEN_WECOM_KF_TOKEN", app.callbacks.keys.token)
    monkeypatch.setenv("WENZHEN_WECOM_KF_AES_KEY", app.callbacks.keys.aes_key)


def on_kf(folder: Path, api: TencentApi, pack: str) -> Config:
    config = configured(folder, pack)
    wecom_kf = replace(
        config.channels.wecom_kf,
        enabled=True,
        api_base=api.wecom.address,
        corp_id=api.wecom.corp_id,
        open_kfid=api.kf.open_kfid,
    )
    return replace(
        config,
        jobs=replace(config.jobs, tick_seconds=1),
        channels=replace(config.channels, wecom_kf=wecom_kf),
    )


@pytest.fixture
def service(tmp_path: Path, api: TencentApi, clock: MovingClock) -> Iterator[Service]:
    with served(on_kf(tmp_path, api, "shanghai-ref"), clock=clock) as service:
        api.point_at(service.address)
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
    service: Service, api: TencentApi, clock: MovingClock
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
