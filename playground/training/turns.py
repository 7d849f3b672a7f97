"""Whose turn it is, with whom, and how much of it: fair over parties, one cohort key at a time, one quantum long."""

import time
from collections import defaultdict
from collections.abc import Iterable

from engine.device import CPU
from engine.training import Outcome, train, train_batches
from playground.training.claims import COHORT
from playground.training.held import Held
from playground.training.pace import QUANTUM, Cost

MOST_PARTIES = 2000
AMONG_CELLS = 3  # quanta in one where a trainer holds cells of sweeps alone: gathering and scattering cost as much as an epoch


class Turns:
    """Who used how much of this trainer, and what an epoch of each cohort key costs."""

    def __init__(self):
        self.cost, self.quanta = Cost(), 1
        self.used: dict[tuple[str, bool], float] = defaultdict(float)  # party (Run.party) → seconds

    def join(self, party: tuple[str, bool], present: Iterable[tuple[str, bool]]) -> None:
        """A party comes (back): nobody saves up turns while away."""
        self.used[party] = max(self.used[party], min((self.used[other] for other in present), default=0.0))

    def charge(self, parties: set[tuple[str, bool]], seconds: float) -> None:
        """All of a quantum to each: sharing it costs little, so nobody gains or loses by company."""
        for party in parties:
            self.used[party] += seconds

    def forget(self, present: set[tuple[str, bool]]) -> None:
        """Keep the accounts of those who are here, once there are very many."""
        if len(self.used) > MOST_PARTIES:
            self.used = defaultdict(float, {party: self.used[party] for party in present})

    def choose(self, runs: Iterable[Held], now: float) -> list[Held]:
        """The run whose party had least, and all due runs of its key that may share its tensors."""
        runs = list(runs)
        due = [held for held in runs if held.wants(now) > 0]
        self.quanta = AMONG_CELLS if all(held.quiet for held in runs) else 1
        if not due:
            return []
        first = min(due, key=lambda held: (-held.run.deaths, self.used[held.run.party], held.last_turn))
        if self.alone(first):
            group = [first]
        else:
            # Members train equally many epochs: whoever is owed less than half of that waits for a later turn.
            least = max(1, first.wants(now) / 2)
            group = [h for h in due if self.alike(h, first) and h.wants(now) >= least and not self.alone(h)]
            room = self.cost.members(first.key, min(len(group), COHORT))
            group = sorted(group, key=lambda held: held.last_turn)[:room]
        group.sort(key=lambda held: held.run.id)  # the same company finds its buffers again
        for held in group:
            held.last_turn = now
        return group

    @staticmethod
    def alike(one: Held, other: Held) -> bool:
        """Whether two may share tensors and a turn. Cells stay by themselves: they go as fast as can be, a run has its pace."""
        return one.key == other.key and one.quiet == other.quiet

    def alone(self, held: Held) -> bool:
        """Suspects, steps, catching up, mid-epoch, epochs longer than two quanta and whoever is on a GPU go alone."""
        special = held.device != CPU or held.run.suspect or held.untouched or held.replaying or held.mid_epoch
        return special or held.stepping is not None or self.long(held)

    def train(self, group: list[Held], start: float) -> list[Outcome]:
        """Let the engine train. A lone run in mid-epoch, or with long epochs, goes batch by batch."""
        first = group[0]
        if len(group) == 1 and (count := self.batches(first)):
            outcome = train_batches(first.member, count)
            first.step_seconds = (time.monotonic() - start) / count
            self.cost.note(first.key, 1, 1, first.step_seconds * first.plan.steps_per_epoch)
            return [outcome]
        if first.untouched:
            return train([first.member], 0)
        epochs = min(self.cost.epochs(first.key, len(group), self.quanta), *(held.wants(start) for held in group))
        if any(held.state.seq == 0 for held in group):
            epochs = 1  # the first record reaches the page at once
        if first.run.deaths:
            epochs = 1  # it has to show exactly how far it comes
        outcomes = train([held.member for held in group], epochs)
        trained = max(outcome.state.epoch - held.state.epoch for outcome, held in zip(outcomes, group, strict=True))
        self.cost.note(first.key, len(group), trained, time.monotonic() - start)
        return outcomes

    def batches(self, held: Held) -> int:
        """How many single batches to train next, or 0 for whole epochs."""
        if held.untouched:
            return 0
        if held.stepping and held.stepping.payload.get("batches"):
            return min(held.steps_left, held.slice())
        if held.mid_epoch or self.long(held):
            return min(held.plan.steps_per_epoch - held.state.batch, held.slice())
        return 0

    def long(self, held: Held) -> bool:
        """Whether an epoch takes longer than two quanta: measured, or estimated before."""
        seconds = self.cost.lone_epoch(held.key)
        return (held.estimate if seconds is None else seconds) > 2 * QUANTUM
