"""`导入`, `/import`: a register sent as a file: first what it would do, then all of it or nothing."""

from __future__ import annotations

from bot import messages
from bot.campaign.model import UnitKind
from bot.channels.base import InboundFile
from bot.commands.base import Act, Answer, Call, Command, Request, Stage
from bot.conversation.prompt import Attachment, AttachmentKind
from bot.services.access import Role
from bot.services.filing import media_type_of
from bot.services.registers.annotating import annotated
from bot.services.registers.register import Importer, Outcome, Sheet, compared, kept, read_sheet
from bot.services.registers.vocabulary import vocabulary
from storage.errors import FileCorruptError
from storage.turns import TurnTx

KEY = "import"
MOST = 3_000  # enterprises: more would hold up everybody's turns while they are kept
_PROBLEMS = 4
_NAMES = 4


def request_of(file: InboundFile) -> Request:
    """What a file somebody with a role sends asks for."""
    return Request(KEY, {"sha256": file.sha256, "name": file.name})


def handle(call: Call) -> Answer | Act:
    """Say what the file would do; once that is confirmed, do it."""
    sha256, name = call.args.text("sha256"), call.args.text("name")
    if not sha256:
        return Answer(call.say("import.how"))
    if not name.lower().endswith(".xlsx"):
        return Answer(call.say("import.not_xlsx", name=name))
    try:
        content = call.desk.filing.read(sha256)
    except (FileNotFoundError, FileCorruptError):
        return Answer(call.say("import.gone"))
    known = vocabulary(call.authority.tree, call.desk.library.default(), call.words.locale)
    sheet = read_sheet(content, name, known, locale=call.words.locale)
    if len(sheet.table.rows) > MOST:
        return Answer(call.say("import.too_many", most=MOST, count=len(sheet.table.rows)))
    outcome = compared(call.work, sheet, _importer(call))
    if outcome.errors or not outcome.usable:
        return _bad(call, outcome, content)
    if not outcome.comparison.new and not outcome.comparison.changed:
        return Answer(call.say("import.nothing", name=name))
    if call.stage is Stage.CONFIRMED:
        return Act(lambda turn: _keep(call, sheet, turn))
    return _preview(call, outcome)


def _importer(call: Call) -> Importer:
    """Within her districts alone, unless everything is hers."""
    units = None
    if not call.authority.sees_everything:
        visible = call.authority.visible.values()
        units = frozenset(unit.id for unit in visible if unit.kind is UnitKind.DISTRICT)
    return Importer(call.actor, call.channel, call.authority.scope, units)


def _bad(call: Call, outcome: Outcome, content: bytes) -> Answer:
    problems = outcome.problems(call.words.locale)
    errors = outcome.problems(call.words.locale, outcome.errors)
    lines = [f"{one.where}：{one.message}{one.remedy}" for one in errors[:_PROBLEMS]]
    said = [call.say("import.bad", count=len(errors)), *lines]
    try:
        pairs = list(zip(outcome.findings, problems, strict=True))
        marked = annotated(content, outcome.sheet.table.sheet, pairs, messages.load(call.words.locale))
    except ValueError:  # it cannot be opened at all: the one problem says so
        return Answer("\n".join(said))
    name = call.say("import.file", name=outcome.sheet.name)
    sha256 = call.desk.filing.store(marked, media_type_of(name))
    file = Attachment(AttachmentKind.DOCUMENT, name, sha256)
    return Answer("\n".join([*said, call.say("import.marked")]), files=(file,))


def _preview(call: Call, outcome: Outcome) -> Answer:
    comparison, comma = outcome.comparison, call.words.say("list.comma")
    notes = len(outcome.findings)
    facts = {
        "name": outcome.sheet.name,
        "new": len(comparison.new),
        "changed": len(comparison.changed),
        "unchanged": comparison.unchanged,
        "missing": len(comparison.missing),
        "notes": call.say("import.notes", count=notes) if notes else "",
    }
    lines = [call.say("import.preview", **facts)]
    if comparison.new:
        names = comma.join(row.entry.name for row in comparison.new[:_NAMES])
        lines.append(call.say("import.new", names=names))
    if comparison.changed:
        names = comma.join(one.row.entry.name for one in comparison.changed[:_NAMES])
        lines.append(call.say("import.changes", names=names))
    confirm = Request(call.command.key, call.request.args, Stage.CONFIRMED)
    return Answer("\n".join(lines), confirm=confirm)


def _keep(call: Call, sheet: Sheet, turn: TurnTx) -> Answer:
    outcome = kept(turn.work, sheet, _importer(call), call.now)
    if not outcome.kept:  # the register changed since it was looked at
        return Answer(call.say("import.bad", count=len(outcome.errors)))
    comparison = outcome.comparison
    said = call.say("import.done", new=len(comparison.new), changed=len(comparison.changed))
    return Answer(said, next=call.say("import.next") if comparison.new else "")


COMMAND = Command(
    KEY, ("导入", "/import", "导入名单"), frozenset({Role.ADMIN, Role.CITY, Role.DISTRICT}), handle
)
