"""The sheets survey and choices of a pack."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.packs.raw import (
    RawChoiceWords,
    RawIndicator,
    RawPack,
    RawQuestion,
    RawQuestionWords,
    RawSectionWords,
)
from bot.packs.spreadsheet.choices_columns import CHOICES
from bot.packs.spreadsheet.reading.filters import condition_of
from bot.packs.spreadsheet.reading.lists import YES_NO
from bot.packs.spreadsheet.reading.outline import SECTION_SUFFIX, TABLE_LIST
from bot.packs.spreadsheet.survey_columns import SURVEY
from bot.packs.spreadsheet.texts import exact_text, join_pairs, join_texts
from bot.packs.spreadsheet.writing.draft import Draft, DraftRow

_TYPES = {"text": "text", "date": "date", "file": "file", "percent": "decimal", "number": "decimal"}
_SHARED = "yes_no"  # the list of every yes/no that is not scored by points
_WORDS = {"zh": {"yes": "是", "no": "否"}, "en": {"yes": "Yes", "no": "No"}}
_TRANSLATED = ("hint", "evidence", "advice", "constraint_message")


class SurveyWriter:
    """Fills survey and choices, question by question."""

    def __init__(self, pack: RawPack) -> None:
        head = pack.head
        self.pack = pack
        self.survey = Draft(SURVEY, head.locales, head.default_locale)
        self.choices = Draft(CHOICES, head.locales, head.default_locale)
        self.ids = {question.id for question in pack.questions}
        indicators = pack.standard.indicator if pack.standard else ()
        self.indicators = {one.question: one for one in indicators}
        asked = [question.id for question in pack.questions if question.id in self.indicators]
        self.order = (
            {} if asked == list(self.indicators) else {id_: n for n, id_ in enumerate(self.indicators, 1)}
        )
        self.shared = _SHARED if _SHARED not in self.ids else f"{_SHARED}_list"
        self.has_shared = False

    def write(self) -> list[Draft]:
        """Both sheets."""
        for section in self.pack.head.sections:
            self._section(section)
        return [self.survey, self.choices]

    def _words(self, id_: str, locale: str) -> RawQuestionWords:
        return self.pack.wording[locale].question.get(id_, RawQuestionWords())

    def _row(self, type_: str, name: str = "") -> DraftRow:
        row = self.survey.row()
        row.put("type", type_)
        row.put("name", name)
        return row

    def _section(self, section: str) -> None:
        suffix = SECTION_SUFFIX if section in self.ids or section.endswith(SECTION_SUFFIX) else ""
        row = self._row("begin_group", section + suffix)
        words = {
            locale: one.section.get(section, RawSectionWords()) for locale, one in self.pack.wording.items()
        }
        for locale, said in words.items():
            row.tell("label", locale, said.title)
        if any(said.intro for said in words.values()):
            note = self._row("note", self._free(f"{section}_intro"))
            for locale, said in words.items():
                note.tell("label", locale, said.intro)
        for question in self.pack.questions:
            if question.section == section:
                self._question(question)
        self._row("end_group")

    def _free(self, name: str) -> str:
        """A name no question has."""
        while name in self.ids:
            name += "_"
        return name

    def _question(self, question: RawQuestion) -> None:
        if question.type == "grid":
            self._table(question)
            return
        type_ = _TYPES.get(question.type, "")
        if (question.type == "number" and question.integer) or (
            question.type == "percent" and question.integer
        ):
            type_ = "integer"
        if question.type in ("single", "multiple", "yesno"):
            word = "select_multiple" if question.type == "multiple" else "select_one"
            type_ = f"{word} {self._list(question)}"
        row = self._row(type_, question.id)
        row.put("required", "yes" if question.required else "")
        self._columns(row, question)

    def _table(self, question: RawQuestion) -> None:
        row = self._row("begin_group", question.id)
        row.put("appearance", TABLE_LIST)
        self._columns(row, question)
        list_name = self._list(question)
        for key in question.rows:
            name = f"{question.id}_{key}"
            while name in self.ids:
                name = name.replace(f"{question.id}_", f"{question.id}__", 1)
            inside = self._row(f"select_one {list_name}", name)
            inside.put("required", "yes" if question.required else "")
            for locale in self.pack.head.locales:
                inside.tell("label", locale, self._words(question.id, locale).rows.get(key, ""))
        self._row("end_group")

    def _columns(self, row: DraftRow, question: RawQuestion) -> None:
        row.put("relevant", question.relevant)
        row.put("constraint", question.constraint)
        row.put(
            "choice_filter", condition_of(dict(question.choice_relevant)) if question.choice_relevant else ""
        )
        row.put("unit", "%" if question.type == "percent" else question.unit)
        row.put("min", question.minimum)
        row.put("max", question.maximum)
        row.put("usual_min", question.usual_minimum)
        row.put("usual_max", question.usual_maximum)
        row.put("min_chosen", question.min_chosen or None)
        row.put("max_chosen", question.max_chosen)
        row.put("profile", question.profile)
        row.put("kind", _kind(question))
        for locale in self.pack.head.locales:
            words = self._words(question.id, locale)
            row.tell("label", locale, words.text)
            row.tell("guidance_hint", locale, words.help)
            row.tell("unit", locale, words.unit, plain=False)
            row.tell("synonyms", locale, join_texts(words.synonyms) if words.synonyms else "")
            for name in _TRANSLATED:
                row.tell(name, locale, getattr(words, name))
        if question.id in self.indicators:
            self._indicator(row, self.indicators[question.id])

    def _indicator(self, row: DraftRow, one: RawIndicator) -> None:
        row.put("dimension", one.parent)
        row.put("weight", one.weight)
        row.put("measure", one.measure)
        row.put("best", one.best)
        row.put("first_level", one.first_level)
        row.put("low", one.low)
        row.put("high", one.high)
        row.put("flags", " ".join(one.flags))
        row.put("bands", join_pairs((exact_text(low), exact_text(points)) for low, points in one.bands))
        bounds = ((exact_text(bound), str(level)) for bound, level in one.level_bounds)
        row.put("level_bounds", join_pairs(bounds))
        row.put("score_order", self.order.get(one.question))

    def _list(self, question: RawQuestion) -> str:
        indicator = self.indicators.get(question.id)
        points = dict(indicator.points or indicator.columns) if indicator else {}
        if question.type == "yesno" and not points:
            if not self.has_shared:
                self.has_shared = True
                self._choice_rows(self.shared, ("yes", "no"), _yes_no)
            return self.shared
        keys = ("yes", "no") if question.type == "yesno" else question.choices
        words = _yes_no if question.type == "yesno" else self._choice_words(question)
        levels = dict(indicator.levels) if indicator else {}
        for key, row in self._choice_rows(question.id, keys, words).items():
            row.put("points", points.get(key))
            row.put("level", levels.get(key))
            row.put("exclusive", "yes" if key in question.exclusive else "")
        return question.id

    def _choice_words(self, question: RawQuestion) -> Callable[[str, str], RawChoiceWords]:
        return lambda key, locale: self._words(question.id, locale).words(key) or RawChoiceWords()

    def _choice_rows(
        self, list_name: str, keys: tuple[str, ...], words: Callable[[str, str], RawChoiceWords]
    ) -> Mapping[str, DraftRow]:
        rows = {}
        for key in keys:
            row = rows[key] = self.choices.row()
            row.put("list_name", list_name)
            row.put("name", key)
            for locale in self.pack.head.locales:
                said = words(key, locale)
                row.tell("label", locale, said.label)
                row.tell("short", locale, said.short)
                row.tell("synonyms", locale, join_texts(said.synonyms) if said.synonyms else "")
                row.tell("advice", locale, said.advice)
        return rows


def _kind(question: RawQuestion) -> str:
    """What the spelling alone would not say."""
    if question.type == "number" and question.unit.strip() in ("%", "％"):
        return "number"
    return "single" if question.type == "single" and set(question.choices) == YES_NO else ""


def _yes_no(key: str, locale: str) -> RawChoiceWords:
    return RawChoiceWords(_WORDS["zh" if locale.lower().startswith("zh") else "en"][key])
