"""Runs to measure, and their Hessians by another road: torch.func on the loss as a function of one vector."""

import torch
from torch.func import functional_call

from engine import reference
from engine.curvature import registry
from engine.curvature.base import Care
from engine.curvature.moment import Moment
from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from engine.training import Member, train

EXACT = Care(epochs=5, points=10_000, singles=10_000, iterations=20_000, within=1e-9, probes=400)
SMALL = {"data": {"name": "moons", "samples": 90}, "network": {"layers": [{"name": "dense", "units": 3}]}}
LINE = {
    "data": {"name": "regression_plane", "samples": 80},
    "network": {"layers": []},
    "training": {"batch_size": None, "epochs": 200},
    "optimizer": {"name": "sgd", "lr": 0.01},
}  # least squares: the loss is a parabola


def moment(spec: dict, epochs: int = 0, care: Care = EXACT) -> Moment:
    plan = Plan(parse(spec))
    state = State.begin(plan)
    if epochs:
        state = train([Member(plan, state)], epochs)[0].state
    return Moment(plan, state, care.points)


def measured(name: str, at: Moment, care: Care = EXACT) -> dict:
    work = registry[name].measure(at, care)
    while True:
        try:
            next(work)
        except StopIteration as done:
            return done.value


def hessian(at: Moment) -> torch.Tensor:
    """(parameters, parameters) float64, by torch.func.hessian of mean loss plus half an L2 penalty where the spec has one."""
    model = reference.build(at.plan, torch.float64, at.state.params.double(), at.state.buffers.double()).eval()
    sizes = [(name, p.shape, p.numel()) for name, p in model.named_parameters()]
    x = reference.inputs(at.plan).double()[: at.plan.train_count]
    y = at.plan.y.double()[: at.plan.train_count]
    l2 = at.plan.spec.regularization.l2

    def loss(flat):
        parts = dict(zip([s[0] for s in sizes], flat.split([s[2] for s in sizes]), strict=True))
        parts = {name: parts[name].view(shape) for name, shape, _ in sizes}
        pull = sum(part.square().sum() for name, part in parts.items() if name.endswith("weight"))
        return at.plan.spec.loss.in_torch()(functional_call(model, parts, (x,)), y) + 0.5 * l2 * pull

    flat = torch.cat([p.detach().reshape(-1) for p in model.parameters()])
    return torch.func.hessian(loss)(flat)
