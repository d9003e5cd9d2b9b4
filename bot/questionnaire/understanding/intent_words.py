"""Whole messages that ask for something instead of answering, in everyday words. Data only."""

from __future__ import annotations

from bot.questionnaire.understanding.outcome import Command
from bot.questionnaire.understanding.tables import chinese, english

WORDS: dict[Command, tuple[str, ...]] = {
    Command.BACK: chinese(
        "上一题 返回 后退 回去 退回 回退 撤回 撤销 上一个 上一步 前一题 上题 上一道 往回 退一步 倒回去"
        " 返回上一步 上一页 回上一题 再看上一题 看上一题 退一题 返回修改 填错了 选错了 写错了 点错了"
        " 按错了 答错了 刚错了"
    )
    + english("back/go back/previous/previous question/prev/undo/last question/one back/step back"),
    Command.SKIP: chinese(
        "跳过 略过 过 下一题 下一个 下题 跳过去 不想回答 不想答 不想说 不方便说 不方便透露 不方便"
        " 不方便回答 保密 不回答 不答 不填 拒绝回答 空着 先空着 跳 弃权 无法回答 答不了 回答不了 没法答"
        " 没法回答 暂不填 下一个问题 下一题吧"
    )
    + english(
        "skip/pass/next/next question/skip this/skip it/skip this one/skip question/leave it/prefer not"
        " to say"
    ),
    Command.HELP: chinese(
        "帮助 帮忙 什么意思 啥意思 看不懂 没看懂 不懂 没懂 不明白 没明白 不理解 解释一下 解释 说明"
        " 举个例子 举例 例子 示例 提示 详细点 说具体点 具体点 怎么填 怎么选"
        " 怎么答 怎么回答 怎么算 怎么写 怎么发 怎么传 怎么弄 如何填写 如何回答 求助 这是啥 这是什么"
        " 问的是什么 啥 什么 什么东西 没听懂 听不懂 不会填 不会答 不会选 这个不会 这题不会 选哪个"
        " 选哪个好 该选哪个 哪个 有例子吗 举例说明 详细说明 太专业了 怎么返回 怎么跳过 怎么回到上一题"
        " 怎么算做过 怎么改 怎么修改 问的啥 这题问的啥 这题问的什么"
    )
    + english(
        "help/help me/?/explain/example/what/what does this mean/what does it mean/what do you mean/i"
        " don't understand/"
        "don't understand/i don't get it/how do i answer/huh/hint"
    ),
    Command.PAUSE: chinese(
        "先到这里 先到这 先到这儿 到这里 到此为止 暂停 停 停一下 先停 休息 休息一下 先这样 先不填了"
        " 不填了 先不答了 先不做了 有事先走了 有事 退出 结束 等等 等一下 等会儿 等会 稍等"
        " 等下 待会儿 待会 一会儿 回头 稍后 晚点 改天 明天 拜拜 再见 下线 下班了 先忙 在忙 在开会"
        " 忙着呢 下次 今天先到这 停止 不想做了 不想填了 开会去了 先去开会 等我一下 我先忙会 忙会"
        " 明早再来"
    )
    + english(
        "pause/later/stop/stop here/quit/exit/bye/not now/tomorrow/take a break/continue later/"
        "do it later/wait/that's it for today"
    ),
    Command.PROGRESS: chinese(
        "进度 进展 还剩多少 剩多少 到哪了 到哪儿了 做到哪了 填到哪了 答到哪了 到第几题了 第几题了"
        " 几题了 还有几题 还有多久 还要多久 多久 要多久 快完了吗 快好了吗"
        " 快结束了吗 完成多少了 答了多少了 多少题 几题 还没完吗 还有吗 填完了吗 什么时候结束 还有多少没填"
    )
    + english(
        "progress/status/how many left/how many more/how much is left/how much left/how long/where am"
        " i/how far am i/"
        "are we done/are we done yet/almost done/am i done/what's left"
    ),
    Command.REVIEW: chinese(
        "检查 检查一下 核对 核对一下 回顾 预览 汇总 看看我填的 看看答案 查看答案 看答案 我的答案 我填的"
        " 我填了什么 我都填了什么 看看前面的 看前面的 提交 交卷 查看 总览 列出来 我前面填的什么"
        " 我填的什么 我选的什么 我选了什么"
    )
    + english(
        "review/show my answers/my answers/check my answers/summary/show answers/see my answers/submit"
    ),
    Command.RESTART: chinese(
        "重新开始 从头开始 从头再来 从头来 重来 重新来 重新填 重新填写 重新做 重新答 全部重填 重填"
        " 清空重填 清空 重做 推倒重来 从第一题开始 删除重填"
    )
    + english("restart/start over/start again/begin again/from the beginning/reset"),
    Command.EDIT: chinese("修改 更改 更正 改 改一下 改答案 修改答案 改一个答案 我要改答案 编辑")
    + english(
        "edit/change/correct/change answer/change my answer/edit answer/change an answer/fix an answer"
    ),
    Command.HANDOFF: chinese(
        "换人 换人填 换人来填 换个人 换个人填 换个人来填 换我同事 换同事 转交 移交 转给别人 让别人填 叫别人填"
    )
    + english("hand over/handover/hand off/forward/pass it on/someone else/delegate"),
}

# A human being is asked for: her own words are the argument.
HUMANS = chinese(
    "人工 转人工 找人工 人工服务 人工客服 真人 找真人 客服 找客服 联系客服 联系人工 转客服 找人 打电话"
    " 找个人 找个人问 找个人问问 找人问问 有人吗 有没有人 人呢 能找个人吗"
    " 联系你们 打电话给我 打个电话给我 电话联系"
) + english(
    "human/a human/talk to a human/speak to a human/real person/talk to someone/agent/call me/"
    "talk to a person"
)

UNSURE = frozenset(
    chinese(
        "不知道 不清楚 不太清楚 不晓得 说不准 不确定 不太确定 不了解 不太了解 没统计 没统计过 没有统计"
        " 没有统计过 没算过 没算 不好说 不记得 不记得了 记不清 记不清了 忘了 拿不准 吃不准 搞不清"
        " 搞不清楚 弄不清 说不清 说不清楚 我也不清楚 也不清楚 不是很清楚 不大清楚 随便 都行 都可以"
        " 无所谓 你帮我选 你帮我选吧 帮我选 你看着选 你定 都不知道 都不清楚 没概念"
        " 不太知道 看情况 要查一下 得查一下 我查一下"
    )
    + english(
        "i don't know/don't know/dont know/not sure/i'm not sure/no idea/i have no idea/dunno/unsure/"
        "can't say/hard to say/whatever/it depends/i am not sure/we don't know"
    )
)

# Short words that are requests elsewhere, but where any text is an answer more likely the answer.
NOT_IN_TEXT = frozenset(
    chinese(
        "过 停 跳 改 清空 修改 更改 更正 编辑 检查 核对 汇总 预览 查看 说明 提示 例子 示例 解释 举例"
        " 帮忙 进度 进展 多久 明天 回头 改天 下次 有事 退出 结束 休息 保密 人工 真人 客服"
        " 人工服务 人工客服 撤回 撤销 提交 什么 啥 多少题 几题 转交 移交 换人 总览 重做 空着 打电话"
        " 找人 往回 拜拜 再见"
    )
    + english(
        "next/pass/stop/status/progress/what/example/edit/change/correct/reset/human/agent/forward/"
        "summary/review/exit/quit/wait/tomorrow/later/huh/hint/delegate/submit/explain/bye"
    )
)
