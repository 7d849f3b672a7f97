"""What a layer is: shapes, blocks of parameters, and forward and backward on preallocated buffers."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from engine.elementwise import Bound
from engine.params import shown
from engine.registry import Entry
from engine.sentences import Sentence

Shape = tuple[int, ...]  # (units,) · (channels, height, width) · (time, features)


class Unfit(ValueError):
    """A layer cannot stand on such an input; ``sentence`` says why, ``before`` names the layer that would mend it, if any."""

    def __init__(self, sentence: Sentence, before: str | None = None):
        self.sentence, self.before = sentence, before
        super().__init__(str(sentence))


@dataclass(frozen=True)
class ParameterBlock:
    """One matrix (fan_in + 1, fan_out) of the flat buffer, its bias as the last row, from ``start`` on.

    Without ``bias`` the row stands there too, always zero and never counted. ``penalised``: whether penalties and decay pull
    on the weights (they never pull on a bias).
    """

    name: str
    fan_in: int
    fan_out: int
    bias: bool = True
    start: int = 0
    penalised: bool = True

    @property
    def stop(self) -> int:
        return self.start + (self.fan_in + 1) * self.fan_out

    @property
    def parameters(self) -> int:
        """True parameters: without the row of an absent bias."""
        return (self.fan_in + int(self.bias)) * self.fan_out

    def of(self, flat: Tensor) -> Tensor:
        """This block of flat parameters (size,) or (rows, size), as (…, fan_in + 1, fan_out)."""
        return flat[..., self.start : self.stop].unflatten(-1, (self.fan_in + 1, self.fan_out))


def in_a_row(*blocks: ParameterBlock) -> tuple[ParameterBlock, ...]:
    """The same blocks, each starting where the one before it ends."""
    placed, start = [], 0
    for block in blocks:
        placed.append(replace(block, start=start))
        start = placed[-1].stop
    return tuple(placed)


class Layer(Entry):
    """One layer of the network. Tensors are (replica, unit, batch) and live in a *frame* made for one batch size.

    The units of a shaped layer are its shape in C order, so a picture (channels, height, width) is a view of them. Rules are
    static: what a rule needs of the structure (kernel, stride) it reads once, in :meth:`prepare`, from ``f.layer``.
    """

    label: ClassVar[str] = "layers"
    about: ClassVar[str] = (
        "How many bends the network can make. Too few: cannot fit. Too many: slower, and learns noise by heart."
    )
    plain: ClassVar[bool] = False  # the page's own forward pass can compute it
    reads_flat: ClassVar[bool] = False  # as the first layer it takes the data's inputs as a list, whatever their shape
    gradient_apart: ClassVar[bool] = False  # its products want a contiguous result, which a company's flat gradient is not
    alone: ClassVar[bool] = False  # keeps no bits in company: such a run trains by itself

    # -- shapes and parameters, in plain integers ----------------------------------------------------------------------

    def shape_out(self, shape: Shape) -> Shape:
        """Shape after this layer; raises :class:`Unfit` where it cannot stand on ``shape``."""
        raise NotImplementedError

    @property
    def reach(self) -> int:
        """How many layers below this one the input lies that it also reads; 0: none."""
        return 0

    def shape_over(self, shape: Shape, below: list[Shape]) -> Shape:
        """:meth:`shape_out`, knowing the input shapes of all layers under this one (for those with ``reach``)."""
        return self.shape_out(shape)

    def blocks(self, shape: Shape) -> tuple[ParameterBlock, ...]:
        """The layer's matrices, starts counted from the layer's own first number."""
        return ()

    def buffers(self, shape: Shape) -> int:
        """Numbers that change while training but are not trained (running statistics)."""
        return 0

    def least_batch(self, shape: Shape) -> int:
        """The fewest points a batch may have."""
        return 1

    def steps(self, shape: Shape) -> int:
        """Time steps through which the gradient flows inside the layer; 0 where there are none."""
        return 0

    def products(self, shape: Shape) -> int:
        """Multiplications of one point's forward pass, for the cost model."""
        return sum(block.fan_in * block.fan_out for block in self.blocks(shape))

    def workspace(self, shape: Shape) -> int:
        """Numbers a point needs besides its inputs and outputs, for the cost model."""
        return 0

    @property
    def drop_rate(self) -> float:
        """Share of this layer's answers that dropout silences while training."""
        return 0.0

    def passes(self, training: bool) -> bool:
        """Whether what comes in goes out unchanged: such a layer shares the buffers of the one below."""
        return False

    def key(self, shape: Shape) -> list:
        """What members of one cohort must share of this layer."""
        fixed = {name: getattr(self, name) for name in type(self).model_fields if name == "name" or not _varies(self, name)}
        return [list(shape), fixed, self.drop_rate > 0]

    # -- first numbers -------------------------------------------------------------------------------------------------

    def initial(self, blocks: tuple[ParameterBlock, ...], initializer: Any, source: torch.Generator) -> list[Tensor]:
        """First values of each block, float32 (fan_in + 1, fan_out), drawn one block after the other."""
        return [first_block(block, initializer, source) for block in blocks]

    def first_buffers(self, shape: Shape) -> Tensor:
        """First values of the buffers, float32."""
        return torch.zeros(self.buffers(shape))

    # -- the rule ------------------------------------------------------------------------------------------------------

    @staticmethod
    def prepare(f) -> None:
        """Make the frame's buffers of this layer, once, after the frames are wired to each other."""

    @staticmethod
    def reading(f) -> tuple[Bound, Bound | None] | None:
        """The products with the inputs that ``f.x`` is now, bound: forward, and the weights' gradient where the frame trains.

        They become ``f.sums`` and ``f.by_weights``; None for a layer that looks at ``f.x`` anew at each step.
        """
        return None

    @staticmethod
    def forward(f) -> None:
        """Read ``f.x``, write ``f.a_out`` (and ``f.z``, ``f.a`` where the layer has them)."""
        raise NotImplementedError

    @staticmethod
    def backward(f) -> None:
        """Read ``f.da`` (dL/da), write each block's ``gw`` and, unless ``f.dx`` is None, ``f.dx`` (dL/dx)."""
        raise NotImplementedError

    # -- the same in PyTorch -------------------------------------------------------------------------------------------

    def in_torch(self, shape: Shape) -> nn.Module:
        """The layer in torch.nn, without its activation."""
        raise NotImplementedError

    def to_torch(self, shape: Shape, blocks: list[Tensor], buffers: Tensor) -> dict[str, Tensor]:
        """State dict of :meth:`in_torch`'s module from matrices (fan_in + 1, fan_out) and buffers."""
        return {}

    def from_torch(self, shape: Shape, tensors: dict[str, Tensor]) -> list[Tensor]:
        """The matrices again, from tensors named as in the state dict: parameters or their gradients."""
        return []


