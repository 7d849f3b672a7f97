"""How much of the gradient arrives at each time step: ‖dL/dh_t‖ of every recurrent layer, of the last full batch.

h_t is the layer's state after step t, and the norm is over its units and the batch's points; the loss is the batch's mean. It is
the whole derivative: by what the layer above reads at t and by all later steps. Penalties reach weights alone, so they have no
part in it. Bengio, Simard and Frasconi, "Learning long-term dependencies with gradient descent is difficult" (1994), explain
why it vanishes: each step back multiplies by W_hidden · f′.
"""

from __future__ import annotations

from torch import Tensor


def step_norms(stack: list, out: Tensor) -> None:
    """Norms of the newest backward pass, into ``out`` (rows, recurrent layers, time)."""
    timed = (frame.cells for frame in stack if frame.layer.steps(frame.slot.in_shape))
    for place, cells in enumerate(timed):
        out[:, place].copy_((cells.dh * cells.dh).flatten(2).sum(dim=2).sqrt_().T)
