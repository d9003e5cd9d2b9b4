"""Codes: who gets in with one, who does not, and what is shown before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.clock import FrozenClock
from support.people import STREET, Talker, contact, new_code, new_enterprise

from bot.app import Core
from bot.channels.base import Kind
from bot.messages import load
from bot.services.enrolment import (
    CODE_LENGTH,
    PENDING,
    VALID,
    WRONG_AN_HOUR,
    WRONG_AN_HOUR_OVERALL,
    code_hash,
    masked,
)
from bot.services.enrolment import new_code as random_code
from storage.models.access import CodeFailure
from storage.unit_of_work import UnitOfWork

SAY = load("zh-CN").say


def moved(core: Core, by: timedelta) -> None:
    assert isinstance(core.clock, FrozenClock)
    core.clock.move(by)


def bound(core: Core, talker: Talker) -> list[int]:
    with core.database.read() as work:
        return [one.id for one in work.people.enterprises_of(talker.person())]


def test_the_enterprise_is_shown_masked_and_bound_when_she_confirms(core: Core) -> None:
    enterprise = new_enterprise(core, "示例长桥泵阀有限公司")
    code = new_code(core, enterprise)
    talker = Talker(core, "li")

    said = talker.open(code)

    assert masked("示例长桥泵阀有限公司") in said
    assert "泵阀" not in said
    assert bound(core, talker) == []
    assert "同意，开始" in talker.say("是")
    assert bound(core, talker) == [enterprise]
    with core.database.read() as work:
        invitation = work.access.invitation(code_hash(code))
        assert invitation is not None
        assert (invitation.used_by, invitation.used_at) == (talker.person(), core.clock.now())
        diagnosis = work.diagnoses.get(talker.diagnosis())
        assert diagnosis is not None
        assert diagnosis.enterprise_id == enterprise


@pytest.mark.parametrize("reply", ["不是", "2"])
def test_who_says_it_is_not_hers_is_not_bound_and_the_code_stays_good(core: Core, reply: str) -> None:
    enterprise = new_enterprise(core)
    code = new_code(core, enterprise)
    wrong = Talker(core, "li")
    wrong.open(code)

    assert wrong.say(reply) == SAY("enrolment.wrong_enterprise")
    assert bound(core, wrong) == []

    right = Talker(core, "wang")
    right.open(code)
    right.tap("yes")
    assert bound(core, right) == [enterprise]


def test_anything_else_asks_again_and_binds_nobody(light: Core) -> None:
    talker = Talker(light, "li")
    first = talker.open(new_code(light, new_enterprise(light)))

    assert talker.say("什么意思") == first
    assert talker.open() == first
    assert talker.send(talker.message(Kind.UNSUPPORTED, "voice")).prompts == talker.replies[0].prompts
    assert bound(light, talker) == []


def test_a_wrong_code_lets_nobody_in_and_is_counted(core: Core) -> None:
    talker = Talker(core, "li")

    assert talker.open("WRONGCODE9") == SAY("enrolment.unknown")

    with core.database.read() as work:
        address = work.people.address_at("web", "li")
        assert address is not None
        hour_ago = core.clock.now() - timedelta(hours=1)
        assert work.access.failures_since(hour_ago, address.id) == 1


def test_after_five_wrong_codes_an_hour_even_the_right_one_waits(core: Core) -> None:
    code = new_code(core, new_enterprise(core))
    talker = Talker(core, "li")
    for number in range(WRONG_AN_HOUR):
        assert talker.open(f"WRONG{number}") == SAY("enrolment.unknown")

    assert talker.open(code) == SAY("enrolment.too_many")
    assert masked("示例长桥泵阀有限公司") in Talker(core, "wang").open(code)  # somebody else may
    moved(core, timedelta(hours=1))
    assert masked("示例长桥泵阀有限公司") in talker.open(code)


def test_guessing_from_many_addresses_ends_too(light: Core) -> None:
    code = new_code(light, new_enterprise(light))
    talker = Talker(light, "li")
    talker.say("你好")

    def guess(work: UnitOfWork) -> None:
        address = work.people.address_at("web", "li")
        assert address is not None
        at = light.clock.now() - timedelta(minutes=30)
        work.session.add_all(CodeFailure(address_id=address.id, at=at) for _ in range(WRONG_AN_HOUR_OVERALL))

    light.database.write(guess)

    assert Talker(light, "wang").open(code) == SAY("enrolment.too_many")


def test_a_code_works_once(core: Core) -> None:
    enterprise = new_enterprise(core)
    code = new_code(core, enterprise)
    first, second = Talker(core, "li"), Talker(core, "wang")
    first.open(code)
    second.open(code)
    first.tap("yes")

    assert second.tap("yes") == SAY("enrolment.used")  # both saw it, one was quicker
    assert bound(core, second) == []
    assert Talker(core, "zhao").open(code) == SAY("enrolment.used")


def test_her_own_link_again_shows_her_where_she_is(core: Core) -> None:
    code = new_code(core, new_enterprise(core))
    talker = Talker(core, "li")
    talker.open(code)
    talker.tap("yes")
    talker.say("同意", "汽车")

    talker.open(code)

    assert talker.question == "headcount"
    assert len(bound(core, talker)) == 1


def test_an_expired_code_says_so_before_and_after_the_question(core: Core) -> None:
    code = new_code(core, new_enterprise(core))
    asked = Talker(core, "li")
    asked.open(code)
    moved(core, VALID)

    assert asked.tap("yes") == SAY("enrolment.expired")
    assert Talker(core, "wang").open(code) == SAY("enrolment.expired")
    assert bound(core, asked) == []


def test_a_revoked_code_says_that_it_was_taken_back(light: Core) -> None:
    enterprise = new_enterprise(light)
    code = new_code(light, enterprise)
    light.database.write(lambda work: work.access.revoke_invitations(enterprise, light.clock.now()))

    assert Talker(light, "li").open(code) == SAY("enrolment.withdrawn")


@pytest.mark.parametrize("role", ["admin", "liaison", "official", "provider", "expert"])
def test_a_role_is_granted_to_who_confirms_it_and_only_once(light: Core, role: str) -> None:
    code = new_code(light, role=role, scope_kind="unit", scope_id=STREET)
    talker = Talker(light, "chen")

    # Who answers for a unit is called by the unit's kind.
    called = "街镇联络人" if role in ("liaison", "official") else SAY(f"enrolment.role.{role}")
    asked = talker.open(code)
    assert called in asked
    assert "松江区洞泾镇" in asked
    with light.database.read() as work:
        assert work.access.grants_of(talker.person()) == []
    assert called in talker.tap("yes")

    with light.database.read() as work:
        [grant] = work.access.grants_of(talker.person())
        assert (grant.role, grant.scope_kind, grant.scope_id) == (role, "unit", STREET)
    assert Talker(light, "wang").open(code) == SAY("enrolment.used")


def test_blanks_and_small_letters_do_not_matter(light: Core) -> None:
    enterprise = new_enterprise(light)
    code = new_code(light, enterprise)

    assert "是您所在的企业吗" in Talker(light, "li").open(f" {code.lower()} ")


def test_what_a_channel_noted_of_the_address_is_kept(core: Core) -> None:
    talker = Talker(core, "li")
    talker.say("你好")

    def note(work: UnitOfWork) -> None:
        address = work.people.address_at("web", "li")
        assert address is not None
        work.people.set_context(address.id, {"window": "48h"})

    def context() -> object:
        with core.database.read() as work:
            address = work.people.address_at("web", "li")
            assert address is not None
            return address.context

    core.database.write(note)
    talker.open(new_code(core, new_enterprise(core)))
    noted = context()
    assert isinstance(noted, dict)
    assert (noted["window"], PENDING in noted) == ("48h", True)
    talker.tap("yes")
    assert context() == {"window": "48h"}


def test_the_code_is_stored_nowhere_but_as_its_hash(light: Core) -> None:
    code = new_code(light, new_enterprise(light))

    with light.database.read() as work:
        found = work.access.invitation(code_hash(code))
        assert found is not None
        assert code not in (found.code_hash, found.role, found.scope_id)


def test_codes_are_long_and_easy_to_read_out() -> None:
    codes = {random_code() for _ in range(500)}

    assert len(codes) == 500
    assert all(len(code) == CODE_LENGTH and not set(code) & set("01OIL") for code in codes)


def test_a_contact_of_an_enterprise_is_greeted_by_its_name(light: Core) -> None:
    assert "示例长桥泵阀有限公司" in contact(light, new_enterprise(light), "li").text
