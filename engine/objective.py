"""What a full-batch optimizer may ask: the loss, its gradient and its curvature at any point, in float64.

f(w) = mean loss over the training split + ½·l2·Σw², of the flat parameters w (size,). Everything is computed by the engine's own
forward and backward. Points are rows, as members of a cohort are, so many points are one product:

gradients      m points are m replicas
Hessian        column j = (∇f(w + h·eⱼ) − ∇f(w − h·eⱼ)) ÷ 2h, all 2n points at once, then made symmetric
Gauss–Newton   Jᵀ·B·J with J = d(outputs)/dw, B = d²(loss)/d(outputs)²; each *example* is a replica with a batch of one

What it costs is counted in gradient evaluations (one = forward and backward over the training split): a Hessian of n parameters
is 2n, J of k outputs is k. h = 10⁻⁵·max(1, |w|): in float64 the truncation h²·f⁗/6 and the rounding ε·|∇f|/h are both some 10⁻¹⁰.
Sources: Nocedal and Wright, "Numerical Optimization" (2006), §8.1 for the differences; Schraudolph, "Fast curvature
matrix-vector products for second-order gradient descent" (2002), for B with a loss that is no square.
"""

from __future__ import annotations

from contextlib import contextmanager

import numpy as np
import torch
from torch import Tensor

from engine import hyper
from engine.device import CPU
from engine.frames import backward, forward, frames

AT_ONCE = 1_000_000  # float64 numbers of one layer's answers that lie side by side: 8 MB, near what caches hold
NEAR = 1e-5  # h where |w| is at most 1


