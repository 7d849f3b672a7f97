import copy

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import checkpoint, reference
from engine.frames import forward, frames
from engine.layers import registry as layers
from engine.spec import Refused, parse
from engine.state import State
from engine.training import Member, train
from tests.engine.gradients import assert_right
from tests.engine.layers.company import assert_same_bits
from tests.engine.layers.shaped import plan_over

NORM, FLAT = {"name": "batch_norm"}, {"name": "flatten"}
DENSE = {"name": "dense", "units": 5}
CONV = {"name": "conv2d", "channels": 3, "kernel": 2, "activation": "tanh"}


@pytest.mark.parametrize(
    ("shape", "stack"),
    [
        ((4,), [NORM]),
        ((4,), [DENSE, NORM, DENSE, NORM]),
        ((2, 4, 5), [NORM, CONV, NORM, FLAT]),
        ((1, 6, 6), [CONV, {"name": "max_pool2d"}, NORM, {"name": "dropout", "rate": 0.3}, FLAT, NORM]),
    ],
)
def test_gradients_are_autograds(shape, stack):
    assert_right(plan_over(shape, stack))


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_gradients_are_autograds_for_any_shape(data):
    draw = data.draw
    shape = tuple(draw(st.integers(2, 5)) for _ in range(draw(st.sampled_from([1, 3]))))
    body = [DENSE] if len(shape) == 1 else [CONV]
    assert_right(plan_over(shape, [*body, NORM, FLAT], seed=draw(st.integers(0, 99))), random_shape=True)


def test_running_statistics_and_judged_answers_are_torchs():
    plan = plan_over((2, 4, 5), [CONV, NORM, FLAT])
    params, buffers = plan.initial().unsqueeze(0), plan.initial_buffers().unsqueeze(0)
    model = reference.build(plan, torch.float32)
    norm = next(module for module in model.modules() if isinstance(module, torch.nn.BatchNorm2d))
    stack, gradient = None, torch.zeros_like(params)
    for batch in (7, 5, 3):
        x = torch.randn(batch, 2, 4, 5) * batch + 1
        ones = torch.cat([x.reshape(batch, -1).T, torch.ones(1, batch)]).unsqueeze(0)
        stack = frames(plan, params, batch, gradient, buffers)
        model.train()
        assert torch.allclose(forward(stack, ones)[0].T, model(x), atol=1e-5)
        model.eval()
        judged = forward(frames(plan, params, batch, buffers=buffers), ones)
        assert torch.allclose(judged[0].T, model(x), atol=1e-5)
        assert torch.allclose(buffers[0], torch.cat([norm.running_mean, norm.running_var]), rtol=1e-5, atol=1e-6)


def test_epoch_zero_leaves_no_trace_in_the_statistics():
    """The first batch is shown before the first step to record its gradient; it counts once, when the step is made."""
    plan = plan_over((4,), [DENSE, NORM], training={"batch_size": 23, "epochs": 1})
    state = train([Member(plan, State.begin(plan))], 1)[0].state
    model = reference.build(plan, torch.float32)
    model.train()
    with torch.no_grad():
        model(plan.x[:23, :-1])
    norm = next(module for module in model.modules() if isinstance(module, torch.nn.BatchNorm1d))
    assert torch.allclose(state.buffers, torch.cat([norm.running_mean, norm.running_var]), rtol=1e-4, atol=1e-6)


def test_a_run_goes_on_from_a_checkpoint_with_the_same_bits():
    plan = plan_over((4,), [DENSE, NORM], training={"batch_size": 7, "epochs": 12})
    whole = train([Member(plan, State.begin(plan))], 12)[0]
    half = train([Member(plan, State.begin(plan))], 5)[0].state
    assert len(half.buffers) == 10 and not half.buffers.equal(plan.initial_buffers())
    back = checkpoint.load(plan, checkpoint.save(copy.deepcopy(half)))
    rest = train([Member(plan, back)], 12)[0]
    assert rest.state.params.equal(whole.state.params) and rest.state.buffers.equal(whole.state.buffers)
    assert (rest.columns["test_loss"] == whole.columns["test_loss"][6:]).all()


def test_a_checkpoint_without_its_statistics_is_refused():
    plan = plan_over((4,), [DENSE, NORM])
    state = State.begin(plan)
    state.buffers = torch.zeros(3)
    with pytest.raises(ValueError, match="buffers"):
        checkpoint.load(plan, checkpoint.save(state))


def test_the_same_bits_in_any_company():
    assert_same_bits((4,), [DENSE, NORM], least=2)
    assert_same_bits((2, 5, 4), [CONV, NORM, FLAT])
    assert layers["batch_norm"].alone is False


def test_penalties_spare_scale_and_shift():
    plan = plan_over((4,), [DENSE, NORM])
    (block,) = plan.slots[1].blocks
    assert plan.weight_mask[block.start : block.stop].sum() == 0 and plan.weight_mask.sum() == 4 * 5 + 5 * 3
    assert plan.initial()[block.start : block.stop].tolist() == [1.0] * 5 + [0.0] * 5


@pytest.mark.parametrize(("batch", "nearest"), [(1, 2), (3, 4), (83, 84)])
def test_a_batch_of_one_point_is_refused_in_words(batch, nearest):
    """250 training points in batches of 3 or 83 leave a last one of one point."""
    with pytest.raises(Refused) as refused:
        parse({"network": {"layers": [{"name": "dense"}, NORM]}, "training": {"batch_size": batch}})
    (problem,) = refused.value.problems
    assert problem.path == "training.batch_size" and "needs at least 2 points in every batch" in problem.message
    assert problem.nearest == nearest
    parse({"network": {"layers": [{"name": "dense"}, NORM]}, "training": {"batch_size": nearest}})
