from decimal import Decimal
from fractions import Fraction

import pytest
from support.pack_texts import demo_texts, tiny

from bot.errors import InputError
from bot.packs.files import MemoryFiles
from bot.packs.loader import load_files
from bot.packs.pack import Pack
from bot.packs.report import PackError
from scoring.standard import (
    ChoicePoints,
    ChosenPoints,
    ChosenShare,
    CountGate,
    GridMean,
    Method,
    NumberBands,
    NumberLinear,
    ScoreGate,
    YesNo,
)


class Watched:
    """Files that remember what was read of them."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.files = MemoryFiles(texts)
        self.opened: list[str] = []

    def names(self) -> tuple[str, ...]:
        return self.files.names()

    def read(self, name: str) -> bytes:
        self.opened.append(name)
        return self.files.read(name)


def demo(**changes: str) -> Pack:
    return load_files(MemoryFiles(demo_texts() | changes))


def test_the_head() -> None:
    pack = demo()

    assert (pack.id, pack.version, pack.status, pack.licence) == ("demo", "1.0", "sample", "MIT")
    assert (pack.default_locale, pack.locales, pack.sections) == (
        "zh-CN",
        ("zh-CN", "en"),
        ("profile", "main"),
    )
    assert pack.industries == ("auto", "food")
    assert pack.scored


def test_the_standard_reads_no_wording_and_result_names_only_their_own_file() -> None:
    files = Watched(demo_texts())
    pack = load_files(files)
    standard = pack.standard()

    assert not any(name.startswith(("locales", "examples")) for name in files.opened)
    assert standard.note == ""
    assert {rung.level_name for rung in standard.ladder} == {""}

    named = pack.standard("en", indicator_names=False)

    assert [name for name in files.opened if name.startswith("locales")] == ["locales/en/standard.toml"]
    assert named.note == "A sample standard for the tests only."
    assert [rung.level_name for rung in named.ladder] == [
        "Starting (起步)",
        "Starting (起步)",
        "Formed (成型)",
    ]
    assert [rung.grade_name for rung in named.ladder] == ["lower", "upper", "lower"]
    assert {group.id: group.name for group in named.groups}["base"] == "Base"
    assert named.indicators[0].name == ""
    assert pack.standard("en").indicators[0].name == "How far is the plan?"


def test_names_of_results_may_lie_anywhere() -> None:
    texts = demo_texts()
    texts["locales/en/other.toml"] = texts.pop("locales/en/standard.toml")

    standard = load_files(MemoryFiles(texts)).standard("en", indicator_names=False)

    assert standard.ladder[0].level_name == "Starting (起步)"


def test_the_standard_is_what_the_files_say() -> None:
    standard = demo().standard()
    measures = {one.id: one.measure for one in standard.indicators}

    half, one = Fraction(1, 2), Fraction(1)
    assert measures == {
        "plan": ChoicePoints({"1": Fraction(0), "2": one, "3": Fraction(2)}, {"1": 1, "2": 2, "3": 3}),
        "net": ChosenPoints(
            {"none": Fraction(0), "bus": half, "office": half, "mobile": one}, frozenset({"none"})
        ),
        "tools": ChosenShare(("a", "b", "c", "d"), frozenset(), Fraction(4)),
        "rate": NumberBands(((Fraction(0), Fraction(0)), (Fraction(20), one), (Fraction(60), Fraction(2)))),
        "energy": NumberLinear(Fraction(1000), Fraction(0)),
        "use": GridMean(("erp", "mes"), {"already": one, "plan": half, "no": Fraction(0)}, Fraction(10)),
        "recipe": ChoicePoints({"paper": Fraction(0), "system": one}, {"paper": 1, "system": 2}),
        "audit": YesNo(one, Fraction(0)),
    }
    assert [(group.id, group.parent, group.method) for group in standard.groups] == [
        ("total", None, Method.MEAN),
        ("base", "total", Method.MEAN),
        ("points", "base", Method.SUM),
        ("weakest", "base", Method.MINIMUM),
        ("trade", "total", Method.MEAN),
    ]
    assert standard.ladder[2].gates == (
        ScoreGate("2.3.score", "total", Fraction(70)),
        CountGate("2.3.1", 2, 1, "key", "base"),
        ScoreGate("2.3.2", "base", Fraction(60), exclusive=True),
    )
    assert standard.ladder[0].gates == (ScoreGate("1.1.score", "total", Fraction(10), exclusive=True),)
    assert standard.variants["food"].weights == {"trade": Fraction(20), "plan": Fraction(2)}
    assert next(one for one in standard.indicators if one.id == "rate").level_bounds == (
        (Fraction(0), 1),
        (half, 2),
        (one, 3),
    )


def test_a_questionnaire_in_each_locale() -> None:
    chinese, english = demo().questionnaire(), demo().questionnaire("en")

    assert (chinese.locale, chinese.title, chinese.status_name) == ("zh-CN", "演示问卷", "示例问卷")
    assert [section.title for section in english.sections] == ["The enterprise", "Today"]
    assert (chinese.question("headcount").unit, english.question("headcount").unit) == ("人", "people")
    plan = chinese.question("plan")
    assert [choice.label for choice in plan.choices] == ["还没有", "有草案", "已发布并有预算"]
    assert (plan.choices[1].short, plan.choices[1].synonyms, plan.choices[1].advice) == (
        "草案",
        ("在写",),
        "请负责人签发",
    )
    assert plan.choices[2].relevant is not None
    assert [row.label for row in chinese.question("use").rows] == ["企业资源计划", "制造执行系统"]
    rate = chinese.question("rate")
    assert (rate.unit, rate.minimum, rate.maximum) == ("%", Decimal(0), Decimal(100))
    assert chinese.names["level.1"] == "起步"
    assert chinese.controllers == {"headcount", "pilot", "net", "industry", "rate", "plan"}
    assert demo().questionnaire("en") is not demo().questionnaire("en")
    pack = demo()
    assert pack.questionnaire("en") is pack.questionnaire("en")


def test_the_structure_stands_without_wording() -> None:
    question = demo().structure.question("net")

    assert (question.text, question.choices[0].label, question.choices[0].exclusive) == ("net", "none", True)


def test_how_results_are_said() -> None:
    wording = demo().wording()

    assert (wording.levels[1].name, wording.levels[1].meaning) == ("起步", "有了底子。")
    assert (wording.groups["base"].name, wording.groups["base"].meaning) == (
        "基础",
        "网络、设备和系统的底子。",
    )
    assert (wording.grades[2].name, wording.variants["auto"].name, wording.flags["key"].name) == (
        "上档",
        "汽车",
        "关键项",
    )
    assert wording.advice["plan"] == {"2": "请负责人签发"}
    assert wording.standard_note == "示例标准，只用于测试。"


def test_relevance_and_assessment() -> None:
    pack = demo()

    assert pack.relevance({"industry": "food"}) == {
        "since",
        "tools",
        "audit",
    }
    result = pack.assess({"industry": "food", "recipe": "system", "rate": Decimal(100)}, "en")
    assert result.unanswered == ("headcount", "pilot", "plan", "net", "energy", "use", "wish", "proof")
    assert result.level_name == "Starting (起步)"
    assert result.nodes["plan"].name == "How far is the plan?"
    assert pack.plan("en") is pack.plan("en")


def test_an_unknown_locale_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="no locale “de”. It has zh-CN, en."):
        demo().questionnaire("de")
    with pytest.raises(InputError, match="Did you mean “zh-CN”?"):
        demo().standard("zh-TW")


def test_incomplete_wording_is_refused_when_it_is_used() -> None:
    pack = demo(**{"locales/en/main.toml": 'title = "x"\n'})

    assert pack.questionnaire("zh-CN").title == "演示问卷"
    with pytest.raises(PackError) as caught:
        pack.questionnaire("en")
    assert {problem.code for problem in caught.value.problems} == {"PACK-WORDING-001"}


def test_a_pack_without_a_standard_is_asked_and_not_scored() -> None:
    pack = load_files(
        tiny('[[question]]\nid = "a"\nsection = "main"\ntype = "text"\n', '[question.a]\ntext = "?"\n')
    )

    assert not pack.scored
    assert pack.questionnaire().question("a").text == "?"
    with pytest.raises(InputError, match="asked and not scored"):
        pack.standard()


def test_everything_wrong_is_in_one_error() -> None:
    texts = demo_texts()
    texts["standard.toml"] = texts["standard.toml"].replace('id = "trade"', 'id = "trades"')
    texts["questions/20-main.toml"] = texts["questions/20-main.toml"].replace("'auto'", "'ship'")

    with pytest.raises(PackError) as caught:
        load_files(MemoryFiles(texts))

    codes = {problem.code for problem in caught.value.problems}
    assert {"PACK-RULE-004", "PACK-STANDARD-002", "PACK-STANDARD-004", "PACK-STANDARD-013"} <= codes


def test_the_content_hash_changes_with_any_file_and_not_with_line_ends() -> None:
    same = {name: text.replace("\n", "\r\n") for name, text in demo_texts().items()}

    assert load_files(MemoryFiles(same)).content_hash == demo().content_hash
    assert demo(**{"README.md": "notes"}).content_hash != demo().content_hash
    assert demo(**{"locales/en/more.toml": "\n"}).content_hash != demo().content_hash
    assert len(demo().content_hash) == 64
