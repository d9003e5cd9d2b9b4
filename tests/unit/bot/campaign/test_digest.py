from datetime import date

from bot import messages
from bot.campaign.calendar import ChinaCalendar
from bot.campaign.digest import city_digest, district_digest, street_digest, street_target
from bot.campaign.digest_text import street_text, unit_text
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

    target = street_target(CAMPAIGN, street, members, ON)
    digest = street_digest(CAMPAIGN, street, members, target, ON, CALENDAR)

    assert digest.new == ("示例31厂",)
    assert [call.name for call in digest.call_first] == ["示例34厂", "示例32厂", "示例33厂"]
    assert (digest.stalled, digest.longest) == (1, 19)
    assert digest.nearly == ("示例34厂",)
    assert digest.pace.done == 21
    # every street but this one is empty: it gets all that the district still owes
    assert target.total == 21 + (500 - 21) + (250 - 10)
    assert target.derived


def test_the_words_of_a_street_digest_fit_a_phone_screen() -> None:
    members = songjiang()
    street = CAMPAIGN.units[STREET]
    target = street_target(CAMPAIGN, street, members, ON)

    digest = street_digest(CAMPAIGN, street, members, target, ON, CALENDAR)
    chinese, english = street_text(digest, ZH), street_text(digest, EN)

    assert chinese.startswith("洞泾镇 · 10 月 14 日（周一）\n")
    assert "示例34厂（停在半路，19 天）" in chinese
    assert "还有 56 个工作日" in chinese
    assert len(chinese) < 420
    assert english.startswith("洞泾镇 · Mon 14/10\n")
    assert "None" not in chinese + english


def test_a_district_ranks_its_streets_and_the_city_its_districts() -> None:
    members = songjiang()

    district = district_digest(CAMPAIGN, CAMPAIGN.units["310117"], members, ON, CALENDAR)
    city = city_digest(CAMPAIGN, members, ON, CALENDAR)

    assert [row.unit.name for row in district.rows] == ["洞泾镇"]
    assert district.pace.target.total == 500 + 240
    assert city.rows[0].unit.name == "松江区"  # the largest quota, hardly begun
    assert city.pace.target.quota == 3060
    assert city.printed_total == 3000
    assert "文件印的合计是 3000" in unit_text(city, ZH)
    assert len(city.rows) == 18


def test_the_states_add_up_to_the_register_on_every_day() -> None:
    members = songjiang()

    for month in range(1, 13):
        counts = tally(members, date(2024, month, 15))
        assert sum(counts.values()) == len(members)
    assert tally(members, ON)[State.CLOSED] == 1
