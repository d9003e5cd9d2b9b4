"""Held against pyxform: one workbook, read by it and by us, asks the same questions in the same words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.pyxform_reading import by_pyxform, by_us, joined
from support.sheets import workbook

from bot.packs.spreadsheet.importing import read_form

FORMS = {
    "groups": """
    | survey   | type            | name    | label              | hint     | required | relevant         |
    |          | begin group     | firm    | The firm           |          |          |                  |
    |          | select_one kind | kind    | What do you make?  | One only | yes      |                  |
    |          | integer         | staff   | How many people?   |          | true     |                  |
    |          | end group       |         |                    |          |          |                  |
    |          | begin_group     | now     | Today              |          |          | ${staff} > 10    |
    |          | select_multiple tool | tools | What is in use? |        | no       |                  |
    |          | begin_group     | deep    |                    |          |          | ${kind} = 'cars' |
    |          | decimal         | hours   | How many hours?    | Any   |       | selected(${tools}, 'erp')|
    |          | end_group       |         |                    |          |          |                  |
    |          | end_group       |         |                    |          |          |                  |
    |          | date            | day     | Since when?        |          |          |                  |
    |          | file            | proof   | A picture?         |          |          |                  |
    | choices  | list_name       | name    | label              |          |          |                  |
    |          | kind            | cars    | Cars               |          |          |                  |
    |          | kind            | food    | Food               |          |          |                  |
    |          | tool            | erp     | ERP                |          |          |                  |
    |          | tool            | mes     | MES                |          |          |                  |
    """,
    "constraints": """
    | survey | type    | name | caption | constraint          | constraining message | relevance  |
    |        | integer | age  | Age?    | . >= 18 and . < 120 | From 18 to 119.      |            |
    |        | text    | why  | Why?    |                     |                      | ${age} > 99 |
    """,
    "languages": """
    | survey   | type            | name | label::English (en) | label::中文 (zh-CN) | hint::中文 (zh-CN) |
    |          | select_one kind | q    | Which?              | 哪种？              | 选一个             |
    | choices  | list_name       | name | label::English (en) | label::中文 (zh-CN) |                    |
    |          | kind            | 1    | One                 | 一                  |                    |
    |          | kind            | 2    | Two                 | 二                  |                    |
    | settings | default_language | form_id |                 |                     |                    |
    |          | English (en)    | f    |                     |                     |                    |
    """,
    "a plain label is in the default language": """
    | survey   | type            | name | label  | label::English (en) |
    |          | select_one kind | q    | 哪种？ | Which?              |
    | choices  | list_name       | name | label  | label::English (en) |
    |          | kind            | a    | 一     | One                 |
    |          | kind            | b    | 二     | Two                 |
    | settings | default_language | form_id |     |                     |
    |          | 中文 (zh-CN)    | f    |        |                     |
    """,
    "table": """
    | survey  | type           | name  | label    | hint | appearance | required | relevant   |
    |         | integer        | n     | N?       |      |            |          |            |
    |         | begin_group    | use   | How far? | Rows | table-list |          | ${n} > 1   |
    |         | select_one far | use_1 | ERP      |      |            | yes      |            |
    |         | select_one far | use_2 | MES      |      |            | yes      |            |
    |         | end_group      |       |          |      |            |          |            |
    | choices | list_name      | name  | label    |      |            |          |            |
    |         | far            | 0     | No       |      |            |          |            |
    |         | far            | 1     | Yes      |      |            |          |            |
    """,
    "yes and no": """
    | survey  | type          | name | label | relevant       |
    |         | select_one yn | q    | Q?    |                |
    |         | text          | r    | R?    | ${q} = 'yes'   |
    | choices | list name     | name | label |                |
    |         | yn            | yes  | Yes   |                |
    |         | yn            | no   | No    |                |
    """,
}


@pytest.mark.parametrize("name", FORMS)
def test_the_same_form_is_read_alike(name: str) -> None:
    content = workbook(FORMS[name])
    pack = read_form(content, "form.xlsx").raw

    assert by_us(pack) == joined(by_pyxform(content, pack.head.default_locale))


_LABELS = st.text(st.sampled_from("abc Ö题目?!&<>'\"=+-@"), min_size=1, max_size=12).filter(
    lambda text: text == " ".join(text.split()) != ""
)
_TYPES = st.sampled_from(
    ("integer", "decimal", "text", "date", "file", "select_one l1", "select_multiple l2")
)


@st.composite
def forms(draw: st.DrawFn) -> str:
    """A plain form of up to six questions, in groups up to two deep, perhaps in a second language."""
    second = draw(st.booleans())
    rows = [["survey", "type", "name", "label", "hint", "required", "relevant"]]
    rows[0] += ["label::English (en)"] if second else []
    numbers: list[str] = []
    depth = 0
    for place in range(draw(st.integers(1, 6))):
        conditions = ["", *(f"${{{number}}} > {place}" for number in numbers)]
        group, question, closing = (draw(st.sampled_from(conditions)) for _ in range(3))
        if depth < 2 and group + question:
            depth += 1
            rows.append(["", "begin_group", f"g{place}", draw(_LABELS), "", "", group])
        name, type_, hint = f"q{place}", draw(_TYPES), draw(st.one_of(st.just(""), _LABELS))
        rows.append(["", type_, name, draw(_LABELS), hint, draw(st.sampled_from(("", "yes"))), question])
        numbers += [name] if type_ in ("integer", "decimal") else []
        if depth and closing:
            depth -= 1
            rows.append(["", "end_group", "", "", "", "", ""])
    rows += [["", "end_group", "", "", "", "", ""]] * depth
    if second:
        rows[1:] = [[*row, draw(_LABELS) if row[3] else ""] for row in rows[1:]]
    choices = [["choices", "list_name", "name", "label", *(["label::English (en)"] if second else [])]]
    keys = ("l1 a", "l1 b", "l2 1", "l2 2.5", "l2 x-Y")
    choices += [["", *key.split(), f"{key} 选项", *([f"{key} choice"] if second else [])] for key in keys]
    head = [["settings", "form_id", "default_language"], ["", "f", "中文 (zh-CN)"]]
    return "\n".join(
        "|" + "|".join(cell.replace("|", "") for cell in row) + "|" for row in rows + choices + head
    )


@given(forms())
@settings(max_examples=20)
def test_random_plain_forms_are_read_alike(markdown: str) -> None:
    check_alike(markdown)


@pytest.mark.proof
def test_many_random_plain_forms_are_read_alike() -> None:
    asked = 0

    @given(forms())
    @settings(max_examples=400)
    def alike(markdown: str) -> None:
        nonlocal asked
        asked += check_alike(markdown)

    alike()
    print(f"\npyxform as oracle: 400 random forms, {asked} questions read alike")


def check_alike(markdown: str) -> int:
    content = workbook(markdown)
    pack = read_form(content, "form.xlsx").raw
    assert by_us(pack) == joined(by_pyxform(content, "zh-CN"))
    return len(pack.questions)
