"""A small convolutional network on the 8 × 8 digits, and ten learning rates in one cohort: ``python -m benchmarks.pictures``."""

from __future__ import annotations

import torch
from torch import nn

import engine  # noqa: F401  (sets threads before torch does anything)
from benchmarks.measuring import conditions, figure, ratio, seconds_each
from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from engine.training import Member, train

LAYERS = [
    {"name": "conv2d", "channels": 8, "kernel": 3, "activation": "relu"},
    {"name": "max_pool2d"},
    {"name": "flatten"},
    {"name": "dense", "units": 32, "activation": "relu"},
]


def digits() -> Plan:
    """1 × 8 × 8 → 8 × 6 × 6 → 8 × 3 × 3 → 32 → 10, 1,438 training digits in batches of 32."""
    recipe = {"data": {"name": "digits"}, "network": {"layers": LAYERS}, "training": {"batch_size": 32, "epochs": 100_000}}
    return Plan(parse(recipe))


class Ours:
    """A run that goes on training from call to call, records and key frames included."""

    def __init__(self, plans: list[Plan], epochs: int):
        self.plans, self.epochs, self.states = plans, epochs, [State.begin(plan) for plan in plans]
        self()

    def __call__(self) -> None:
        members = [Member(plan, state) for plan, state in zip(self.plans, self.states, strict=True)]
        self.states = [outcome.state for outcome in train(members, self.epochs)]


class Idiomatic:
    """The same network as most people write it: nn.Sequential, torch.optim, shuffled batches, both losses every epoch."""

    def __init__(self, plan: Plan, epochs: int):
        self.net = nn.Sequential(
            nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(72, 32), nn.ReLU(), nn.Linear(32, 10)
        )
        x, y = plan.x[:, :-1].reshape(-1, 1, 8, 8), plan.y.argmax(1)
        cut = plan.train_count
        self.x, self.y, self.test_x, self.test_y = x[:cut], y[:cut], x[cut:], y[cut:]
        self.loss, self.epochs, self.batch = nn.CrossEntropyLoss(), epochs, plan.batch
        self.optimizer = torch.optim.SGD(self.net.parameters(), lr=plan.spec.optimizer.lr)
        self.history: list[tuple[float, float]] = []

    def __call__(self) -> None:
        for _ in range(self.epochs):
            for index in torch.randperm(len(self.x)).split(self.batch):
                self.optimizer.zero_grad()
                self.loss(self.net(self.x[index]), self.y[index]).backward()
                self.optimizer.step()
            with torch.no_grad():
                losses = self.loss(self.net(self.x), self.y).item(), self.loss(self.net(self.test_x), self.test_y).item()
            self.history.append(losses)


def cnn() -> None:
    plan = digits()
    times = seconds_each({"idiomatic": Idiomatic(plan, 3), "ours": Ours([plan], 3)})
    figure("cnn", ratio(times, "idiomatic", "ours"), "x")


def ten_rates() -> None:
    """Circles, 4 and 2 hidden units, batches of 10: ten runs that differ in the learning rate, over one of them."""

    def rate(lr: float) -> Plan:
        layers = [{"name": "dense", "units": 4}, {"name": "dense", "units": 2}]
        return Plan(
            parse({"network": {"layers": layers}, "optimizer": {"lr": lr}, "training": {"batch_size": 10, "epochs": 100_000}})
        )

    times = seconds_each({"one": Ours([rate(0.03)], 200), "ten": Ours([rate(0.003 * 1.6**k) for k in range(10)], 200)})
    figure("ten_rates_vs_one", ratio(times, "ten", "one"), "x")


if __name__ == "__main__":
    conditions()
    cnn()
    ten_rates()
