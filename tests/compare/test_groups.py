"""Groups in Python, for programs, and in the page's script say the same of the same numbers, to the letter."""

import json

import numpy as np
import pytest

from playground.compare import groups
from tests.live.test_js import run

ASKED = """
import { readFileSync } from "node:fs";
import { better } from "./static/js/compare/columns.js";
import { rivals, verdict } from "./static/js/compare/groups.js";
import { mean } from "./static/js/compare/statistics.js";
const told = (values, name) => ({ name, values, mean: values.length ? mean(values) : NaN });
const { cases, columns } = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify({
  verdicts: cases.map(({ samples: [a, b], column, tries }) => verdict(told(a, "lr 0.1"), told(b, "lr 0.3"), column, tries)),
  better: columns.map(better),
}));
"""
COLUMNS = ["test_loss", "train_loss", "test_accuracy", "test_f1", "test_r2", "grad_norm", "lr", "layer.1.weight_norm", "penalty"]


def told(values: list[float], name: str) -> groups.Group:
    return groups.Group(name, list(range(len(values))), values, mean=float(np.mean(values)) if values else np.nan)


@pytest.fixture(scope="module")
def cases() -> list[dict]:
    chance, made = np.random.default_rng(4), []
    for number in range(300):
        sizes, shift = chance.integers(0 if number % 10 == 0 else 2, 9, 2), chance.choice([0, 0.3, 1, 5, 1000])
        scale = chance.choice([1e-6, 0.01, 1, 300])
        samples = [(scale * (chance.standard_normal(size) + shift * place)).tolist() for place, size in enumerate(sizes)]
        if number % 25 == 1:
            samples = [[0.5] * 3, [0.5] * 2]
        made.append({"samples": samples, "column": COLUMNS[number % len(COLUMNS)], "tries": int(chance.choice([1, 3, 45]))})
    return made


def test_both_say_the_same(cases):
    given = {"cases": cases, "columns": COLUMNS}
    theirs = json.loads(run("--input-type=module", "--eval", ASKED, input=json.dumps(given)))
    assert theirs["better"] == [groups.better(column) for column in COLUMNS]
    ours = []
    for case in cases:
        one, other = (told(values, name) for values, name in zip(case["samples"], ("lr 0.1", "lr 0.3"), strict=True))
        ours.append(groups.verdict(one, other, case["column"], case["tries"]))
    assert ours == theirs["verdicts"]
    kinds = ("is better", "is worse", "differ:", "no more than", "One run says", "the same number", "Of one group")
    assert all(any(kind in sentence for sentence in ours) for kind in kinds), "every sentence was met"
