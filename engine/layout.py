"""What a spec's network consists of, layer by layer, in plain integers: shapes and places in the flat buffers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from engine.activations import registry as activations
from engine.layers import registry as layers
from engine.layers.base import Layer, ParameterBlock, Shape, Unfit, size_of


class Misfit(ValueError):
    """Layer ``index`` (0-based; the output layer's is the number of hidden ones) cannot stand on what is below it."""

    def __init__(self, index: int, unfit: Unfit):
        self.index, self.sentence, self.before = index, unfit.sentence, unfit.before
        super().__init__(str(unfit))


@dataclass(frozen=True)
class Slot:
    """Where layer ``index`` (1-based) stands: its shapes, its blocks of parameters and its buffers in the flat ones."""

    index: int
    layer: Layer
    in_shape: Shape
    out_shape: Shape
    blocks: tuple[ParameterBlock, ...]
    start: int
    buffer_start: int
    buffers: int

    @property
    def activation(self) -> type:
        """The layer's activation; identity where it has none."""
        return activations[getattr(self.layer, "activation", "identity")]

    @property
    def fan_in(self) -> int:
        return size_of(self.in_shape)

    @property
    def fan_out(self) -> int:
        return size_of(self.out_shape)

    @property
    def stop(self) -> int:
        return self.blocks[-1].stop if self.blocks else self.start

    @property
    def buffer_stop(self) -> int:
        return self.buffer_start + self.buffers

    @property
    def parameters(self) -> int:
        return sum(block.parameters for block in self.blocks)

    @property
    def has_activation(self) -> bool:
        return hasattr(self.layer, "activation")


def slots_of(spec, shape: Shape | None = None) -> tuple[Slot, ...]:
    """Every layer of ``spec``, the output layer last. Raises :class:`Misfit`. Draws nothing, builds no tensor."""
    last = layers["dense"].model_construct(
        units=spec.data.outputs(),
        activation=spec.loss.outputs.get(spec.data.task, "identity"),
        bias=spec.network.output_bias,
        dropout=0.0,
    )
    return tuple(_stacked([*spec.network.layers, last], shape or spec.data.shape()))


def _stacked(stack: Iterable[Layer], shape: Shape) -> list[Slot]:
    slots: list[Slot] = []
    start = buffer_start = 0
    for index, layer in enumerate(stack):
        if index == 0 and layer.reads_flat:  # what the data give is a list of numbers to it, whatever their shape
            shape = (size_of(shape),)
        try:
            out = layer.shape_over(shape, [slot.in_shape for slot in slots])
        except Unfit as unfit:
            raise Misfit(index, unfit) from None
        blocks = tuple(replace(block, start=start + block.start) for block in layer.blocks(shape))
        slot = Slot(index + 1, layer, shape, out, blocks, start, buffer_start, layer.buffers(shape))
        slots.append(slot)
        start, buffer_start, shape = slot.stop, slot.buffer_stop, slot.out_shape
    return slots


NUMBERS_AT_ONCE, LEAST_AT_ONCE = 4_000_000, 256


def points_at_once(slots: tuple[Slot, ...], points: int) -> int:
    """How many points a full pass takes in one go: all of them, unless shaped layers need too much room for that.

    A picture's answers are thousands of numbers a point, so a pass in pieces of about 16 MB stays within memory and cache.
    The size follows from the spec alone, so company cannot change a bit.
    """
    if all(len(slot.in_shape) == 1 for slot in slots):
        return points
    each = sum(2 * slot.fan_out + slot.layer.workspace(slot.in_shape) for slot in slots)
    return min(points, max(LEAST_AT_ONCE, NUMBERS_AT_ONCE // each))


def block_at(slots: tuple[Slot, ...], layer: int) -> ParameterBlock | None:
    """The one matrix of layer ``layer`` (1-based): what an edit's path counts in. None where it has none, or several."""
    if not 1 <= layer <= len(slots) or len(slots[layer - 1].blocks) != 1:
        return None
    return slots[layer - 1].blocks[0]


def place_of(slots: tuple[Slot, ...], path: str) -> int | None:
    """Index among the flat parameters of "weights.<layer>.<in>.<out>" or "biases.<layer>.<out>"; None where there is none."""
    kind, layer, *place = path.split(".")
    block = block_at(slots, int(layer))
    if block is None or (kind == "biases" and not block.bias):
        return None
    row = int(place[0]) if kind == "weights" else block.fan_in
    if int(place[-1]) >= block.fan_out or (kind == "weights" and row >= block.fan_in):
        return None
    return block.start + row * block.fan_out + int(place[-1])
