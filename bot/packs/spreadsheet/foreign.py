"""What XLSForm has and the bot has not: refused by name with a remedy, or left out with a notice.

Names and spellings after the XLSForm reference, https://xlsform.org/en/ref-table/ , and pyxform's aliases.
"""

from __future__ import annotations

_MEDIA = "Put it into the words of the question; the bot sends no media with a question."
_DEVICE = "Delete the row: the bot keeps its own times and knows who answers."
_PLACE = "Ask for an address as text."
_EXTERNAL = "List the choices on the sheet choices, and ask select_one or select_multiple."

# Types of survey rows, without the name of a list after them.
TYPES: dict[str, str] = {
    "begin_repeat": "Ask for one of them, or for the number of them.",
    "end_repeat": "Delete the row with its begin_repeat.",
    "begin_loop": "Write the questions out.",
    "end_loop": "Delete the row with its begin_loop.",
    "calculate": "Score with the sheet standard, or write the calculation into the condition that needs it.",
    "range": "Use integer or decimal with min and max.",
    "rank": "Ask for the first of them with select_one.",
    "geopoint": _PLACE,
    "geotrace": _PLACE,
    "geoshape": _PLACE,
    "start_geopoint": _PLACE,
    "background_geopoint": _PLACE,
    "background_audio": _DEVICE,
    "location": _PLACE,
    "image": "Use file: a photo may be sent as one.",
    "photo": "Use file: a photo may be sent as one.",
    "audio": "Use file: a recording may be sent as one.",
    "video": "Use file: a video may be sent as one.",
    "barcode": "Use text.",
    "acknowledge": "Use select_one over a list yes, no.",
    "trigger": "Use select_one over a list yes, no.",
    "hidden": "Delete the row: every question is asked.",
    "time": "Use text.",
    "datetime": "Use date.",
    "xml_external": _EXTERNAL,
    "csv_external": _EXTERNAL,
    "select_one_from_file": _EXTERNAL,
    "select_multiple_from_file": _EXTERNAL,
    "select_one_external": _EXTERNAL,
    "cascading_select": "Use select_one with a choice_filter.",
    "osm": _PLACE,
    "entity": "Delete the row: the register of enterprises is kept elsewhere.",
    **dict.fromkeys(
        (
            "start",
            "end",
            "today",
            "deviceid",
            "imei",
            "subscriberid",
            "simserial",
            "phonenumber",
            "username",
            "email",
            "audit",
        ),
        _DEVICE,
    ),
}

# Other spellings of types the form has.
TYPE_ALIASES: dict[str, str] = {
    "select one": "select_one",
    "select one from": "select_one",
    "select1": "select_one",
    "select multiple": "select_multiple",
    "select all that apply": "select_multiple",
    "select all that apply from": "select_multiple",
    "int": "integer",
    "string": "text",
    "begin group": "begin_group",
    "end group": "end_group",
    "begin repeat": "begin_repeat",
    "end repeat": "end_repeat",
    "begin loop": "begin_loop",
    "end loop": "end_loop",
    "select one external": "select_one_external",
    "select one from file": "select_one_from_file",
    "select multiple from file": "select_multiple_from_file",
    "xml-external": "xml_external",
    "csv-external": "csv_external",
    "start-geopoint": "start_geopoint",
    "background-audio": "background_audio",
    "background-geopoint": "background_geopoint",
    "date time": "datetime",
}

# Columns by sheet, without what follows `::`. A remedy refuses their values.
COLUMNS: dict[str, dict[str, str]] = {
    "survey": {
        "calculation": TYPES["calculate"],
        "calculate": TYPES["calculate"],
        "default": "Leave it empty: every answer comes from the enterprise, or from the register (profile).",
        "trigger": TYPES["calculate"],
        "read_only": "Use a note for what is only said.",
        "readonly": "Use a note for what is only said.",
        "repeat_count": TYPES["begin_repeat"],
        "count": TYPES["begin_repeat"],
        "parameters": "Use our columns min, max, min_chosen, max_chosen; choices keep their order.",
        "media": _MEDIA,
        "image": _MEDIA,
        "big-image": _MEDIA,
        "audio": _MEDIA,
        "video": _MEDIA,
        "bind": "Use the column itself: relevant, constraint, required.",
        "control": "Use appearance, or leave it empty.",
        "body": "Leave it empty.",
        "instance": "Leave it empty.",
        "intent": "Leave it empty: no other app is called.",
        "save_to": TYPES["entity"],
        "disabled": "Delete the row instead.",
    },
    "choices": {
        "media": _MEDIA,
        "image": _MEDIA,
        "big-image": _MEDIA,
        "audio": _MEDIA,
        "video": _MEDIA,
        "geometry": _PLACE,
    },
    "settings": {
        "public_key": "Leave it empty: answers are not sent to a server that would need it.",
        "submission_url": "Leave it empty: answers stay with the bot.",
        "allow_choice_duplicates": "Leave it empty, and give every choice of a list its own name.",
        "instance_name": "Leave it empty: a diagnosis is named by its enterprise.",
    },
}

# Columns that change nothing we ask: left out with a notice.
HARMLESS: dict[str, frozenset[str]] = {
    "survey": frozenset(
        {"required_message", "requiredmsg", "autoplay", "accuracythreshold", "no_app_error_string"}
    ),
    "choices": frozenset(),
    "settings": frozenset(
        {
            "style",
            "name",
            "auto_send",
            "auto_delete",
            "clean_text_values",
            "namespaces",
            "prefix",
            "delimiter",
            "sms_keyword",
            "sms_separator",
            "sms_allow_media",
            "sms_date_format",
            "sms_datetime_format",
            "sms_response",
            "omit_instanceid",
            "client_editable",
        }
    ),
}

SHEETS: dict[str, str] = {
    "external_choices": _EXTERNAL,
    "entities": "Delete the sheet: the register of enterprises is kept elsewhere.",
    "osm": "Delete the sheet.",
    "cascades": "Use select_one with a choice_filter.",
}

# Words of an appearance that would change what is asked. `label` and `list-nolabel` are the long way to write
# a table.
APPEARANCES: dict[str, str] = {
    "search": _EXTERNAL,
    "ex": "Delete it: no other app is called.",
    "label": "Give the group the appearance table-list, and delete this row.",
    "list-nolabel": "Give the group the appearance table-list, and delete this word.",
    "month-year": "Ask for the month as text, or for a whole date.",
    "year": "Ask for the year as an integer.",
    "signature": "Ask for a file.",
    "draw": "Ask for a file.",
    "annotate": "Ask for a file.",
    "map": "Delete it.",
    "image-map": "Delete it.",
    "table-list": "It belongs on a begin_group.",
    "ethiopian": "Ask for a date of the common calendar.",
    "coptic": "Ask for a date of the common calendar.",
    "islamic": "Ask for a date of the common calendar.",
    "bikram-sambat": "Ask for a date of the common calendar.",
    "myanmar": "Ask for a date of the common calendar.",
    "persian": "Ask for a date of the common calendar.",
}
