"""What is missing before the WeCom channels can run, each with its remedy."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.channels import wecom, wecom_kf
from bot.config.model import WeComConfig, WeComKfConfig

PUBLIC = "https://wenzhen.example.com"
APP = WeComConfig(enabled=True, corp_id="ww0123456789abcdef", agent_id=1000002)
KF = WeComKfConfig(enabled=True, corp_id="ww0123456789abcdef", open_kfid="wkAbCdEf0123456789")
ENVIRON = {
    name: value
    for kind in (APP, KF)
    for name, value in (
        (kind.secret_env, "s" * 43),
        (kind.token_env, "Token123"),
        (kind.aes_key_env, "k" * 43),
    )
}


def test_nothing_is_wrong_when_all_is_there_or_the_channel_is_off() -> None:
    assert wecom.problems(APP, PUBLIC, ENVIRON) == []
    assert wecom_kf.problems(KF, PUBLIC, ENVIRON) == []
    assert wecom.problems(WeComConfig(), "", {}) == []
    assert wecom_kf.problems(WeComKfConfig(), "", {}) == []


def test_everything_that_is_missing_is_named_at_once() -> None:
    found = wecom.problems(WeComConfig(enabled=True), "", {})
    kf = wecom_kf.problems(WeComKfConfig(enabled=True), "http://localhost:8000", {})

    for part in ("企业ID", "WENZHEN_WECOM_SECRET", "WENZHEN_WECOM_TOKEN", "WENZHEN_WECOM_AES_KEY", "AgentId"):
        assert any(part in line for line in found), part
    for part in ("企业ID", "WENZHEN_WECOM_KF_SECRET", "open_kfid", "web.public_url"):
        assert any(part in line for line in kf), part
    assert all(line.startswith("channels.wecom: ") for line in found)


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("WENZHEN_WECOM_AES_KEY", "k" * 42, "EncodingAESKey"),
        ("WENZHEN_WECOM_TOKEN", "with space", "Token"),
        ("WENZHEN_WECOM_SECRET", "short", "Secret"),
    ],
)
def test_what_has_the_wrong_form_is_named_without_its_value(name: str, value: str, part: str) -> None:
    [found] = wecom.problems(APP, PUBLIC, {**ENVIRON, name: value})

    assert part in found
    assert value not in found


def test_a_stand_in_for_the_platform_may_call_any_address() -> None:
    assert wecom.problems(replace(APP, api_base="http://127.0.0.1:9"), "", ENVIRON) == []
