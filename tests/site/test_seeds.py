"""Ten seeds: the sentence held to SciPy, the band drawn from stored records."""

import re

import numpy as np
import pytest
import scipy.stats

from engine.records import Schema, encode
from playground.experiments.sweeping import results, seeds
from playground.runs import recipes, services, sweep_reading, sweeps
from playground.runs.models import Chunk, Run
from playground.runs.states import State


@pytest.mark.parametrize("count", [2, 10, 60])
def test_the_numbers_of_the_sentence_are_scipys(count):
    values = np.random.default_rng(3).normal(0.8, 0.05, count).tolist()
    ended = [sweep_reading.Cell(place, State.FINISHED, 9, None, None, value, None, "") for place, value in enumerate(values)]
    others = [sweep_reading.Cell(98, state, 3, None, None, 0.1, None, "") for state in (State.DIVERGED, State.TRAINING)]
    said = seeds.verdict([*ended, *others], results.scores(False)[0])
    low, high = scipy.stats.t.interval(0.95, count - 1, np.mean(values), scipy.stats.sem(values))
    assert f"{count} seeds" in said and f"{np.mean(values):.3g} ± {np.std(values, ddof=1):.3g}" in said
    assert f"between {low:.3g} and {high:.3g}".replace("-", "−") in said
    assert seeds.verdict([ended[0], *others], results.scores(False)[0]) == ""  # one says nothing of chance


@pytest.mark.django_db
def test_a_band_a_line_a_seed_and_a_sentence():
    run = services.start_run("alice", recipes.parse({}), token="by hand")
    sweep = sweeps.ten_seeds("alice", run, token="seeds")
    for place, cell in enumerate(sweep.runs.order_by("place")):
        schema = Schema.from_dict(cell.schema)
        columns = {name: np.zeros(5) for name, *_ in schema.columns}
        columns |= {"epoch": np.arange(5), "test_loss": np.linspace(1, 0.1 + place / 100, 5)}
        Chunk.objects.create(run=cell, attempt=1, first_seq=0, rows=5, data=encode(schema, 0, columns), seconds=b"")
        Run.objects.filter(id=cell.id).update(state=State.FINISHED, seq=5, epoch=4, last_metric=0.9 + place / 100)
    drawn = seeds.band(sweep)
    assert drawn.count("data-place=") == 10 and len(re.search('polygon points="([^"]+)"', drawn)[1].split()) == 10
    said = seeds.verdict(sweep_reading.cells(sweep), results.scores(False)[0])
    values = [0.9 + place / 100 for place in range(10)]
    assert f"{np.mean(values):.3g} ± {np.std(values, ddof=1):.3g}" in said and "10 seeds" in said
