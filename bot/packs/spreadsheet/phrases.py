"""What is said where a workbook leaves it open: in Chinese, else in English."""

from __future__ import annotations

_STATUS = {
    "zh": {"official": "官方问卷", "reference": "参考问卷", "sample": "示例问卷"},
    "en": {"official": "official questionnaire", "reference": "reference questionnaire", "sample": "sample"},
}
_TOTAL = {"zh": "总分", "en": "Total"}
_NOTE = {
    "zh": "自填结果，按导入的计分表计算；{status}。",
    "en": "Self-reported; computed by the imported standard; {status}.",
}
_CONSTRAINT = {
    "zh": "这个答案和题目的要求对不上，请再看一眼。",
    "en": "This does not fit what the question asks; please look again.",
}
_MEANING = {
    "from": {"zh": "{bound} 分起。", "en": "From {bound} points."},
    "above": {"zh": "{bound} 分以上。", "en": "Above {bound} points."},
    "": {"zh": "起步。", "en": "The first level."},
}
# Words for yes and no that the bot's own say just as well.
PLAIN_YES_NO = frozenset(
    {"yes", "no", "y", "n", "true", "false", "是", "否", "有", "没有", "无", "对", "不是", "做过", "没做过"}
)


def status_name(status: str, locale: str) -> str:
    """How a status is said."""
    return _STATUS[_language(locale)][status]


def total_name(locale: str) -> str:
    """The name of a root that the workbook does not name."""
    return _TOTAL[_language(locale)]


def standard_note(status: str, locale: str) -> str:
    """The note under a result."""
    return _NOTE[_language(locale)].format(status=status_name(status, locale))


def constraint_message(locale: str) -> str:
    """What is said when an answer does not keep its constraint."""
    return _CONSTRAINT[_language(locale)]


def level_meaning(kind: str, bound: str, locale: str) -> str:
    """What a level means: `kind` is from, above or empty, `bound` the score."""
    return _MEANING[kind][_language(locale)].format(bound=bound)


def _language(locale: str) -> str:
    return "zh" if locale.lower().startswith("zh") else "en"
