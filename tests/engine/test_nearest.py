"""The nearest allowed value that a refusal offers is one: taken, the field is refused no more."""

import pytest

from engine.flat import flatten, unflatten
from engine.spec import Refused, parse

REFUSED = [
    {"network.layers.0.units": "5000"},
    {"training.epochs": "1000000"},
    {"training.epochs": "100000", "data.samples": "5000", "training.batch_size": "1"},  # 250 million steps
    {"data.samples": "1000000000"},
    {"training.batch_size": "1000000000"},
    {"data.noise": "0.9"},
    {"data.noise": "-1"},
    {"seed": "-1"},
    {"optimizer.name": "adm"},
]


def refusal(flat: dict) -> list:
    try:
        parse(unflatten(flat))
    except Refused as error:
        return error.problems
    return []


@pytest.mark.parametrize("flat", REFUSED, ids=lambda flat: ", ".join(flat))
def test_taking_what_is_offered_leads_to_a_good_set_up(flat):
    for _ in range(2):  # a bound of the field first, then what the other fields allow
        problems = refusal(flat)
        if not problems:
            break
        key = problems[0].path if problems[0].path in flat else f"{problems[0].path}.name"
        assert problems[0].nearest is not None
        flat = flat | {key: str(problems[0].nearest)}
    assert not refusal(flat)


def test_the_nearest_number_of_epochs_is_the_largest_one():
    flat = {"data.samples": "5000", "training.batch_size": "1", "training.epochs": "100000"}
    nearest = refusal(flat)[0].nearest
    assert nearest * 2500 <= 20_000_000 < (nearest + 1) * 2500
    assert refusal(flat | {"training.epochs": str(nearest + 1)})


def test_the_default_is_refused_nowhere():
    assert not refusal(flatten(parse({}).expanded()) | {"edits": "none"})
