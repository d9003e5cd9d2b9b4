"""What the repositories of the register, people, access and progress promise."""

from __future__ import annotations

from datetime import timedelta

from support.repository_contracts import contract
from support.storing import NOW, later, new_diagnosis, new_enterprise, new_person

from storage.models import (
    DiagnosisKind,
    DiagnosisState,
    Invitation,
    OutboxStatus,
    Standing,
)
from storage.repositories.progress import Level, Stage, StageCount, Window
from storage.repositories.scope import EVERYTHING, EnterpriseFilter, Scope
from storage.unit_of_work import UnitOfWork


@contract("enterprises")
def enterprises_are_found_by_key_code_and_name(work: UnitOfWork) -> None:
    found = work.enterprises
    first = new_enterprise(work, "甲机械", code="91310117MA1J000001")
    second = new_enterprise(work, "甲机械")

    assert found.get(first.id) is first
    assert found.by_code("91310117MA1J000001") is first
    assert found.by_codes(["91310117MA1J000001", "nobody's"]) == {"91310117MA1J000001": first}
    assert {row.id for row in found.by_names(["甲机械", "丙"])["甲机械"]} == {first.id, second.id}
    assert (found.get(404), found.by_code("x"), found.by_codes([]), found.by_names(["丙"])) == (
        None,
        None,
        {},
        {},
    )


@contract("enterprises")
def a_scope_hides_what_is_outside(work: UnitOfWork) -> None:
    inside = new_enterprise(work, "松江甲", unit="songjiang")
    outside = new_enterprise(work, "宝山甲", unit="baoshan")
    outside.street, outside.park, outside.group = "s", "p", "g"
    work.flush()
    scope = Scope(units=frozenset({"songjiang"}))

    assert work.enterprises.visible(inside.id, scope) is inside
    assert work.enterprises.visible(outside.id, scope) is None
    assert work.enterprises.visible(404, scope) is None
    assert work.enterprises.search("甲", scope) == [inside]
    assert work.enterprises.search("甲", Scope()) == []
    assert work.enterprises.count(EnterpriseFilter(scope)) == 1
    for wider in (
        Scope(units=scope.units, streets=frozenset({"s"})),
        Scope(units=scope.units, parks=frozenset({"p"})),
        Scope(units=scope.units, groups=frozenset({"g"})),
        Scope(units=scope.units, enterprises=frozenset({outside.id})),
        EVERYTHING,
    ):
        assert work.enterprises.count(EnterpriseFilter(wider)) == 2


@contract("enterprises")
def filters_narrow_order_and_page(work: UnitOfWork) -> None:
    rows = [new_enterprise(work, name) for name in ("ab_c", "AB_D", "abXe")]
    rows[2].industry, rows[2].standing = "auto", Standing.REFUSED
    work.flush()
    asked = work.enterprises

    def names(**narrow: object) -> list[str]:
        return [row.name for row in asked.select(EnterpriseFilter(EVERYTHING, **narrow))]  # type: ignore[arg-type]

    assert sorted(names()) == ["AB_D", "abXe", "ab_c"]
    assert sorted(names(name_part="ab_")) == ["AB_D", "ab_c"]  # the underscore is no wildcard
    assert names(industries=frozenset({"auto"})) == ["abXe"]
    assert names(standings=frozenset({Standing.REFUSED})) == ["abXe"]
    assert names(units=frozenset({"baoshan"})) == []
    everything = EnterpriseFilter(EVERYTHING)
    paged = [asked.select(everything, limit=1, offset=place)[0].name for place in range(3)]
    assert paged == names()
    assert asked.select(everything, limit=1, offset=3) == []
    assert sorted(row.name for row in asked.stream(everything)) == sorted(names())
    assert asked.search("B_", EVERYTHING, limit=1)[0].name.upper().startswith("AB_")


@contract("enterprises")
def standing_and_counts(work: UnitOfWork) -> None:
    first = new_enterprise(work, "甲")
    new_enterprise(work, "乙", unit="baoshan")

    assert work.enterprises.set_standing(first.id, Standing.CLOSED, "歇业", later(1))
    assert not work.enterprises.set_standing(404, Standing.CLOSED, None, NOW)
    assert (first.standing, first.standing_note, first.updated_at) == (Standing.CLOSED, "歇业", later(1))
    assert work.enterprises.counts_by_unit() == {"songjiang": 1, "baoshan": 1}


