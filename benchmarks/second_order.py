"""Damped Newton against descent, at 25 and at 925 parameters: ``python -m benchmarks.second_order``."""

from __future__ import annotations

import time

import engine  # noqa: F401  (sets threads before torch does anything)
from benchmarks.measuring import conditions, figure
from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from engine.training import Member, train

NEWTON = {"name": "levenberg_marquardt", "lr": 1.0, "exact_hessian": True}
DESCENT = {"name": "sgd", "lr": 1.0}
TARGET = 0.3  # training loss; guessing is 0.69
CASES = {"25": ([6], 8), "900": ([29, 27], 8)}  # hidden units → 25 and 925 parameters; the most Newton steps


def seconds(units: list[int], optimizer: dict, epochs: int) -> tuple[float, int]:
    """(seconds, epochs) to the loss aimed at, records and key frames included: circles, 200 points, half for training."""
    layers = [{"name": "dense", "units": count} for count in units]
    training = {"batch_size": None, "epochs": epochs, "stop_below": TARGET}
    recipe = {"data": {"name": "circles", "samples": 200, "noise": 0.05}, "network": {"layers": layers}}
    plan = Plan(parse(recipe | {"optimizer": optimizer, "training": training}))
    members = [Member(plan, State.begin(plan))]
    start = time.perf_counter()
    [outcome] = train(members, epochs)
    spent, done = time.perf_counter() - start, int(outcome.columns["epoch"][-1])
    assert outcome.columns["train_loss"][-1] < TARGET, f"{optimizer['name']} did not come below {TARGET} in {epochs} epochs"
    return spent, done


def newton() -> None:
    """Milliseconds of a Newton step, and how many times sooner it is below the loss aimed at than descent; below 1: later."""
    for name, (units, most) in CASES.items():
        seconds(units, NEWTON, most)  # warm
        spent, done = min(seconds(units, NEWTON, most) for _ in range(3))
        descent, _ = min(seconds(units, DESCENT, 3000) for _ in range(3))
        figure(f"newton_step_ms_{name}", 1000 * spent / done, "ms")
        figure(f"newton_sooner_than_sgd_{name}", descent / spent, "x")


if __name__ == "__main__":
    conditions()
    newton()
