"""Words for all of the choices and for none of them."""

from __future__ import annotations

from bot.questionnaire.understanding.folding import squeezed
from bot.questionnaire.understanding.tables import chinese, english

ALL = squeezed(
    chinese(
        "全部 全选 都有 都选 全都有 全有 都是 全部都有 全都是 全都选 都用 都在用 都用了 都上了 全上了"
        " 全用了 所有 全 都 全部有"
        " 全要 都要 都做到了 全做到了 都做了 全做了 全都做了 全部做到了"
        " 样样都有 样样都做了 以上都有 以上全有 以上全部 以上都是 以上全选 统统有"
    )
    + english("all/all of them/everything/all of these/all of the above/every one")
)
NONE = squeezed(
    chinese(
        "没有 无 没 都没有 都没 都无 全没有 全都没有 全部没有 全没 均无 一个都没有 一个也没有"
        " 一项都没有 一项也没有 一样都没有 一样没有 一样没做 一样都没做 一样也没做 一项没做 一项都没做"
        " 全没做 都没做到 都还没有"
        " 以上都没有 以上都不是 以上都无 以上均无 以上没有 都不是 还没有 还没 暂无 暂时没有 目前没有"
        " 目前都没有 都还没有 都没上"
        " 都没用 都没做 都还没上 都还没做 什么都没有 啥都没有 什么也没有 啥也没有 没用过 没上过 还没上 没做过"
    )
    + english("none/none of them/none of these/none of the above/nothing/no/not any/nothing yet/none yet")
)
