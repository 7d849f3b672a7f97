"""Batched matrix products bound to their buffers: by OpenBLAS, through NumPy, on a processor; by torch on a GPU.

OpenBLAS multiplies small matrices two to three times as fast as MKL's batched product does, which torch calls. Large ones take
both as long on Intel's processors; on AMD's MKL keeps to 256 bits and takes twice as long where there are 512. A product over a
single term is an outer product, a plain multiplication. A replica's matrices are multiplied by themselves, on one thread: the
bits are the same in any company (tests/engine/test_products.py, tests/engine/test_company.py).
"""

from __future__ import annotations

from functools import partial

import numpy as np
import torch
from torch import Tensor

from engine import elementwise


def product(a: Tensor, b: Tensor, out: Tensor) -> elementwise.Bound:
    """What writes a·b of the numbers then in a (rows, m, k) and b (rows, k, n) into ``out`` (rows, m, n), again and again."""
    if not elementwise.by_numpy(a, b, out):
        return partial(torch.bmm, a, b, out=out)
    return partial(np.multiply if a.shape[2] == 1 else np.matmul, a.numpy(), b.numpy(), out.numpy())
