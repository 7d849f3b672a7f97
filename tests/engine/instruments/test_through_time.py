import numpy as np
import pytest
import torch

from engine import checkpoint, reference, rng
from engine.plan import Plan
from engine.records import decode_frame
from engine.spec import parse
from engine.state import State
from engine.training import Member, train, train_batches

RECIPE = {
    "data": {"name": "remember_first", "lag": 6, "samples": 30},
    "network": {"initializer": {"name": "pytorch"}},
    "optimizer": {"name": "adam", "lr": 0.01},
    "training": {"epochs": 2, "batch_size": 15},
}
STACKS = {
    "rnn": [{"name": "rnn", "units": 5}],
    "two": [{"name": "gru", "units": 4, "returns": "all"}, {"name": "lstm", "units": 3}],
}


def plan_of(stack: str, **more) -> Plan:
    return Plan(parse(RECIPE | {"network": RECIPE["network"] | {"layers": STACKS[stack]}} | more))


def times(plan: Plan, frame: bytes) -> np.ndarray:
    return decode_frame(plan.frame_schema, frame)[1]["time_gradients"]


def by_autograd(plan: Plan, batch: torch.Tensor) -> np.ndarray:
    """‖dL/dh_t‖ from a loop over torch's own cells, one step at a time, each state keeping its gradient; float64."""
    model = reference.build(plan, torch.float64)
    x = plan.x[batch, :-1].reshape(len(batch), *plan.slots[0].in_shape).double()
    kept = []
    for slot, module in zip(plan.timed, [m for m in model if isinstance(m, torch.nn.RNNBase)], strict=True):
        state, states = None, []
        for t in range(x.shape[1]):
            _, state = _step(module, x[:, t : t + 1], state)
            h = state[0] if isinstance(state, tuple) else state
            h.retain_grad()
            states.append(h)
        kept.append(states)
        x = torch.stack([h[0] for h in states], dim=1)
        assert slot.layer.returns == "all" or slot is plan.timed[-1]
    outputs = model[-2](x[:, -1])
    plan.spec.loss.in_torch()(outputs, plan.y[batch].double()).backward()
    return np.array([[h.grad.norm().item() for h in states] for states in kept])


def _step(module, x, state):
    """The module of torch.nn itself, which also tells its state, instead of ours that tells the answers alone."""
    kind = next(base for base in type(module).__mro__ if base.__module__.startswith("torch.nn"))
    return kind.forward(module, x, state)


@pytest.mark.parametrize(("stack", "optimizer"), [("rnn", "adam"), ("two", "adam"), ("rnn", "bfgs")])
def test_the_norms_are_those_of_autograd_at_every_step(stack, optimizer):
    full = {"optimizer": {"name": optimizer}, "training": {"epochs": 2, "batch_size": None}} if optimizer == "bfgs" else {}
    plan = plan_of(stack, **full)
    [outcome] = train([Member(plan, State.begin(plan))], 1)
    first = times(plan, outcome.key_frames[0][2])
    expected = by_autograd(plan, rng.permutation(plan.spec.seed, 1, plan.train_count)[: plan.batch])
    assert first.shape == (len(plan.timed), 7)
    np.testing.assert_allclose(first, expected, rtol=2e-5)


def test_they_are_of_the_last_full_batch_and_survive_a_checkpoint_within_the_epoch():
    plan = plan_of("two", data=RECIPE["data"] | {"samples": 40}, training={"epochs": 3, "batch_size": 7})
    whole = train([Member(plan, State.begin(plan))], 3)[0]
    state, frames = State.begin(plan), []
    while state.stopped is None:
        outcome = train_batches(Member(plan, state), 1)
        frames += outcome.key_frames
        state = checkpoint.load(plan, checkpoint.save(outcome.state))
    assert frames == whole.key_frames and len(frames) == 4


def test_a_network_without_time_has_no_such_section():
    assert "time_gradients" not in [name for name, *_ in Plan(parse({})).frame_schema.columns]
