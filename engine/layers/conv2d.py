from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

import torch
from pydantic import Field
from torch import Tensor, nn

from engine.layers.activated import Activation
from engine.layers.base import Layer, ParameterBlock, Shape, in_a_row, size_of
from engine.layers.windows import places, under
from engine.params import Shown
from engine.products import product


class Conv2d(Layer):
    """z = Wᵀ·patch + b at every place of the picture, a = f(z): the same small filter looks everywhere.

    The patches under the filter are laid side by side ("unfolded"), one column a place and point; then it is a dense layer:

    unfold     x (in, height, width, batch) → patches (in·k·k + 1, oh·ow·batch), the last row ones
    forward    z (out, oh·ow·batch) = Wᵀ (out, in·k·k + 1) · patches           oh = ⌊(height + 2·padding − k) ÷ stride⌋ + 1
    backward   dL/dz = dL/da · f′(z)
               dL/dW = patches · (dL/dz)ᵀ                       summed over places and points; its last row is the bias's
               dL/dpatches = W · dL/dz                          without the bias row
               dL/dx = fold(dL/dpatches)                        each pixel adds up what came back through all its patches

    all per replica. Correlation, as in torch.nn.Conv2d: the filter is not flipped. Initializers see fan_in = in·k·k and
    fan_out = out·k·k, as torch counts them. Source: LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to
    document recognition" (1998), §II; unfolding: Chellapilla, Puri and Simard (2006).
    """

    rank: ClassVar[int] = 20
    title: ClassVar[str] = "Convolution"
    plain: ClassVar[bool] = True
    name: Literal["conv2d"] = "conv2d"
    channels: Annotated[
        int,
        Field(ge=1, le=64),
        Shown("channels", low="Too few: few kinds of patterns are told apart.", high="Many: slower, most of them alike."),
    ] = 8
    kernel: Annotated[
        int, Field(ge=1, le=11), Shown("kernel", unit="px", low="1: looks at single pixels.", high="Large: many weights, slow.")
    ] = 3
    stride: Annotated[
        int,
        Field(ge=1, le=4),
        Shown("stride", unit="px", low="1: looks at every place.", high="Large: details are stepped over."),
    ] = 1
    padding: Annotated[
        int,
        Field(ge=0, le=5),
        Shown("padding", unit="px", low="0: the picture shrinks, its border counts less.", high="Large: mostly looks at zeros."),
    ] = 0
    activation: Activation = "relu"
    bias: Annotated[bool, Shown("bias", low="Without: an empty picture answers zero.")] = True

    def shape_out(self, shape: Shape) -> Shape:
        return (self.channels, *places(self, shape, self.kernel, self.stride, self.padding))

    def blocks(self, shape: Shape) -> tuple[ParameterBlock, ...]:
        return in_a_row(ParameterBlock("weight", shape[0] * self.kernel**2, self.channels, self.bias))

    def products(self, shape: Shape) -> int:
        return shape[0] * self.kernel**2 * size_of(self.shape_out(shape))

    def workspace(self, shape: Shape) -> int:
        _, *out = self.shape_out(shape)
        padded = shape[0] * (shape[1] + 2 * self.padding) * (shape[2] + 2 * self.padding)
        return 2 * shape[0] * self.kernel**2 * size_of(out) + 2 * padded

    def initial(self, blocks: tuple[ParameterBlock, ...], initializer: Any, source: torch.Generator) -> list[Tensor]:
        (block,) = blocks
        first = torch.zeros(block.fan_in + 1, block.fan_out)
        # Drawn as wide as fan_out = out·k·k wants it, so that rules that look at both fans scale as torch's; the rest is left.
        first[:-1] = initializer.weights(block.fan_in, block.fan_out * self.kernel**2, source)[:, : block.fan_out]
        if block.bias:
            first[-1] = initializer.bias(block.fan_in, block.fan_out, source)
        return [first]

    @staticmethod
    def prepare(f) -> None:
        layer, rows, batch = f.layer, f.rows, f.batch
        (c, h, w), (out, oh, ow) = f.slot.in_shape, f.slot.out_shape
        k, s, pad = layer.kernel, layer.stride, layer.padding
        f.windows_shape, f.picture_shape = (rows, c, k, k, oh, ow, batch), (c, h, w)
        f.patches = torch.ones(rows, c * k * k + 1, oh * ow * batch)
        f.unfolded = f.patches[:, :-1].unflatten(2, (oh, ow, batch)).unflatten(1, (c, k, k))
        f.padded, f.inside = bordered(rows, c, h, w, batch, pad) if pad else (None, None)
        f.stride = s
        f.by_patches = product(f.wt, f.patches, f.z.view(rows, out, oh * ow * batch))
        if f.da is None:
            return
        dz = f.da.view(rows, out, oh * ow * batch)
        if f.gw_row is None:
            f.by_places = product(f.patches, dz.mT, f.gw)
        else:
            f.by_places = product(dz, f.patches.mT, f.gw_row)
        if f.dx is None:
            return
        f.dpatches = torch.empty(rows, c * k * k, oh * ow * batch)
        f.by_inputs = product(f.w, dz, f.dpatches)
        back = f.dpatches.view(f.windows_shape)
        f.folded, f.dinside = bordered(rows, c, h, w, batch, pad)
        below = f.dx.view(rows, c, h, w, batch)
        f.dcopy = (below, f.dinside) if pad else None
        target = f.folded = f.folded if pad else below
        f.folds = list(zip(under(target, k, s, oh, ow), back.flatten(2, 3).unbind(2), strict=True))

    @staticmethod
    def forward(f) -> None:
        x = f.inputs().unflatten(1, f.picture_shape)
        if f.padded is not None:
            f.inside.copy_(x)
            x = f.padded
        r, c, h, w, b = x.stride()
        windows = x.as_strided(f.windows_shape, (r, c, h, w, h * f.stride, w * f.stride, b))
        f.unfolded.copy_(windows)
        f.by_patches()
        f.answer()

    @staticmethod
    def backward(f) -> None:
        f.back()
        f.by_places()
        if not f.bias:
            f.gw_bias.zero_()
        if f.dx is not None:
            f.by_inputs()
            f.folded.zero_()
            for target, back in f.folds:
                target.add_(back)
            if f.dcopy:
                f.dcopy[0].copy_(f.dcopy[1])

    def in_torch(self, shape: Shape) -> nn.Module:
        return nn.Conv2d(shape[0], self.channels, self.kernel, self.stride, self.padding, bias=self.bias)

    def to_torch(self, shape: Shape, blocks: list[Tensor], buffers: Tensor) -> dict[str, Tensor]:
        (block,) = blocks
        weight = block[:-1].T.reshape(self.channels, shape[0], self.kernel, self.kernel).contiguous()
        return {"weight": weight, "bias": block[-1].clone()} if self.bias else {"weight": weight}

    def from_torch(self, shape: Shape, tensors: dict[str, Tensor]) -> list[Tensor]:
        weight = tensors["weight"].flatten(1)
        bias = tensors["bias"] if self.bias else weight.new_zeros(self.channels)
        return [torch.cat([weight.T, bias.unsqueeze(0)])]


def bordered(rows: int, c: int, h: int, w: int, batch: int, pad: int) -> tuple[Tensor, Tensor]:
    """A picture buffer with a border of zeros, and its inside."""
    whole = torch.zeros(rows, c, h + 2 * pad, w + 2 * pad, batch)
    return whole, whole[:, :, pad : pad + h, pad : pad + w]
