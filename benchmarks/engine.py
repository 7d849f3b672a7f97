"""Engine against idiomatic PyTorch, in one process and one thread: ``python -m benchmarks.engine``."""

from __future__ import annotations

import itertools

import torch
from torch import nn

import engine  # noqa: F401  (sets threads before torch does anything)
from benchmarks import pictures, second_order
from benchmarks.measuring import conditions, figure, ratio, seconds_each
from engine import key_frames, recorder
from engine.datasets.base import Split
from engine.layers.dense import Dense
from engine.plan import Plan
from engine.products import product
from engine.spec import parse
from engine.state import State
from engine.training import Member, train


def small(seed: int, **changes) -> Plan:
    """The 2-4-2-1 job: circles, 500 points, half test, batch 10, SGD."""
    spec = {
        "seed": seed,
        "data": {"name": "circles", "seed": seed},
        "network": {"layers": [{"name": "dense", "units": 4}, {"name": "dense", "units": 2}]},
        "optimizer": {"name": "sgd", "lr": 0.01 + 0.0002 * seed},
        "training": {"batch_size": 10, "epochs": 100_000},
    }
    return Plan(parse(spec | changes))


class Ours:
    """A set of runs that goes on training from call to call."""

    def __init__(self, plans: list[Plan], epochs: int):
        self.plans, self.epochs = plans, epochs
        self.states = [State.begin(plan) for plan in plans]
        self()

    def __call__(self) -> None:
        members = [Member(plan, state) for plan, state in zip(self.plans, self.states, strict=True)]
        self.states = [outcome.state for outcome in train(members, self.epochs)]


class Idiomatic:
    """The same job as most people write it: nn.Sequential, torch.optim, shuffled batches, both losses every epoch."""

    def __init__(self, plan: Plan, epochs: int):
        widths = [plan.slots[0].fan_in, *(slot.fan_out for slot in plan.slots)]
        modules: list[nn.Module] = []
        for fan_in, fan_out in itertools.pairwise(widths):
            modules += [nn.Linear(fan_in, fan_out), nn.Tanh()]
        self.net = nn.Sequential(*modules[:-1])
        cut = plan.train_count
        self.x, self.y = plan.x[:cut, :-1].contiguous(), plan.y[:cut]
        self.test_x, self.test_y = plan.x[cut:, :-1].contiguous(), plan.y[cut:]
        if plan.task == "multiclass":
            self.loss, self.y, self.test_y = nn.CrossEntropyLoss(), self.y.argmax(1), self.test_y.argmax(1)
        else:
            self.loss = nn.BCEWithLogitsLoss()
        self.optimizer = torch.optim.SGD(self.net.parameters(), lr=plan.spec.optimizer.lr)
        self.batch, self.epochs, self.history = plan.batch, epochs, []

    def __call__(self) -> None:
        for _ in range(self.epochs):
            for index in torch.randperm(len(self.x)).split(self.batch):
                self.optimizer.zero_grad()
                self.loss(self.net(self.x[index]), self.y[index]).backward()
                self.optimizer.step()
            with torch.no_grad():
                losses = self.loss(self.net(self.x), self.y).item(), self.loss(self.net(self.test_x), self.test_y).item()
            self.history.append(losses)


def speed() -> None:
    times = seconds_each(
        {"idiomatic": Idiomatic(small(0), 15), "one": Ours([small(0)], 60), "hundred": Ours([small(i) for i in range(100)], 12)}
    )
    figure("one_run", ratio(times, "idiomatic", "one") * 60 / 15, "x")
    figure("hundred_runs", ratio(times, "idiomatic", "hundred") * 12 * 100 / 15, "x")


def vanishing() -> None:
    """A hundred deep sigmoid runs against the same with one whose gradients fall below the smallest normal number."""
    deep = {
        "network": {"layers": [{"name": "dense", "units": 4, "activation": "sigmoid"}] * 6},
        "training": {"batch_size": 10, "epochs": 100_000},
    }
    tiny = deep | {"network": deep["network"] | {"initializer": {"name": "normal", "scale": 1e-9}}}
    healthy = Ours([small(i, **deep) for i in range(100)], 3)
    with_one = Ours([*(small(i, **deep) for i in range(99)), small(99, **tiny)], 3)
    times = seconds_each({"healthy": healthy, "with one": with_one})
    figure("vanishing_slowdown", ratio(times, "with one", "healthy"), "x")


