"""`报告`, `/report`: the Word report of one enterprise within one's scope."""

from __future__ import annotations

from bot.commands.base import Act, Answer, Call, Command
from bot.commands.slots import EnterpriseSlot
from bot.conversation.prompt import Attachment, AttachmentKind
from bot.services.access import EVERYBODY, Role, guard_of
from bot.services.filing import media_type_of
from storage.turns import TurnTx


def handle(call: Call) -> Answer | Act:
    """Send the report of the enterprise's last result; who read it is noted."""
    enterprise = call.args.enterprise
    if enterprise is None:  # pragma: no cover - the slot is required
        return Answer(call.words.say("commands.gone"))
    campaign = call.desk.campaigning.campaign
    submitted = call.work.diagnoses.latest_submitted(enterprise.id, campaign.pack)
    if submitted is None:
        return Answer(call.say("report.none", name=enterprise.name))
    made = call.desk.reporting.render(submitted.id, call.words.locale)
    name = call.say("report.file", name=enterprise.name, date=call.today.isoformat())
    sha256 = call.desk.filing.store(made.data, media_type_of(name))
    file = Attachment(AttachmentKind.DOCUMENT, name, sha256, guard=guard_of(enterprise.id))
    said = call.say("report.ready", name=enterprise.name)

    def run(turn: TurnTx) -> Answer:
        call.audit(turn, "report.read", {"enterprise": enterprise.id, "diagnosis": submitted.id})
        return Answer(said, files=(file,))

    return Act(run)


COMMAND = Command("report", ("报告", "/report"), EVERYBODY - {Role.CONTACT}, handle, (EnterpriseSlot(),))