# people


@contract("people")
def people_are_found_at_their_addresses(work: UnitOfWork) -> None:
    person, address = new_person(work, "li")
    other = work.people.add_address(person.id, "wecom", "li-2", NOW)
    other.last_inbound_at = later(1)
    work.flush()

    assert work.people.get(person.id) is person
    assert work.people.at("web", "li") is person
    assert work.people.address_at("wecom", "li-2") is other
    assert work.people.addresses(person.id) == [other, address]
    assert work.people.set_context(address.id, {"window": 1})
    assert work.people.address(address.id) is address
    assert address.context == {"window": 1}
    assert (work.people.get(404), work.people.at("web", "x"), work.people.address_at("web", "x")) == (
        None,
    ) * 3
    assert (work.people.addresses(404), work.people.set_context(404, {})) == ([], False)


@contract("people")
def contacts_come_and_go(work: UnitOfWork) -> None:
    person, _ = new_person(work, "li")
    enterprise = new_enterprise(work, "甲")

    first = work.people.bind(person.id, enterprise.id, NOW)
    assert work.people.bind(person.id, enterprise.id, later(1)) is first
    assert work.people.enterprises_of(person.id) == [enterprise]
    assert work.people.contacts_of(enterprise.id) == [person]
    assert work.people.unbind(person.id, enterprise.id, later(2))
    assert not work.people.unbind(person.id, enterprise.id, later(3))
    assert (work.people.enterprises_of(person.id), work.people.contacts_of(enterprise.id)) == ([], [])
    assert work.people.bind(person.id, enterprise.id, later(4)).id != first.id


@contract("people")
def erasing_leaves_nothing_personal_and_keeps_the_answers(work: UnitOfWork) -> None:
    person, address = new_person(work, "o-openid")
    enterprise, diagnosis = new_enterprise(work, "甲"), new_diagnosis(work)
    person.phone = "13800000000"
    work.people.bind(person.id, enterprise.id, NOW)
    work.access.grant(person.id, "street", "street", "x", by=None, at=NOW)
    work.inbox.store(
        channel="web", key="m", account="o-openid", kind="text", payload='{"t":"私话"}', received=NOW
    )
    for key in ("queued", "sent"):
        work.outbox.put(key=key, address=address.id, prompt='"私话"', kind="info", due=NOW, at=NOW)
    work.diagnoses.add_feedback(diagnosis.id, None, "私话", at=NOW, by=person.id)

    assert work.people.erase(person.id, later(1))
    assert not work.people.erase(404, later(1))

    work.session.expire_all()
    message, queued = work.inbox.get("web", "m"), work.outbox.by_key("queued")
    assert message is not None
    assert queued is not None
    left = [
        person.display_name,
        person.phone,
        address.account,
        message.payload,
        message.account,
        queued.prompt,
        *(said.text for said in work.diagnoses.feedback(diagnosis.id)),
    ]
    assert not any("私话" in str(value) or "openid" in str(value) or "1380" in str(value) for value in left)
    assert person.erased_at == later(1)
    assert queued.status is OutboxStatus.CANCELLED
    assert work.people.at("web", "o-openid") is None
    assert (work.people.contacts_of(enterprise.id), work.access.grants_of(person.id)) == ([], [])


# access


@contract("access")
def grants_are_held_once_and_revoked(work: UnitOfWork) -> None:
    person, _ = new_person(work, "li")

    grant = work.access.grant(person.id, "street", "street", "dongjing", by=None, at=NOW)
    assert work.access.grant(person.id, "street", "street", "dongjing", by=None, at=later(1)) is grant
    assert work.access.grants_of(person.id) == [grant]
    assert work.access.holders("street", "dongjing") == work.access.all_grants() == [grant]
    assert work.access.holders("street", "dongjing", "city") == work.access.holders("street", "x") == []
    assert work.access.revoke(person.id, "street", "street", "dongjing", later(2))
    assert not work.access.revoke(person.id, "street", "street", "dongjing", later(3))
    assert work.access.grants_of(person.id) == work.access.all_grants() == []