def instruments() -> None:
    """All records and key frames over 2,000 epochs against the same engine recording losses only, in processor time: a share of
    some percent drowns in what else the machine does meanwhile."""
    for name, count, epochs in (("one", 1, 2000), ("hundred", 100, 2000)):
        plans = [small(i) for i in range(count)]
        full, bare = InTurns(plans, epochs), InTurns(plans, epochs)
        while full.epoch < epochs:  # in turns of 50 epochs: both cross the dense and the sparse stretch of key frames
            full.turn()
            with losses_only():
                bare.turn()
        figure(f"instruments_percent_{name}", 100 * (full.seconds / bare.seconds - 1), "%")


class InTurns:
    def __init__(self, plans: list[Plan], epochs: int):
        self.plans, self.epoch, self.seconds = [Plan(plan.spec, data=plan.data) for plan in plans], 0, 0.0
        self.states = [State.begin(plan) for plan in self.plans]

    def turn(self, epochs: int = 50) -> None:
        import time

        members = [Member(plan, state) for plan, state in zip(self.plans, self.states, strict=True)]
        start = time.process_time()
        self.states = [outcome.state for outcome in train(members, epochs)]
        self.seconds += time.process_time() - start
        self.epoch += epochs


class losses_only:
    """Switch every instrument, metric and key frame off while in the block."""

    def __enter__(self):
        self.kept = recorder.RECORDS, key_frames.FRAMES, key_frames.is_key_frame, recorder.Recorder._measure
        recorder.Recorder._measure = _losses
        key_frames.is_key_frame = lambda epoch, dense: False

    def __exit__(self, *_):
        recorder.RECORDS, key_frames.FRAMES, key_frames.is_key_frame, recorder.Recorder._measure = self.kept


def _losses(self, epochs, steps, rates, penalties):
    import numpy as np

    evaluation, plan = self._evaluation(), self.cohort.plan
    snapshot = recorder.Snapshot(plan, *evaluation.snapshot())
    nothing = np.zeros(len(epochs), np.float32)
    columns = {name: nothing for name, _, _ in plan.schema.columns}
    columns |= {"epoch": epochs, "step": steps, "lr": rates} | evaluation.losses()
    return {name: np.array(columns[name]) for name, _, _ in plan.schema.columns}, snapshot


def mlp_784() -> None:
    """784-128-10, batch 64, on 1,024 random images: here products, not dispatch, decide."""
    import numpy as np

    source = np.random.default_rng(0)
    x, y = source.random((1280, 784), np.float32), source.integers(0, 10, 1280)
    nothing, one = np.zeros(784), np.ones(784)
    split = Split(x[:1024], x[1024:], y[:1024], y[1024:], x[:1024], x[1024:], nothing, one)
    spec = parse({"data": {"name": "iris"}, "training": {"batch_size": 64, "epochs": 100_000}})
    wide = Dense.model_construct(units=128, activation="tanh", bias=True, dropout=0.0)
    data = type("Images", (type(spec.data),), {"classes": tuple("0123456789")}).model_construct(**dict(spec.data))
    spec = spec.model_copy(update={"network": spec.network.model_copy(update={"layers": (wide,)}), "data": data})
    plan = Plan(spec, data=split)
    times = seconds_each({"idiomatic": Idiomatic(plan, 3), "ours": Ours([plan], 3), "products": Products(plan, 3)})
    figure("mlp_784", ratio(times, "idiomatic", "ours"), "x")
    figure("mlp_784_if_all_else_were_free", ratio(times, "idiomatic", "products"), "x")


