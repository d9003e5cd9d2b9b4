import pytest

from bot.questionnaire.rules.checking import check
from bot.questionnaire.rules.errors import FaultKind
from bot.questionnaire.rules.kinds import Kind, Subject
from bot.questionnaire.rules.parsing import parse

SUBJECTS = {
    subject.id: subject
    for subject in (
        Subject("n", Kind.NUMBER),
        Subject("one", Kind.CHOICE, ("auto", "food")),
        Subject("other", Kind.CHOICE, ("auto", "bio")),
        Subject("step", Kind.CHOICE, ("0", "1", "2")),
        Subject("many", Kind.CHOICES, ("a", "b")),
        Subject("flag", Kind.YESNO),
        Subject("day", Kind.DATE),
        Subject("words", Kind.TEXT),
        Subject("grid", Kind.GRID),
        Subject("file", Kind.FILE),
    )
}


@pytest.mark.parametrize(
    "source",
    [
        "${n} > 3 and ${n} != ${step}",
        "${one} = 'auto' or 'food' = ${one} or ${one} = ${other}",
        "${step} >= 1 and ${step} = 2 and ${step} = '2'",
        "selected(${many}, 'a') or selected(${one}, 'food') or selected(${flag}, 'yes')",
        "selected(${many}, ${one})",
        "count-selected(${many}) + 1 >= 2",
        "${flag} = 'yes' or ${flag} = true() or ${flag} = ${flag}",
        "${day} >= '2024-01-31' and ${day} != ${day}",
        "${words} = 'x' and ${words} != ${words}",
        "${grid} != '' and ${file} = '' and ${many} = ''",
        "if(${flag} = 'no', ${n}, ${step}) > 1",
        "if(${flag} = 'no', ${one}, ${other}) = 'bio'",
        "coalesce(${n}, 0) * 2 >= 1",
        "coalesce(${one}, '') = ''",
        "-${n} < 0",
        "true()",
        "not(false())",
    ],
)
def test_sound_expressions_have_no_fault(source: str) -> None:
    assert check(parse(source), SUBJECTS) == []


@pytest.mark.parametrize(
    ("source", "kind", "column", "says"),
    [
        ("${nn} > 3", FaultKind.UNKNOWN_QUESTION, 1, "Did you mean “n”?"),
        ("${quux} > 3", FaultKind.UNKNOWN_QUESTION, 1, "Name a question of this pack"),
        ("${one} = 'autos'", FaultKind.UNKNOWN_CHOICE, 10, "Did you mean “auto”?"),
        ("'x' != ${one}", FaultKind.UNKNOWN_CHOICE, 1, "Its keys are auto, food."),
        ("${flag} = 'ja'", FaultKind.UNKNOWN_CHOICE, 11, "Its keys are yes, no."),
        ("${step} = 7", FaultKind.UNKNOWN_CHOICE, 11, "Its keys are 0, 1, 2."),
        ("selected(${many}, 'c')", FaultKind.UNKNOWN_CHOICE, 19, "Its keys are a, b."),
        ("selected(${n}, 'a')", FaultKind.TYPE, 10, "looks into a choice, this is a number"),
        ("selected(${many}, 1)", FaultKind.TYPE, 19, "Write the key in quotes"),
        ("count-selected(${one}) = 1", FaultKind.TYPE, 16, "counts a multiple choice"),
        ("${flag} > 3", FaultKind.TYPE, 9, "a yes/no and a number cannot be compared"),
        ("${flag} = 1", FaultKind.TYPE, 9, "${…} = 'yes'"),
        ("1 = ${flag}", FaultKind.TYPE, 3, "${…} = 'yes'"),
        ("${many} = 'a'", FaultKind.TYPE, 9, "Use selected("),
        ("${one} > 1", FaultKind.TYPE, 8, "one choice and a number"),
        ("${one} > 'auto'", FaultKind.TYPE, 8, "cannot be compared by “>”"),
        ("${n} = 'five'", FaultKind.TYPE, 6, "a number and a text"),
        ("${day} > 2024", FaultKind.TYPE, 8, "Compare it with a date"),
        ("${day} = 'yesterday'", FaultKind.TYPE, 8, "Compare it with a date"),
        ("${words} < 'b'", FaultKind.TYPE, 10, "cannot be compared by “<”"),
        ("${grid} = 'x'", FaultKind.TYPE, 9, "only be compared with ''"),
        ("${n} > ''", FaultKind.TYPE, 6, "nothing is > the empty text"),
        ("${flag}", FaultKind.TYPE, 1, "a condition is needed here, this is a yes/no"),
        ("not(${one})", FaultKind.TYPE, 5, "a condition is needed here, this is one choice"),
        ("${n} and true()", FaultKind.TYPE, 1, "this is a number"),
        ("${words} + 1 = 2", FaultKind.TYPE, 1, "a number is needed here, this is a text"),
        ("'' + 1 = 2", FaultKind.TYPE, 1, "this is the empty text"),
        ("-${one} = 1", FaultKind.TYPE, 2, "a number is needed"),
        ("if(${n}, 1, 2) = 1", FaultKind.TYPE, 4, "a condition is needed"),
        ("if(true(), 1, 'x') = 1", FaultKind.TYPE, 15, "if() would give a number or a text"),
        ("coalesce(${n}, ${words}) = 1", FaultKind.TYPE, 16, "coalesce() would give"),
        (". = 1", FaultKind.THIS, 1, "Name an earlier question"),
        ("score('g') > 1", FaultKind.FUNCTION, 1, "gates of levels.toml only"),
    ],
)
def test_faults_name_column_and_remedy(source: str, kind: FaultKind, column: int, says: str) -> None:
    (fault,) = check(parse(source), SUBJECTS)

    assert (fault.kind, fault.column) == (kind, column)
    assert says in f"{fault.message} {fault.remedy}"


def test_every_fault_is_found_left_to_right() -> None:
    faults = check(parse("${x} = 1 or ${one} = 'y' or ${flag} > 2"), SUBJECTS)

    assert [fault.kind for fault in faults] == [
        FaultKind.UNKNOWN_QUESTION,
        FaultKind.UNKNOWN_CHOICE,
        FaultKind.TYPE,
    ]


def test_a_constraint_knows_its_own_answer() -> None:
    assert check(parse(". >= ${n}"), SUBJECTS, SUBJECTS["n"]) == []
    (fault,) = check(parse(". = 'autos'"), SUBJECTS, SUBJECTS["one"])
    assert fault.kind is FaultKind.UNKNOWN_CHOICE
