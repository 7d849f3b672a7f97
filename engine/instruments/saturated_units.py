from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from engine.instruments.base import Instrument, Snapshot


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
                stuck = np.abs(a) >= np.float32(ends[1]) - near  # both ends at once: half the work
            else:
                stuck = np.any([np.abs(a - np.float32(end)) <= near for end in ends], axis=0)
            shares.append(_counts(stuck.reshape(len(a), -1)) / (a.shape[1] * a.shape[2]))
        return np.stack(shares, axis=1)


def _counts(said: np.ndarray) -> np.ndarray:
    """True ones of each row, int64: packed into bits they are counted eight at a time."""
    return np.bitwise_count(np.packbits(said, axis=1)).sum(axis=1, dtype=np.int64)
