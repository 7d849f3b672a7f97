"""The strip under an experiment's picture: a cell for each stretch of epochs, beside gradient norms of the run itself."""

import numpy as np
import pytest

from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from engine.training import Member, train
from playground.training.rehearsal import BROKEN, NOTHING, STRIP, rehearse


def strip_of(recipe: dict) -> tuple[np.ndarray, np.ndarray]:
    """(cells of the first layer, its gradient norm at every epoch)."""
    spec = parse(recipe)
    found, plan = rehearse(spec), Plan(spec)
    norms = train([Member(plan, State.begin(plan))], spec.training.epochs)[0].columns["layer.1.grad_norm"]
    return np.frombuffer(found.strip, np.int8).reshape(found.rows, STRIP)[0], norms


@pytest.mark.parametrize("epochs", [1, 4, 71])
def test_few_epochs_fill_the_strip_to_its_end(epochs):
    """No end of it looks broken where nothing broke: each epoch has its share of the columns, the last one too."""
    cells, norms = strip_of({"training": {"epochs": epochs}})
    begin = [epoch * STRIP // (epochs + 1) for epoch in range(epochs + 1)]
    newest = [max(epoch for epoch in range(epochs + 1) if begin[epoch] <= column) for column in range(STRIP)]
    assert cells.tolist() == [round(16 * np.log10(norms[epoch])) for epoch in newest]


def test_a_run_that_breaks_is_broken_from_there_on_and_one_that_ends_early_is_dark():
    broken = {"data": {"name": "noisy_line"}, "network": {"layers": []}, "loss": {"name": "mse"}, "training": {"epochs": 400}}
    cells, norms = strip_of({**broken, "optimizer": {"name": "sgd", "lr": 30.0}})
    ended = len(norms) * STRIP // 401
    assert 0 < ended < STRIP - 2 and (cells[ended + 1 :] == BROKEN).all() and cells[0] not in (BROKEN, NOTHING)
    cells, norms = strip_of({"training": {"epochs": 72 * 2 - 1, "stop_below": 0.65}})
    assert (cells[-(-len(norms) // 2) :] == NOTHING).all() and (cells[: len(norms) // 2] != NOTHING).all()
