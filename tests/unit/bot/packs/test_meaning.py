"""The rules of a pack's meaning beyond the one fixture each code has in tests/packs/invalid."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.pack_texts import demo_texts

from bot.packs.checking import check_files
from bot.packs.files import MemoryFiles
from bot.packs.published import check_installed

HEAD, FIRST, MAIN = "pack.toml", "questions/10-profile.toml", "questions/20-main.toml"
STANDARD, LEVELS = "standard.toml", "levels.toml"
WORDS, NAMES = "locales/zh-CN/main.toml", "locales/zh-CN/standard.toml"

# File, text, what it is replaced by; then the code and the words of the problem it brings.
CASES = [
    (
        HEAD,
        '["profile", "main"]',
        '["profile", "main", "more"]',
        "PACK-QUESTION-001",
        "section “more” has no question",
    ),
    (MAIN, 'choices = ["already", "plan", "no"]\n', "", "PACK-QUESTION-004", "a grid question needs choices"),
    (MAIN, "{ 3 = ", "{ 4 = ", "PACK-QUESTION-005", "no choice “4”"),
    (
        FIRST,
        "usual_maximum = 20000",
        "usual_maximum = 5",
        "PACK-QUESTION-006",
        "usual_minimum is 10, more than usual_maximum: 5",
    ),
    (MAIN, "usual_maximum = 95", "usual_maximum = 101", "PACK-QUESTION-006", "more than maximum: 100"),
    (
        MAIN,
        "min_chosen = 1",
        "min_chosen = 4",
        "PACK-QUESTION-006",
        "min_chosen is 4, more than max_chosen: 3",
    ),
    (
        MAIN,
        "min_chosen = 1\nmax_chosen = 3",
        "max_chosen = 0",
        "PACK-QUESTION-006",
        "1 is 1, more than max_chosen: 0",
    ),
    (MAIN, 'constraint = ". <=', 'constraint = "${energy} <=', "PACK-RULE-006", "Write “.”"),
    (
        MAIN,
        "relevant = \"${industry} = 'food'\"",
        "relevant = \"${recipe} = 'paper'\"",
        "PACK-RULE-008",
        "recipe → recipe",
    ),
    (
        FIRST,
        ". >= '1990-01-01'",
        ". > '2000-01-01' and . < '2000-01-02'",
        "PACK-RULE-009",
        "no answer can keep this rule",
    ),
    (MAIN, "not(${headcount} < 20)", "${headcount} < 1", "PACK-RULE-009", "choice “3” is never offered"),
    (
        STANDARD,
        '[[group]]\nid = "total"',
        '[[group]]\nid = "total"\nparent = "base"',
        "PACK-STANDARD-001",
        "here none",
    ),
    (
        STANDARD,
        'parent = "weakest"\nmeasure = "linear"',
        'parent = "weekest"\nmeasure = "linear"',
        "PACK-STANDARD-002",
        "Did you mean “weakest”?",
    ),
    (
        STANDARD,
        'measure = "ladder"\nbest = 2',
        'measure = "ladder"\nbands = [[0, 1]]',
        "PACK-STANDARD-008",
        "“ladder” over a single question has no “bands”",
    ),
    (
        STANDARD,
        "levels = { paper = 1, system = 2 }",
        "levels = { paper = 1, system = 2 }\nlevel_bounds = [[0, 1]]",
        "PACK-STANDARD-008",
        "both say the level",
    ),
    (
        STANDARD,
        "points = { yes = 1, no = 0 }",
        "points = { yes = 1, no = 0 }\nlevels = { yes = 1, no = 0 }",
        "PACK-STANDARD-008",
        "has no “levels”",
    ),
    (
        STANDARD,
        "points = { yes = 1, no = 0 }",
        "points = { yes = 1 }",
        "PACK-STANDARD-009",
        "nothing is said of “no”",
    ),
    (
        STANDARD,
        '[[0, 1], ["1/2", 2], [1, 3]]',
        '[[0, 3], ["1/2", 2], [1, 3]]',
        "PACK-STANDARD-010",
        "the levels descend",
    ),
    (
        STANDARD,
        "points = { yes = 1, no = 0 }",
        "points = { yes = 0, no = 0 }",
        "PACK-STANDARD-010",
        "none can be earned",
    ),
    (
        STANDARD,
        "points = { yes = 1, no = 0 }",
        "points = { yes = 1, no = -1 }",
        "PACK-STANDARD-010",
        "points are negative",
    ),
    (STANDARD, "low = 1000\nhigh = 0", "low = 7\nhigh = 7", "PACK-STANDARD-010", "low and high are the same"),
    (
        MAIN,
        '["1", "2", "3"]\nchoice_relevant = { 3 = "not(${headcount} < 20)" }',
        '["3"]',
        "PACK-STANDARD-010",
        "two choices or more",
    ),
    (
        MAIN,
        'choices = ["a", "b", "c", "d"]',
        'choices = ["a", "b", "c", "d"]\nexclusive = ["a", "b", "c", "d"]',
        "PACK-STANDARD-010",
        "every choice is exclusive",
    ),
    (
        STANDARD,
        "weights = { base = 50, trade = 50 }",
        "weights = { base = 0, trade = 0 }",
        "PACK-STANDARD-011",
        "everything in group “total” weighs 0",
    ),
    (STANDARD, "trade = 20", "trade = -20", "PACK-STANDARD-011", "a weight of -20 is negative"),
    (STANDARD, 'variant_question = "industry"\n', "", "PACK-STANDARD-012", "no variant_question"),
    (
        STANDARD,
        'variant_question = "industry"',
        'variant_question = "headcount"',
        "PACK-STANDARD-012",
        "no single-choice question",
    ),
    (LEVELS, "level = 2\ngrade = 3", "level = 1\ngrade = 2", "PACK-LEVEL-001", "not above the rung before"),
    (LEVELS, "level = 2\ngrade = 3", "level = 2", "PACK-LEVEL-002", "this one has none"),
    (
        LEVELS,
        "level = 1\ngrade = 1",
        "level = 0\ngrade = 1",
        "PACK-LEVEL-002",
        "level 0 is below the first rung",
    ),
    (LEVELS, "min_score = 70", "above = 100", "PACK-LEVEL-002", "no score lies there: 100"),
    (LEVELS, "score('base') > 60", "score('bass') > 60", "PACK-LEVEL-004", "Did you mean “base”?"),
    (LEVELS, "score('base') > 60", "score('base') > 100", "PACK-LEVEL-005", "no score is so high: 100"),
    (LEVELS, "score('base') > 60", "score('base') > > 60", "PACK-RULE-001", "“> 60” is not expected here"),
    (WORDS, 'title = "演示问卷"\n', "", "PACK-WORDING-001", "title has no wording"),
    (WORDS, 'title = "企业概况"\n', "", "PACK-WORDING-001", "section.profile.title"),
    (
        WORDS,
        '[question.wish]\ntext = "最想解决什么？"',
        "[question.wish]",
        "PACK-WORDING-001",
        "question.wish.text",
    ),
    (
        WORDS,
        'constraint_message = "请填 1990 年以后的日期"\n',
        "",
        "PACK-WORDING-001",
        "question.since.constraint_message",
    ),
    (WORDS, 'mes = "制造执行系统"\n', "", "PACK-WORDING-001", "question.use.rows.mes"),
    (WORDS, ', c = "报警"', "", "PACK-WORDING-001", "question.tools.choices.c"),
    (NAMES, 'meaning = "有了底子。"\n', "", "PACK-WORDING-001", "level.1.meaning"),
    (NAMES, '[grade.3]\nname = "下档"\n', "", "PACK-WORDING-001", "grade.3"),
    (NAMES, "[grade.3]", "[grade.4]", "PACK-WORDING-002", "no grade “4”"),
    (
        WORDS,
        "[question.wish]",
        '[question.wish]\nconstraint_message = "?"',
        "PACK-WORDING-002",
        "no constraint to explain",
    ),
    (WORDS, "[question.wish]", '[question.wish]\nunit = "人"', "PACK-WORDING-002", "has no unit"),
    (
        WORDS,
        'mes = "制造执行系统"\n',
        'mes = "制造执行系统"\nmees = "?"\n',
        "PACK-WORDING-002",
        "Did you mean “mes”?",
    ),
    (
        WORDS,
        'choices = { 1 = "还没有" }',
        'choices = { 1 = "还没有", 2 = "有" }',
        "PACK-SHAPE-007",
        "worded in “choices” too",
    ),
    ("examples/02-food.toml", 'industry = "food"', "industry = 1", "PACK-EXAMPLE-001", "as a string, not 1"),
    ("examples/02-food.toml", "level = 1", "level = 2", "PACK-EXAMPLE-002", "expected 2, computed 1"),
    ("examples/01-auto.toml", 'base = "68.75"', 'base = "68.7"', "", ""),
    (
        "examples/01-auto.toml",
        'base = "68.75"',
        'base = "68.8"',
        "PACK-EXAMPLE-002",
        "expected 68.8, computed 68.75",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "code", "says"), CASES)
def test_what_is_said_of_it(file: str, old: str, new: str, code: str, says: str) -> None:
    texts = demo_texts()
    assert old in texts[file]
    texts[file] = texts[file].replace(old, new, 1)

    problems = check_files(MemoryFiles(texts))

    if not code:
        assert problems == []
        return
    assert any(
        problem.code == code and says in f"{problem.message} {problem.remedy}" for problem in problems
    ), [str(problem) for problem in problems]


def test_examples_of_a_pack_that_is_not_scored() -> None:
    texts = {name: text for name, text in demo_texts().items() if "standard" not in name and name != LEVELS}

    problems = check_files(MemoryFiles(texts))

    assert {problem.code for problem in problems} == {"PACK-EXAMPLE-003"}


def test_an_unreadable_head_is_left_to_the_packs_own_check(tmp_path: Path) -> None:
    folder = tmp_path / "x" / "1"
    folder.mkdir(parents=True)
    (folder / "pack.toml").write_text("= =", encoding="utf-8")

    assert check_installed(folder, tmp_path) == []
