from __future__ import annotations

from typing import ClassVar, Literal

import torch
from torch import Tensor, nn

from engine.layers.base import Shape, size_of
from engine.layers.scaled import EPS, Scaled

MOMENTUM = 0.1


class BatchNorm(Scaled):
    """x̂ = (x − μ)/√(σ² + ε), a = γ·x̂ + β: every channel gets mean 0 and deviation 1 over the batch, then its own scale.

    A channel is a unit of a flat input and a channel of a picture; n is its count of values, batch·height·width.

    forward    μ = Σx/n, σ² = Σ(x − μ)²/n, per channel; x, x̂, a (channels, n)
    backward   dL/dβ = Σ dL/da,  dL/dγ = Σ dL/da·x̂
               dL/dx = γ/√(σ² + ε) · (dL/da − dL/dβ/n − x̂·dL/dγ/n)      μ and σ move with every x of the batch
    judged     with the running μ and σ²: r ← r + 0.1·(new − r) at every step, σ² there by n − 1, from 0 and 1 on

    all per replica. ε = 10⁻⁵ and momentum 0.1, as torch.nn.BatchNorm1d and BatchNorm2d. A batch needs two values of a channel.
    Source: Ioffe and Szegedy, "Batch normalization" (2015), algorithms 1 and 2.
    """

    rank: ClassVar[int] = 50
    title: ClassVar[str] = "Batch norm"
    name: Literal["batch_norm"] = "batch_norm"

    def scales(self, shape: Shape) -> int:
        return shape[0]

    def least_batch(self, shape: Shape) -> int:
        return 1 if size_of(shape) > shape[0] else 2

    def buffers(self, shape: Shape) -> int:
        return 2 * shape[0]

    def workspace(self, shape: Shape) -> int:
        return 2 * size_of(shape)

    def first_buffers(self, shape: Shape) -> Tensor:
        return torch.cat([torch.zeros(shape[0]), torch.ones(shape[0])])

    @staticmethod
    def prepare(f) -> None:
        channels = f.slot.in_shape[0]
        f.shape, f.values = (f.rows, channels, -1), f.slot.fan_in // channels * f.batch
        f.gamma, f.beta = f.wt[:, :, :1], f.wt[:, :, 1:]
        f.mean, f.variance = (part.unsqueeze(2) for part in f.stats.split(channels, dim=1))
        f.answer = f.a_out.view(f.rows, channels, f.values)
        if not f.training:
            return
        f.count = torch.tensor(f.values, dtype=torch.float64)
        f.unbias = torch.tensor(f.values / max(f.values - 1, 1), dtype=torch.float64)
        f.hat, f.part = torch.empty(f.rows, channels, f.values), torch.empty(f.rows, channels, f.values)
        f.grad = f.da.view(f.rows, channels, f.values)

    @staticmethod
    def forward(f) -> None:
        x = f.inputs().reshape(f.shape)
        if not f.training:
            torch.sub(x, f.mean, out=f.answer)
            f.answer.mul_(f.gamma / torch.sqrt(f.variance + EPS)).add_(f.beta)
            return
        mean = x.sum(dim=2, keepdim=True).div_(f.count)
        torch.sub(x, mean, out=f.hat)
        variance = torch.mul(f.hat, f.hat, out=f.part).sum(dim=2, keepdim=True).div_(f.count)
        f.inverse = torch.reciprocal(torch.sqrt(variance + EPS))
        f.hat.mul_(f.inverse)
        torch.addcmul(f.beta, f.hat, f.gamma, out=f.answer)
        torch.lerp(f.mean, mean, MOMENTUM, out=f.mean)
        torch.lerp(f.variance, variance.mul_(f.unbias), MOMENTUM, out=f.variance)

    @staticmethod
    def backward(f) -> None:
        shift = f.grad.sum(dim=2)
        scale = torch.mul(f.grad, f.hat, out=f.part).sum(dim=2)
        f.gw[:, 0], f.gw[:, 1] = scale, shift
        if f.dx is None:
            return
        torch.mul(f.hat, scale.div_(f.count).unsqueeze(2), out=f.part)
        torch.sub(f.grad, f.part, out=f.part)
        f.part.sub_(shift.div_(f.count).unsqueeze(2))
        torch.mul(f.part, f.gamma * f.inverse, out=f.dx.view(f.part.shape))

    def in_torch(self, shape: Shape) -> nn.Module:
        return nn.BatchNorm2d(shape[0]) if len(shape) == 3 else nn.BatchNorm1d(shape[0])

    def to_torch(self, shape: Shape, blocks: list[Tensor], buffers: Tensor) -> dict[str, Tensor]:
        mean, variance = buffers.split(shape[0])
        return super().to_torch(shape, blocks, buffers) | {"running_mean": mean.clone(), "running_var": variance.clone()}
