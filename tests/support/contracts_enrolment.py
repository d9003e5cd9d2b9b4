"""What the repositories of register contacts and misdirected invitations promise."""

from __future__ import annotations

from support.repository_contracts import contract
from support.storing import NOW, later, new_enterprise, new_person

from storage.repositories.scope import EVERYTHING, Scope
from storage.unit_of_work import UnitOfWork


@contract("register_contacts")
def register_contacts_are_replaced_as_a_whole(work: UnitOfWork) -> None:
    first, second = new_enterprise(work, "甲"), new_enterprise(work, "乙")
    work.register_contacts.replace([(first.id, [("王", "1"), ("李", "")]), (second.id, [("", "2")])], NOW)
    work.register_contacts.replace([(first.id, [("赵", "3")])], later(60))

    assert work.register_contacts.of(first.id) == (("赵", "3"),)
    assert work.register_contacts.all() == {first.id: (("赵", "3"),), second.id: (("", "2"),)}
    work.register_contacts.replace([(first.id, [])], later(120))
    assert work.register_contacts.of(first.id) == ()
    assert work.register_contacts.of(404) == ()


@contract("register_contacts")
def register_contacts_are_erased_by_age_and_by_person(work: UnitOfWork) -> None:
    first, second = new_enterprise(work, "甲"), new_enterprise(work, "乙")
    work.register_contacts.replace([(first.id, [("王", "1"), ("李", "2")]), (second.id, [("王", "9")])], NOW)

    assert work.register_contacts.erase_person([first.id], "王", None) == 1
    assert work.register_contacts.erase_person([first.id], None, None) == 0
    assert work.register_contacts.erase_person([], "李", "2") == 0
    assert work.register_contacts.all() == {first.id: (("李", "2"),), second.id: (("王", "9"),)}
    assert work.register_contacts.erase_before(NOW) == 0
    assert work.register_contacts.erase_before(later(1)) == 2


@contract("wrong_enterprises")
def wrong_enterprises_stay_open_until_settled(work: UnitOfWork) -> None:
    enterprise = new_enterprise(work, "甲", unit="songjiang")
    person, _ = new_person(work, "li")
    report = work.wrong_enterprises.report(enterprise.id, invitation=None, person=person.id, at=NOW)

    assert work.wrong_enterprises.open(EVERYTHING) == [(report, enterprise)]
    assert work.wrong_enterprises.open(Scope(units=frozenset({"baoshan"}))) == []
    assert work.wrong_enterprises.settle(enterprise.id, later(5)) == 1
    assert work.wrong_enterprises.settle(enterprise.id, later(6)) == 0
    assert work.wrong_enterprises.open(EVERYTHING) == []
