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


def test_quantiles_are_students():
    for freedom, ours in enumerate(seeds.QUANTILES, 1):
        assert ours == pytest.approx(scipy.stats.t.ppf(0.975, freedom), abs=6e-4)
    assert pytest.approx(scipy.stats.norm.ppf(0.975), abs=1e-4) == seeds.NORMAL


def test_the_interval_is_scipys():
    values = np.random.default_rng(3).normal(0.9, 0.02, 10).tolist()
    mean, deviation, low, high = seeds.interval(values)
    assert (mean, deviation) == pytest.approx((np.mean(values), np.std(values, ddof=1)))
    error = scipy.stats.sem(values)
    assert (low, high) == pytest.approx(scipy.stats.t.interval(0.95, 9, np.mean(values), error), rel=1e-4)
    assert seeds.interval([0.5]) is None


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
