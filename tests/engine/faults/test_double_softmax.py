import numpy as np
import pytest
import torch

from engine.faults.double_softmax import DoubleSoftmax
from engine.losses import registry as losses
from tests.engine.faults.naive import Program, assert_same_mistake, by_engine, refused

FAULT = "double_softmax"
IRIS = {"data": {"name": "iris", "standardize": True}, "optimizer": {"name": "sgd", "lr": 0.5}}


class Squashed(Program):
    """The output is squashed, and the loss squashes it again; the slope by central differences, point by point."""

    def squash(self, y):
        return 1 / (1 + np.exp(-y)) if y.shape[1] == 1 else np.exp(y) / np.exp(y).sum(axis=1, keepdims=True)

    def losses(self, y, t):
        return super().losses(self.squash(y), t)

    def outer(self, y, t):
        found, h = np.zeros_like(y), 1e-6
        for column in range(y.shape[1]):
            away = np.zeros_like(y)
            away[:, column] = h
            found[:, column] = (self.losses(y + away, t) - self.losses(y - away, t)) / (2 * h)
        return found / len(t)


@pytest.mark.parametrize("recipe", [{}, IRIS], ids=["two classes", "three classes"])
def test_the_loss_squashes_what_is_squashed(recipe):
    assert_same_mistake(FAULT, Squashed, **recipe)


@pytest.mark.parametrize("name, outputs", [("cross_entropy", 3), ("binary_cross_entropy", 1)])
def test_value_and_slope_equal_torchs(name, outputs):
    draw = torch.Generator().manual_seed(1)
    y = torch.randn(1, outputs, 9, generator=draw, dtype=torch.float64)
    target = torch.eye(3, dtype=torch.float64)[torch.randint(0, 3, (9,), generator=draw)].T[:outputs].unsqueeze(0).contiguous()
    loss = DoubleSoftmax.loss(losses[name]())
    leaf = y[0].T.clone().requires_grad_()
    squashed = torch.softmax(leaf, dim=1) if outputs == 3 else torch.sigmoid(leaf)
    right = torch.nn.CrossEntropyLoss() if outputs == 3 else torch.nn.BCEWithLogitsLoss()
    wanted = right(squashed, target[0].T)
    wanted.backward()
    assert loss.of_batch(loss.pointwise(y, target, {})).item() == pytest.approx(wanted.item(), rel=1e-12)
    assert torch.allclose(loss.gradient(y, target, {}, torch.empty_like(y))[0].T, leaf.grad, rtol=1e-10)
    assert loss.in_torch()(leaf, target[0].T).item() == pytest.approx(wanted.item(), rel=1e-12)


def test_it_can_never_be_sure():
    recipe = IRIS | {"training": {"epochs": 300, "batch_size": 30}, "optimizer": {"name": "adam", "lr": 0.02}}
    assert by_engine(recipe, FAULT)[-1, 0] > np.log(1 + 2 / np.e) > by_engine(recipe)[-1, 0]


def test_losses_without_a_softmax_are_refused():
    assert "cross-entropy" in refused(FAULT, loss={"name": "mse"})
