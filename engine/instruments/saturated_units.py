from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from engine.instruments.base import Instrument, Snapshot

EXACT = 2**24  # the whole numbers float32 has without a gap


class SaturatedUnits(Instrument):
    """Share (0–1) of a layer's answers on the training split within 1 % of the activation's range from a flat end."""

    rank: ClassVar[int] = 23
    title: ClassVar[str] = "saturated units"
    cadence: ClassVar = "frame"
    tells: ClassVar[str] = "Where an activation is flat its gradient is nearly 0 and learning stalls."
    name: Literal["saturated_units"] = "saturated_units"

    @staticmethod
    def measure(snapshot: Snapshot) -> np.ndarray:
        shares = []
        for slot, a in zip(snapshot.plan.trained, snapshot.activations, strict=True):
            ends = slot.activation.saturates
            if not ends:
                shares.append(np.zeros(len(a)))
                continue
            near = np.float32(0.01 * (max(ends) - min(ends))) if len(ends) > 1 else np.float32(0.01)
            if len(ends) == 2 and ends[0] == -ends[1]:
                away = np.abs(a)  # both ends at once: half the work
                away -= np.float32(ends[1])
                stuck = np.abs(away, out=away) <= near
            else:
                stuck = np.any([np.abs(a - np.float32(end)) <= near for end in ends], axis=0)
            shares.append(_counts(stuck.reshape(len(a), -1)) / (a.shape[1] * a.shape[2]))
        return np.stack(shares, axis=1)


def _counts(said: np.ndarray) -> np.ndarray:
    """True ones of each row, float64. A product with ones takes half the time of counting, and is exact up to 16 million."""
    if said.shape[1] > EXACT:
        return np.count_nonzero(said, axis=1).astype(np.float64)
    return (said.astype(np.float32) @ np.ones(said.shape[1], np.float32)).astype(np.float64)
