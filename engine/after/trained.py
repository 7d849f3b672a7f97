"""A trained network to be questioned: the spec in ``torch.nn``, in float64, with the weights of one epoch, in evaluation mode."""

from __future__ import annotations

import torch
from torch import Tensor

from engine import reference
from engine.curvature.moment import differentiable
from engine.metrics import predictions
from engine.plan import Plan
from engine.state import State


class Trained:
    """Inputs are (points, features) as the network sees them; outputs (points, outputs); targets as the loss encodes them."""

    @differentiable
    def __init__(self, plan: Plan, state: State):
        self.plan, self.state = plan, state
        self.model = reference.build(plan, torch.float64, state.params.double(), state.buffers.double()).eval()
        self.criterion = plan.spec.loss.in_torch()
        self.shape = plan.slots[0].in_shape

    @property
    def sound(self) -> bool:
        """Whether the weights are numbers at all."""
        return bool(torch.isfinite(self.state.params).all())

    def outputs(self, x: Tensor) -> Tensor:
        with torch.no_grad():
            return self.model(x.view(-1, *self.shape))

    def said(self, outputs: Tensor) -> Tensor:
        """Class numbers (points,) of outputs."""
        found = predictions(outputs.T.unsqueeze(0).numpy(), self.plan.spec.loss.threshold())
        return torch.from_numpy(found[0].astype("int64"))

    @differentiable
    def slope(self, x: Tensor, y: Tensor) -> Tensor:
        """dL/dx of the spec's loss, penalties apart, (points, features); points do not mix in evaluation mode."""
        x = x.detach().requires_grad_()
        loss = self.criterion(self.model(x.view(-1, *self.shape)), y)
        return torch.autograd.grad(loss, x)[0]

    def sureness(self, outputs: Tensor, said: Tensor) -> Tensor:
        """How strongly each answer says ``said`` (points,): the output of that class; for one output its distance beyond the
        threshold on that side; for values the value itself."""
        if self.plan.task == "regression":
            return outputs[:, 0]
        if outputs.shape[1] == 1:
            beyond = outputs[:, 0] - self.plan.spec.loss.threshold()
            return torch.where(said == 1, beyond, -beyond)
        return outputs.gather(1, said.long().unsqueeze(1))[:, 0]

    @differentiable
    def sureness_slope(self, x: Tensor, said: Tensor) -> Tensor:
        """d(sureness)/dx, (points, features)."""
        x = x.detach().requires_grad_()
        sure = self.sureness(self.model(x.view(-1, *self.shape)), said)
        return torch.autograd.grad(sure.sum(), x)[0]

    def miss(self, outputs: Tensor, labels: Tensor) -> Tensor:
        """How far each answer is on the wrong side, (points,): the best wrong class's output less the right one's, above 0 where
        the answer is wrong; for one output its distance beyond the threshold; for values |error|."""
        if self.plan.task == "regression":
            return (outputs[:, 0] - labels).abs()
        if outputs.shape[1] == 1:
            beyond = outputs[:, 0] - self.plan.spec.loss.threshold()
            return torch.where(labels == 1, -beyond, beyond)
        right = labels.long().unsqueeze(1)
        return outputs.scatter(1, right, -torch.inf).amax(1) - outputs.gather(1, right)[:, 0]
