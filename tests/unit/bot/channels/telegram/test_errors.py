import httpx
import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.telegram.transport import ERRORS, failure

SECRET = "the person's own words"


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "code", "retryable", "unknown"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), "blocked", False, False),
        (Forbidden("Forbidden: user is deactivated"), "deactivated", False, False),
        (Forbidden("Forbidden: bot can't initiate conversation with a user"), "not_started", False, False),
        (BadRequest("Bad Request: chat not found"), "chat_not_found", False, False),
        (BadRequest(f"Bad Request: can't parse {SECRET}"), "bad_request", False, False),
        (RetryAfter(3), "too_fast", True, False),
        (ChatMigrated(-1001), "migrated", False, False),
        (TimedOut(), "unknown", False, True),
        (caused(TimedOut(), httpx.ReadTimeout("")), "unknown", False, True),
        (caused(TimedOut(), httpx.ConnectTimeout("")), "network", True, False),
        (caused(TimedOut(), httpx.PoolTimeout("")), "network", True, False),
        (caused(NetworkError("x"), httpx.ConnectError("")), "network", True, False),
        (caused(NetworkError("x"), httpx.ReadError("")), "unknown", False, True),
        (caused(NetworkError("x"), httpx.RemoteProtocolError("")), "unknown", False, True),
        (NetworkError("Bad Gateway"), "network", True, False),
        (InvalidToken(), "unauthorised", True, False),
        (Conflict("Conflict"), "unknown", False, True),
        (TelegramError("Invalid server response"), "unknown", False, True),
    ],
)
def test_every_error_of_the_platform_has_a_meaning(
    error: TelegramError, code: str, retryable: bool, unknown: bool
) -> None:
    refused = failure(error)

    assert (refused.code, refused.retryable, refused.unknown) == (code, retryable, unknown)
    assert SECRET not in f"{refused} {refused.hint}"


def test_what_the_platform_says_besides_is_kept() -> None:
    assert failure(RetryAfter(3)).retry_after == 3.0
    assert failure(ChatMigrated(-1001)).context == {"chat": "-1001"}


def test_a_row_of_the_table_never_hides_behind_an_earlier_one() -> None:
    for place, rule in enumerate(ERRORS):
        for earlier in ERRORS[:place]:
            assert not (issubclass(rule.error, earlier.error) and earlier.says in rule.says), rule