def first_block(block: ParameterBlock, initializer: Any, source: torch.Generator) -> Tensor:
    """Weights by the initializer, and its bias where there is one."""
    first = torch.zeros(block.fan_in + 1, block.fan_out)
    first[:-1] = initializer.weights(block.fan_in, block.fan_out, source)
    if block.bias:
        first[-1] = initializer.bias(block.fan_in, block.fan_out, source)
    return first


def flat_units(layer: Layer, shape: Shape) -> int:
    """Units of a flat input; :class:`Unfit` for a picture or a sequence, with what to do about it."""
    if len(shape) == 1:
        return shape[0]
    raise Unfit(
        Sentence(
            "Layers: {layer} takes a list of units, and what comes in has the shape {shape}. Put flatten before it.",
            layer=layer.name,
            shape=spelled(shape),
        ),
        before="flatten",
    )


def picture(layer: Layer, shape: Shape) -> tuple[int, int, int]:
    """Channels, height and width of an input; :class:`Unfit` where it is no picture."""
    if len(shape) == 3:
        return shape
    raise Unfit(
        Sentence(
            "Layers: {layer} takes pictures (channels × height × width), and what comes in has the shape {shape}.",
            layer=layer.name,
            shape=spelled(shape),
        )
    )


def sequence(layer: Layer, shape: Shape) -> tuple[int, int]:
    """Time and features of an input; :class:`Unfit` where it is no sequence."""
    if len(shape) == 2:
        return shape
    raise Unfit(
        Sentence(
            "Layers: {layer} takes sequences (time × features), and what comes in has the shape {shape}. Choose data that comes "
            "in sequences, or let the recurrent layer below return all its steps.",
            layer=layer.name,
            shape=spelled(shape),
        )
    )


def spelled(shape: Shape) -> str:
    """A shape as people read it: 8 × 13 × 13."""
    return " × ".join(str(size) for size in shape)


def size_of(shape: Shape) -> int:
    return math.prod(shape)


def _varies(layer: Layer, name: str) -> bool:
    note = shown(type(layer).model_fields[name])
    return bool(note and note.varies)
