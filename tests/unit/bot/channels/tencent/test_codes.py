"""The table of the platforms' codes: complete, and every row says what to do."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.channels.economics import CLOSES, Closes
from bot.channels.tencent.codes import OA, TOKEN, WECOM, Meaning, failure, hints, table

# Every code our notes on the platforms name for that side.
NAMED = {
    "wechat": {
        -1, 40001, 40003, 40014, 40163, 40164, 41001, 41005, 42001, 43004, 43101, 44001, 45002, 45009, 45011,
        45015, 45047, 48001, 48004, 48006, 50005, 61004,
    },
    "wecom": {-1, 40014, 42001, 45009, 60020, 81013},
}  # fmt: skip
ROWS = [
    (name, number, row) for name, rows in (("wechat", OA), ("wecom", WECOM)) for number, row in rows.items()
]


@pytest.mark.parametrize(("platform", "rows"), [("wechat", OA), ("wecom", WECOM)])
def test_every_code_we_know_of_is_there(platform: str, rows: Mapping[int, Meaning]) -> None:
    assert NAMED[platform] <= set(rows)
    assert set(rows) >= TOKEN


@pytest.mark.parametrize(("platform", "number", "row"), ROWS, ids=[f"{name}-{n}" for name, n, _ in ROWS])
def test_every_row_says_in_chinese_what_to_do(platform: str, number: int, row: Meaning) -> None:
    assert any("\u4e00" <= letter <= "\u9fff" for letter in row.hint)
    assert row.code == row.code.lower().replace(" ", "_")
    assert not (row.retryable and row.unknown)
    error = failure(platform, number)
    assert (error.code, error.hint, error.vendor) == (row.code, row.hint, str(number))
    assert (error.retryable, error.unknown) == (row.retryable, row.unknown)
    assert row.hint in hints(platform, row.code, str(number))


@pytest.mark.parametrize(
    ("platform", "number", "closed"),
    [
        ("wechat", 45015, Closes.WINDOW),
        ("wechat", 45047, Closes.COUNT),
        ("wechat", 43004, Closes.PERSON),
        ("wechat", 50005, Closes.PERSON),
        ("wechat", 43101, Closes.CONSENT),
        ("wechat", 48001, Closes.WAY),
        ("wechat", 45009, Closes.DAY),
        ("wechat", 45011, Closes.NOTHING),
        ("wechat", 40164, Closes.NOTHING),
        ("wecom", 81013, Closes.NOTHING),
        ("wecom", 45009, Closes.NOTHING),  # a rate there, not a day's allowance
        ("wecom_kf", 95001, Closes.COUNT),
        ("wecom_kf", 95002, Closes.WINDOW),
    ],
)
def test_what_a_code_closes(platform: str, number: int, closed: Closes) -> None:
    assert table(platform)[number].closes is closed


def test_what_closes_something_and_comes_from_the_tables_is_in_them() -> None:
    codes = {row.code for _, _, row in ROWS}
    elsewhere = {"blocked", "deactivated"}  # Telegram's
    assert set(CLOSES) - elsewhere <= codes


@pytest.mark.parametrize("platform", ["wechat", "wecom", "wecom_kf"])
def test_a_code_nobody_knows_is_a_final_failure_with_a_hint(platform: str) -> None:
    error = failure(platform, 99_999_999, "something new")

    assert (error.code, error.retryable, error.unknown) == ("platform_refused", False, False)
    assert error.hint
    assert "something new" not in str(error)


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 1-2-3", "203.0.113.7"),
        ("not allow to access from your ip, hint: [1], from ip: 198.51.100.20, more", "198.51.100.20"),
        ("invalid ip 2001:db8:1:2:3:4:5:6, not in whitelist", "2001:db8:1:2:3:4:5:6"),
    ],
)
def test_the_address_to_allow_is_told(said: str, address: str) -> None:
    assert address in failure("wechat", 40164, said).hint
    assert address in failure("wecom", 60020, said).hint


def test_nothing_else_of_what_the_platform_said_is_repeated() -> None:
    error = failure("wechat", 40003, "invalid openid oABC 203.0.113.7 access_token=secret")

    told = f"{error} {error.hint} {vars(error)}"
    assert "oABC" not in told
    assert "203.0.113.7" not in told
    assert "secret" not in told
