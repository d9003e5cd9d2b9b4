"""Requests with room for the ways people vary them. Every pattern is held against a whole message. Data only.

Those in `OPEN` and `EDIT_LOOSE` have a free slot or few fixed words; they are never tried where any text is
an answer.
"""

from __future__ import annotations

from bot.questionnaire.understanding.numerals import CHARACTERS
from bot.questionnaire.understanding.outcome import Command
from bot.questionnaire.understanding.tables import any_of, chinese, english

_THIS = any_of("这题 这道题 这一题 这个题 这个问题 本题 这个 该题 此题 题目 题") + "?"
_DID = "(?:我|是|好像|给|我给)*" + any_of("填 选 答 写 点 输 按 弄 搞") + "?"
_WRONG = any_of(
    "错 错了 得不对 不对 改一下 改下 改改 改 修改 修改一下 修改下 重填 重新填 要改 想改 有问题 有误"
)
_GO = any_of("返回 回到 退回 退回到 退到 跳回 改 修改 更改 看 重填 重新填 重做 重答") + "?"
_WHEN = any_of(
    "明天 明儿 后天 下周 下星期 下午 晚上 晚点 晚些 迟点 回头 稍后 过会 过会儿 过一会 过一会儿 等会 等会儿"
    " 等下 待会 待会儿"
    " 一会 一会儿 改天 改日 下次 有空 有时间 空了 回来 周一 吃完饭 下班"
)
_BEFORE = "(?:先这样|就这样|先到这里|先到这儿?|下班|有事|开会|我|先|要|去|忙|今天|太晚|了|吧)*"
_I_WILL = "(?:let's |i'll |i will |we'll )?"
_NOT_NOW = "(?:later|tomorrow|here|for now|for today)"
_DO = any_of("说 填 来 弄 做 答 写 搞 看 继续 接着 办 填写")
_LEFT = any_of("剩 有 要 差 需要 得 剩下")
_OF_QUESTIONS = any_of("题目 题 问题 问")
_SEEN = any_of("看 查看 检查 核对 回看")
_GIVEN = any_of("前面 之前 已经 已 所有 全部 刚才")

PATTERNS: dict[Command, tuple[str, ...]] = {
    Command.BACK: (
        f"{_GO}(?:一下)?[上前](?:一|1)?[道个]?(?:题目?|问题|个|步)(?:{_DID}{_WRONG})?",
        f"(?:刚才|刚刚|方才|刚)[的那这]*[一个道]*(?:题目?|问题|答案)?{_DID}{_WRONG}",
        "(?:go |take me )?back(?: one)?(?: to (?:the )?(?:previous|last)(?: one| question)?)?",
    ),
    Command.SKIP: (
        f"(?:先)?(?:跳过|略过|不填|不答|空着|不回答){_THIS}(?:下一题)?",
        f"{_THIS}(?:先)?" + any_of("跳过 略过 不填 不答 空着 过 不回答 不想回答 不想答 不方便说 不方便回答"),
    ),
    Command.HELP: (
        f"{_THIS}(?:是|到底)?个?(?:什么|啥)意思",
        f"[看听搞弄读]?[不没](?:太|大|怎么|是很)?(?:懂|明白|理解){_THIS}(?:的?意思|什么意思|在问什么)?",
        f"{_THIS}我?[看听搞弄读]?[不没](?:太|大|怎么)?(?:懂|明白|理解)",
        f"{_THIS}该?(?:怎么|如何)" + any_of("填 选 答 回答 算 写 理解 统计 发 传 弄 填写"),
        f"(?:解释|说明|介绍|讲)(?:一下|下)?{_THIS}",
    ),
    Command.PAUSE: (
        "(?:今天|我|就|那|先|那就)*(?:到|做到|填到|写到|答到)(?:这里|这儿|这|此)(?:为止)?",
        f"{_BEFORE}{_WHEN}我?(?:再|继续|接着)+{_DO}*",
        "[先那我]*(?:不填|不答|不做|不弄|停|暂停|休息)(?:一下|会儿?|一会儿?)",
        f"{_I_WILL}(?:continue|finish|do (?:it|this|the rest)|stop)(?: it| this)? {_NOT_NOW}",
    ),
    Command.PROGRESS: (
        f"(?:总共|一共|后面|现在)?(?:还|剩下|一共|总共|共)?{_LEFT}*(?:多少|几)[个道]*{_OF_QUESTIONS}(?:没答|没填|要答|要填)?",
        f"(?:大概|大约)?(?:还|总共|一共){_LEFT}+(?:多少|几|多久|多长)(?:时间|分钟)?(?:能完|填完|答完)?",
        "(?:现在|我)?(?:做|填|答|进行)?[到是]?第?几[题个]",
        "how (?:many|much)(?: more)?(?: questions?)?(?: are| is)?(?: there)?(?: left| remaining| to go)",
        "how (?:long|much longer)(?: will (?:it|this) take| does (?:it|this) take| left| to go)?",
    ),
    Command.REVIEW: (
        f"{_SEEN}看?(?:我|前面|之前)*都?[填答写选]了?(?:些)?(?:什么|啥|哪些)",
        f"{_SEEN}(?:一下|看|下)?我?{_GIVEN}?我?[填答写选]?[过好]?的?(?:答案|内容|结果|题)?",
    ),
    Command.RESTART: (
        "我?(?:从头|重新|全部|都)(?:再|重新|重)?(?:开始|来|填|做|答|来过|来一遍|填一遍|填写)(?:一遍|一次)?",
    ),
}

