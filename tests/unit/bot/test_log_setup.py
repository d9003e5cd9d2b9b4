import json
import logging

import pytest
import structlog

from bot.log_setup import REDACTED, Redactor, set_up

SECRET = "planted-secret-value"


def test_secrets_are_blotted_out_however_deep_and_by_whichever_logger(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up(secrets=[SECRET], json=True)

    structlog.get_logger("ours").warning("sent", url=f"https://x?token={SECRET}", nested={"a": [SECRET]})
    logging.getLogger("theirs").warning("failed for %s", SECRET)
    try:
        raise ValueError(SECRET)
    except ValueError:
        structlog.get_logger("ours").exception("broke")

    printed = capsys.readouterr().err
    assert SECRET not in printed
    assert printed.count(REDACTED) >= 4


def test_records_are_one_json_object_a_line_with_an_event_and_a_level(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up(json=True)

    structlog.get_logger("ours").info("turn_done", interview=7)

    record = json.loads(capsys.readouterr().err)
    assert record["event"] == "turn_done"
    assert record["interview"] == 7
    assert record["level"] == "info"


def test_very_short_strings_are_not_taken_for_secrets() -> None:
    assert Redactor(["a", ""]).text("a banana") == "a banana"


def test_ticks_and_requests_are_not_logged_one_by_one(capsys: pytest.CaptureFixture[str]) -> None:
    set_up(level="INFO", json=True)

    logging.getLogger("apscheduler.executors.default").info("Running job")
    logging.getLogger("apscheduler.executors.default").warning("missed")

    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == ["missed"]
