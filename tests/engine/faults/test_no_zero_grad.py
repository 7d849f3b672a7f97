import numpy as np
import torch

from engine import checkpoint
from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from engine.training import Member, train
from tests.engine.faults.naive import RECIPE, Program, assert_same_mistake

FAULT = "no_zero_grad"


class Accumulating(Program):
    """grad += …, and nobody sets it to zero."""

    kept = None

    def backward(self, y, t):
        found = super().backward(y, t)
        self.kept = [(gw + kw, gb + kb) for (gw, gb), (kw, kb) in zip(found, self.kept, strict=True)] if self.kept else found
        return self.kept


def test_gradients_pile_up():
    assert_same_mistake(FAULT, Accumulating, optimizer={"name": "sgd", "lr": 0.02})


def test_it_is_what_torch_does_without_zero_grad():
    spec = parse({**RECIPE, "network": {"layers": []}, "training": {"batch_size": None, "epochs": 5}, "faults": [FAULT]})
    plan = Plan(spec)
    model = torch.nn.Linear(2, 1).double()
    with torch.no_grad():
        block = State.begin(plan).params.double().view(3, 1)
        model.weight.copy_(block[:-1].T)
        model.bias.copy_(block[-1])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
    x, y = plan.x[: plan.train_count, :-1].double(), plan.y[: plan.train_count].double()
    for _ in range(5):
        torch.nn.functional.binary_cross_entropy_with_logits(model(x), y).backward()
        optimizer.step()
    ours = train([Member(plan, State.begin(plan))], 5)[0].state.params
    theirs = torch.cat([model.weight.detach().reshape(-1), model.bias.detach()])
    assert torch.allclose(ours.double(), theirs, rtol=1e-5)


def test_what_has_piled_up_survives_a_checkpoint():
    plan = Plan(parse({**RECIPE, "faults": [FAULT]}))
    whole = train([Member(plan, State.begin(plan))], 4)[0].state
    half = train([Member(plan, State.begin(plan))], 2)[0].state
    half = checkpoint.load(plan, checkpoint.save(half))
    rest = train([Member(plan, half)], 2)[0].state
    assert np.array_equal(rest.params.numpy(), whole.params.numpy())
