"""The tables that scikit-learn carries, read from its files.

Importing scikit-learn for them takes a second, several on a busy machine: longer than a trainer may be silent.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np


def table(name: str, delimiter: str | None = ",", skip: int = 0) -> np.ndarray:
    """The numbers of one file of ``sklearn/datasets/data``, float64 (rows, columns); ``name`` may end in .gz."""
    file = Path(find_spec("sklearn").origin).parent / "datasets" / "data" / name
    return np.loadtxt(file, delimiter=delimiter, skiprows=skip, ndmin=2)