class Objective:
    """f of one plan. ``l2`` is the penalty in force; ``evaluations`` counts what was asked since it was last set to 0."""

    def __init__(self, plan, device: torch.device = CPU):
        self.plan, self.loss, self.l2, self.evaluations = plan, plan.spec.loss, 0.0, 0.0
        with in_float64():
            self.x = plan.x[: plan.train_count].T.double().contiguous().unsqueeze(0).to(device)
            self.y = plan.y[: plan.train_count].T.double().contiguous().unsqueeze(0).to(device)
            self.mask = plan.weight_mask.double().to(device)
        self.settings = {name: value.double().to(device) for name, value in hyper.loss_settings([plan]).items()}
        true = np.arange(plan.size) if plan.real is None else plan.real
        self.true = torch.from_numpy(true).to(device)  # absent biases have no curvature: nothing is spent on them
        widest = max(slot.fan_out for slot in plan.slots)
        self.rows = max(1, min(2 * len(true), AT_ONCE // (widest * plan.train_count)))
        self.examples = max(1, min(plan.train_count, AT_ONCE // plan.size))
        self.stacks: dict[tuple[int, int], tuple] = {}

    def nearest(self, w: Tensor) -> Tensor:
        """The closest point at which a run can stand: its parameters are float32."""
        return w.float().double()

    def __call__(self, w: Tensor) -> tuple[float, Tensor]:
        """(f(w), ∇f(w))."""
        self.evaluations += 1
        losses, gradients = self._pass(w.unsqueeze(0))
        return float(losses[0]), gradients[0].clone()

    def hessian(self, w: Tensor) -> Tensor:
        """∇²f(w), (size, size); rows and columns of absent biases are 0."""
        size, true = len(w), self.true
        self.evaluations += 2 * len(true)
        result, steps = torch.zeros(size, size, dtype=torch.float64), NEAR * w.abs().clamp_min(1.0)
        half = max(1, self.rows // 2)
        for part in true.split(half):
            moved = torch.zeros(len(part), size, dtype=torch.float64)
            moved[torch.arange(len(part)), part] = steps[part]
            up, down = w + moved, w - moved
            # what lies between the two points as they were rounded, not 2h
            apart = (up - down)[torch.arange(len(part)), part].unsqueeze(1)
            gradients = self._pass(torch.cat([up, down]))[1]
            result[part] = (gradients[: len(part)] - gradients[len(part) :]) / apart
        return (result + result.T) * 0.5

    def gauss_newton(self, w: Tensor) -> Tensor:
        """Jᵀ·B·J + l2 on the weights, (size, size): ∇²f without the curvature of the network itself; never negative."""
        size, points = len(w), self.plan.train_count
        outputs = self.y.shape[1]
        self.evaluations += outputs
        result = torch.zeros(size, size, dtype=torch.float64)
        for at in torch.arange(points).split(self.examples):
            jacobian = self._jacobian(w, at)  # (examples, outputs, size)
            answers = self._answers(at)
            bent = self._bend(answers, self.y[0][:, at].T.unsqueeze(2))
            weighed = torch.bmm(bent, jacobian)
            result.addmm_(jacobian.reshape(-1, size).T, weighed.reshape(-1, size), alpha=len(at) / points)
        return result + torch.diag(self.l2 * self.mask)

    # -- passes --------------------------------------------------------------------------------------------------------

    def _stack(self, rows: int, batch: int) -> tuple[Tensor, Tensor, list]:
        """(parameters, gradient, frames) for so many points of so many examples, kept for the next time."""
        if (rows, batch) not in self.stacks:
            params = torch.zeros(rows, self.plan.size, dtype=torch.float64)
            gradient = torch.zeros_like(params)
            self.stacks[rows, batch] = params, gradient, frames(self.plan, params, batch, gradient)
        return self.stacks[rows, batch]

    def _pass(self, points: Tensor) -> tuple[Tensor, Tensor]:
        """f (m,) and ∇f (m, size) of points (m, size)."""
        rows = len(points)
        with in_float64():
            params, gradient, stack = self._stack(rows, self.x.shape[2])
            params.copy_(points)
            x, y = self.x.expand(rows, -1, -1), self.y.expand(rows, -1, -1)
            settings = {name: value.expand(rows, -1, -1) for name, value in self.settings.items()}
            outputs = forward(stack, x)
            losses = self.loss.pointwise(outputs, y, settings).mean(dim=1)
            self.loss.gradient(outputs, y, settings, stack[-1].da)
            backward(stack)
        if self.l2:
            pulled = params * self.mask
            losses, gradient = losses + 0.5 * self.l2 * (pulled * pulled).sum(dim=1), gradient + self.l2 * pulled
        return losses, gradient

    def _jacobian(self, w: Tensor, at: Tensor) -> Tensor:
        """d(output)/dw of some examples, (examples, outputs, size)."""
        rows, outputs = len(at), self.y.shape[1]
        result = torch.empty(rows, outputs, self.plan.size, dtype=torch.float64)
        with in_float64():
            params, gradient, stack = self._stack(rows, 1)
            params.copy_(w.expand(rows, -1))
            x = self.x[0][:, at].T.unsqueeze(2).contiguous()
            for output in range(outputs):
                forward(stack, x)  # backward may overwrite what it read
                stack[-1].da.zero_()
                stack[-1].da[:, output] = 1.0
                backward(stack)
                result[:, output] = gradient
        return result

    def _answers(self, at: Tensor) -> Tensor:
        """The network's outputs for the examples of the newest :meth:`_jacobian`, (examples, outputs, 1)."""
        return self.stacks[len(at), 1][2][-1].a.clone()

    def _bend(self, answers: Tensor, targets: Tensor) -> Tensor:
        """Second derivatives of the mean loss by the outputs, (examples, outputs, outputs), by differences of its gradient.

        The mean is over the examples given. The losses are convex in their outputs, so a negative one is rounding. A loss of
        straight pieces has none: a difference across one of its corners would tell of a curvature that is nowhere.
        """
        count, outputs = answers.shape[:2]
        if not self.loss.bends:
            return torch.zeros(count, outputs, outputs, dtype=torch.float64)
        result = torch.empty(count, outputs, outputs, dtype=torch.float64)
        settings = {name: value.view(1, 1, 1) for name, value in self.settings.items()}
        y, target = answers.squeeze(2).T.unsqueeze(0), targets.squeeze(2).T.unsqueeze(0)  # one replica, a batch of examples
        h = NEAR * y.abs().amax().clamp_min(1.0)
        for output in range(outputs):
            moved = torch.zeros_like(y)
            moved[:, output] = h
            up, down = torch.empty_like(y), torch.empty_like(y)
            self.loss.gradient(y + moved, target, settings, up)
            self.loss.gradient(y - moved, target, settings, down)
            result[:, output] = ((up - down) / (2 * h))[0].T
        return (result + result.mT) * 0.5


@contextmanager
def in_float64():
    """The engine's buffers are made in the default dtype."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        yield
    finally:
        torch.set_default_dtype(before)