@contract("access")
def an_invitation_is_used_once_in_time(work: UnitOfWork) -> None:
    person, _ = new_person(work, "li")
    enterprise = new_enterprise(work, "甲")

    def invite(code: str) -> Invitation:
        return work.access.invite(
            Invitation(
                code_hash=code * 64,
                kind="contact",
                enterprise_id=enterprise.id,
                created_at=NOW,
                expires_at=later(60),
            )
        )

    used, expired, revoked = invite("1"), invite("2"), invite("3")
    assert work.access.invitation("1" * 64) is used
    assert work.access.invitation("9" * 64) is None
    assert work.access.invitations_of(enterprise.id) == [revoked, expired, used]
    assert [work.access.use(used.id, person.id, later(1)) for _ in range(2)] == [True, False]
    assert not work.access.use(expired.id, person.id, later(60))
    assert work.access.revoke_invitations(enterprise.id, later(2)) == 2
    assert not work.access.use(revoked.id, person.id, later(3))
    assert [work.access.count_attempt(revoked.id), work.access.count_attempt(revoked.id)] == [1, 2]
    assert work.access.count_attempt(404) == 0


@contract("access")
def wrong_codes_are_counted_per_address_and_in_all(work: UnitOfWork) -> None:
    one, other = new_person(work, "li")[1], new_person(work, "wang")[1]
    for address, minutes in ((one, 0), (one, 10), (other, 10)):
        work.access.note_failure(address.id, later(minutes))

    assert work.access.failures_since(later(5)) == 2
    assert work.access.failures_since(NOW, one.id) == 2
    assert work.access.failures_since(later(11), one.id) == 0


# progress

WINDOW = Window(NOW - timedelta(days=60), NOW + timedelta(days=60), stalled_before=NOW - timedelta(days=7))


@contract("progress")
def every_enterprise_is_in_exactly_one_state(work: UnitOfWork) -> None:
    person, _ = new_person(work, "li")
    made = {stage: new_enterprise(work, stage.value) for stage in Stage}
    for stage in (Stage.INVITED, Stage.BOUND):
        work.access.invite(
            Invitation(
                code_hash=stage.value[0] * 64,
                kind="contact",
                enterprise_id=made[stage].id,
                created_at=NOW,
                expires_at=later(1),
            )
        )
    work.people.bind(person.id, made[Stage.BOUND].id, NOW)
    new_diagnosis(
        work, made[Stage.STARTED].id, started_at=NOW - timedelta(days=9), last_answer_at=NOW, answered=7
    )
    new_diagnosis(work, made[Stage.STALLED].id, started_at=NOW - timedelta(days=9))
    done = {"state": DiagnosisState.SUBMITTED, "submitted_at": NOW, "level": 3, "grade": 1}
    new_diagnosis(work, made[Stage.SUBMITTED].id, **done)
    new_diagnosis(work, made[Stage.VERIFIED].id, **done)
    new_diagnosis(work, made[Stage.VERIFIED].id, kind=DiagnosisKind.VERIFIED, **done)
    new_diagnosis(work, made[Stage.REFUSED].id)
    new_diagnosis(work, made[Stage.NOT_INVITED].id, state=DiagnosisState.WITHDRAWN)
    for stage in (Stage.REFUSED, Stage.CLOSED, Stage.MOVED):
        made[stage].standing = Standing(stage.value)
    work.flush()

    counts = work.progress.counts(Level.UNIT, WINDOW, EnterpriseFilter(EVERYTHING))
    listed = {row.name: row for row in work.progress.enterprises(WINDOW, EnterpriseFilter(EVERYTHING))}

    assert sorted(counts, key=lambda row: row.stage) == [
        StageCount("songjiang", stage, 1) for stage in sorted(Stage)
    ]
    assert {name: row.stage for name, row in listed.items()} == {stage.value: stage for stage in Stage}
    assert (listed["started"].answered, listed["started"].last_answer_at) == (7, NOW)
    assert (listed["verified"].level, listed["bound"].diagnosis_id) == (3, None)


