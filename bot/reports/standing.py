"""Where the enterprise stands among its peers, or why that is not shown."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from bot.reports.facts import ReportInput
from bot.reports.findings import Findings
from bot.reports.phrases import Phrases
from bot.reports.views import PeerRowView, PeersView
from scoring.assessment import NodeResult
from scoring.cohort import Cohort, Standing


@dataclass(frozen=True)
class Place:
    """The comparison of one report."""

    facts: ReportInput
    phrases: Phrases
    findings: Findings

    def view(self) -> PeersView:
        """The comparison: one line a dimension, or none and the reason."""
        return {"sentence": self.sentence(), "rows": self._rows()}

    def card(self) -> tuple[str, str]:
        """A label and a figure for the summary."""
        peers = self.facts.peers
        if peers is None or not isinstance(peers.standing, Standing):
            return self.phrases.say("peers.card_none"), "—"
        label = self.phrases.say("peers.card", who=peers.who, n=peers.standing.n)
        return label, self.phrases.percent(self._below(peers.standing))

    def sentence(self) -> str:
        """Where it stands, with the number it rests on; or why nothing is shown."""
        peers = self.facts.peers
        if peers is None:
            return self.phrases.say("peers.none")
        if not isinstance(peers.standing, Standing):
            return self.phrases.say("peers.few", who=peers.who, needed=peers.standing.needed)
        said = self.phrases.say(
            "peers.standing",
            who=peers.who,
            n=peers.standing.n,
            below=peers.standing.below,
            percent=self.phrases.percent(self._below(peers.standing)),
        )
        if isinstance(peers.total, Cohort):
            said += self.phrases.say(
                "peers.mean",
                mean=self.phrases.number(peers.total.mean),
                median=self.phrases.number(peers.total.median),
            )
        return said

    def _below(self, standing: Standing) -> Fraction:
        return Fraction(100 * standing.below, standing.n)

    def _rows(self) -> list[PeerRowView]:
        peers = self.facts.peers
        if peers is None or not isinstance(peers.total, Cohort):
            return []
        rows = [self._row(self.facts.assessment.root, peers.total)]
        for node in self.facts.assessment.dimensions:
            found = peers.groups.get(node.id)
            if isinstance(found, Cohort):
                rows.append(self._row(node, found))
        return rows

    def _row(self, node: NodeResult, found: Cohort) -> PeerRowView:
        number = self.phrases.number
        return {
            "name": self.phrases.group(node),
            "own": self.phrases.score(node.share),
            "mean": number(found.mean),
            "low": number(found.first_quartile),
            "middle": number(found.median),
            "high": number(found.third_quartile),
        }
