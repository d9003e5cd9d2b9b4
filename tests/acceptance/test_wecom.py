"""A member of the corporation in WeCom, from opening the app to the report in her hand, over real HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.clock import MovingClock
from support.service import Service, configured, served
from support.tencent_api import TencentApi
from support.tencent_callbacks import Push
from support.tencent_member import Member
from support.tencent_screen import Shown, wait_until
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
    app = api.wecom.app
    monkeypatch.setenv("WENZHEN_WECOM_SECRET", app.secret)
    monkeypatch.setenv("WENZHEN_WECOM_TOKEN", app.callbacks.keys.token)
    monkeypatch.setenv("WENZHEN_WECOM_AES_KEY", app.callbacks.keys.aes_key)


def on_wecom(folder: Path, api: TencentApi, pack: str) -> Config:
    config = configured(folder, pack)
    wecom = replace(
        config.channels.wecom,
        enabled=True,
        api_base=api.wecom.address,
        corp_id=api.wecom.corp_id,
        agent_id=api.wecom.agent,
    )
    return replace(
        config,
        jobs=replace(config.jobs, tick_seconds=1),
        channels=replace(config.channels, wecom=wecom),
    )


@pytest.fixture
def service(tmp_path: Path, api: TencentApi, clock: MovingClock) -> Iterator[Service]:
    with served(on_wecom(tmp_path, api, "shanghai-ref"), clock=clock) as service:
        api.point_at(service.address)
        yield service


def answer(person: Member, since: int) -> Push:
    """Tap what can be tapped on what came last, else type."""
    shown = person.screen[-1]
    labels = [label for key, label in shown.options.items() if '"/' not in key]  # without the shortcuts
    if shown.card.get("card_type") == "vote_interaction":
        return person.submit([labels[place(labels)]], shown)
    if labels:
        return person.tap(labels[place(labels)], shown)
    return person.say(words("\n".join(one.text for one in person.screen[since:])))


def walk(service: Service, api: TencentApi, clock: MovingClock, person: Member) -> Walk:
    """The whole interview, with trouble on the way."""
    trouble: dict[int, Callable[[], object]] = {
        10: lambda: api.wecom.app.tokens.kill(42001),
        15: lambda: api.wecom.host.fault("message/send", errcode=45033),
        20: lambda: setattr(api.wecom.callbacks, "cut", 0.001),
        21: lambda: setattr(api.wecom.callbacks, "cut", 5.0),
        25: lambda: api.wecom.host.fault("message/send", cut=True, after=True),
        30: lambda: api.wecom.app.tokens.kill(40014),
    }
    api.wecom.callbacks.duplicates = 1
    person.enter()
    quiet(service, clock, person, 0)
    for step in range(STEPS):
        if step in trouble:
            trouble[step]()
        clock.move(APART)
        before = len(person.screen)
        answer(person, person.read - 1)
        quiet(service, clock, person, before)
        if results(person):
            return walked(service, "wecom", next(text for text in person.texts() if RESULT in text))
    pytest.fail(f"no result after {STEPS} steps: {person.texts()[-3:]}")


def documents(person: Member) -> list[Shown]:
    return [shown for shown in person.screen if shown.kind == "file"]


def test_a_whole_diagnosis_with_trouble_on_the_way(
    service: Service, api: TencentApi, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    wang = api.wecom.person("wang.li")
    assert api.wecom.callbacks.verify_url() == ""

    here = walk(service, api, clock, wang)
    there = on_the_web(service, clock)
    wait_until(lambda: bool(documents(wang)), lambda: str(wang.texts()[-3:]), 60)

    assert here.asked == there.asked
    assert here.answers == there.answers
    assert here.result == there.result
    [report] = documents(wang)
    assert report.name.endswith(".docx")
    assert report.content.startswith(b"PK")
    assert len(results(wang)) == 1
    assert api.wecom.dropped == []
    assert not any(shown.by == "passive" for shown in wang.screen)