@contract("progress")
def progress_is_narrowed_ordered_and_paged(work: UnitOfWork) -> None:
    for days in (3, 20, 10):
        enterprise = new_enterprise(work, f"停{days}天")
        new_diagnosis(work, enterprise.id, started_at=NOW - timedelta(days=days))
    new_enterprise(work, "别区", unit="baoshan")
    mine = EnterpriseFilter(Scope(units=frozenset({"songjiang"})))
    stalled = frozenset({Stage.STALLED})

    def names(limit: int | None = None, offset: int = 0) -> list[str]:
        rows = work.progress.enterprises(WINDOW, mine, stages=stalled, limit=limit, offset=offset)
        return [row.name for row in rows]

    assert names() == ["停20天", "停10天"]
    assert (names(1), names(1, 1), names(1, 2)) == (["停20天"], ["停10天"], [])
    assert {row.place for row in work.progress.counts(Level.UNIT, WINDOW, mine)} == {"songjiang"}
    assert work.progress.counts(Level.STREET, WINDOW, EnterpriseFilter(Scope())) == []


@contract("progress")
def a_finish_counts_once_in_its_window(work: UnitOfWork) -> None:
    enterprise = new_enterprise(work, "甲").id
    submitted = {"state": DiagnosisState.SUBMITTED}
    new_diagnosis(work, enterprise, submitted_at=later(5), **submitted)
    new_diagnosis(work, enterprise, submitted_at=later(9), round=2, **submitted)
    new_diagnosis(work, enterprise, submitted_at=later(9), kind=DiagnosisKind.VERIFIED, **submitted)
    new_diagnosis(work, None, submitted_at=later(9), **submitted)
    everyone = EnterpriseFilter(EVERYTHING)

    (finish,) = work.progress.finishes(Level.UNIT, WINDOW, everyone)
    assert (finish.place, finish.submitted_at, finish.verified_at) == ("songjiang", later(5), later(9))
    earlier = Window(NOW, later(5), NOW)
    assert work.progress.finishes(Level.UNIT, earlier, everyone) == []
    other = Window(NOW, later(60), NOW, packs=frozenset({"other"}))
    assert work.progress.finishes(Level.UNIT, other, everyone) == []


@contract("register")
def the_register_shows_when_what_first_happened(work: UnitOfWork) -> None:
    person, address = new_person(work, "li")
    bound, untouched = new_enterprise(work, "甲"), new_enterprise(work, "乙")
    work.people.bind(person.id, bound.id, later(1))
    new_diagnosis(work, bound.id, started_at=later(2), answered=7)
    new_diagnosis(work, bound.id, pack="other", started_at=NOW)

    first, second = work.register.of({"ref"}, EnterpriseFilter(EVERYTHING))
    assert (first.id, first.bound_at, first.started_at, first.answered) == (bound.id, later(1), later(2), 7)
    assert first.reachable
    assert (second.id, second.bound_at, second.started_at, second.answered) == (
        untouched.id,
        None,
        None,
        None,
    )
    assert not second.reachable
    address.blocked_at = NOW
    work.flush()
    assert not work.register.of({"ref"}, EnterpriseFilter(EVERYTHING))[0].reachable
    assert work.register.of({"ref"}, EnterpriseFilter(Scope())) == []


@contract("follow_ups")
def a_follow_up_is_the_addresss_last_until_it_expires(work: UnitOfWork) -> None:
    address = new_person(work, "li")[1].id
    assert work.follow_ups.of(address, NOW) is None
    assert not work.follow_ups.end(address)

    work.follow_ups.put(address, token="a", state="{}", expires_at=NOW + timedelta(minutes=1))
    work.follow_ups.put(address, token="b", state='{"x":1}', expires_at=NOW + timedelta(minutes=2))

    kept = work.follow_ups.of(address, NOW)
    assert kept is not None
    assert (kept.token, kept.state) == ("b", '{"x":1}')
    assert work.follow_ups.of(address, NOW + timedelta(minutes=2)) is None
    assert work.follow_ups.end(address)
    assert work.follow_ups.of(address, NOW) is None
