"""Adversarial training: every batch is moved uphill on its own loss, and the step is made on what came out.

x' = x(u + ε·sign(dL/du)), where u are coordinates that people know and x(u) what the network sees of them (engine/space.py). One
step of FGSM; Goodfellow, Shlens and Szegedy, "Explaining and harnessing adversarial examples" (2015), eq. 3. Trained is on the
moved points alone: the outer minimum of Madry et al., "Towards deep learning models resistant to adversarial attacks" (2018),
eq. 2.1, with that one step for the inner maximum.

L is the batch's loss without penalties. The pass that finds the way uphill is like the step's own: same dropout masks, and batch
norm by the statistics of the batch, which so count twice, before and after the move, as in a PyTorch loop in ``model.train()``.
A step costs two gradients. Two ways to move a batch, both elementwise, so a row keeps its bits in any company (docs/adr/0002):

box      each coordinate is an input: x' = min(max(x + ε·unit·sign(dL/dx), smallest), largest)
corners  points on axes, whose inputs may be x₁² or sin x₂: each point has 3 or 9 places to go to; all are known beforehand
"""

from __future__ import annotations

import itertools

import torch
from torch import Tensor

from engine.device import CPU
from engine.plan import Plan
from engine.space import space_of


def adversary_of(plans: list[Plan], device: torch.device = CPU) -> Box | Corners | None:
    """What moves the batches of these plans, of one cohort key, on a device; None where they train on the points as they are."""
    if plans[0].spec.training.adversarial is None:
        return None
    return (Corners if space_of(plans[0], 1).box() is None else Box)(plans, device)


def _uphill(slope: Tensor) -> Tensor:
    """−1, 0 or 1; 0 for what is no number, whichever way it was computed."""
    return (slope > 0).float() - (slope < 0).float()


class Box:
    """Pictures, tables and sequences."""

    def __init__(self, plans: list[Plan], device: torch.device):
        steps, low, high = [], [], []
        for plan in plans:
            unit, smallest, largest = space_of(plan, 1).box()
            steps.append(unit * plan.spec.training.adversarial)
            low.append(smallest)
            high.append(largest)
        self.step, self.low, self.high = (torch.stack(ones).float().unsqueeze(2).to(device) for ones in (steps, low, high))
        self.room: dict[int, Tensor] = {}

    def moved(self, x: Tensor, slope: Tensor, points: Tensor) -> Tensor:
        """The batch x (rows, features + 1, batch) after a step uphill on dL/dx (rows, features, batch); points (rows, batch) are
        its places in the training set."""
        out = _room(self.room, x)
        inner = out[:, :-1]
        torch.add(x[:, :-1], _uphill(slope) * self.step, out=inner)
        torch.minimum(torch.maximum(inner, self.low, out=inner), self.high, out=inner)
        return out


class Corners:
    """Points on one or two axes."""

    def __init__(self, plans: list[Plan], device: torch.device):
        ends, bends = [], []
        for plan in plans:
            space = space_of(plan, plan.train_count, training=True)
            epsilon, columns = plan.spec.training.adversarial, space.start.shape[1]
            signs = torch.tensor(list(itertools.product((-1.0, 0.0, 1.0), repeat=columns)), dtype=torch.float64)
            ends.append(torch.stack([space.inputs(space.start + epsilon * sign) for sign in signs], dim=1).flatten(0, 1))
            bends.append(space.bend(space.start))
        self.ends = torch.stack(ends).float().to(device)  # (rows, points · 3^columns, features)
        self.bends = torch.stack(bends).float().to(device)  # dx/du (rows, points, columns, features)
        self.places, self.rows = len(signs), torch.arange(len(plans), device=device).unsqueeze(1)
        self.room: dict[int, Tensor] = {}

    def moved(self, x: Tensor, slope: Tensor, points: Tensor) -> Tensor:
        """As :meth:`Box.moved`."""
        out = _room(self.room, x)
        bends = self.bends[self.rows, points]
        place = torch.zeros_like(points)
        for column in range(bends.shape[2]):
            pull = torch.zeros(points.shape, device=points.device)
            for feature in range(bends.shape[3]):  # one after the other: a sum's order must not depend on the company
                pull += bends[:, :, column, feature] * slope[:, feature]
            place = 3 * place + 1 + _uphill(pull).long()
        out[:, :-1] = self.ends[self.rows, points * self.places + place].mT
        return out


def _room(room: dict[int, Tensor], x: Tensor) -> Tensor:
    """A batch of the shape of x, whose last unit is ones; kept for the next time."""
    if x.shape[2] not in room:
        room[x.shape[2]] = torch.ones(x.shape, device=x.device)
    return room[x.shape[2]]



def box_of(plan: Plan) -> tuple[Tensor, Tensor, Tensor]:
    """:meth:`Space.box`, also of points on axes whose inputs are those coordinates themselves: for programs written out."""
    scale = torch.from_numpy(plan.data.scale)
    return space_of(plan, 1).box() or (1 / scale, torch.full_like(scale, -torch.inf), torch.full_like(scale, torch.inf))
