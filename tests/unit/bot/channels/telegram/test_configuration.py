import pytest

from bot.channels.telegram import problems
from bot.config.model import TelegramConfig

TOKEN = {"WENZHEN_TELEGRAM_TOKEN": "123456:AAAAAAAAAAAAAAAA"}
SECRET = {"WENZHEN_TELEGRAM_WEBHOOK_SECRET": "a-Secret_1"}
WEBHOOK = TelegramConfig(enabled=True, mode="webhook")
PUBLIC = "https://wenzhen.example.org"


@pytest.mark.parametrize(
    ("config", "public_url", "environ", "said"),
    [
        (TelegramConfig(), "", {}, []),
        (TelegramConfig(enabled=True), "", TOKEN, []),
        (TelegramConfig(enabled=True), "", {}, ["WENZHEN_TELEGRAM_TOKEN"]),
        (TelegramConfig(enabled=True), "", {"WENZHEN_TELEGRAM_TOKEN": "123456"}, ["@BotFather"]),
        (TelegramConfig(enabled=True, token_env="MINE"), "", {"MINE": TOKEN["WENZHEN_TELEGRAM_TOKEN"]}, []),
        (WEBHOOK, PUBLIC, TOKEN | SECRET, []),
        (WEBHOOK, PUBLIC + ":8443/bot", TOKEN | SECRET, []),
        (WEBHOOK, PUBLIC, TOKEN, ["WEBHOOK_SECRET"]),
        (WEBHOOK, PUBLIC, TOKEN | {"WENZHEN_TELEGRAM_WEBHOOK_SECRET": "no blanks"}, ["WEBHOOK_SECRET"]),
        (WEBHOOK, "", TOKEN | SECRET, ["web.public_url"]),
        (WEBHOOK, "http://wenzhen.example.org", TOKEN | SECRET, ["https"]),
        (WEBHOOK, PUBLIC + ":8000", TOKEN | SECRET, ["8443"]),
        (WEBHOOK, PUBLIC + ":99999", TOKEN | SECRET, ["8443"]),
        (
            TelegramConfig(enabled=True, mode="webhook", base_url="http://127.0.0.1:9"),
            "http://127.0.0.1:8000",
            TOKEN | SECRET,
            [],
        ),
        (WEBHOOK, "", {}, ["WENZHEN_TELEGRAM_TOKEN", "WEBHOOK_SECRET", "web.public_url"]),
    ],
)
def test_everything_that_is_missing_is_said_at_once_with_its_remedy(
    config: TelegramConfig, public_url: str, environ: dict[str, str], said: list[str]
) -> None:
    found = problems(config, public_url, environ)

    assert len(found) == len(said)
    for problem, words in zip(found, said, strict=True):
        assert words in problem
