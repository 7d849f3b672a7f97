"""A training program as a beginner writes it, in NumPy and float64, one method a step: each test makes its mistake in one.

Nothing of the engine's arithmetic is used; it is fed the engine's first weights, its points and its orders.
"""

import numpy as np

from engine import rng
from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from engine.training import Member, train

RECIPE = {
    "seed": 5,
    "data": {"name": "circles", "samples": 40, "noise": 0.1},
    "network": {
        "layers": [{"name": "dense", "units": 4, "activation": "tanh"}, {"name": "dense", "units": 3, "activation": "sigmoid"}],
        "initializer": {"name": "normal", "scale": 0.7},
    },
    "optimizer": {"name": "sgd", "lr": 0.2},
    "training": {"batch_size": 6, "epochs": 4},
}
CURVES = {
    "tanh": (np.tanh, lambda a: 1 - a * a),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda a: a * (1 - a)),
}


class Program:
    def __init__(self, recipe: dict):
        self.spec = parse({**RECIPE, **recipe, "faults": []})
        self.plan = plan = Plan(self.spec)
        cut = plan.train_count
        x, y = plan.x[:, :-1].double().numpy(), plan.y.double().numpy()
        self.train, self.test = (x[:cut], y[:cut]), (x[cut:], y[cut:])
        self.names = [layer.activation for layer in self.spec.network.layers]
        self.w, self.b = [], []
        flat = self.first()
        for slot in plan.slots:
            block = flat[slot.start : slot.stop].reshape(slot.fan_in + 1, slot.fan_out)
            self.w.append(block[:-1].copy())
            self.b.append(block[-1].copy())

    def first(self) -> np.ndarray:
        return State.begin(self.plan).params.double().numpy()

    def forward(self, x):
        """Fills self.z and self.a, a[0] the inputs; returns the logits."""
        self.z, self.a = [], [x]
        for k, (w, b) in enumerate(zip(self.w, self.b, strict=True)):
            self.z.append(self.a[-1] @ w + b)
            self.a.append(CURVES[self.names[k]][0](self.z[-1]) if k < len(self.names) else self.z[-1])
        return self.a[-1]

    def measured(self, x):
        return self.forward(x)

    def losses(self, y, t):
        """Of each point: cross-entropy of the logits, of two classes or of more."""
        if y.shape[1] == 1:
            return (np.log1p(np.exp(-np.abs(y))) + np.maximum(y, 0) - t * y)[:, 0]
        return np.log(np.exp(y).sum(axis=1)) - (y * t).sum(axis=1)

    def loss(self, y, t) -> float:
        return float(self.losses(y, t).mean())

    def outer(self, y, t):
        """dL/dy of the mean loss."""
        p = 1 / (1 + np.exp(-y)) if y.shape[1] == 1 else np.exp(y) / np.exp(y).sum(axis=1, keepdims=True)
        return (p - t) / len(t)

    def slope(self, k):
        """f′ of hidden layer k."""
        return CURVES[self.names[k]][1](self.a[k + 1])

    def backward(self, y, t):
        dz, found = self.outer(y, t), []
        for k in reversed(range(len(self.w))):
            found.insert(0, (self.a[k].T @ dz, dz.sum(axis=0)))
            if k:
                dz = (dz @ self.w[k].T) * self.slope(k - 1)
        return found

    def rate(self) -> float:
        return self.spec.optimizer.lr

    def order(self, epoch: int) -> np.ndarray:
        return rng.permutation(self.spec.seed, epoch, len(self.train[0])).numpy()

    def run(self) -> list[tuple[float, float]]:
        """(train loss, test loss) before the first step and after each epoch."""
        told = [self.measure(0)]
        size = self.spec.training.batch_size or len(self.train[0])
        for epoch in range(1, self.spec.training.epochs + 1):
            order = self.order(epoch)
            for start in range(0, len(order), size):
                batch = order[start : start + size]
                x, t = self.train[0][batch], self.train[1][batch]
                for k, (gw, gb) in enumerate(self.backward(self.forward(x), t)):
                    self.w[k] -= self.rate() * gw
                    self.b[k] -= self.rate() * gb
            told.append(self.measure(epoch))
        return told

    def measure(self, epoch: int) -> tuple[float, float]:
        self.epoch = epoch
        return tuple(self.loss(self.measured(x), t) for x, t in (self.train, self.test))


def by_engine(recipe: dict, *faults: str) -> np.ndarray:
    """The engine's (train loss, test loss) with faults planted, before the first step and after each epoch."""
    plan = Plan(parse({**RECIPE, **recipe, "faults": list(faults)}))
    columns = train([Member(plan, State.begin(plan))], plan.spec.training.epochs)[0].columns
    return np.stack([columns["train_loss"], columns["test_loss"]], axis=1)


def assert_same_mistake(fault: str, wrong: type[Program], **recipe) -> None:
    """The engine with the fault does what the naive program with that mistake does, and neither does what a right one does."""
    engine, naive, right = by_engine(recipe, fault), np.array(wrong(recipe).run()), np.array(Program(recipe).run())
    assert np.allclose(engine, naive, rtol=2e-5, atol=2e-6), (engine, naive)
    assert np.allclose(by_engine(recipe), right, rtol=2e-5, atol=2e-6)
    assert not np.allclose(engine, right, rtol=1e-4, atol=2e-5)


def refused(fault: str, **recipe) -> str:
    """The sentence that says why the fault would change nothing."""
    import pytest

    from engine.spec import Refused

    with pytest.raises(Refused) as refusal:
        parse({**RECIPE, **recipe, "faults": [fault]})
    [problem] = refusal.value.problems
    assert problem.path == "faults"
    return problem.message.lower()
