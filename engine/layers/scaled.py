"""What the normalizing layers share: a scale γ that starts at one and a shift β that starts at zero, both spared by penalties."""

from __future__ import annotations

from typing import Any, ClassVar

import torch
from torch import Tensor

from engine.layers.base import Layer, ParameterBlock, Shape, in_a_row

EPS = torch.tensor(1e-5, dtype=torch.float64)  # as torch: keeps the division finite where all values are equal


class Scaled(Layer):
    """Base of the normalizing layers (no ``name``): one block of two rows, γ and β."""

    plain: ClassVar[bool] = True

    def scales(self, shape: Shape) -> int:
        """How many γ there are."""
        raise NotImplementedError

    def shape_out(self, shape: Shape) -> Shape:
        return shape

    def blocks(self, shape: Shape) -> tuple[ParameterBlock, ...]:
        return in_a_row(ParameterBlock("scale", 1, self.scales(shape), penalised=False))

    def initial(self, blocks: tuple[ParameterBlock, ...], initializer: Any, source: torch.Generator) -> list[Tensor]:
        return [torch.stack([torch.ones(block.fan_out), torch.zeros(block.fan_out)]) for block in blocks]

    def to_torch(self, shape: Shape, blocks: list[Tensor], buffers: Tensor) -> dict[str, Tensor]:
        (block,) = blocks
        return {"weight": block[0].clone(), "bias": block[1].clone()}

    def from_torch(self, shape: Shape, tensors: dict[str, Tensor]) -> list[Tensor]:
        return [torch.stack([tensors["weight"].flatten(), tensors["bias"].flatten()])]
