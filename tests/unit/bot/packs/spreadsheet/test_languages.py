import pytest

from bot.packs.spreadsheet.languages import guess, heading, locale_of


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("English (en)", "en"),
        ("中文 (zh-CN)", "zh-CN"),
        ("中文（zh）", "zh-CN"),
        ("Chinese (zh_Hans)", "zh-CN"),
        ("繁體 (zh-TW)", "zh-TW"),
        ("en", "en"),
        ("EN", "en"),
        ("English", "en"),
        ("简体中文", "zh-CN"),
        ("Deutsch (DE)", "de"),
        ("Klingon", ""),
        ("default", ""),
        ("", ""),
    ],
)
def test_a_heading_means_a_locale(said: str, locale: str) -> None:
    assert locale_of(said) == locale


def test_a_listed_locale_is_taken_as_it_is() -> None:
    assert locale_of("zh", ("zh", "en")) == "zh"
    assert locale_of(heading("zh"), ("zh",)) == "zh"


@pytest.mark.parametrize("locale", ["zh-CN", "en", "fr", "pt-BR", "nds"])
def test_a_written_heading_is_read_back(locale: str) -> None:
    assert locale_of(heading(locale)) == locale


def test_the_language_of_labels_is_guessed() -> None:
    assert guess(["Which?", "哪种"]) == "zh-CN"
    assert guess(["Which?"]) == "en"
