from __future__ import annotations

from typing import ClassVar, Literal

import torch
from torch import Tensor, nn

from engine.layers.base import Shape, size_of
from engine.layers.scaled import EPS, Scaled


class LayerNorm(Scaled):
    """x̂ = (x − μ)/√(σ² + ε), a = γ·x̂ + β: every point gets mean 0 and deviation 1 over its units, whatever the batch.

    The units normalized together are all n of a flat input or a picture, and the n features of one moment of a sequence.

    forward    μ = Σx/n, σ² = Σ(x − μ)²/n, per point; x, x̂, a (n, batch)
    backward   dL/dβ = Σ dL/da,  dL/dγ = Σ dL/da·x̂                       over points, one γ and β a unit
               dL/dx = 1/√(σ² + ε) · (d − Σd/n − x̂·Σ(d·x̂)/n)            d = γ·dL/da, sums over units

    all per replica; the same while training and judged. ε = 10⁻⁵, as torch.nn.LayerNorm.
    Source: Ba, Kiros and Hinton, "Layer normalization" (2016), eq. 3–4.
    """

    rank: ClassVar[int] = 51
    title: ClassVar[str] = "Layer norm"
    name: Literal["layer_norm"] = "layer_norm"

    def scales(self, shape: Shape) -> int:
        return shape[-1] if len(shape) == 2 else size_of(shape)

    def workspace(self, shape: Shape) -> int:
        return 3 * size_of(shape)

    @staticmethod
    def prepare(f) -> None:
        units = f.slot.layer.scales(f.slot.in_shape)
        f.shape = (f.rows, f.slot.fan_in // units, units, f.batch)  # (rows, moments of a sequence or 1, units, batch)
        f.gamma, f.beta = f.wt[:, None, :, :1], f.wt[:, None, :, 1:]
        f.count = torch.tensor(units, dtype=torch.float64)
        f.answer = f.a_out.view(f.shape)
        f.hat, f.part = torch.empty(f.shape), torch.empty(f.shape)
        if f.training:
            f.grad, f.away = f.da.view(f.shape), torch.empty(f.shape)

    @staticmethod
    def forward(f) -> None:
        x = f.inputs().unflatten(1, f.shape[1:3])
        mean = x.sum(dim=2, keepdim=True).div_(f.count)
        torch.sub(x, mean, out=f.hat)
        variance = torch.mul(f.hat, f.hat, out=f.part).sum(dim=2, keepdim=True).div_(f.count)
        f.inverse = torch.reciprocal(torch.sqrt(variance + EPS))
        f.hat.mul_(f.inverse)
        torch.addcmul(f.beta, f.hat, f.gamma, out=f.answer)

    @staticmethod
    def backward(f) -> None:
        torch.mul(f.grad, f.hat, out=f.part)
        f.gw[:, 0], f.gw[:, 1] = f.part.sum(dim=3).sum(dim=1), f.grad.sum(dim=3).sum(dim=1)
        if f.dx is None:
            return
        torch.mul(f.grad, f.gamma, out=f.away)
        along = torch.mul(f.away, f.hat, out=f.part).sum(dim=2, keepdim=True).div_(f.count)
        mean = f.away.sum(dim=2, keepdim=True).div_(f.count)
        torch.mul(f.hat, along, out=f.part)
        f.away.sub_(f.part).sub_(mean)
        torch.mul(f.away, f.inverse, out=f.dx.view(f.shape))

    def in_torch(self, shape: Shape) -> nn.Module:
        return nn.LayerNorm(shape[-1] if len(shape) == 2 else shape)

    def to_torch(self, shape: Shape, blocks: list[Tensor], buffers: Tensor) -> dict[str, Tensor]:
        form = shape[-1:] if len(shape) == 2 else shape
        return {name: tensor.view(form) for name, tensor in super().to_torch(shape, blocks, buffers).items()}
