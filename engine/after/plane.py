"""The classes that a network says all over the plane, and numbers cut short for a page."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.after.trained import Trained
from engine.space import Space

DRAWN = 150  # points drawn on the plane
SIDE = 48  # cells of the plane's map


def on_a_plane(trained: Trained, space: Space) -> bool:
    """Whether the data are classes on a plane."""
    return space.unit == "axis" and space.start.shape[1] == 2 and trained.plan.classes > 0


def classes_over(trained: Trained, space: Space, reach: Tensor) -> dict:
    """{"middle", "half", "side", "cells"}: the class of each cell of a square that holds all places ``reach`` (places, 2)."""
    middle, half = (reach.amax(0) + reach.amin(0)) / 2, float((reach.amax(0) - reach.amin(0)).max()) / 2 * 1.04
    centres = (torch.arange(SIDE, dtype=torch.float64) + 0.5) / SIDE * 2 * half - half
    rows, columns = torch.meshgrid(centres.flip(0), centres, indexing="ij")  # the first row of cells is the top one
    cells = torch.stack([columns.reshape(-1) + middle[0], rows.reshape(-1) + middle[1]], dim=1)
    return {
        "middle": [short(one) for one in middle.tolist()],
        "half": short(half),
        "side": SIDE,
        "cells": trained.said(trained.outputs(space.inputs(cells))).tolist(),
    }


def short(value: float) -> float | int:
    """Five digits are more than anybody sees."""
    return int(value) if float(value).is_integer() and abs(value) < 1e15 else float(f"{value:.5g}")


def rows(values: Tensor) -> list[list[float | int]]:
    return [[short(one) for one in row] for row in values.tolist()]
