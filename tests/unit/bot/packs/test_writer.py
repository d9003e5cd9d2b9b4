from dataclasses import replace
from fractions import Fraction

import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st
from support.pack_texts import demo_texts

from bot.packs.checking import check_files, from_raw
from bot.packs.files import FolderFiles, MemoryFiles
from bot.packs.raw import RawExample, RawExpect, RawPack, RawQuestion, RawQuestionWords
from bot.packs.reading import read
from bot.packs.report import PackError, Report
from bot.packs.writer import render
from scoring.values import JsonValue


def reread(texts: dict[str, str]) -> RawPack:
    report = Report()
    pack = read(MemoryFiles(texts), report)
    assert report.problems == []
    assert pack is not None
    return pack


DEMO = reread(demo_texts())


def test_a_written_pack_reads_back_as_itself() -> None:
    assert reread(render(DEMO)) == DEMO
    assert render(reread(render(DEMO))) == render(DEMO)


def test_a_written_pack_is_as_sound_as_the_one_it_came_from() -> None:
    assert check_files(MemoryFiles(render(DEMO))) == []


def test_a_pack_from_parts_is_checked_like_one_from_files() -> None:
    assert from_raw(DEMO).questionnaire("en").question("plan").choices[1].label == "A draft"

    broken = replace(DEMO, questions=(*DEMO.questions, RawQuestion("extra", "nowhere", "text")))
    with pytest.raises(PackError, match="no section “nowhere”"):
        from_raw(broken)


def test_names_of_results_are_written_apart() -> None:
    texts = render(DEMO)

    assert set(tomli.loads(texts["locales/en/standard.toml"])) == {
        "standard_note",
        "group",
        "level",
        "grade",
        "variant",
        "flag",
    }
    assert set(tomli.loads(texts["locales/en/questions.toml"])) == {"question"}
    assert set(tomli.loads(texts["locales/en/pack.toml"])) == {"title", "status_name", "section"}


_TEXTS = st.text(st.characters(codec="utf-8"), max_size=30)


@settings(max_examples=25)
@given(
    _TEXTS,
    st.dictionaries(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,5}", fullmatch=True), _TEXTS, max_size=3),
)
def test_any_text_survives(text: str, rows: dict[str, str]) -> None:
    words = RawQuestionWords(
        text=text, hint=text[::-1], rows=rows, synonyms=tuple(dict.fromkeys([text, "x"]))
    )
    pack = replace(DEMO, wording={"en": replace(DEMO.wording["en"], question={"plan": words})})

    texts = render(pack)

    written = {name: value for name, value in texts.items() if name.startswith("locales/en")}
    report = Report()
    found = read(MemoryFiles(demo_texts() | {"locales/en/main.toml": ""} | written), report)
    assert found is not None
    assert found.wording["en"].question["plan"] == words


@settings(max_examples=20)
@given(st.fractions(min_value=0, max_value=1000, max_denominator=10_000))
def test_any_weight_survives_exactly(weight: Fraction) -> None:
    assert DEMO.standard is not None
    group = replace(DEMO.standard.group[1], weight=weight)
    standard = replace(DEMO.standard, group=(DEMO.standard.group[0], group, *DEMO.standard.group[2:]))

    pack = reread(render(replace(DEMO, standard=standard)))

    assert pack.standard is not None
    assert pack.standard.group[1].weight == weight


def test_answers_of_examples_survive() -> None:
    answers: dict[str, JsonValue] = {
        "net": [],
        "use": {"erp": "plan"},
        "headcount": {"na": "“closed”"},
        "pilot": False,
        "wish": "a\nb\\",
    }
    example = RawExample("Nested", answers, RawExpect(score="12.50", dimensions={"base": "1"}))

    assert reread(render(replace(DEMO, examples=(example,)))).examples == (example,)


def test_the_shipped_packs_survive() -> None:
    from bot.packs.catalog import installed  # noqa: PLC0415 - only here

    for one in installed():
        texts = {
            name: FolderFiles(one.folder).read(name).decode() for name in FolderFiles(one.folder).names()
        }
        pack = reread(texts)
        assert reread(render(pack)) == pack
