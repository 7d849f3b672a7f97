"""When a trainer stores what it trained, and what leaves its hands with that."""

import time

import structlog

from playground.runs import halving
from playground.training import commits
from playground.training.cells import Cells
from playground.training.held import Held
from playground.training.loading import Shelf
from playground.training.pace import Rhythm
from playground.training.packing import pack

log = structlog.get_logger(__name__)


class Storing:
    """Commits the runs of one trainer, in one rhythm; a run given back, or taken over by others, is no longer among them."""

    def __init__(self, trainer_id: str, shelf: Shelf, cells: Cells):
        self.trainer_id, self.shelf, self.cells = trainer_id, shelf, cells
        self.rhythm = Rhythm()

    def commit(self, held_runs: dict[str, Held], everything: bool = False) -> None:
        """Store what is due; if one run is due, all that have something go in the same transaction. Cells wait for their own due.

        `everything`: store and give back all of them.
        """
        began = time.monotonic()
        due = {held.run.id for held in held_runs.values() if held.commit_due(began, self.rhythm)}
        cells = [held for held in held_runs.values() if held.quiet]
        if cells and all(held.idle for held in cells):  # nothing is left to train of them: make room for the next
            due |= {held.run.id for held in cells}
        if not everything and not due:
            return
        going = [held for held in held_runs.values() if everything or held.run.id in due or (held.dirty and not held.quiet)]
        parcels = {held.run.id: pack(held, give_back=everything) for held in going}
        kept = commits.commit(self.trainer_id, parcels.values())
        now, judged = time.monotonic(), set()
        for held in going:
            if held.run.id not in kept:  # taken over: whoever has it now knows better
                log.warning("a run was taken over", run=held.run.id)
                del held_runs[held.run.id]
                continue
            held.committed(parcels[held.run.id], now)
            if parcels[held.run.id].release:
                del held_runs[held.run.id]
                if held.run.rung is not None:
                    judged.add(held.run.sweep_id)
                if held.quiet:
                    self.cells.end(held)
                else:
                    self.shelf.put(held)
        for sweep_id in judged:
            halving.judge(sweep_id)
        self.rhythm.committed(began, time.monotonic())

    def give_half(self, held_runs: dict[str, Held]) -> None:
        """Give back every second cohort key; an idle trainer takes them before we would."""
        keys = sorted({held.key for held in held_runs.values()})[1::2]
        going = [h for h in held_runs.values() if h.key in keys and not h.stepping and not h.replaying]
        kept = commits.commit(self.trainer_id, [pack(held, give_back=True) for held in going])
        for held in going:
            held_runs.pop(held.run.id)
        log.info("gave runs to an idle trainer", runs=len(kept))
