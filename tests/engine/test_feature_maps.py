"""Maps and gradients beside a convolution written out in NumPy, and beside difference quotients of the engine's own loss."""

import numpy as np
import pytest
import torch

from engine.feature_maps import look
from engine.frames import forward, frames
from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from engine.training import Member, train

LAYERS = [
    {"name": "conv2d", "channels": 3, "kernel": 3, "activation": "tanh"}, {"name": "batch_norm"}, {"name": "max_pool2d"},
    {"name": "flatten"}, {"name": "dense", "units": 5},
]  # fmt: skip
EXAMPLE = 4


@pytest.fixture(scope="module")
def trained():
    plan = Plan(parse({"data": {"name": "digits"}, "network": {"layers": LAYERS}, "training": {"epochs": 1}}))
    [made] = train([Member(plan, State.begin(plan))], 1)
    return plan, made.state, look(plan, made.state, EXAMPLE)


def test_maps_are_what_a_convolution_written_out_gives(trained):
    plan, state, found = trained
    conv, pool = found.windows
    assert (conv.number, conv.name, pool.number, pool.name) == (1, "conv2d", 3, "max_pool2d") and pool.filters is None
    picture = plan.data.test_x[EXAMPLE].reshape(8, 8).astype(np.float64)
    flat = state.params[:30].numpy().astype(np.float64).reshape(10, 3)  # nine cells of a filter and its bias, a column a filter
    for channel in range(3):
        filter_ = flat[:9, channel].reshape(3, 3)
        np.testing.assert_allclose(conv.filters[channel, 0], filter_, rtol=1e-6)
        z = [[(picture[y : y + 3, x : x + 3] * filter_).sum() + flat[9, channel] for x in range(6)] for y in range(6)]
        np.testing.assert_allclose(conv.maps[channel], np.tanh(z), rtol=1e-4, atol=1e-5)
    assert found.target == plan.data.test_targets[EXAMPLE]
    assert np.array_equal(found.picture[0], plan.data.test_x[EXAMPLE].reshape(8, 8))
    logits = found.outputs - found.outputs.max()
    assert found.loss == pytest.approx(np.log(np.exp(logits).sum()) - logits[int(found.target)], rel=1e-5)


def test_a_filters_gradient_is_the_loss_slope_and_a_maps_gradient_explains_it(trained):
    """dL/dW by difference quotients of the loss; and by hand from the map's gradient: Σ over places of dL/da·(1 − a²)·x."""
    plan, state, found = trained
    conv = found.windows[0]
    picture = plan.data.test_x[EXAMPLE].reshape(8, 8).astype(np.float64)
    for cell, channel in ((0, 0), (4, 1), (8, 2)):
        i, j = divmod(cell, 3)
        dz = conv.map_gradients[channel] * (1 - conv.maps[channel].astype(np.float64) ** 2)
        by_hand = (dz * picture[i : i + 6, j : j + 6]).sum()
        assert conv.filter_gradients[channel, 0, i, j] == pytest.approx(by_hand, rel=1e-4, abs=1e-6)
        moved = []
        for sign in (1, -1):
            params = state.params.clone()
            params[cell * 3 + channel] += sign * 1e-2
            moved.append(loss_of(plan, state, params))
        slope = (moved[0] - moved[1]) / 2e-2
        assert conv.filter_gradients[channel, 0, i, j] == pytest.approx(slope, rel=0.05, abs=5e-3)


def loss_of(plan, state, params) -> float:
    stack = frames(plan, params[None], 1, buffers=state.buffers[None])
    y = forward(stack, plan.x[plan.train_count + EXAMPLE][None].T[None].contiguous())[0, :, 0].double()
    return float(torch.logsumexp(y, 0) - y[int(plan.data.test_targets[EXAMPLE])])
