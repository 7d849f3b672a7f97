"""How many cells of sweeps a trainer holds: few of a sweep at first, so that its first results are there at once, then four
times as many as have ended, up to a whole cohort: a run in wide company costs half of one among sixteen. Runs that people
start by hand always find room beside them.
"""

from collections import Counter

from playground.training.claims import COHORT, Rooms
from playground.training.held import Held

FIRST = 8  # a cohort of these ends in a fraction of a second
GROWTH = 4
MOST_SWEEPS = 100


class Cells:
    """What one trainer has done of each sweep."""

    def __init__(self):
        self.ended: Counter[str] = Counter()

    def rooms(self, held: dict[str, Held]) -> Rooms:
        """How many more it may claim."""
        here = Counter(one.run.sweep_id for one in held.values() if one.quiet)
        if len(self.ended) > MOST_SWEEPS:
            self.ended = Counter({sweep: count for sweep, count in self.ended.items() if sweep in here})
        of = {sweep: max(FIRST, GROWTH * self.ended[sweep]) - here[sweep] for sweep in {*here, *self.ended}}
        return Rooms(COHORT - here.total(), of, FIRST)

    def ready(self, held: dict[str, Held]) -> bool:
        """Whether it is worth asking for more: there is room for a good few, of some sweep at least."""
        rooms, here = self.rooms(held), any(one.quiet for one in held.values())
        return rooms.total >= FIRST and (not here or max(rooms.of.values(), default=0) >= FIRST)

    def end(self, held: Held) -> None:
        """A cell left for good."""
        self.ended[held.run.sweep_id] += 1
