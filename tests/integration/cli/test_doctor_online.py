"""`doctor --online` asks the platforms: what is wrong there is named, each with its remedy, and no secret."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from support.tencent_api import TencentApi

from bot.config import Config
from bot.gateways import asked


@pytest.fixture
def api() -> Iterator[TencentApi]:
    with TencentApi() as api:
        yield api


def config_of(api: TencentApi) -> Config:
    base = Config()
    channels = replace(
        base.channels,
        wechat=replace(base.channels.wechat, enabled=True, api_base=api.oa.address, app_id=api.oa.app_id),
        wecom=replace(
            base.channels.wecom,
            enabled=True,
            api_base=api.wecom.address,
            corp_id=api.wecom.corp_id,
            agent_id=api.wecom.agent,
        ),
        wecom_kf=replace(
            base.channels.wecom_kf,
            enabled=True,
            api_base=api.wecom.address,
            corp_id=api.wecom.corp_id,
            open_kfid=api.kf.open_kfid,
        ),
    )
    return replace(base, channels=channels)


def environ_of(api: TencentApi) -> dict[str, str]:
    found: dict[str, str] = {}
    apps = (
        ("WENZHEN_WECHAT", api.oa.secret, api.oa.callbacks.keys),
        ("WENZHEN_WECOM", api.wecom.app.secret, api.wecom.callbacks.keys),
        ("WENZHEN_WECOM_KF", api.kf.app.secret, api.kf.callbacks.keys),
    )
    for name, secret, keys in apps:
        found |= {f"{name}_SECRET": secret, f"{name}_TOKEN": keys.token, f"{name}_AES_KEY": keys.aes_key}
    return found


def test_nothing_is_wrong_when_every_platform_answers(api: TencentApi) -> None:
    assert asked(config_of(api), environ_of(api)) == []


def test_what_the_platforms_refuse_is_named_with_its_remedy_and_without_a_secret(api: TencentApi) -> None:
    api.oa.stranger_ip = "203.0.113.7"
    environ = environ_of(api) | {"WENZHEN_WECOM_SECRET": "w" * 43}
    config = config_of(api)
    kf = replace(config.channels.wecom_kf, open_kfid="wkSomebodyElses01")

    found = asked(replace(config, channels=replace(config.channels, wecom_kf=kf)), environ)

    assert [line.split(":")[0] for line in found] == [
        "channels.wechat",
        "channels.wecom",
        "channels.wecom_kf",
    ]
    assert "203.0.113.7" in found[0]
    assert "bad_secret" in found[1]
    assert api.kf.open_kfid in found[2]
    assert not any(secret in "\n".join(found) for secret in [*api.secrets(), "w" * 43])


def test_an_untrusted_ip_and_a_forbidden_interface_are_told_apart(api: TencentApi) -> None:
    api.wecom.host.fault("agent/get", errcode=60020, errmsg="not allow to access from your ip, 203.0.113.8")
    api.wecom.host.fault("kf/account/list", errcode=48002)

    app, kf = asked(config_of(api), environ_of(api))

    assert "企业可信 IP" in app
    assert "203.0.113.8" in app
    assert "可调用接口" in kf


def test_an_account_that_is_not_verified_is_told_so(api: TencentApi) -> None:
    api.oa.verified = False

    [found] = asked(config_of(api), environ_of(api))

    assert found.startswith("channels.wechat: ")
    assert "已认证的服务号" in found
    assert found.endswith("(not_authorised, 48001)")


def test_what_is_off_or_incomplete_is_not_asked_about(api: TencentApi) -> None:
    assert asked(Config(), {}) == []
    assert asked(config_of(api), {}) == []
    assert api.wecom.host.calls == []
