"""Everyday words for what a person can ask for instead of answering. Data only.

`WORDS` are whole messages. `PATTERNS` are whole messages too, with room for the ways people vary them; those in
`OPEN` have a free slot and are never tried where any text is an answer.
"""

from __future__ import annotations

from bot.questionnaire.understanding.outcome import Command
from bot.questionnaire.understanding.tables import chinese, english

WORDS: dict[Command, tuple[str, ...]] = {
    Command.BACK: chinese(
        "上一题 返回 后退 回去 退回 回退 撤回 撤销 上一个 上一步 前一题 上题 上一道 往回 退一步 倒回去 返回上一步 上一页"
    )
    + english("back/go back/previous/previous question/prev/undo/last question/one back/step back"),
    Command.SKIP: chinese(
        "跳过 略过 过 下一题 下一个 下题 跳过去 不想回答 不想答 不想说 不方便说 不方便透露 不方便 不方便回答 保密 不回答 不答 不填 拒绝回答 空着 先空着 跳"
    )
    + english(
        "skip/pass/next/next question/skip this/skip it/skip this one/skip question/leave it/prefer not to say"
    ),
    Command.HELP: chinese(
        "帮助 帮忙 什么意思 啥意思 看不懂 没看懂 不懂 没懂 不明白 没明白 不理解 解释一下 解释 说明 举个例子 举例 例子 示例 提示 详细点 说具体点 具体点 怎么填 怎么选"
        " 怎么答 怎么回答 怎么算 怎么写 怎么发 怎么传 怎么弄 如何填写 如何回答 求助 这是啥 这是什么 问的是什么 啥 什么"
    )
    + english(
        "help/help me/?/explain/example/what/what does this mean/what does it mean/what do you mean/i don't understand/"
        "don't understand/i don't get it/how do i answer/huh/hint"
    ),
    Command.PAUSE: chinese(
        "先到这里 先到这 先到这儿 到这里 到此为止 暂停 停 停一下 先停 休息 休息一下 先这样 先不填了 不填了 先不答了 先不做了 有事先走了 有事 退出 结束 等等 等一下 等会儿 等会 稍等"
        " 等下 待会儿 待会 一会儿 回头 稍后 晚点 改天 明天 拜拜 再见 下线 下班了 先忙 在忙 在开会 忙着呢 下次 今天先到这"
    )
    + english(
        "pause/later/stop/stop here/quit/exit/bye/not now/tomorrow/take a break/continue later/do it later/wait/that's it for today"
    ),
    Command.PROGRESS: chinese(
        "进度 进展 还剩多少 剩多少 到哪了 到哪儿了 做到哪了 填到哪了 答到哪了 到第几题了 第几题了 几题了 还有几题 还有多久 还要多久 多久 要多久 快完了吗 快好了吗"
        " 快结束了吗 完成多少了 答了多少了 多少题 几题 还没完吗 还有吗"
    )
    + english(
        "progress/status/how many left/how many more/how much is left/how much left/how long/where am i/how far am i/"
        "are we done/are we done yet/almost done/am i done/what's left"
    ),
    Command.REVIEW: chinese(
        "检查 检查一下 核对 核对一下 回顾 预览 汇总 看看我填的 看看答案 查看答案 看答案 我的答案 我填的 我填了什么 我都填了什么 看看前面的 看前面的 提交 交卷 查看 总览 列出来"
    )
    + english(
        "review/show my answers/my answers/check my answers/summary/show answers/see my answers/submit"
    ),
    Command.RESTART: chinese(
        "重新开始 从头开始 从头再来 从头来 重来 重新来 重新填 重新填写 重新做 重新答 全部重填 重填 清空重填 清空 重做 推倒重来"
    )
    + english("restart/start over/start again/begin again/from the beginning/reset"),
    Command.EDIT: chinese("修改 更改 更正 改 改一下 改答案 修改答案 改一个答案 我要改答案 编辑")
    + english(
        "edit/change/correct/change answer/change my answer/edit answer/change an answer/fix an answer"
    ),
    Command.HANDOFF: chinese(
        "换人 换人填 换人来填 换个人 换个人填 换个人来填 转交 移交 转给别人 让别人填 叫别人填"
    )
    + english("hand over/handover/hand off/forward/pass it on/someone else/delegate"),
}

# A human being is asked for: her own words are the argument.
HUMANS = chinese(
    "人工 转人工 找人工 人工服务 人工客服 真人 找真人 客服 找客服 联系客服 联系人工 转客服 找人 打电话 联系你们"
) + english(
    "human/a human/talk to a human/speak to a human/real person/talk to someone/agent/call me/talk to a person"
)

