"""What NumPy computes for the engine: right to a few units in the last place, the same bits wherever a number stands."""

import numpy as np
import pytest
import torch

from engine import elementwise

SIZES = (1e-30, 1e-9, 1e-4, 0.1, 1.0, 10.0, 100.0)


def numbers(count: int = 20_000) -> np.ndarray:
    """float32 of every size, 0 and both infinities among them."""
    drawn = np.random.default_rng(5).standard_normal((len(SIZES), count)) * np.array(SIZES)[:, None]
    return np.concatenate([drawn.ravel(), [0.0, np.inf, -np.inf]]).astype(np.float32)


def logistic64(z: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-z.astype(np.float64)))


EXACT = {"tanh": lambda z: np.tanh(z.astype(np.float64)), "logistic": logistic64}


@pytest.mark.parametrize("name", EXACT)
def test_a_function_is_right_to_a_few_units_in_the_last_place(name):
    z = numbers()
    exact = EXACT[name](z)
    found = getattr(elementwise, name)(torch.from_numpy(z), torch.empty(len(z))).numpy()
    normal = np.abs(exact) >= 1e-30  # below, the units of the last place are flushed to 0
    units = np.abs(found - exact)[normal] / np.spacing(np.abs(exact[normal]).astype(np.float32))
    assert units.max() <= 4, units.max()
    assert (np.abs(found[~normal]) < 2e-30).all()


@pytest.mark.parametrize("name", EXACT)
def test_not_a_number_stays_none_and_float64_stays_exact(name):
    z = torch.tensor([float("nan"), 0.3, -40.0], dtype=torch.float64)
    found = getattr(elementwise, name)(z, torch.empty_like(z)).numpy()
    assert np.isnan(found[0])
    np.testing.assert_allclose(found[1:], EXACT[name](z.numpy())[1:], rtol=1e-14)


@pytest.mark.parametrize("name", EXACT)
def test_the_bits_of_an_answer_do_not_depend_on_where_its_argument_stands(name):
    z = torch.from_numpy(numbers(700))
    function = getattr(elementwise, name)
    whole = function(z, torch.empty_like(z))
    generator = np.random.default_rng(1)
    for _ in range(500):
        first, count = int(generator.integers(len(z) - 40)), int(generator.integers(1, 40))
        part = z[first : first + count].clone()
        assert torch.equal(function(part, torch.empty_like(part)).isnan(), whole[first : first + count].isnan())
        np.testing.assert_array_equal(function(part, torch.empty_like(part)), whole[first : first + count])
    square = z[: 7 * 11 * 13].view(7, 11, 13)
    wider = torch.zeros(7, 12, 13)
    function(square, wider[:, :11])  # as a layer writes into the buffer of the next, which has a row more
    np.testing.assert_array_equal(wider[:, :11], whole[: 7 * 11 * 13].view(7, 11, 13))
    turned = square.permute(2, 0, 1)
    np.testing.assert_array_equal(function(turned, torch.empty(13, 7, 11)), whole[: 7 * 11 * 13].view(7, 11, 13).permute(2, 0, 1))


def test_a_bound_function_reads_and_writes_its_buffers_anew_at_each_call():
    z, out = torch.zeros(3), torch.empty(3)
    run, minus = elementwise.bound_logistic(z, out), torch.tensor([1.0, -2.0, 0.0])
    run()
    assert out.tolist() == [0.5] * 3
    z.fill_(1e4)
    run()
    assert out.tolist() == [1.0] * 3
    elementwise.bound_logistic_of_minus(minus)()
    np.testing.assert_allclose(minus, logistic64(np.array([-1.0, 2.0, 0.0])), rtol=3e-7)
