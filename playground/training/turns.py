"""Whose turn it is, with whom, and how much of it: fair over owners, one cohort key at a time, one quantum long."""

import time
from collections import defaultdict
from collections.abc import Iterable

from engine.training import Outcome, train, train_batches
from playground.training.claims import COHORT
from playground.training.held import Held
from playground.training.pace import QUANTUM, Cost

MOST_OWNERS = 2000


class Turns:
    """Who used how much of this trainer, and what an epoch of each cohort key costs."""

    def __init__(self):
        self.cost = Cost()
        self.used: dict[str, float] = defaultdict(float)  # owner → seconds

    def join(self, owner: str, present: Iterable[str]) -> None:
        """An owner comes (back): nobody saves up turns while away."""
        self.used[owner] = max(self.used[owner], min((self.used[other] for other in present), default=0.0))

    def charge(self, owners: set[str], seconds: float) -> None:
        """All of a quantum to each: sharing it costs little, so nobody gains or loses by company."""
        for owner in owners:
            self.used[owner] += seconds

    def forget(self, present: set[str]) -> None:
        """Keep the accounts of those who are here, once there are very many."""
        if len(self.used) > MOST_OWNERS:
            self.used = defaultdict(float, {owner: self.used[owner] for owner in present})

    def choose(self, runs: Iterable[Held], now: float) -> list[Held]:
        """The run whose owner had least, and all due runs of its key that may share its tensors."""
        due = [held for held in runs if held.wants(now) > 0]
        if not due:
            return []
        first = min(due, key=lambda held: (-held.run.deaths, self.used[held.run.owner], held.last_turn))
        if self.alone(first):
            group = [first]
        else:
            # Members train equally many epochs: whoever is owed less than half of that waits for a later turn.
            least = max(1, first.wants(now) / 2)
            group = [h for h in due if h.key == first.key and h.wants(now) >= least and not self.alone(h)]
            room = self.cost.members(first.key, min(len(group), COHORT))
            group = sorted(group, key=lambda held: held.last_turn)[:room]
        group.sort(key=lambda held: held.run.id)  # the same company finds its buffers again
        for held in group:
            held.last_turn = now
        return group

    def alone(self, held: Held) -> bool:
        """Suspects, steps, catching up, the middle of an epoch and epochs longer than two quanta go alone."""
        special = held.run.suspect or held.untouched or held.replaying or held.mid_epoch
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
        epochs = min(self.cost.epochs(first.key, len(group)), *(held.wants(start) for held in group))
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