OPEN: dict[Command, tuple[str, ...]] = {
    Command.HELP: (
        ".{1,12}[是指算](?:什么|啥)(?:意思|东西|系统)?",
        ".{1,12}(?:什么|啥)意思",
        "(?:什么|啥)(?:是|叫|叫做|算).{1,12}",
        "what (?:is|are|does|do) .{1,40}",
        "how (?:do|should|can) (?:i|we) .{1,30}",
        "(?:please )?explain .{1,30}",
    ),
}

NUMBER = rf"(?P<n>\d{{1,4}}|[{CHARACTERS}]{{1,5}})"
_QUESTION = any_of("题 道题 个问题 个题 问")
_CHANGE = any_of("改 修改 更改 编辑 重填 重做 重答 更正 重新填")
_GOING = any_of("回到 跳到 返回 返回到 去 到 看 跳回 跳转到 转到")

_EDITING = "(?:edit|change|correct|redo|fix|go (?:back )?to|jump to|return to|update)"

# A question to go to: the slot is its number.
EDIT = (
    rf"我?[要想]?{_CHANGE}(?:一下|下)?第{NUMBER}{_QUESTION}?(?:的答案)?",
    rf"{_GOING}看?第{NUMBER}{_QUESTION}",
    rf"(?:我|刚才|刚刚|前面|之前|上面)*的?第{NUMBER}{_QUESTION}(?:改一下|改下|改|修改|[填选写答]错了?|重填)?",
    rf"{_EDITING}(?: my answer to| answer)? ?(?:question|q|no|number|#)? ?(?P<n>\d{{1,4}})",
    r"question ?(?P<n>\d{1,4})",
)
EDIT_LOOSE = (
    rf"我?[要想]?{_CHANGE}(?:一下|下)?第?{NUMBER}{_QUESTION}?(?:的答案)?",
    rf"[把将]?第{NUMBER}{_QUESTION}(?:的答案)?.{{0,16}}",
    rf"[把将]?{NUMBER}题(?:的答案)?我?[想要]?(?:[填选答写]错|错|改|修改|重填|不对|有误).{{0,10}}",
    r"[把将]?(?P<n>\d{1,4})改(?:成|为)?.{1,6}",
    r"(?:跳到|跳转到|回到)(?P<n>\d{1,4})",
    r"(?:edit|change|correct) (?:question |q)?(?P<n>\d{1,4}) to .{1,20}",
    r"q ?(?P<n>\d{1,3})改?",
)
EDIT_ID = (
    r"(?:改|修改|更改|编辑|回到|edit|change|correct|go (?:back )?to)(?: question)? ?"
    r"(?P<id>[a-z][a-z0-9_-]*)题?"
)

_ABOUT_THIS = any_of("这题 这个 这道题 这个问题 本题") + "?"
_GIVE = any_of("让 请 叫 找 由 给 转给 转交给 交给 发给 派给 换 安排")
_ANSWER = any_of("填写 填 回答 答 弄 做 处理 负责 写 选")
_MUST = any_of("得 要 需要 应该 还得 还要")

_HAND = "(?:hand|pass|forward|transfer|give|delegate|assign)"

# “转给财务”, “让财务来填”, “要问财务”: the slot is whom.
HANDING = (
    f"{_ABOUT_THIS}(?:得|要|需要|应该|可以)?{_GIVE}(?P<who>.{{1,8}}?)(?:来|去|帮忙|帮我|一起)*{_ANSWER}",
    f"{_ABOUT_THIS}(?:转给|转交给|转到|移交给|交给|发给)(?P<who>.{{1,8}})",
    f"(?:{_ABOUT_THIS}|我){_MUST}去?问(?:一下|问|下)?(?:我们)?(?P<who>.{{1,8}})",
    f"{_HAND}(?: (?:it|this))?(?: (?:over|on))?(?: to (?P<who>.{{1,30}}))",
    "let (?P<who>.{1,20}) (?:answer|fill|do|handle)(?: it| this| this one)?",
    "(?:i|we) (?:need|have|must|want) to ask (?P<who>.{1,20})",
)
NOT_HANDED = frozenset(chinese("我 我们 你 您 你们 机器人 我自己 自己 大家") + english("me/us/you/bot"))
SOMEONE = frozenset(chinese("人 个人 别人 其他人 他人 人来 另一个人 另外的人"))
