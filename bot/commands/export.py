"""`导出`, `/export`: the list of enterprises as an Excel workbook, with the same filters as the list."""

from __future__ import annotations

from bot.commands.base import Act, Answer, Call, Command
from bot.commands.enterprises import chosen, sentence, title
from bot.commands.slots import OPEN, Filters, FilterSlot, UnitSlot
from bot.conversation.prompt import Attachment, AttachmentKind
from bot.services.access import EVERYBODY, OVERSEERS, Role
from bot.services.enterprise_sheet import codes_of, workbook
from bot.services.filing import media_type_of
from storage.json_text import Json
from storage.turns import TurnTx

_MOST_NAMED = 40  # characters of the filter in a file's name


def handle(call: Call) -> Answer | Act:
    """Write the workbook outside the turn; the turn notes who took what."""
    filters = call.args.filters or Filters()
    found = chosen(call)
    if not found:
        return Answer(sentence(call.say("enterprises.none", what=title(call))))
    scope = call.authority.over(call.args.unit) if call.args.unit else call.authority.scope
    content = workbook(found, codes_of(call.work, scope), call.authority.tree, call.today, call.words)
    what = title(call)
    name = call.say("export.file", what=what[:_MOST_NAMED].replace(" · ", "-"), date=call.today.isoformat())
    sha256 = call.desk.filing.store(content, media_type_of(name))
    file = Attachment(AttachmentKind.DOCUMENT, name, sha256, guard=call.authority.guard(call.args.unit))

    def note(turn: TurnTx) -> Answer:
        states: list[Json] = [state.value for state in sorted(filters.states)]
        detail: dict[str, Json] = {"what": what, "count": len(found), "states": states, "sha256": sha256}
        call.audit(turn, "export", detail)
        waits = any(one.state(call.today) in OPEN for one in found) and call.whole.roles & OVERSEERS
        said = sentence(call.say("export.ready", what=what, count=len(found)))
        return Answer(said, files=(file,), next=call.say("export.next") if waits else "")

    return Act(note)


COMMAND = Command(
    "export",
    ("导出", "/export", "下载", "excel"),
    EVERYBODY - {Role.CONTACT},
    handle,
    (FilterSlot(), UnitSlot()),
)
