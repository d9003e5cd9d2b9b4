"""The same search where the lowest child decides: raises do not add up there, so each set is tried out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from scoring.moves import Move
from scoring.plan import Criterion, Plan
from scoring.search import Found
from scoring.tally import tally_up
from scoring.values import Answers, AnswerValue

TRIALS = 4_000
"""Sets tried before the search gives up proving that none is shorter."""


def cheapest_by_trial(
    plan: Plan,
    open_: Sequence[Criterion],
    possible: Mapping[int, tuple[Move, ...]],
    answers: Answers,
    irrelevant: AbstractSet[str],
) -> Found | None:
    """The cheapest set of raises after which every open gate is met; None when not even all of them do.

    A branch is cut when the gates would stay unmet even if everything undecided were raised as far as the
    budget allows, each for itself: scores never fall when an answer is raised.
    """
    trial = _Trial(plan, open_, possible, answers, irrelevant)
    most = sum(max((move.steps for move in some), default=0) for some in possible.values())
    if not trial.could(0, most, {}):
        return None
    for budget in range(1, most + 1):
        chosen = trial.within(budget)
        if trial.count > TRIALS:
            break
        if chosen is not None:
            return Found(chosen, trial.price(chosen), proven=True)
    chosen = trial.greedy()
    return Found(chosen, trial.price(chosen), proven=False)


class _Trial:
    def __init__(
        self,
        plan: Plan,
        open_: Sequence[Criterion],
        possible: Mapping[int, tuple[Move, ...]],
        answers: Answers,
        irrelevant: AbstractSet[str],
    ) -> None:
        self.plan = plan
        self.open = open_
        self.possible = {place: some for place, some in possible.items() if some}
        self.places = list(self.possible)
        self.answers = answers
        self.irrelevant = irrelevant
        self.count = 0

    def price(self, chosen: Mapping[int, int]) -> int:
        """The steps of a choice."""
        return sum(self.possible[place][number].steps for place, number in chosen.items())

    def could(self, at: int, budget: int, chosen: Mapping[int, int]) -> bool:
        """Whether all gates could be met if every undecided indicator had the budget for itself."""
        raised = dict(chosen)
        for place in self.places[at:]:
            within = [n for n, move in enumerate(self.possible[place]) if move.steps <= budget]
            if within:
                raised[place] = within[-1]
        return self._met(raised)

    def within(self, budget: int) -> dict[int, int] | None:
        """A choice for at most `budget` steps, or None (also when the trials ran out)."""
        chosen: dict[int, int] = {}
        return chosen if self._try(0, budget, chosen) else None

    def _try(self, at: int, budget: int, chosen: dict[int, int]) -> bool:
        if self.count > TRIALS or not self.could(at, budget, chosen):
            return False
        if self._met(chosen):
            return True
        if at == len(self.places):
            return False
        place = self.places[at]
        for number, move in enumerate(self.possible[place]):
            if move.steps <= budget:
                chosen[place] = number
                if self._try(at + 1, budget - move.steps, chosen):
                    return True
                del chosen[place]
        return self._try(at + 1, budget, chosen)

    def greedy(self) -> dict[int, int]:
        """Everything raised, then every raise taken back that is not needed, the dearest first."""
        chosen = {place: len(self.possible[place]) - 1 for place in self.places}
        for place in sorted(chosen, key=lambda p: -self.possible[p][chosen[p]].steps):
            while place in chosen:
                number = chosen.pop(place)
                lower = {**chosen, place: number - 1} if number else chosen
                if not self._met(lower):
                    chosen[place] = number
                    break
                if number:
                    chosen[place] = number - 1
        return chosen

    def _met(self, chosen: Mapping[int, int]) -> bool:
        self.count += 1
        raised: dict[str, AnswerValue] = {
            self.plan.standard.indicators[place].id: self.possible[place][number].reading.answer
            for place, number in chosen.items()
        }
        tally = tally_up(self.plan, {**self.answers, **raised}, self.irrelevant)
        return all(criterion.is_met(tally.has(self.plan, criterion)) for criterion in self.open)
