"""The page's own statistics against SciPy's."""

import json

import numpy as np
import pytest
from scipy import stats

from tests.live.test_js import run

ASKED = """
import { readFileSync } from "node:fs";
import { deviation, halfInterval, quantile, studentQuantile, studentTail, welch } from "./static/js/compare/statistics.js";
const { samples, tails, shares } = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify({
  welch: samples.map(([a, b]) => welch(a, b)),
  half: samples.map(([a]) => halfInterval(a)),
  deviation: samples.map(([a]) => deviation(a)),
  quartile: samples.map(([a]) => quantile(Float64Array.from(a).sort(), 0.25)),
  tails: tails.map(([t, freedom]) => studentTail(t, freedom)),
  quantiles: shares.map(([share, freedom]) => studentQuantile(share, freedom)),
}));
"""


@pytest.fixture(scope="module")
def cases():
    chance = np.random.default_rng(11)
    samples = []
    for _ in range(120):
        sizes, shift = chance.integers(2, 12, 2), chance.choice([0, 0.5, 3, 40])
        one, other = chance.standard_normal(sizes[0]), shift + chance.choice([0.1, 1, 7]) * chance.standard_normal(sizes[1])
        samples.append([one.tolist(), other.tolist()])
    tails = [[t, freedom] for t in (0, 0.01, 0.5, 1, 2.5, 12, 60) for freedom in (1, 1.5, 2, 4, 9.3, 30, 400)]
    shares = [[share, freedom] for share in (0.5, 0.9, 0.975, 0.995) for freedom in (1, 2, 3, 9, 29, 199)]
    given = {"samples": samples, "tails": tails, "shares": shares}
    return given, json.loads(run("--input-type=module", "--eval", ASKED, input=json.dumps(given)))


def test_welchs_t_test_is_scipys(cases):
    given, found = cases
    for (one, other), ours in zip(given["samples"], found["welch"], strict=True):
        theirs = stats.ttest_ind(one, other, equal_var=False)
        assert ours["t"] == pytest.approx(theirs.statistic, rel=1e-9)
        assert ours["freedom"] == pytest.approx(theirs.df, rel=1e-9)
        assert ours["p"] == pytest.approx(theirs.pvalue, rel=1e-7, abs=1e-14)


def test_the_interval_of_a_mean_is_scipys(cases):
    given, found = cases
    for (one, _), half, deviation, quartile in zip(
        given["samples"], *(found[k] for k in ("half", "deviation", "quartile")), strict=True
    ):
        low, high = stats.t.interval(0.95, len(one) - 1, np.mean(one), stats.sem(one))
        assert 2 * half == pytest.approx(high - low, rel=1e-8)
        assert deviation == pytest.approx(np.std(one, ddof=1), rel=1e-12)
        assert quartile == pytest.approx(np.quantile(one, 0.25), rel=1e-12)


def test_students_distribution_is_scipys(cases):
    given, found = cases
    for (t, freedom), ours in zip(given["tails"], found["tails"], strict=True):
        assert ours == pytest.approx(stats.t.sf(t, freedom), rel=1e-8, abs=1e-300)
    for (share, freedom), ours in zip(given["shares"], found["quantiles"], strict=True):
        assert ours == pytest.approx(stats.t.ppf(share, freedom), rel=1e-8, abs=1e-8)
