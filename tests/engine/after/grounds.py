"""Trained runs to question, and the engine's own forward pass to ask instead of PyTorch's."""

import torch

from engine.frames import forward, frames
from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from engine.training import Member, train

LINEAR = {"data": {"name": "gaussians", "samples": 200, "noise": 0.3}, "network": {"layers": []}, "training": {"epochs": 60}}
PLANE = {"data": {"name": "moons", "samples": 120, "features": ["x1", "x2", "x1_squared", "sin_x2"], "standardize": True}}
DIGITS = {"data": {"name": "digits"}, "network": {"layers": [{"name": "dense", "units": 16}]}, "training": {"epochs": 60}}
SEQUENCE = {"data": {"name": "remember_first", "lag": 3}, "network": {"layers": [{"name": "lstm", "units": 5}]}}
LINE = {"data": {"name": "regression_plane", "samples": 80}, "network": {"layers": []}, "training": {"epochs": 60}}


def trained(spec: dict, epochs: int) -> tuple[Plan, State]:
    plan = Plan(parse(spec))
    state = State.begin(plan)
    return plan, train([Member(plan, state)], epochs)[0].state if epochs else state


def answers(plan: Plan, state: State, x: torch.Tensor) -> torch.Tensor:
    """Outputs (points, outputs) float64 of inputs (points, features), by our own forward pass."""
    stack = frames_of(plan, state, len(x))
    ones = torch.ones(len(x), 1, dtype=torch.float64)
    return forward(stack, torch.cat([x.double(), ones], dim=1).T.unsqueeze(0).contiguous())[0].T.clone()


def frames_of(plan: Plan, state: State, points: int):
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        return frames(plan, state.params.double().unsqueeze(0), points, buffers=state.buffers.double().unsqueeze(0))
    finally:
        torch.set_default_dtype(before)


def last(work):
    """What a generator returns."""
    while True:
        try:
            next(work)
        except StopIteration as done:
            return done.value
