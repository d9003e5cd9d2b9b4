"""The columns of the sheets choices and settings."""

from __future__ import annotations

from bot.packs.spreadsheet.columns import Column, Form

STATUSES = ("official", "reference", "sample")

CHOICES = Form(
    "choices",
    "选项：一行一个；同一张列表的行 list_name 相同",
    "The choices: a row each; the rows of one list have the same list_name",
    (
        Column(
            "list_name",
            "列表名，survey 的 type 里引用它",
            "The list, as named in the type column of survey",
            native=True,
            core=True,
            width=18,
            as_text=True,
            source=("notes", "list_name"),
        ),
        Column(
            "name",
            "选项的代号：字母、数字、点、- 或 _",
            "The key: letters, digits, dots, - or _",
            native=True,
            core=True,
            width=12,
            as_text=True,
            aliases=("value",),
        ),
        Column(
            "label",
            "选项的文字",
            "The words of the choice",
            translated=True,
            native=True,
            core=True,
            width=44,
            aliases=("caption",),
        ),
        Column("points", "得几分", "The points it earns", core=True, width=9),
        Column("level", "算几级", "Its level", key="levels", core=True, width=8),
        Column(
            "exclusive",
            "yes：选了它就不能再选别的",
            "yes: goes with no other choice",
            core=True,
            width=10,
            words=("yes", "no"),
        ),
        Column(
            "short",
            "按钮上的短说法，最多 8 个汉字",
            "For buttons: 8 Chinese characters or 16 Latin ones",
            translated=True,
            width=14,
        ),
        Column(
            "synonyms",
            "别的叫法，用分号隔开",
            "Other words for it, divided by semicolons",
            translated=True,
            width=20,
        ),
        Column(
            "advice",
            "从这一步到下一步该做什么",
            "What to do to get from here to the next",
            translated=True,
            width=44,
        ),
    ),
    needed=("list_name", "name"),
    native=True,
)
SETTINGS = Form(
    "settings",
    "整份问卷的信息，只有一行",
    "About the whole questionnaire; one row",
    (
        Column(
            "form_title",
            "问卷名",
            "The title",
            key="title",
            translated=True,
            native=False,
            core=True,
            width=26,
            aliases=("title", "set_form_title"),
        ),
        Column(
            "form_id",
            "问卷代号：小写字母、数字、- 或 _",
            "The id: lower-case letters, digits, - or _",
            key="id",
            core=True,
            width=16,
            as_text=True,
            aliases=("id_string", "set_form_id"),
        ),
        Column(
            "version",
            "版本；改动内容要换版本",
            "The version; give a changed form a new one",
            core=True,
            width=10,
            as_text=True,
        ),
        Column(
            "default_language",
            "没有注明语言的列是哪种语言",
            "The language of the columns that name none",
            key="default_locale",
            core=True,
            width=16,
        ),
        Column("locales", "有哪些语言，按先后", "The languages, in order", width=14),
        Column(
            "status",
            "official 官方 / reference 参考 / sample 示例",
            "official / reference / sample",
            core=True,
            width=12,
            words=STATUSES,
        ),
        Column(
            "status_name", "状态怎么说，例如 参考问卷", "How the status is said", translated=True, width=16
        ),
        Column("licence", "许可", "The licence", width=12, aliases=("license",)),
        Column("source", "内容从哪来，写上网址", "Where the content comes from, with addresses", width=50),
        Column("intro", "开头说的话", "What is said at the start", translated=True, width=40),
        Column(
            "standard_note",
            "凡是出结果都附上的说明：依据、性质",
            "Said wherever a result is shown: basis, nature",
            translated=True,
            width=40,
        ),
        Column(
            "unanswered",
            "没答的：zero 得 0 分，exclude 不算",
            "Unanswered: zero earns nothing, exclude is left out",
            width=12,
            words=("zero", "exclude"),
        ),
        Column(
            "variant_question",
            "按哪一题的答案换权重",
            "The question whose answer picks the weights",
            width=16,
        ),
        Column("industries", "适用行业", "The industries it is meant for", width=20),
    ),
    native=True,
)
