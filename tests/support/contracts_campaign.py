"""What the repositories of what follows a result promise: measures and sent reports."""

from __future__ import annotations

from datetime import date

from support.repository_contracts import contract
from support.storing import NOW, later, new_diagnosis, new_enterprise, new_person

from storage.unit_of_work import UnitOfWork

SHA = "a" * 64


@contract("measures")
def measures_are_kept_by_number_and_listed_by_day(work: UnitOfWork) -> None:
    first, second = new_enterprise(work, "甲").id, new_enterprise(work, "乙").id
    owner = new_person(work, "li")[0].id
    one, other = new_diagnosis(work, first).id, new_diagnosis(work, second).id

    late = work.measures.take_on(first, one, 2, "扫码", owner=owner, due=date(2027, 3, 1), at=NOW)
    soon = work.measures.take_on(second, other, 2, "接线", owner=owner, due=date(2026, 12, 1), at=NOW)
    early = work.measures.take_on(first, one, 1, "签发", owner=owner, due=date(2027, 2, 28), at=NOW)

    assert work.measures.of(first) == [early, late]
    assert work.measures.of(0) == []
    assert work.measures.open() == [soon, early, late]
    soon.done_at = later(1)
    work.flush()
    assert work.measures.open() == [early, late]


@contract("sent_reports")
def the_first_unopened_report_of_an_enterprise_is_known_until_one_is_opened(work: UnitOfWork) -> None:
    firm = new_enterprise(work, "甲").id
    who, address = (row.id for row in new_person(work, "li"))
    result = new_diagnosis(work, firm).id
    for sha in (SHA, "b" * 64):
        work.diagnoses.register_file(sha, 1, "text/plain", NOW)
    work.sent_reports.sent(result, address, "b" * 64, later(5))
    work.sent_reports.sent(result, address, SHA, later(1))
    work.sent_reports.sent(result, address, SHA, later(9))  # the same again counts from the first time

    (found,) = work.sent_reports.unopened({"ref"})
    assert (found.enterprise, found.person, found.sent_at, found.channel) == (firm, who, later(1), "web")
    assert work.sent_reports.unopened({"other"}) == []

    work.sent_reports.opened(address, "c" * 64, later(10))  # another file: an act of hers, but not the report
    assert len(work.sent_reports.unopened({"ref"})) == 1
    work.sent_reports.opened(address, "b" * 64, later(11))
    assert work.sent_reports.unopened({"ref"}) == []
    work.session.expire_all()
    row = work.people.address(address)
    assert row is not None
    assert row.opened_at == later(11)
