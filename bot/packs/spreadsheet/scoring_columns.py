"""The columns of the sheets that score: standard, levels, variants, flags, examples."""

from __future__ import annotations

from bot.packs.spreadsheet.columns import Column, Form

STANDARD = Form(
    "standard",
    "计分的组：一行一组，parent 是上一级；整张表没有就不计分",
    "The groups of the standard; without this sheet (and without dimensions) nothing is scored",
    (
        Column("id", "组的代号", "The group's id", core=True, width=20, as_text=True),
        Column(
            "parent",
            "上一级的代号；总分那一行空着",
            "The group above; empty for the total",
            core=True,
            width=20,
            source=("standard", "id"),
        ),
        Column("name", "组的名字", "Its name", translated=True, core=True, width=24),
        Column(
            "weight",
            "在上一级里的权重，不写是 1",
            "Its weight in the group above; 1 when empty",
            core=True,
            width=9,
        ),
        Column(
            "method",
            "怎么合：mean 加权平均（不写就是它）、sum 相加、minimum 取最低",
            "mean (weighted; also when empty), sum or minimum",
            width=10,
            words=("mean", "sum", "minimum"),
        ),
        Column(
            "role",
            "结果里当作什么：dimension 维度、fused 融合、industry 行业；整列不写时，总分的下一级是维度",
            "How results show it. Without this column the groups below the total are dimensions",
            core=True,
            width=12,
            words=("dimension", "fused", "industry"),
        ),
        Column("about", "一句话说明", "One sentence about it", translated=True, width=40),
    ),
    needed=("id",),
)
LEVELS = Form(
    "levels",
    "定级：一行一档，由低到高；符合条件的最高一行就是结果",
    "Levels and grades, ascending; the highest row whose conditions hold is the result",
    (
        Column("level", "级（数字）", "The level's number", core=True, width=8),
        Column("level_name", "级的名字", "Its name", translated=True, core=True, width=16),
        Column(
            "grade",
            "档（数字）；不分档就空着",
            "The grade's number; empty when there are none",
            core=True,
            width=8,
        ),
        Column("grade_name", "档的名字", "Its name", translated=True, core=True, width=14),
        Column("min_score", "总分至少多少（含）", "The least score, inclusive", core=True, width=10),
        Column(
            "above", "总分要超过多少（不含），代替 min_score", "Instead of min_score: strictly above", width=9
        ),
        Column(
            "gate",
            "还要满足：例如 count-at-least(2, 'key') >= 3 and score('strategy') >= 30",
            "Further conditions, e.g. count-at-least(2, 'key') >= 3 and score('strategy') >= 30",
            core=True,
            width=50,
            as_text=True,
        ),
        Column(
            "meaning",
            "这一级是什么样子，一句话",
            "What the level means, in a sentence",
            translated=True,
            width=40,
        ),
    ),
    needed=("level",),
)
VARIANTS = Form(
    "variants",
    "不同行业的权重：一行一个；weight:组的代号 这样的列写要换的权重，空着用 standard 里的",
    "Weights that differ by an answer: a column weight:GROUP holds the weight; empty: the standard's",
    (
        Column(
            "id",
            "变体题的选项代号",
            "The key of the variant question's choice",
            core=True,
            width=14,
            as_text=True,
        ),
        Column("name", "名字", "Its name", translated=True, core=True, width=18),
    ),
    needed=("id",),
    prefix="weight:",
)
FLAGS = Form(
    "flags",
    "标记的名字",
    "The names of flags",
    (
        Column(
            "id",
            "survey 的 flags 里写的代号",
            "The flag, as in the flags column of survey",
            core=True,
            width=14,
            as_text=True,
        ),
        Column("name", "名字", "Its name", translated=True, core=True, width=18),
    ),
    needed=("id",),
)
EXAMPLES = Form(
    "examples",
    "算例：一列一个；读入时逐个重算，对不上就报错",
    "Worked examples: a column each; computed again at import, any difference is an error",
    (
        Column(
            "item",
            "题号；或 expect.title、expect.score、expect.level、expect.grade、expect.unanswered、"
            "expect.dimensions.组的代号",
            "A question's id; or expect.title, expect.score, expect.level, "
            "expect.grade, expect.unanswered, expect.dimensions.GROUP",
            core=True,
            width=30,
            as_text=True,
        ),
    ),
    needed=("item",),
    free=True,
)
