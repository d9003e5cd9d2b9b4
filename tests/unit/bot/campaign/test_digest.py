from dataclasses import replace
from datetime import date

from bot import messages
from bot.campaign.calendar import ChinaCalendar
from bot.campaign.changes import Changes
from bot.campaign.digest import street_digest, unit_digest
from bot.campaign.digest_text import street_text, unit_text, worded
from bot.campaign.standings import Rank, Standings
from bot.campaign.states import Progress, State, tally
from bot.packs.campaigns import load_campaign

CAMPAIGN = load_campaign("shanghai-2023")
CALENDAR = ChinaCalendar()
ZH = messages.load("zh-CN")
EN = messages.load("en")
ON = date(2024, 10, 14)
STREET = "310117/洞泾镇"


def firm(number: int, **facts: object) -> Progress:
    return Progress(id=number, name=f"示例{number}厂", unit="310117", street=STREET, **facts)  # type: ignore[arg-type]


def songjiang() -> list[Progress]:
    done = [firm(n, submitted_on=date(2024, 3, 4)) for n in range(1, 21)]
    done += [firm(n, submitted_on=date(2023, 11, 6)) for n in range(21, 31)]
    return [
        *done,
        firm(31, submitted_on=date(2024, 10, 11), reachable=True),
        firm(32, invited_on=date(2024, 9, 2)),
        firm(33),
        firm(34, started_on=date(2024, 9, 20), last_answer_on=date(2024, 9, 25), place=55, total=60),
        firm(35, started_on=date(2024, 10, 9), last_answer_on=date(2024, 10, 12), reachable=True),
        firm(36, bound_on=date(2024, 10, 8), reachable=True),
        firm(37, standing="closed"),
    ]


def test_a_street_digest_has_the_facts_in_the_order_of_use() -> None:
    members = songjiang()
    street = CAMPAIGN.units[STREET]

    standings = Standings(CAMPAIGN, members, ON, CALENDAR)
    target, digest = standings.target(street), street_digest(standings, street)

    assert digest.changes == Changes(date(2024, 10, 7), ("示例31厂",), joined=1, started=1)
    assert [call.name for call in digest.call_first] == ["示例34厂", "示例32厂", "示例33厂"]
    assert (digest.states[State.STALLED], digest.longest) == (1, 19)
    assert digest.call_first[0].left == 5
    assert digest.nearly == ("示例34厂",)
    assert digest.pace.done == 21
    # every street but this one is empty: it gets all that the district still owes
    assert target.total == 21 + (500 - 21) + (250 - 10)
    assert target.derived


def test_the_words_of_a_street_digest_fit_a_phone_screen() -> None:
    members = songjiang()
    street = CAMPAIGN.units[STREET]

    digest = street_digest(Standings(CAMPAIGN, members, ON, CALENDAR), street)
    chinese, english = street_text(digest, ZH), street_text(digest, EN)

    assert chinese.startswith("洞泾镇 · 10 月 14 日（周一）\n")
    assert "示例34厂（停在半路，19 天，还剩 5 题）" in chinese
    assert "还有 56 个工作日" in chinese
    assert "近七天：新完成 1（示例31厂），新加入 1，开始填 1。" in chinese
    assert "名录里能算今年的只有 26 家，不够指标" in chinese
    assert len(chinese) < 420
    assert english.startswith("洞泾镇 · Mon 14 Oct\n")
    assert "None" not in chinese + english


def test_a_digest_says_what_changed_since_the_last_one() -> None:
    standings = Standings(CAMPAIGN, songjiang(), ON, CALENDAR)
    street = CAMPAIGN.units[STREET]

    two_weeks = worded(standings, street, ZH, date(2024, 9, 30))
    today = worded(standings, street, ZH, date(2024, 10, 13))

    assert "上次简报（9 月 30 日）以来：新完成 1（示例31厂），新加入 1，开始填 1，停下 1。" in two_weeks
    assert "上次简报（10 月 13 日）以来没有新的变化。" in today


def test_a_district_ranks_its_streets_and_the_city_its_districts() -> None:
    members = songjiang()

    standings = Standings(CAMPAIGN, members, ON, CALENDAR)
    district = unit_digest(standings, CAMPAIGN.units["310117"])
    city = unit_digest(standings, CAMPAIGN.units.root)

    assert [row.unit.name for row in district.rows] == ["洞泾镇"]
    assert district.pace.target.total == 500 + 240
    assert city.rows[0].unit.name == "松江区"  # the largest quota, hardly begun
    assert city.pace.target.quota == 3060
    assert city.printed_total == 3000
    assert "文件印的合计 3000，各行合计 3060，差 +60" in unit_text(city, ZH)
    assert "里程碑 12 月 31 日：诊断 31/5700，差 5669；服务商 40，还没有登记。" in unit_text(city, ZH)
    assert len(city.rows) == 18