_THIS = "(?:这题|这道题|这一题|这个题|这个问题|本题|这个|该题|此题|题目?)?"
_DID = "(?:我|是|好像|给|我给)*(?:填|选|答|写|点|输|按|弄|搞)?"
_WRONG = "(?:错了?|得不对|不对|改一下|改下|改改|改|修改一?下?|重填|重新填|要改|想改|有问题|有误)"

PATTERNS: tuple[tuple[Command, str], ...] = (
    (
        Command.BACK,
        f"(?:返回|回到|退回到?|退到|跳回|改|修改|更改|看|重填|重新填|重做|重答)?(?:一下)?(?:上|前)(?:一|1)?(?:道|个)?(?:题目?|问题|个|步)(?:{_DID}{_WRONG})?",
    ),
    (Command.BACK, f"(?:刚才|刚刚|方才|刚)(?:的|那|这)*(?:一|个|道)*(?:题目?|问题|答案)?{_DID}{_WRONG}"),
    (Command.BACK, r"(?:go |take me )?back(?: one)?(?: to (?:the )?(?:previous|last)(?: one| question)?)?"),
    (Command.SKIP, f"(?:先)?(?:跳过|略过|不填|不答|空着|不回答){_THIS}"),
    (
        Command.SKIP,
        f"{_THIS}(?:先)?(?:跳过|略过|不填|不答|空着|过|不回答|不想回答|不想答|不方便说|不方便回答)",
    ),
    (Command.HELP, f"{_THIS}(?:是|到底)?(?:个)?(?:什么|啥)意思"),
    (
        Command.HELP,
        f"(?:看|听|搞|弄|读)?(?:不|没)(?:太|大|怎么|是很)?(?:懂|明白|理解){_THIS}(?:的?意思|什么意思|在问什么)?",
    ),
    (Command.HELP, f"{_THIS}(?:看|听|搞|弄|读)?(?:不|没)(?:太|大|怎么)?(?:懂|明白|理解)"),
    (Command.HELP, f"{_THIS}(?:该)?(?:怎么|如何)(?:填|选|答|回答|算|写|理解|统计|发|传|弄|填写)"),
    (Command.HELP, f"(?:解释|说明|介绍|讲)(?:一下|下)?{_THIS}"),
    (Command.PAUSE, "(?:今天|我|就|那|先|那就)*(?:到|做到|填到|写到|答到)(?:这里|这儿|这|此)(?:为止)?"),
    (
        Command.PAUSE,
        "(?:下班|有事|开会|我|先|要|去|忙|今天|太晚|了)*(?:明天|明儿|后天|下周|下星期|下午|晚上|晚点|晚些|迟点|回头|稍后|过会儿?|过一会儿?|等会儿?|等下|待会儿?|一会儿?|改天|改日"
        "|下次|有空|有时间|空了|回来|周一|吃完饭|下班)(?:我)?(?:再|继续|接着)+(?:说|填|来|弄|做|答|写|搞|看|继续|接着|办|填写)*",
    ),
    (Command.PAUSE, "(?:先|那|我)*(?:不填|不答|不做|不弄|停|暂停|休息)(?:一下|会儿?|一会儿?)"),
    (
        Command.PAUSE,
        r"(?:let's |i'll |i will |we'll )?(?:continue|finish|do (?:it|this|the rest)|stop)(?: it| this)? (?:later|tomorrow|here|for now|for today)",
    ),
    (
        Command.PROGRESS,
        "(?:总共|一共|后面|现在)?(?:还|剩下|一共|总共|共)?(?:剩|有|要|差|需要|得|剩下)*(?:多少|几)(?:个|道)*(?:题目?|问题|问)(?:没答|没填|要答|要填)?",
    ),
    (
        Command.PROGRESS,
        "(?:大概|大约)?(?:还|总共|一共)(?:剩|有|要|差|需要|得|剩下)+(?:多少|几|多久|多长)(?:时间|分钟)?(?:能完|填完|答完)?",
    ),
    (Command.PROGRESS, "(?:现在|我)?(?:做|填|答|进行)?(?:到|是)?第?几(?:题|个)"),
    (
        Command.PROGRESS,
        r"how (?:many|much)(?: more)?(?: questions?)?(?: are| is)?(?: there)?(?: left| remaining| to go)",
    ),
    (
        Command.PROGRESS,
        r"how (?:long|much longer)(?: will (?:it|this) take| does (?:it|this) take| left| to go)?",
    ),
    (
        Command.REVIEW,
        "(?:看|查看|检查|核对|回看)(?:一下|看|下)?(?:我)?(?:前面|之前|已经|已|所有|全部|刚才)?(?:我)?(?:填|答|写|选)?(?:过|好)?(?:的)?(?:答案|内容|结果|题)?",
    ),
    (
        Command.RESTART,
        "(?:我)?(?:从头|重新|全部|都)(?:再|重新|重)?(?:开始|来|填|做|答|来过|来一遍|填一遍|填写)(?:一遍|一次)?",
    ),
)

