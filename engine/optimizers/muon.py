from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import torch
from pydantic import Field
from torch import Tensor

from engine.optimizers.adam import Adam, Beta1, Beta2
from engine.optimizers.base import Epsilon, LearningRate, Optimizer
from engine.optimizers.momentum import MomentumShare
from engine.params import Shown

A, B, C = 3.4445, -4.7750, 2.0315  # steep at 0, so that small singular values grow fast; the large ones end near 1, not at it
ROUNDS = 5
LEAST = 1e-7  # a shorter matrix is divided by this


class Muon(Optimizer):
    """m ← μm + (1−μ)g, W ← W − η·√max(1, out/in)·NS((1−μ)g + μm): a step equally long in every direction of the matrix W.

    NS takes a matrix with singular values σ to nearly the nearest orthogonal one, all σ between 0.7 and 1.2: X ← X/‖X‖, then
    five times X ← aX + (bG + cG²)X with G = XXᵀ (Newton–Schulz). So rare directions, which a gradient all but leaves out, get
    their share.

    It is made for the matrices inside a network. Everything else goes by AdamW at the rate η·r: biases, scales and, unless
    ``ends`` says otherwise, the first and the last matrix; a network with one hidden layer has no other. A convolution's
    kernels are one matrix, a row for each output channel; of a recurrent layer's two each is one, its gates side by side.

    Source: Jordan and others, "Muon: an optimizer for hidden layers in neural networks" (2024), with the coefficients of its
    program; Nesterov momentum, 0.95, and AdamW with β 0.9 and 0.95 for the rest are theirs too. torch.optim.Muon is the same
    for the matrices, takes nothing else, and computes NS in bfloat16, with two to three digits; here it is float32, so the two
    agree to 10⁻⁶ where PyTorch's is made to do the same and drift apart otherwise. Weight decay is the spec's regularization.
    """

    rank: ClassVar[int] = 58
    title: ClassVar[str] = "Muon"
    slots: ClassVar[tuple[str, ...]] = ("m", "v")
    kept: ClassVar[dict[str, str]] = {"m": "Average of gradients, m", "v": "Average of squared gradients, v"}
    shaped: ClassVar[bool] = True
    name: Literal["muon"] = "muon"
    lr: LearningRate = 0.02
    momentum: MomentumShare = 0.95
    ends: Annotated[
        bool,
        Shown(
            "first and last layer too",
            low="Off: they go by AdamW, as its authors advise.",
            high="On: every matrix is made orthogonal; only biases and scales go by AdamW.",
        ),
    ] = False
    rest: Annotated[
        float,
        Field(ge=0, le=10),
        Shown(
            "rate of the rest ÷ η",
            symbol="r",
            scale="log",
            varies=True,
            low="0: only the matrices learn.",
            high="1: AdamW at Muon's rate, which is a large one.",
        ),
    ] = 0.05
    beta1: Beta1 = 0.9
    beta2: Beta2 = 0.95
    eps: Epsilon = 1e-10

    @staticmethod
    def coefficients(h: dict[str, np.ndarray], t: np.ndarray, scalars: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        rest = Adam.coefficients(h | {"lr": h["lr"] * h["rest"]}, t, scalars)
        return {**rest, "lr": h["lr"], "momentum": h["momentum"], "new": 1 - h["momentum"]}

    @staticmethod
    def update(p: Tensor, g: Tensor, s: dict[str, Tensor], c: dict[str, Tensor], kind: dict, tmp: Tensor) -> None:
        done = 0
        for matrix in kind["matrices"] if kind["ends"] else kind["matrices"][1:-1]:
            start, shape = matrix.start, (matrix.fan_in, matrix.fan_out)
            between, inside = slice(done, start), slice(start, start + shape[0] * shape[1])
            _adam(p, g, s, c, kind, tmp, between)
            w, of, m = (flat[:, inside].unflatten(1, shape) for flat in (p, g, s["m"]))
            torch.lerp(m, of, c["new"].unsqueeze(2), out=m)
            step = orthogonal(torch.lerp(of, m, c["momentum"].unsqueeze(2)))
            torch.addcmul(w, step, c["lr"].unsqueeze(2), value=-sqrt(max(1.0, shape[1] / shape[0])), out=w)
            done = inside.stop
        _adam(p, g, s, c, kind, tmp, slice(done, p.shape[1]))

    def update_flops(self, matrices: Sequence[Any]) -> int:
        inner = matrices if self.ends else matrices[1:-1]
        sides = [sorted((matrix.fan_in, matrix.fan_out)) for matrix in inner]
        return sum(ROUNDS * 2 * short * short * (2 * long + short) for short, long in sides)

    def in_torch(self) -> tuple[str, dict[str, Any]]:
        given = {"lr": self.lr, "momentum": self.momentum, "rest": self.rest, "ends": self.ends}
        return "MuonWithAdamW", given | {"betas": (self.beta1, self.beta2), "eps": self.eps}


def orthogonal(x: Tensor) -> Tensor:
    """NS of matrices (rows, in, out), in their own precision; the products G are of the short side.

    Sums of squares are no products: of a lone row with itself those follow the company (docs/adr/0002).
    """
    tall = x.shape[1] > x.shape[2]
    x = (x.mT if tall else x).contiguous()
    length = squares(x.flatten(1).unsqueeze(1)).sqrt_()
    x = x / length.clamp_min_(LEAST)
    for _ in range(ROUNDS):
        gram = torch.bmm(x, x.mT) if x.shape[1] > 1 else squares(x)
        x = torch.baddbmm(x, torch.baddbmm(gram, gram, gram, beta=B, alpha=C), x, beta=A)
    return x.mT if tall else x


def squares(x: Tensor) -> Tensor:
    """The sum of squares of (rows, 1, numbers), as (rows, 1, 1)."""
    return (x * x).sum(dim=2, keepdim=True)


def _adam(p: Tensor, g: Tensor, s: dict[str, Tensor], c: dict[str, Tensor], kind: dict, tmp: Tensor, part: slice) -> None:
    """Adam on a stretch of the parameters; with the spec's decay that is AdamW."""
    if part.start < part.stop:
        slots = {name: slot[:, part] for name, slot in s.items()}
        Adam.update(p[:, part], g[:, part], slots, c, kind, tmp[:, part])