def test_the_states_add_up_to_the_register_on_every_day() -> None:
    members = songjiang()

    for month in range(1, 13):
        counts = tally(members, date(2024, month, 15))
        assert sum(counts.values()) == len(members)
    assert tally(members, ON)[State.CLOSED] == 1


def test_a_park_has_its_part_of_what_its_district_still_has_to_do() -> None:
    park = CAMPAIGN.units["310117/松江工业区"]
    members = [
        *(Progress(n, f"园{n}", "310117", park=park.id) for n in range(1, 4)),
        Progress(4, "园4", "310117", park=park.id, submitted_on=date(2024, 3, 4)),
        *(Progress(n, f"街{n}", "310117", street=STREET) for n in range(5, 11)),
    ]
    standings = Standings(CAMPAIGN, members, ON, CALENDAR)

    # 749 of 500 + 250 are left; 3 of the 9 not yet diagnosed are the park's
    assert standings.target(park).total == 1 + 250
    assert standings.target(park).derived
    assert "松江工业区" in worded(standings, park, ZH)


def test_what_lies_in_no_street_is_not_laid_on_the_streets() -> None:
    members = [
        *(Progress(n, f"园{n}", "310117", submitted_on=date(2024, 3, 4)) for n in range(1, 101)),
        *(Progress(n, f"园{n}", "310117") for n in range(101, 131)),
        *(firm(n) for n in range(131, 161)),
    ]
    standings = Standings(CAMPAIGN, members, ON, CALENDAR)

    # 500 + 250 - 100 are left, half of the open ones lie in the street
    assert standings.target(CAMPAIGN.units[STREET]).total == 325


def test_where_nobody_is_left_to_diagnose_nothing_is_split() -> None:
    standings = Standings(CAMPAIGN, [firm(1, submitted_on=date(2024, 3, 4))], ON, CALENDAR)

    streets = CAMPAIGN.units.children("310117")
    assert sum(standings.target(street).total for street in streets) == 1


def test_a_rank_has_its_base_and_equal_shares_share_the_place() -> None:
    members = [
        Progress(n, f"厂{n}", unit, submitted_on=date(2024, 3, 4))
        for n, unit in enumerate(["310117"] * 74 + ["310101"] * 3 + ["310106"] * 3, start=1)
    ]
    standings = Standings(CAMPAIGN, members, ON, CALENDAR)

    # 3 of 15 each; 74 of 750; the rest none
    places = [standings.rank(CAMPAIGN.units[unit]) for unit in ("310101", "310106", "310117", "310114")]
    assert places == [Rank(1, 18), Rank(1, 18), Rank(3, 18), Rank(4, 18)]
    assert standings.rank(CAMPAIGN.units.root) is None


def test_a_young_campaign_does_not_speak_of_four_weeks() -> None:
    street, on = CAMPAIGN.units[STREET], date(2023, 8, 8)
    standings = Standings(CAMPAIGN, [firm(1, submitted_on=date(2023, 8, 1)), firm(2)], on, CALENDAR)

    assert "开始以来每周 0.6 家" in worded(standings, street, ZH)  # 1 in eight working days
    assert "0.6 a week since the start" in worded(standings, street, EN)
    none = Standings(CAMPAIGN, [firm(1)], on, CALENDAR)
    assert "开始以来还没有完成的" in worded(none, street, ZH)


def test_a_street_is_told_of_what_waits_to_be_verified() -> None:
    campaign = replace(CAMPAIGN, counts_when="verified")
    standings = Standings(campaign, [firm(1, submitted_on=date(2024, 10, 9)), firm(2)], ON, CALENDAR)
    said = worded(standings, campaign.units[STREET], ZH)

    assert "近七天：新提交待核实 1。" in said
    assert "已提交、等核实的 1 家。" in said


def test_after_the_deadline_it_is_said_that_it_passed() -> None:
    street = CAMPAIGN.units[STREET]
    last = Standings(CAMPAIGN, songjiang(), date(2025, 12, 31), CALENDAR)
    over = Standings(CAMPAIGN, songjiang(), date(2026, 11, 28), CALENDAR)

    assert "到 12 月 31 日已没有工作日。" in worded(last, street, ZH)
    assert "已于 2025 年 12 月 31 日截止。" in worded(over, street, ZH)
    assert "the deadline was 31 Dec 2025." in worded(over, street, EN)