OPEN: tuple[tuple[Command, str], ...] = (
    (Command.HELP, ".{1,12}(?:是|指|算)(?:什么|啥)(?:意思|东西|系统)?"),
    (Command.HELP, ".{1,12}(?:什么|啥)意思"),
    (Command.HELP, "(?:什么|啥)(?:是|叫|叫做|算).{1,12}"),
    (Command.HELP, r"what (?:is|are|does|do) .{1,40}"),
    (Command.HELP, r"how (?:do|should|can) (?:i|we) .{1,30}"),
    (Command.HELP, r"(?:please )?explain .{1,30}"),
)

# “转给财务”, “让财务来填”, “要问财务”: the slot is whom.
HANDING = (
    "(?:这题|这个|这道题|这个问题|本题)?(?:得|要|需要|应该|可以)?(?:让|请|叫|找|由|给|转给|转交给|交给|发给|派给|换|安排)(?P<who>.{1,8}?)"
    "(?:来|去|帮忙|帮我|一起)*(?:填写|填|回答|答|弄|做|处理|负责|写|选)",
    "(?:这题|这个|这道题|这个问题)?(?:转给|转交给|转到|移交给|交给|发给)(?P<who>.{1,8})",
    "(?:这题|这个|这道题|这个问题|我)?(?:得|要|需要|应该|还得|还要)(?:去)?问(?:一下|问|下)?(?:我们)?(?P<who>.{1,8})",
    r"(?:hand|pass|forward|transfer|give|delegate|assign)(?: (?:it|this))?(?: (?:over|on))?(?: to (?P<who>.{1,30}))",
    r"let (?P<who>.{1,20}) (?:answer|fill|do|handle)(?: it| this| this one)?",
    r"(?:i|we) (?:need|have|must|want) to ask (?P<who>.{1,20})",
)
NOT_HANDED = frozenset(chinese("我 我们 你 您 你们 机器人 我自己 自己 大家") + english("me/us/you/bot/it"))
SOMEONE = frozenset(chinese("人 个人 别人 其他人 他人 人来 另一个人 另外的人"))

UNSURE = frozenset(
    chinese(
        "不知道 不清楚 不太清楚 不晓得 说不准 不确定 不太确定 不了解 不太了解 没统计 没统计过 没有统计 没有统计过 没算过 没算 不好说 不记得 不记得了 记不清 记不清了 忘了 拿不准 吃不准 搞不清"
        " 搞不清楚 弄不清 说不清 说不清楚 我也不清楚 也不清楚 不是很清楚 不大清楚 随便 都行 都可以 无所谓 你帮我选 你帮我选吧 帮我选 你看着选 你定 都不知道 都不清楚 没概念"
        " 不太知道 看情况 要查一下 得查一下 我查一下"
    )
    + english(
        "i don't know/don't know/dont know/not sure/i'm not sure/no idea/i have no idea/dunno/unsure/can't say/"
        "hard to say/whatever/it depends/i am not sure/we don't know"
    )
)

# Short words that are requests elsewhere, but where any text is an answer more likely the answer.
NOT_IN_TEXT = frozenset(
    chinese(
        "过 停 跳 改 清空 修改 更改 更正 编辑 检查 核对 汇总 预览 查看 说明 提示 例子 示例 解释 举例 帮忙 进度 进展 多久 明天 回头 改天 下次 有事 退出 结束 休息 保密 人工 真人 客服"
        " 人工服务 人工客服 撤回 撤销 提交 什么 啥 多少题 几题 转交 移交 换人 总览 重做 空着 打电话 找人 往回 拜拜 再见"
    )
    + english(
        "next/pass/stop/status/progress/what/example/edit/change/correct/reset/human/agent/forward/summary/review/exit/quit/wait/tomorrow/later/huh/hint/delegate/submit/explain/bye"
    )
)
