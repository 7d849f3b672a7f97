"""Batched matrix products bound to their buffers, each replica's by itself: its bits are the same in any company.

On a processor small matrices go to OpenBLAS, through NumPy: it takes half to a third of the time that MKL's batched product,
which torch calls, takes for them. Of large ones each of the two has the better kernels on some processors
(:func:`engine.kernels.large`). A product over a single term is an outer product, a plain multiplication. On a GPU torch makes it.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import torch
from torch import Tensor

from engine import elementwise, kernels

LARGE = 2**20  # multiplications: some 15 µs, so that calling torch for each replica, 2 µs more, does not count


def product(a: Tensor, b: Tensor, out: Tensor) -> elementwise.Bound:
    """What writes a·b of the numbers then in a (rows, m, k) and b (rows, k, n) into ``out`` (rows, m, n), again and again."""
    if not elementwise.by_numpy(a, b, out):
        return partial(torch.bmm, a, b, out=out)
    if a.shape[2] > 1 and a[0].numel() * b.shape[2] >= LARGE and kernels.large() == "mkl":
        return _each(a, b, out)
    return partial(np.multiply if a.shape[2] == 1 else np.matmul, a.numpy(), b.numpy(), out.numpy())


def _each(a: Tensor, b: Tensor, out: Tensor) -> elementwise.Bound:
    """By MKL, replica after replica: a batched product may go another way for one than for many."""
    if len(out) == 1:
        return partial(torch.mm, a[0], b[0], out=out[0])
    products = [partial(torch.mm, *row[:2], out=row[2]) for row in zip(a, b, out, strict=True)]

    def run() -> None:
        for one in products:
            one()

    return run
