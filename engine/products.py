"""Batched matrix products bound to their buffers, each by whichever library is quicker for its shape on a processor.

OpenBLAS, through NumPy, multiplies small matrices two to three times as fast as MKL's batched product does, which torch
calls; from some tens of thousands of multiplications on both go as fast as the processor can. A product over a single term is
an outer product, a plain multiplication. Which one is taken follows from the shape of one replica's matrices, never from how
many replicas there are: the bits are the same in any company (tests/engine/test_products.py, tests/engine/test_company.py).
"""

from __future__ import annotations

from functools import partial

import numpy as np
import torch
from torch import Tensor

from engine import elementwise

SMALL = 65_536  # multiplications of one replica; OpenBLAS takes a second thread from four times that on


def product(a: Tensor, b: Tensor, out: Tensor) -> elementwise.Bound:
    """What writes a·b of the numbers then in a (rows, m, k) and b (rows, k, n) into ``out`` (rows, m, n), again and again."""
    m, k, n = a.shape[1], a.shape[2], b.shape[2]
    if m * k * n > SMALL or not elementwise.by_numpy(a, b, out):
        return partial(torch.bmm, a, b, out=out)
    return partial(np.multiply if k == 1 else np.matmul, a.numpy(), b.numpy(), out.numpy())