class Products:
    """The products of these epochs and nothing else: forward, backward and the full pass after each, on buffers that stay."""

    def __init__(self, plan: Plan, epochs: int):
        self.turns = [(epochs * plan.steps_per_epoch, []), (epochs, [])]
        for (_, products), points in zip(self.turns, (plan.batch, plan.train_count + plan.test_count), strict=True):
            for slot in plan.slots:
                sizes = (slot.fan_in + 1, slot.fan_out), (slot.fan_in + 1, points), (slot.fan_out, points)
                w, x, z = (torch.rand(1, *size) for size in sizes)
                products.append(product(w.mT, x, z))
                if points == plan.batch:
                    products.append(product(x, z.mT, torch.empty_like(w)))
                    if slot is not plan.slots[0]:
                        products.append(product(w[:, :-1], z, torch.empty(1, slot.fan_in, points)))

    @torch.inference_mode()
    def __call__(self) -> None:
        for count, products in self.turns:
            for _ in range(count):
                for one in products:
                    one()


class IdiomaticLstm:
    """A recurrent job as most people write it: nn.LSTM, its last state into nn.Linear, Adam, both losses every epoch."""

    def __init__(self, plan: Plan, epochs: int):
        time, features = plan.slots[0].in_shape
        self.lstm = nn.LSTM(features, plan.slots[0].layer.units, batch_first=True)
        self.head = nn.Linear(plan.slots[0].layer.units, plan.classes)
        cut, x = plan.train_count, plan.x[:, :-1].reshape(-1, time, features)
        self.x, self.test_x = x[:cut].contiguous(), x[cut:].contiguous()
        self.y, self.test_y = plan.y.argmax(1).split([cut, plan.test_count])
        self.loss = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.Adam([*self.lstm.parameters(), *self.head.parameters()], lr=plan.spec.optimizer.lr)
        self.batch, self.epochs, self.history = plan.batch, epochs, []

    def net(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.lstm(x)[0][:, -1])

    def __call__(self) -> None:
        for _ in range(self.epochs):
            for index in torch.randperm(len(self.x)).split(self.batch):
                self.optimizer.zero_grad()
                self.loss(self.net(self.x[index]), self.y[index]).backward()
                self.optimizer.step()
            with torch.no_grad():
                losses = self.loss(self.net(self.x), self.y).item(), self.loss(self.net(self.test_x), self.test_y).item()
            self.history.append(losses)


def lstm() -> None:
    """16 units over 31 steps of remember_first, 1,000 + 250 sequences, batch 32, Adam; records and key frames on our side."""
    spec = {
        "data": {"name": "remember_first", "lag": 30, "samples": 1250, "test_share": 0.2},
        "network": {"layers": [{"name": "lstm", "units": 16}]},
        "optimizer": {"name": "adam", "lr": 0.003},
        "training": {"batch_size": 32, "epochs": 5000},
    }
    plan = Plan(parse(spec))
    times = seconds_each({"idiomatic": IdiomaticLstm(plan, 2), "ours": Ours([plan], 2)})
    figure("lstm", ratio(times, "idiomatic", "ours"), "x")


def sequence_lag_30() -> None:
    """The worst test accuracy of five seeds of the LSTM that tests/engine/test_lag_30.py trains for four epochs."""
    from tests.engine.test_lag_30 import ELMAN, LSTM, accuracies, plans_of, trained

    figure("sequence_lag_30", min(accuracies(trained(plans_of(LSTM)))), "")
    figure("sequence_lag_30_elman", max(accuracies(trained(plans_of(ELMAN)))), "")


def mnist() -> None:
    """784-128-10 with ReLU and Adam, five epochs over 8,000 of all 10,000 MNIST digits: test accuracy, and the script's."""
    from tests.engine.test_mnist import idiomatic, ours, plan_of

    plan = plan_of(1, 10_000, test_share=0.2)
    figure("mnist_accuracy", 100 * ours(plan), "%")
    figure("mnist_accuracy_pytorch", 100 * idiomatic(plan, 1), "%")


if __name__ == "__main__":
    conditions()
    speed()
    instruments()
    mlp_784()
    lstm()
    sequence_lag_30()
    mnist()
    pictures.cnn()
    pictures.ten_rates()
    second_order.newton()
    vanishing()
