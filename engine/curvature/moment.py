"""One epoch of a run, ready to be differentiated twice: the spec in ``torch.nn``, in float64, with the weights of that epoch.

The loss is what training makes smaller, penalties included, over training points; dropout is off and batch norm uses its running
statistics, so that the same question has the same answer. Products with the Hessian are the gradient of (gradient · v), by
Pearlmutter, "Fast exact multiplication by the Hessian" (1994), equation 7 in autograd's form: no Hessian is ever stored.
"""

from __future__ import annotations

import functools
from copy import deepcopy

import numpy as np
import torch
from torch import Tensor

from engine import hyper, reference, rng
from engine.plan import Plan
from engine.state import State
from engine.training import Member, train_batches


def differentiable(function):
    """Run with gradients on, wherever the caller stands; never held over a ``yield``, because the switch is the thread's."""

    @functools.wraps(function)
    def inner(*args, **kwargs):
        with torch.inference_mode(False), torch.enable_grad():
            return function(*args, **kwargs)

    return inner


class Moment:
    """The state of ``plan`` after ``state.epoch`` epochs, seen on at most ``points`` training points."""

    def __init__(self, plan: Plan, state: State, points: int):
        self.plan, self.state = plan, state
        chosen = rng.permutation(plan.spec.seed, 1, plan.train_count)[:points]
        self.points, self.all = len(chosen), len(chosen) == plan.train_count
        self._place(chosen)

    @differentiable
    def _place(self, chosen: Tensor) -> None:
        plan = self.plan
        self.criterion = plan.spec.loss.in_torch()
        self.inputs, self.targets = reference.inputs(plan).double(), plan.y.double()
        self.x, self.y = self.inputs[chosen], self.targets[chosen]
        self.model = self._model(self.state)
        self.parameters = [p for p in self.model.parameters() if p.requires_grad]
        self.size = sum(p.numel() for p in self.parameters)
        self._slope = None

    def _model(self, state: State) -> torch.nn.Module:
        return reference.build(self.plan, torch.float64, state.params.double(), state.buffers.double()).eval()

    def _loss(self, model, x: Tensor, y: Tensor) -> Tensor:
        return self.criterion(model(x), y) + reference.penalties(model, self.plan.spec, self.state.step)

    @functools.cached_property
    def gradient(self) -> Tensor:
        """Gradient over the chosen points, (parameters,), kept with its graph for :meth:`product`."""
        return self._gradient()

    @differentiable
    def _gradient(self) -> Tensor:
        loss = self._loss(self.model, self.x, self.y)
        return _flat(torch.autograd.grad(loss, self.parameters, create_graph=True, allow_unused=True), self.parameters)

    @differentiable
    def product(self, v: Tensor) -> Tensor:
        """Hessian times v, both (parameters,)."""
        if not self.gradient.requires_grad:  # the loss has no second derivative anywhere: it is a plane
            return torch.zeros_like(v)
        return _flat(
            torch.autograd.grad(self.gradient @ v, self.parameters, retain_graph=True, allow_unused=True), self.parameters
        ).detach()

    @differentiable
    def single(self, number: int) -> Tensor:
        """Gradient of the data loss of one of the chosen points alone, (parameters,)."""
        each = self.criterion(self.model(self.x[number : number + 1]), self.y[number : number + 1])
        return _flat(torch.autograd.grad(each, self.parameters, allow_unused=True), self.parameters)

    @differentiable
    def slope_at(self, state: State, points: Tensor | None = None) -> Tensor:
        """Gradient (parameters,) with the weights of another state, on training points by number (all chosen ones if None)."""
        model = self._model(state)
        x, y = (self.x, self.y) if points is None else (self.inputs[points], self.targets[points])
        parameters = [p for p in model.parameters() if p.requires_grad]
        return _flat(torch.autograd.grad(self._loss(model, x, y), parameters, allow_unused=True), parameters)

    @functools.cached_property
    def next(self) -> State:
        """The state after the run's very next step, made by the engine itself."""
        spec = self.plan.spec
        longer = spec.model_copy(update={"training": spec.training.model_copy(update={"epochs": self.state.epoch + 2})})
        plan = Plan(longer, self.plan.resolve, self.plan.data)
        state = deepcopy(self.state)
        state.stopped, state.detail = None, {}
        return train_batches(Member(plan, state), 1).state

    @functools.cached_property
    def step(self) -> Tensor:
        """Where that step goes, in the order of :attr:`gradient`, (parameters,)."""
        return self._step()

    @differentiable
    def _step(self) -> Tensor:
        moved = [p.detach() for p in self._model(self.next).parameters()]
        return _flat([new - old.detach() for new, old in zip(moved, self.parameters, strict=True)], self.parameters)

    def batch(self, step: int) -> Tensor:
        """Numbers of the training points that global step ``step`` uses."""
        epoch, index = divmod(step, self.plan.steps_per_epoch)
        order = rng.permutation(self.plan.spec.seed, epoch + 1, self.plan.train_count)
        return order[index * self.plan.batch : (index + 1) * self.plan.batch]

    @property
    def rate(self) -> float:
        """Learning rate of the next step, schedule and edits in it."""
        return float(hyper.Rates([self.plan]).at([self.state.epoch + 1], [self.state.memory])[0, 0])

    @property
    def edge(self) -> float | None:
        """The curvature up to which this optimizer's steps on a parabola shrink at that rate; None: there is no such line."""
        return self.plan.spec.optimizer.stable_below(self.rate)

    @property
    def sound(self) -> bool:
        """Whether the weights are numbers at all."""
        return bool(np.isfinite(self.state.params.numpy()).all())


def _flat(tensors, parameters: list[Tensor]) -> Tensor:
    """Tensors of the parameters' shapes in one row; zeros where autograd found no path."""
    return torch.cat(
        [torch.zeros(p.numel(), dtype=p.dtype) if t is None else t.reshape(-1) for t, p in zip(tensors, parameters, strict=True)]
    )
