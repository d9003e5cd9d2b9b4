from pathlib import Path

import pytest

from bot.config import Config, load, read
from bot.config.example import example, redacted
from bot.errors import ConfigError

ROOT = Path(__file__).parents[4]


def test_an_empty_file_and_no_file_mean_the_defaults() -> None:
    assert read("") == Config()
    assert load(None) == Config()


def test_the_example_file_holds_every_key_with_its_default() -> None:
    text = (ROOT / "config.example.toml").read_text(encoding="utf-8")

    assert text == example()
    assert read(text) == Config()


def test_every_problem_is_reported_at_once_each_with_what_to_do() -> None:
    with pytest.raises(ConfigError) as caught:
        read('[databse]\n[web]\nport = "x"\nprot = 3\n[jobs]\nengine = "locl"\n[log]\njson = 1\n')

    lines = str(caught.value).splitlines()
    assert len(lines) == 5
    assert "“database”" in lines[0]
    assert "“port”" in lines[1]
    assert "web.port must be a whole number" in lines[2]
    assert "“local”" in lines[3]
    assert "log.json must be true or false" in lines[4]


def test_a_secret_in_the_file_is_refused_without_being_repeated() -> None:
    with pytest.raises(ConfigError) as caught:
        read('[web]\ncookie_secret = "planted-secret"\n')

    assert "environment variable" in str(caught.value)
    assert "planted-secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("[web", "not valid TOML"),
        ("web = 1", "must be a section: write [web]"),
        ("[web]\nport = -1", "must be at least 0"),
        ("[web]\nport = true", "must be a whole number"),
    ],
)
def test_a_wrong_value_is_refused_with_its_rule(text: str, rule: str) -> None:
    with pytest.raises(ConfigError, match="config.toml") as caught:
        read(text)

    assert rule in str(caught.value)


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Copy config.example.toml"):
        load(tmp_path / "none.toml")


def test_the_printed_configuration_shows_only_whether_a_secret_is_set() -> None:
    text = redacted(Config(), {"WENZHEN_COOKIE_SECRET": "planted-secret"})

    assert 'cookie_secret_env = "WENZHEN_COOKIE_SECRET"  # set' in text
    assert 'password_env = "WENZHEN_DATABASE_PASSWORD"  # not set' in text
    assert "planted-secret" not in text
    assert read(text) == Config()


def test_secrets_are_collected_from_the_environment_for_redaction() -> None:
    assert Config().secrets({"WENZHEN_COOKIE_SECRET": "s3cret-value", "OTHER": "x"}) == {
        "WENZHEN_COOKIE_SECRET": "s3cret-value"
    }
