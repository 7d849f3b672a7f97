"""A small convolutional network on the 8 × 8 digits, beside a PyTorch loop from the same first weights in the same orders."""

import pytest
import torch
from torch import nn

from engine import rng
from engine.plan import Plan
from engine.reference import build
from engine.spec import parse
from engine.state import State
from engine.training import Member, train

EPOCHS, BATCH, RATE = 20, 32, 0.003
CNN = [
    {"name": "conv2d", "channels": 8, "kernel": 3},
    {"name": "max_pool2d"},
    {"name": "flatten"},
    {"name": "dense", "units": 32, "activation": "relu"},
]


def by_torch(plan: Plan) -> float:
    """Test accuracy after the last epoch of the network in torch.nn under torch.optim.Adam."""
    model, data = build(plan, torch.float32), plan.data
    x, y = torch.from_numpy(data.train_x).view(-1, 1, 8, 8), torch.from_numpy(data.train_targets)
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE)
    for epoch in range(1, EPOCHS + 1):
        for batch in rng.permutation(plan.spec.seed, epoch, len(x)).split(BATCH):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x[batch]), y[batch]).backward()
            optimizer.step()
    with torch.no_grad():
        said = model(torch.from_numpy(data.test_x).view(-1, 1, 8, 8)).argmax(1)
    return (said == torch.from_numpy(data.test_targets)).float().mean().item()


@pytest.mark.parametrize("seed", [1, 3])
def test_a_small_convolutional_network_comes_as_far_as_in_pytorch(seed):
    spec = {
        "seed": seed,
        "data": {"name": "digits", "test_share": 0.5},
        "network": {"layers": CNN, "initializer": {"name": "pytorch"}},
        "optimizer": {"name": "adam", "lr": RATE},
        "training": {"epochs": EPOCHS, "batch_size": BATCH},
    }
    plan = Plan(parse(spec))
    [made] = train([Member(plan, State.begin(plan))], EPOCHS)
    mine, theirs = float(made.columns["test_accuracy"][-1]), by_torch(plan)
    print(f"figure digits_cnn {mine:.4f} beside {theirs:.4f}")
    assert theirs > 0.92 and abs(mine - theirs) < 0.005
