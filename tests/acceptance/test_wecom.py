"""A member of the corporation in WeCom, from opening the app to the report in her hand, over real HTTP."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from support.clock import MovingClock
from support.people import new_code, new_enterprise
from support.service import Service
from support.tencent_api import TencentApi
from support.tencent_callbacks import Push
from support.tencent_member import Member
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
from bot.conversation.prompt import COMMAND, Option, Prompt, PromptKind
from bot.conversation.prompt_json import prompt_to_json
from storage.models.enterprise import Enterprise
from storage.unit_of_work import UnitOfWork


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, api: TencentApi) -> None:
    plant(monkeypatch, "wecom", api.wecom.app.secret, api.wecom.callbacks.keys)


def on_wecom(folder: Path, api: TencentApi, pack: str) -> Config:
    corp = api.wecom
    return connected(folder, pack, "wecom", api_base=corp.address, corp_id=corp.corp_id, agent_id=corp.agent)


@pytest.fixture
def service(tmp_path: Path, api: TencentApi, clock: MovingClock) -> Iterator[Service]:
    with reached(on_wecom(tmp_path, api, "shanghai-ref"), api, clock) as service:
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
    service: Service, api: TencentApi, clock: MovingClock, capsys: pytest.CaptureFixture[str]
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
    logged = "".join(capsys.readouterr())
    assert "token_fetched" in logged
    assert [secret for secret in api.secrets() if secret in logged] == []
    assert [word for word in ("电子信息", "诊断结果", "wang.li") if word in logged] == []


def liaison(service: Service, api: TencentApi, clock: MovingClock) -> Member:
    """A member who speaks for a street."""
    wang = api.wecom.person("wang.li")
    wang.enter()
    quiet(service, clock, wang, 0)
    street = next(unit for unit in service.core.campaigning.campaign.units.all if unit.kind == "street")
    [[person]] = query(service, "select person_id from address where channel = 'wecom'")
    now = clock.now()
    firm = Enterprise(name="〇〇机械", unit=street.parent, street=street.id, created_at=now, updated_at=now)
    service.core.database.write(lambda work: work.enterprises.add(firm))
    service.core.database.write(
        lambda work: work.access.grant(person, "street", "unit", street.id, by=None, at=now)
    )
    return wang


def said(service: Service, clock: MovingClock, person: Member, act: Callable[[], object]) -> list[Shown]:
    """What comes back for something she does."""
    before = len(person.screen)
    clock.move(APART)
    act()
    quiet(service, clock, person, before)
    return person.screen[before:]


def test_a_liaison_taps_through_her_digest(service: Service, api: TencentApi, clock: MovingClock) -> None:
    wang = liaison(service, api, clock)

    digest = said(service, clock, wang, lambda: wang.say("简报"))
    offer = next(shown for shown in digest if shown.options)
    [listed] = said(service, clock, wang, lambda: wang.tap("看名单", offer))
    [late] = said(
        service, clock, wang, lambda: wang.tap_key(next(iter(offer.card["button_list"]))["key"], offer)
    )

    assert "岳阳街道" in digest[0].text
    assert any(shown.kind == "image" for shown in digest)  # how her street stands, as a picture
    assert "岳阳街道 · 未完成" in listed.text
    wait_until(lambda: offer.card.get("replaced", "").startswith("已选"))
    assert "已经过期" in late.text


def test_what_a_digest_offers_can_be_asked_for_again(
    service: Service, api: TencentApi, clock: MovingClock
) -> None:
    wang = liaison(service, api, clock)
    options = (Option("名单 岳阳街道", "看名单", mark="1"), Option("导出 岳阳街道", "导出", mark="2"))
    text = "岳阳街道\n" + "全年 40 家，已完成 22 家。" * 12
    prompt = Prompt(text, PromptKind.LIST, lead=text, question=COMMAND, options=options)
    [[address]] = query(service, "select id from address where channel = 'wecom'")
    body = json.dumps(prompt_to_json(prompt), ensure_ascii=False)

    def put() -> None:
        service.core.database.write(
            lambda work: work.outbox.put(
                key="digest", address=address, prompt=body, kind="handover", due=clock.now(), at=clock.now()
            )
        )

    words_, offer = said(service, clock, wang, put)
    exported = said(service, clock, wang, lambda: wang.tap("导出", offer))
    again = said(service, clock, wang, lambda: wang.tap("看名单", offer))

    assert words_.text == text
    assert offer.labels == ["1 看名单", "2 导出"]
    assert any(shown.name.endswith(".xlsx") for shown in exported), exported
    assert "未完成" in again[0].text
    assert offer.edits == 0


def test_evidence_by_photo_and_what_nobody_can_read(
    service: Service, api: TencentApi, clock: MovingClock
) -> None:
    wang = api.wecom.person("wang.li")
    said(service, clock, wang, wang.enter)
    said(service, clock, wang, lambda: wang.tap("同意，开始"))

    [voice] = said(service, clock, wang, wang.send_voice)
    [photo] = said(service, clock, wang, wang.send_photo)

    assert "语音我听不了" in voice.text
    assert "收到 photo-" in photo.text
    assert query(service, "select count(*) from evidence") == [(1,)]


def test_whoever_left_the_apps_range_is_not_written_to_until_she_is_back(
    service: Service, api: TencentApi, clock: MovingClock
) -> None:
    wang = api.wecom.person("wang.li")
    said(service, clock, wang, wang.enter)

    wang.unsubscribe().wait()
    gone = query(service, "select blocked_at is not null from address where channel = 'wecom'")
    wang.subscribe().wait()
    back = query(service, "select blocked_at is not null from address where channel = 'wecom'")

    assert (gone, back) == ([(1,)], [(0,)])
    assert len(wang.screen) == wang.read  # coming back is no reason to be greeted anew


def test_forty_messages_at_once_arrive_and_none_is_dropped_silently(
    service: Service, api: TencentApi, clock: MovingClock
) -> None:
    wang = api.wecom.person("wang.li")
    said(service, clock, wang, wang.enter)
    [[address]] = query(service, "select id from address where channel = 'wecom'")
    before = len(wang.screen)

    def put(work: UnitOfWork) -> None:
        for number in range(40):
            body = json.dumps(prompt_to_json(Prompt(f"第 {number} 条")), ensure_ascii=False)
            work.outbox.put(
                key=f"many:{number}",
                address=address,
                prompt=body,
                kind="handover",
                due=clock.now(),
                at=clock.now(),
            )

    service.core.database.write(put)
    wait_until(lambda: len(wang.screen) >= before + 20, lambda: str(len(wang.screen)), 30)
    for _ in range(100):
        if len(wang.screen) >= before + 40:
            break
        clock.move(timedelta(seconds=10))
        time.sleep(0.3)

    assert wang.texts()[before:] == [f"第 {number} 条" for number in range(40)]
    assert api.wecom.dropped == []


def test_a_code_that_is_typed_binds_her_to_the_enterprise(
    service: Service, api: TencentApi, clock: MovingClock
) -> None:
    code = new_code(service.core, new_enterprise(service.core, "丙丁精密机械有限公司"))
    wang = api.wecom.person("wang.li")

    [asked] = said(service, clock, wang, lambda: wang.say(f"绑定 {code}"))
    consent = said(service, clock, wang, lambda: wang.tap("1", asked))

    assert "丙丁" in asked.text
    assert "丙丁精密机械" in consent[0].text
