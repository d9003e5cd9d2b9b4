"""Every sheet of the form, by name. A new sheet is one line here."""

from __future__ import annotations

from bot.packs.spreadsheet.choices_columns import CHOICES, SETTINGS
from bot.packs.spreadsheet.columns import Form
from bot.packs.spreadsheet.scoring_columns import EXAMPLES, FLAGS, LEVELS, STANDARD, VARIANTS
from bot.packs.spreadsheet.survey_columns import SURVEY

FORMS: dict[str, Form] = {
    form.name: form for form in (SURVEY, CHOICES, SETTINGS, STANDARD, LEVELS, VARIANTS, FLAGS, EXAMPLES)
}
# Written for people by an export; an import does not read it.
NOTES = "notes"
