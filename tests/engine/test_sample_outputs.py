"""What key frames say of the first test points, beside NumPy and torch.nn."""

import numpy as np
import pytest
import torch

from engine.plan import Plan
from engine.records import decode_frame
from engine.reference import build
from engine.spec import parse
from engine.state import State
from engine.training import Member, train


def key_frames(recipe: dict) -> tuple[Plan, list[dict]]:
    """The plan, and the sections of each key frame of a run."""
    plan = Plan(parse(recipe))
    [made] = train([Member(plan, State.begin(plan))], plan.spec.training.epochs)
    return plan, [decode_frame(plan.frame_schema, data)[1] for _, _, data in made.key_frames]


def test_they_are_the_answers_of_the_frames_own_weights_to_the_first_twelve_test_points():
    plan, frames = key_frames({"data": {"name": "wine"}, "training": {"epochs": 3}})
    x = plan.data.test_x[:12].astype(np.float64)
    assert len(frames) == 4
    for sections in frames:
        flat, below, start = sections["weights"].astype(np.float64), x, 0
        for fan_out in (6, 4, 3):
            fan_in = below.shape[1]
            block = flat[start : start + (fan_in + 1) * fan_out].reshape(fan_in + 1, fan_out)
            z = below @ block[:-1] + block[-1]
            below, start = (np.tanh(z) if fan_out != 3 else z), start + block.size
        np.testing.assert_allclose(sections["sample_outputs"], below, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("data", "layers"),
    [
        # more than 10,000 parameters: no weights in key frames
        ({"name": "mnist", "examples": 200}, [{"name": "dense", "units": 20, "activation": "relu"}]),
        (
            {"name": "digits"},
            [{"name": "conv2d", "channels": 4, "kernel": 3}, {"name": "flatten"}, {"name": "dense", "units": 5}],
        ),
    ],
    ids=["large", "convolution"],
)
def test_they_stand_there_where_the_page_has_no_weights_and_equal_torchs(data, layers):
    plan, frames = key_frames({"data": data, "network": {"layers": layers}, "training": {"epochs": 1}})
    with torch.no_grad():
        x = torch.from_numpy(plan.data.test_x[:12]).reshape(-1, *plan.slots[0].in_shape)
        theirs = build(plan, torch.float32).eval()(x)
    np.testing.assert_allclose(frames[0]["sample_outputs"], theirs, rtol=1e-4, atol=1e-5)
    assert not np.array_equal(frames[0]["sample_outputs"], frames[1]["sample_outputs"])


def test_several_runs_in_company_have_each_its_own():
    plans = [Plan(parse({"data": {"name": "wine"}, "seed": seed, "training": {"epochs": 2}})) for seed in (1, 2, 3)]
    together = train([Member(plan, State.begin(plan)) for plan in plans], 2)
    for plan, made in zip(plans, together, strict=True):
        [alone] = train([Member(plan, State.begin(plan))], 2)
        assert [data for _, _, data in made.key_frames] == [data for _, _, data in alone.key_frames]


def test_a_test_split_smaller_than_that_gives_as_many_as_there_are():
    plan, frames = key_frames({"data": {"name": "wine", "test_share": 0.02}, "training": {"epochs": 1}})
    assert plan.test_count == 4 and frames[0]["sample_outputs"].shape == (4, 3)


@pytest.mark.parametrize("name", ["circles", "iris", "noisy_line", "xor_table"])
def test_frames_that_were_stored_before_keep_their_sections(name):
    assert "sample_outputs" not in [
        one for one, _, _ in Plan(parse({"data": {"name": name}, "training": {"batch_size": None}})).frame_schema.columns
    ]
