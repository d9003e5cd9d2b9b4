"""What is wrong with a configuration is said before the service starts, with what to do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.channels.wechat import Entry, domain_proof, menu_json, menu_of, problems
from bot.config.model import WeChatConfig
from bot.errors import InputError

GOOD = WeChatConfig(enabled=True, app_id="wx0123456789abcdef")
ENVIRON = {
    "WENZHEN_WECHAT_SECRET": "0123456789abcdef0123456789abcdef",
    "WENZHEN_WECHAT_TOKEN": "aToken123",
    "WENZHEN_WECHAT_AES_KEY": "a" * 43,
}
PUBLIC = "https://wenzhen.example.cn"


def test_a_good_one_has_no_problems_and_one_that_is_off_needs_nothing() -> None:
    assert problems(GOOD, PUBLIC, ENVIRON) == []
    assert problems(WeChatConfig(), "", {}) == []


def test_everything_that_is_missing_is_named_at_once_with_where_it_is_found() -> None:
    found = problems(WeChatConfig(enabled=True, menu=("= x",)), "", {})

    assert len(found) == 6
    assert all(one.startswith("channels.wechat: ") for one in found)
    for words in ("AppID", "AppSecret", "Token", "43 letters", "web.public_url", "menu: "):
        assert any(words in one for one in found), words


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WENZHEN_WECHAT_AES_KEY", "a" * 42),
        ("WENZHEN_WECHAT_AES_KEY", "a" * 43 + "="),
        ("WENZHEN_WECHAT_TOKEN", "Q9"),
        ("WENZHEN_WECHAT_TOKEN", "a token"),
        ("WENZHEN_WECHAT_SECRET", "short"),
    ],
)
def test_a_wrong_secret_is_named_by_its_variable_and_never_shown(name: str, value: str) -> None:
    [found] = problems(GOOD, PUBLIC, {**ENVIRON, name: value})

    assert name in found
    assert value not in found


@pytest.mark.parametrize(
    "address", ["", "https://localhost", "https://a.example.cn:8443", "ftp://a.example.cn", "https://a:x"]
)
def test_the_platform_must_be_able_to_call(address: str) -> None:
    [found] = problems(GOOD, address, ENVIRON)

    assert "web.public_url" in found


def test_a_stand_in_on_this_machine_calls_any_address() -> None:
    assert problems(replace(GOOD, api_base="http://127.0.0.1:9000"), "", ENVIRON) == []
    assert problems(GOOD, "http://a.example.cn:80", ENVIRON) == []


def test_the_menu_of_the_example_is_one() -> None:
    menu = menu_of(WeChatConfig().menu)

    assert [entry.name for entry in menu] == ["开始诊断", "我的", "帮助"]
    assert menu[1].below[0] == Entry("还剩多少", words="进度")


def test_the_menu_as_the_platform_takes_it() -> None:
    menu = menu_of(["开始 = 开始诊断", "更多 > 官网 = https://example.cn/?a=b", "更多 > 帮助 = 帮助"])

    assert menu_json(menu) == {
        "button": [
            {"type": "click", "name": "开始", "key": "开始诊断"},
            {
                "name": "更多",
                "sub_button": [
                    {"type": "view", "name": "官网", "url": "https://example.cn/?a=b"},
                    {"type": "click", "name": "帮助", "key": "帮助"},
                ],
            },
        ]
    }


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["开始"], "write"),
        (["开始 ="], "write"),
        (["= 开始"], "write"),
        (["我的 > = 进度"], "has no name"),
        (["一 = 1", "二 = 2", "三 = 3", "四 = 4"], "3 entries"),
        ([f"我的 > {number} = x" for number in range(6)], "5 entries"),
        (["一二三四五六 = 1"], "16 bytes"),
        (["我的 > " + "一" * 21 + " = 1"], "60 bytes"),
        (["一 = " + "字" * 43], "128 bytes"),
        (["一 = https://example.cn/" + "a" * 1010], "1024 bytes"),
        (["一 = 1", "一 = 2"], "there already"),
        (["一 = 1", "一 > 二 = 2"], "there already"),
    ],
)
def test_a_menu_the_platform_would_refuse_is_refused_here(lines: list[str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        menu_of(lines)


def test_all_that_is_wrong_with_a_menu_is_said_at_once() -> None:
    with pytest.raises(InputError) as caught:
        menu_of(["开始", "一 = 1", "一 = 2"])

    assert str(caught.value).count(";") == 1


def test_the_domain_file_says_what_its_name_says() -> None:
    assert domain_proof("MP_verify_aB3.txt") == "aB3"
    for name in ("", "MP_verify_.txt", "../MP_verify_a.txt", "WW_verify_a.txt", "MP_verify_{code}.txt"):
        assert domain_proof(name) == ""
    [found] = problems(replace(GOOD, domain_file="verify.txt"), PUBLIC, ENVIRON)
    assert "domain_file" in found
