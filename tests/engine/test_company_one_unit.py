"""A layer of one unit over long batches: the one product whose bits once depended on the company.

Its weight gradient is a matrix times a column. Given a lone row, MKL sums such a product in another order than given several,
from about 500 factors on (32 points × 17 inputs, 100 × 5). The other way round, a row times a matrix, it does not.
"""

import numpy as np
import pytest

from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from engine.training import Member, train


def members(recipe: dict) -> list[Member]:
    plans = [Plan(parse({**recipe, "seed": seed})) for seed in range(3)]
    return [Member(plan, State.begin(plan)) for plan in plans]


@pytest.mark.parametrize(("units", "batch"), [(32, 32), (6, 125), (4, None), (64, 10)])
def test_one_unit_gives_the_same_bits_alone_and_in_company(units, batch):
    recipe = {
        "network": {"layers": [{"name": "dense", "units": units}, {"name": "dense", "units": 1}]},
        "training": {"epochs": 12, "batch_size": batch},
    }
    together = train(members(recipe), 12)
    alone = [train([member], 12)[0] for member in members(recipe)]
    for ours, theirs in zip(together, alone, strict=True):
        for name, values in theirs.columns.items():
            np.testing.assert_array_equal(ours.columns[name], values, err_msg=name)
