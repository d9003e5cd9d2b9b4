"""How pyxform reads a workbook, as a raw pack can be compared with it: an oracle not of our making."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pyxform.xls2json import workbook_to_json
from pyxform.xls2json_backends import get_xlsform
from pyxform.xls2xform import convert

from bot.packs.raw import RawPack, RawQuestion
from bot.packs.spreadsheet.languages import locale_of

_TYPES = {
    "select one": "single",
    "select all that apply": "multiple",
    "integer": "number",
    "decimal": "number",
    "text": "text",
    "date": "date",
    "file": "file",
}
_GENERATED = ("generated_table_list_label_", "reserved_name_for_field_list_labels_")
Said = dict[str, str]  # text by locale


@dataclass(frozen=True)
class Seen:
    """A question as both of us can say it."""

    name: str
    type: str
    label: Said
    hint: Said
    relevant: tuple[str, ...]
    required: bool
    constraint: str
    constraint_message: Said
    choices: dict[str, Said]
    rows: dict[str, Said] = field(default_factory=dict)


def by_pyxform(content: bytes, default: str) -> list[Seen]:
    """The questions of a workbook as pyxform reads them; `default` is the locale of plain labels."""
    form = get_xlsform(io.BytesIO(content), file_type=".xlsx")
    json = workbook_to_json(form, form_name="data", warnings=[])
    convert(io.BytesIO(content), file_type=".xlsx", validate=False)  # it makes a whole XForm of it, too
    return list(_questions(json["children"], (), default))


def by_us(pack: RawPack) -> list[Seen]:
    """The questions of a pack, conditions of groups joined as the importer joins them."""
    return [_ours(question, pack) for question in pack.questions]


def _questions(children: list[dict[str, Any]], above: tuple[str, ...], default: str) -> Iterator[Seen]:
    for child in children:
        bind = child.get("bind", {})
        relevant = (*above, *([bind["relevant"]] if bind.get("relevant") else []))
        inside = [one for one in child.get("children", ()) if not one["name"].startswith(_GENERATED)]
        if child["type"] == "group" and child["name"] != "meta":
            if len(inside) < len(child["children"]):  # a table-list
                yield _grid(child, inside, relevant, default)
            else:
                yield from _questions(inside, relevant, default)
        elif child["type"] in _TYPES:
            yield _question(child, relevant, default)


def _question(child: dict[str, Any], relevant: tuple[str, ...], default: str) -> Seen:
    bind = child.get("bind", {})
    choices = {one["name"]: _said(one.get("label"), default) for one in child.get("choices", ())}
    yes_no = child["type"] == "select one" and set(choices) == {"yes", "no"}
    return Seen(
        name=child["name"],
        type="yesno" if yes_no else _TYPES[child["type"]],
        label=_said(child.get("label"), default),
        hint=_said(child.get("hint"), default),
        relevant=relevant,
        required=bind.get("required") in ("yes", "true", "true()"),
        constraint=bind.get("constraint", ""),
        constraint_message=_said(bind.get("jr:constraintMsg"), default),
        choices={} if yes_no else choices,
    )


def _grid(child: dict[str, Any], rows: list[dict[str, Any]], relevant: tuple[str, ...], default: str) -> Seen:
    note = next(one for one in child["children"] if one["name"].startswith(_GENERATED[0]))
    read = [_question(row, (), default) for row in rows]
    return Seen(
        name=child["name"],
        type="grid",
        label=_said(note.get("label"), default),
        hint=_said(note.get("hint"), default),
        relevant=relevant,
        required=all(one.required for one in read),
        constraint="",
        constraint_message={},
        choices=read[0].choices,
        rows={one.name.removeprefix(f"{child['name']}_"): one.label for one in read},
    )


def _said(text: str | Mapping[str, str] | None, default: str) -> Said:
    if isinstance(text, Mapping):
        # A choice without translations of its own repeats the default under that name.
        return {default if name == "default" else locale_of(name): one for name, one in text.items() if one}
    return {default: text} if text else {}


def _ours(question: RawQuestion, pack: RawPack) -> Seen:
    words = {locale: one.question[question.id] for locale, one in pack.wording.items()}

    def said(name: str) -> Said:
        return {locale: _plain(text) for locale, one in words.items() if (text := getattr(one, name))}

    def choice(key: str) -> Said:
        found = {locale: one.words(key) for locale, one in words.items()}
        return {locale: _plain(one.label) for locale, one in found.items() if one}

    return Seen(
        name=question.id,
        type="number" if question.type == "percent" else question.type,
        label=said("text"),
        hint=said("hint"),
        relevant=(question.relevant,) if question.relevant else (),
        required=question.required,
        constraint=question.constraint,
        constraint_message=said("constraint_message") if question.constraint else {},
        choices={key: choice(key) for key in question.choices},
        rows={key: {locale: _plain(one.rows[key]) for locale, one in words.items()} for key in question.rows},
    )


def _plain(text: str) -> str:
    """As pyxform leaves a text: no blanks around it, straight quotation marks."""
    return text.strip().translate(str.maketrans("“”‘’", "\"\"''"))


def joined(seen: list[Seen]) -> list[Seen]:
    """With several conditions as one, as an importer without nested groups has to say them."""

    def one(conditions: tuple[str, ...]) -> tuple[str, ...]:
        return (" and ".join(f"({text})" for text in conditions),) if len(conditions) > 1 else conditions

    return [Seen(**{**vars(found), "relevant": one(found.relevant)}) for found in seen]
