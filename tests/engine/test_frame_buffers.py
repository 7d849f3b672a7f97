"""Running statistics in key frames: with them and its weights, torch answers what the frame says was answered."""

import numpy as np
import torch

from engine.plan import Plan
from engine.records import decode_frame
from engine.spec import parse
from engine.state import State
from engine.training import Member, train

LAYERS = [{"name": "dense", "units": 5}, {"name": "batch_norm"}]


def test_a_key_frame_carries_the_statistics_its_weights_are_judged_with():
    plan = Plan(parse({"data": {"name": "wine"}, "network": {"layers": LAYERS}, "training": {"epochs": 3}}))
    [made] = train([Member(plan, State.begin(plan))], 3)
    frames = [decode_frame(plan.frame_schema, data)[1] for _, _, data in made.key_frames]
    assert len(frames) == 4 and frames[0]["buffers"].tolist() == [0.0] * 5 + [1.0] * 5  # as torch starts them
    assert np.array_equal(frames[-1]["buffers"], made.state.buffers.numpy()) and not np.array_equal(
        *(f["buffers"] for f in frames[1:3])
    )
    x = torch.from_numpy(plan.data.test_x[:12])
    for sections in frames:
        flat = torch.from_numpy(sections["weights"].copy())
        first, scale, last = flat[: 14 * 5].view(14, 5), flat[70:80].view(2, 5), flat[80:].view(6, 3)
        mean, variance = torch.from_numpy(sections["buffers"].copy()).split(5)
        hidden = torch.tanh(x @ first[:-1] + first[-1])
        hidden = torch.nn.functional.batch_norm(hidden, mean, variance, scale[0], scale[1])
        np.testing.assert_allclose(sections["sample_outputs"], hidden @ last[:-1] + last[-1], rtol=1e-4, atol=1e-5)


def test_a_network_without_them_has_no_such_section():
    assert "buffers" not in [name for name, *_ in Plan(parse({})).frame_schema.columns]
