"""What a report says, from its facts alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any, get_type_hints

import pytest
from support.assessments import report_input, with_name

from bot.reports.context import Report, context
from bot.reports.facts import Answered, Enterprise, Peers, ReportInput, Verified
from bot.reports.views import ReportContext
from scoring.advice import Path
from scoring.cohort import Cohort, Suppressed
from scoring.rounding import shown
from scoring.values import NotApplicable

KINDS = ("weak", "middling", "strong")
PACKS = ("shanghai-ref", "sme2024", "eudma")


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_text_is_ready_to_be_shown(kind: str, pack: str, locale: str) -> None:
    said = list(texts(context(report_input(kind, name=pack, locale=locale))))
    assert len(said) > 300
    for text in said:
        assert text != "None"
        assert locale == "en" or "None" not in text  # an English sentence may say none
        assert "Fraction" not in text
        assert "{" not in text


def test_the_same_facts_give_the_same_context() -> None:
    assert context(report_input("weak")) == context(report_input("weak"))


def test_the_numbers_are_the_assessments() -> None:
    facts = report_input("middling")
    made = context(facts)
    assert made["result"]["score"] == f"{shown(facts.assessment.score):.4f}"[:-2]
    for view in made["dimensions"]:
        node = next(n for n in facts.assessment.dimensions if facts.wording.groups[n.id].name == view["name"])
        assert node.share is not None
        exact = node.share * 100
        assert Fraction(view["score"]) <= exact < Fraction(view["score"]) + Fraction(1, 100)
    total = next(line for line in made["trace"] if line["name"] == facts.wording.groups["total"].name)
    assert total["score"] == made["result"]["score"]


def test_a_score_just_below_a_bound_never_shows_the_bound() -> None:
    facts = report_input("middling")
    assessment = replace(facts.assessment, score=Fraction(54) - Fraction(1, 10**9))
    assert context(replace(facts, assessment=assessment))["result"]["score"] == "53.99"


def test_the_radar_has_the_own_scores_and_the_peers_only_when_all_are_shown() -> None:
    facts = report_input("strong")
    chart = Report(facts).chart
    assert [series.name for series in chart.series] == ["本企业", "同行平均"]
    assert list(chart.series[0].values) == [view["score"] for view in context(facts)["dimensions"]]
    assert facts.peers is not None
    groups = {**facts.peers.groups, "strategy": Suppressed(10)}
    alone = Report(replace(facts, peers=replace(facts.peers, groups=groups))).chart
    assert [series.name for series in alone.series] == ["本企业"]


def test_an_enterprise_without_peers_is_told_why() -> None:
    made = context(report_input("weak", with_peers=False))
    assert made["peers"]["sentence"] == "目前没有可比的同行数据，所以不作比较。"
    assert made["peers"]["rows"] == []
    assert made["summary"]["peers_short"] == "—"


def test_too_few_peers_show_nothing_not_even_how_many() -> None:
    facts = report_input("weak")
    few = Peers("本市同行业企业", Suppressed(10), Suppressed(10), {"strategy": Suppressed(10)})
    made = context(replace(facts, peers=few))
    assert "不到 10 家" in made["peers"]["sentence"]
    assert made["peers"]["rows"] == []
    assert {view["peers"] for view in made["dimensions"]} == {"—"}


def test_peers_are_compared_with_the_number_they_rest_on() -> None:
    facts = report_input("middling")
    made = context(facts)
    assert facts.peers is not None
    assert isinstance(facts.peers.total, Cohort)
    assert "127 家" in made["peers"]["sentence"]
    assert len(made["peers"]["rows"]) == 6  # the total and five dimensions
    assert made["peers"]["rows"][0]["mean"] == "49.33"


def test_a_draft_says_what_is_missing() -> None:
    made = context(report_input("middling", without=("cap-plan", "str-plan")))
    assert made["draft"]["mark"] == "草稿"
    assert "还有 2 题没答" in made["draft"]["sentence"]
    assert [item["number"] for item in made["draft"]["missing"]] == ["5", "15"]
    assert made["draft"]["missing"][0]["section"] == "数字战略"
    assert dict(context(report_input("middling"))["draft"]) == {"mark": "", "sentence": "", "missing": []}


def test_a_finished_report_lists_what_was_skipped_or_did_not_apply() -> None:
    facts = report_input("middling", without=("cap-plan",))
    waived = {**facts.answers, "cap-design": Answered(NotApplicable("没有设计"))}
    made = context(replace(facts, finished=True, answers=waived))
    assert "没答的是第 15 题" in made["method"]["skipped"]
    assert "不适用的是第 13 题" in made["method"]["skipped"]
    answers = {view["number"]: view["answer"] for section in made["sections"] for view in section["answers"]}
    assert answers["15"] == "未答"
    assert "没有设计" in answers["13"]


def test_who_verified_is_named() -> None:
    facts = replace(report_input("middling"), verified=Verified("示例诊断服务中心", date(2026, 3, 20)))
    made = context(facts)
    assert made["basis"]["is_verified"]
    assert "示例诊断服务中心于2026 年 3 月 20 日" in made["basis"]["sentence"]
    assert context(report_input("weak"))["basis"]["name"] == "企业自填"


def test_every_answer_is_in_the_appendix_with_author_and_time() -> None:
    facts = report_input("middling")
    views = [view for section in context(facts)["sections"] for view in section["answers"]]
    assert [view["number"] for view in views] == [str(n) for n in range(1, len(facts.answers) + 1)]
    assert views[0]["by"] == "生产部"
    assert views[0]["at"] == "2026-03-02 09:05"  # 01:05 UTC, in Shanghai


def test_issues_rest_on_an_answer_with_its_author() -> None:
    made = context(report_input("weak"))
    for view in made["dimensions"]:
        for issue in view["issues"]:
            assert issue["evidence"].startswith("依据：第 ")
            assert " 题 · " in issue["evidence"]
            assert issue["answer"].startswith("答：")
            assert issue["advice"]
            assert Fraction(issue["score"]) <= 50


def test_a_perfect_dimension_has_no_issues_and_says_so() -> None:
    made = context(report_input("strong", name="eudma"))
    perfect = [view for view in made["dimensions"] if view["score"] == "100.00"]
    assert perfect
    for view in perfect:
        assert view["issues"] == []
        assert view["issues_sentence"] == "每一题都到了最高一档，保持住就好。"


def test_the_path_ends_at_the_next_grade() -> None:
    facts = report_input("middling")
    made = context(facts)
    assert isinstance(facts.path, Path)
    assert len(made["next"]["steps"]) == len(facts.path.raises)
    assert made["next"]["steps"][-1]["after"] == f"{shown(facts.path.raises[-1].score):.4f}"[:-2]
    assert f"最短要走 {facts.path.steps} 步" in made["next"]["sentence"]
    assert {condition["is_met"] for condition in made["next"]["conditions"]} == {True, False}


def test_an_unproven_path_does_not_claim_to_be_the_shortest() -> None:
    facts = report_input("middling")
    assert facts.path is not None
    said = context(replace(facts, path=replace(facts.path, proven=False)))["next"]["sentence"]
    assert "最短" not in said
    assert "也许还有更短的" in said


def test_the_top_has_nothing_above_it_and_no_path_is_said_plainly() -> None:
    facts = replace(report_input("middling"), path=None)
    assert "最高一档" in context(replace(facts, is_top=True))["next"]["sentence"]
    unreachable = context(facts)["next"]
    assert "还够不到" in unreachable["sentence"]
    assert unreachable["conditions"]
    assert unreachable["steps"] == []


def test_the_roadmap_has_three_stretches_and_begins_with_the_path() -> None:
    made = context(report_input("weak"))
    near, middle, long = made["roadmap"]
    path = made["next"]["steps"]
    assert near["actions"] == path[:5]
    assert middle["actions"][: len(path[5:])] == path[5:10]
    assert long["actions"]
    advised = [action["advice"] for stretch in made["roadmap"] for action in stretch["actions"]]
    assert len(advised) == len(set(advised))


def test_three_strengths_three_gaps_three_steps_fit_one_page() -> None:
    for kind in KINDS:
        summary = context(report_input(kind))["summary"]
        assert len(summary["strengths"]) == len(summary["gaps"]) == len(summary["steps"]) == 3
        names = {point["name"] for point in (*summary["strengths"], *summary["gaps"])}
        assert len(names) == 6


def test_a_pack_without_fused_or_industry_parts_says_so() -> None:
    made = context(report_input("weak", name="eudma"))
    assert made["fused"] == []
    assert made["fused_sentence"] == "本标准没有融合指标。"
    assert [view["name"] for view in context(report_input("weak"))["fused"]] == [
        "智能制造", "数据管理", "工业互联网安全",
    ]  # fmt: skip


def test_level_zero_is_named_after_the_level_it_missed() -> None:
    facts = report_input("weak")
    lowest = replace(facts.assessment, level=0, grade=0, score=Fraction(3))
    made = context(replace(facts, assessment=lowest, path=None))
    assert made["result"]["full"] == "未达规范级"
    assert made["result"]["sentence"] == "得分 3.00，未达规范级。"


@pytest.mark.parametrize(
    ("name", "shown_name"),
    [
        ("R&D <一厂>", "R&D <一厂>"),
        ("  甲\n乙\t丙  ", "甲 乙 丙"),
        ("\u202e倒\u2066着\x00写\ufeff", "倒着写"),
        ("", "（未填企业名称）"),
        ("长" * 10_000, "长" * 99 + "…"),
    ],
)
def test_a_name_is_made_fit_for_a_page(name: str, shown_name: str) -> None:
    made = context(with_name(report_input("weak"), name))
    assert made["enterprise"]["name"] == shown_name


def test_only_known_facts_are_on_the_cover() -> None:
    facts = replace(report_input("weak"), enterprise=Enterprise("甲厂", size="中型"))
    assert context(facts)["facts"] == [{"label": "规模", "value": "中型"}]


def test_evidence_lists_what_was_handed_in() -> None:
    made = context(report_input("middling"))
    assert {view["given"] for view in made["evidence"]} == {"—"}
    assert all(view["wanted"] for view in made["evidence"])


def test_unknown_authors_leave_the_date() -> None:
    facts = report_input("middling")
    bare = {key: Answered(given.value) for key, given in facts.answers.items()}
    made = context(replace(facts, answers=bare))
    assert made["method"]["people"] == "诊断日期是2026 年 3 月 14 日。"
    assert "None" not in "".join(texts(made))


def fields(facts: ReportInput) -> dict[str, Any]:
    return dict(context(facts))


def test_the_context_has_exactly_the_declared_fields() -> None:
    def check(kind: type, value: dict[str, Any]) -> None:
        hints = get_type_hints(kind)
        assert set(value) == set(hints), kind
        for key, hint in hints.items():
            inner = getattr(hint, "__args__", (hint,))[0]
            items = value[key] if isinstance(value[key], list) else [value[key]]
            for item in items:
                if isinstance(item, dict):
                    check(inner, item)
                else:
                    assert isinstance(item, inner), (kind, key)

    for kind in KINDS:
        check(ReportContext, fields(report_input(kind, without=("cap-plan",))))
