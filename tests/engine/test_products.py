"""Products bound to their buffers: right in float64, and the same bits for a replica alone and in any company."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from engine import kernels
from engine.products import product

ROOT = Path(__file__).resolve().parents[2]
SHAPES = [
    (1, 1, 1), (4, 3, 10), (1, 3, 10), (3, 1, 10), (1, 5, 500), (5, 1, 500), (6, 3, 500), (7, 33, 17), (64, 65, 15), (2, 250, 3),
    (33, 64, 65), (128, 785, 64), (785, 64, 128), (257, 300, 1), (1, 300, 257), (1, 2000, 600), (2000, 600, 1), (3, 5000, 70),
]  # fmt: skip
ROWS = (1, 2, 3, 17, 100)


def operands(rows: int, m: int, k: int, n: int) -> tuple[torch.Tensor, torch.Tensor]:
    """As a layer has them: a is a turned view into a flat buffer with other parameters around it, so rows lie anywhere."""
    generator = torch.Generator().manual_seed(m * k * n)
    flat = torch.randn(rows, m * k + 5, generator=generator)
    b = torch.randn(rows, k + 1, n, generator=generator)[:, :k]
    return flat[:, 3 : 3 + m * k].view(rows, k, m).mT, b


@pytest.mark.parametrize("large", ["openblas", "mkl"])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_a_product_is_right(shape, large, monkeypatch):
    monkeypatch.setattr(kernels, "large", lambda: large)
    a, b = operands(3, *shape)
    out = torch.empty(3, shape[0], shape[2])
    product(a, b, out)()
    exact = a.numpy().astype(np.float64) @ b.numpy().astype(np.float64)
    bound = np.abs(a.numpy()).astype(np.float64) @ np.abs(b.numpy()).astype(np.float64)  # of a sum's roundings
    assert (np.abs(out.numpy() - exact) <= shape[1] * 2.0**-23 * bound).all()


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_a_replicas_bits_do_not_depend_on_its_company(shape):
    m, k, n = shape
    most = max(ROWS) if k * max(m, n) < 200_000 else 17
    a, b = operands(most, *shape)
    whole = torch.empty(most, m, n)
    product(a, b, whole)()
    for rows in ROWS[: ROWS.index(most)]:
        for first in {0, 1, most - rows}:
            here = slice(first, first + rows)
            own_a, own_b = (torch.empty_strided(each[here].shape, each[here].stride()).copy_(each[here]) for each in (a, b))
            for left, right in ((a[here], b[here]), (own_a, own_b)):
                out = torch.empty(rows, shape[0], shape[2])
                product(left, right, out)()
                np.testing.assert_array_equal(out, whole[here])


def test_inputs_that_all_replicas_share_give_the_bits_of_inputs_of_their_own():
    a, b = operands(17, 6, 3, 500)
    shared = b[:1].expand(17, -1, -1)
    ours, theirs = torch.empty(17, 6, 500), torch.empty(17, 6, 500)
    product(a, shared, ours)()
    product(a, shared.clone(memory_format=torch.contiguous_format), theirs)()
    np.testing.assert_array_equal(ours, theirs)


def test_a_bound_product_reads_its_buffers_anew():
    a, b, out = torch.ones(2, 3, 4), torch.ones(2, 4, 5), torch.zeros(2, 3, 5)
    run = product(a, b, out)
    run()
    b.fill_(2.0)
    run()
    assert (out == 8).all()


def test_a_product_takes_one_thread_whichever_of_numpy_and_the_engine_is_loaded_first():
    """A second one would add in another order, from some size on, and take a core that another trainer has."""
    program = """
import {first}, {second}
from threadpoolctl import threadpool_info
print({{each["num_threads"] for each in threadpool_info() if each["internal_api"] == "openblas"}})
"""
    free = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    for first, second in (("numpy", "engine"), ("engine", "numpy")):
        asked = [sys.executable, "-c", program.format(first=first, second=second)]
        done = subprocess.run(asked, cwd=ROOT, env=free, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "{1}", first
