"""Pruned sweeps in the hands of real trainers: who goes on follows from the records of lone twins, which theirs equal."""

import secrets

from playground.runs import recipes, sweeps
from playground.runs.states import State
from tests.training.laboratory import settled, stored_columns, stored_digest, twin, wait_until

SMALL = {"data": {"name": "circles", "samples": 80}, "training": {"epochs": 14}}


def test_survivors_have_the_bits_of_runs_that_nobody_pruned(laboratory):
    asked = {"optimizer.lr": "0.003, 0.03, 0.3, 1000", "seed": "1..3"}
    rule = {"factor": 2, "epochs": 3}
    sweep = sweeps.start("alice", recipes.parse(SMALL), asked, token=secrets.token_hex(8), halving=rule)
    pid = laboratory.start()
    laboratory.start()
    wait_until(lambda: sweep.runs.filter(epoch__gte=3).exists(), "cells at the first rung")
    laboratory.kill(pid)
    settled(sweep.runs.all(), ("finished", "diverged", "stopped"))
    cells = list(sweep.runs.order_by("place"))
    lone = {cell.id: twin(cell.spec) for cell in cells}
    left, judged = cells, {}
    for rung in (3, 6, 12):  # worked from the twins: half of those that began the stretch, by test loss at its end
        losses = {}
        for cell in left:
            outcome = lone[cell.id][1]
            if outcome.state.epoch > rung or outcome.state.stopped != "diverged":
                losses[cell.id] = float(outcome.columns["test_loss"][rung])
        worst = sorted(losses.values())[: max(1, len(left) // 2)][-1]
        judged |= {cell.id: rung for cell in left if losses.get(cell.id, 0) > worst}
        left = [cell for cell in left if losses.get(cell.id, worst + 1) <= worst]
    assert left and judged
    for cell in cells:
        digest, outcome = lone[cell.id]
        if cell.id in judged:
            assert (cell.state, cell.epoch, cell.detail["reason"]) == (State.STOPPED, judged[cell.id], "pruned")
            kept = stored_columns(cell)
            assert len(kept["epoch"]) == cell.epoch + 1
            assert all(values.tobytes() == outcome.columns[name][: len(values)].tobytes() for name, values in kept.items())
        else:
            assert stored_digest(cell) == digest and cell.state in (State.FINISHED, State.DIVERGED)
    assert {cell.id for cell in left} == {cell.id for cell in cells if cell.state == State.FINISHED}
