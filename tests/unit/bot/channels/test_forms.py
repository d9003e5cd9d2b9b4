"""Fixed forms: facts in fields, each cut to what the platform takes."""

from __future__ import annotations

import pytest

from bot.channels.base import Way
from bot.channels.choosing import Offer
from bot.channels.forms import Form, form, problems
from bot.config.model import WeChatConfig
from bot.messages import load, locales

BRIEF = (
    ("what", "企业数字化诊断"),
    ("name", "上海某某精密机械制造股份有限公司松江分公司第二工厂"),
    ("progress", "12/58 题"),
    ("deadline", "2026年12月31日"),
)


def test_facts_go_into_the_configured_fields() -> None:
    made = form("tpl", ["thing1 = what", " time3=deadline "])

    assert made == Form("tpl", {"thing1": "what", "time3": "deadline"})
    assert made.filled(BRIEF) == (("thing1", "企业数字化诊断"), ("time3", "2026年12月31日"))


@pytest.mark.parametrize(
    ("field", "fact", "value"),
    [
        ("thing5", "name", "上海某某精密机械制造股份有限公司松江分…"),  # 20 characters
        ("name1", "name", "上海某某精密机械制…"),
        ("phrase2", "what", "企业数字…"),
        ("character_string6", "progress", "12/58 "),
        ("thing1", "todo", "—"),  # nothing to say, and a field must not be empty
    ],
)
def test_each_is_cut_to_what_its_kind_takes(field: str, fact: str, value: str) -> None:
    assert Form("tpl", {field: fact}).filled(BRIEF) == ((field, value),)


def test_white_space_is_folded() -> None:
    assert Form("tpl", {"thing1": "what"}).filled([("what", "一\n二\t 三")]) == (("thing1", "一 二 三"),)


def test_what_is_wrong_with_the_configuration_is_said() -> None:
    found = problems("template_fields", ["thing1", "thing1 = score", "thing1 = what"])

    assert len(found) == 2
    assert "field = fact" in found[0]
    assert "score" in found[1]
    assert "deadline" in found[1]


def test_the_defaults_are_right() -> None:
    chosen = WeChatConfig()

    assert not problems("template_fields", chosen.template_fields)
    assert not problems("subscription_fields", chosen.subscription_fields)
    assert (chosen.template, chosen.subscription) == ("", "")


def test_a_way_without_a_form_has_none() -> None:
    offer = Offer(Form("tpl"), Form("sub"))

    assert [offer.form(way).id for way in (Way.TEMPLATE, Way.SUBSCRIPTION, Way.PLAIN)] == ["tpl", "sub", ""]


@pytest.mark.parametrize("locale", locales())
@pytest.mark.parametrize(
    "key", ["reminders.brief.what", "reminders.brief.go_on", "reminders.brief.confirm",
            "reminders.brief.report", "reminders.brief.measure", "digest.brief.what", "digest.brief.todo"],
)  # fmt: skip
def test_our_own_short_words_fit_a_field(locale: str, key: str) -> None:
    said = load(locale).say(key, **({"minutes": 120} if key.endswith("go_on") else {}))

    assert 0 < len(said) <= 20
