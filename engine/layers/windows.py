"""Pictures under a sliding window: what convolution and pooling share. Pictures are (rows, channels, height, width, batch)."""

from __future__ import annotations

from torch import Tensor

from engine.layers.base import Layer, Shape, Unfit, picture, spelled
from engine.sentences import Sentence


def places(layer: Layer, shape: Shape, kernel: int, stride: int, padding: int = 0) -> tuple[int, int]:
    """Rows and columns of places where the window fits, ⌊(size + 2·padding − kernel) ÷ stride⌋ + 1 each."""
    _, height, width = picture(layer, shape)
    if min(height, width) + 2 * padding < kernel:
        raise Unfit(
            Sentence(
                "Layers: a kernel of {kernel} px does not fit into {shape} with a padding of {padding}.",
                kernel=kernel,
                shape=spelled(shape),
                padding=padding,
            )
        )
    return tuple((size + 2 * padding - kernel) // stride + 1 for size in (height, width))


def under(pictures: Tensor, kernel: int, stride: int, height: int, width: int) -> list[Tensor]:
    """One view (rows, channels, height, width, batch) for each cell of the window: what lies under it at every place."""
    down, right = stride * (height - 1) + 1, stride * (width - 1) + 1
    return [pictures[:, :, i : i + down : stride, j : j + right : stride] for i in range(kernel) for j in range(kernel)]
