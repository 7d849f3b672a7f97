"""Functions of single numbers by NumPy, bound to their buffers: on a processor it takes a fraction of torch's time for them.

A call costs a quarter of what torch's does, and torch 2.13 takes 2.6 ns for a tanh that NumPy's vectorized one makes in
0.4 ns (AVX-512): the full passes after each epoch are mostly tanh. The bits of an answer depend on its arguments alone,
wherever in a buffer they stand (held by tests/engine/test_elementwise.py); NumPy's version is part of the fingerprint.
On a GPU the same names are torch's.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import torch
from torch import Tensor

Bound = Callable[[], object]
ONE = np.float32(1).reshape(())
# e^most is finite, and 1 ÷ e^most below the smallest normal number, which is flushed to 0.
MOST = {np.dtype(np.float32): np.array(88, np.float32), np.dtype(np.float64): np.array(709.0)}


def by_numpy(*tensors: Tensor) -> bool:
    """Whether all of them lie in the processor's memory."""
    return all(each.is_cpu for each in tensors)


def bound_tanh(z: Tensor, out: Tensor) -> Bound:
    """:func:`tanh` from one buffer into another, to be called again and again: both keep their memory."""
    if by_numpy(z, out):
        return partial(np.tanh, z.numpy(), out.numpy())
    return partial(torch.tanh, z, out=out)


def tanh(z: Tensor, out: Tensor) -> Tensor:
    """tanh z into ``out``, to 1.4 units in the last place."""
    bound_tanh(z, out)()
    return out


def bound_tanh_back(grad: Tensor, a: Tensor, out: Tensor) -> Bound:
    """grad · (1 − a²) into ``out``, which may be ``grad``, from answers a of tanh."""
    if by_numpy(grad, a, out):
        return partial(_tanh_back, grad.numpy(), a.numpy(), out.numpy(), np.empty(a.shape, a.numpy().dtype))
    return lambda: torch.mul(grad, 1 - a * a, out=out)


def _tanh_back(grad: np.ndarray, a: np.ndarray, out: np.ndarray, slope: np.ndarray) -> None:
    np.multiply(a, a, slope)
    np.subtract(ONE, slope, slope)
    np.multiply(grad, slope, out)


def logistic(z: Tensor, out: Tensor) -> Tensor:
    """σ(z) = 1/(1 + e^(−z)) into ``out``, to about three units in the last place however small the answer is.

    ½(1 + tanh(z/2)) would round answers below 10⁻⁷ to 0, and with them the gradients of a saturated unit. Never
    torch.sigmoid, whose vector body and scalar tail differ in the last bit.
    """
    bound_logistic(z, out)()
    return out


def bound_logistic(z: Tensor, out: Tensor) -> Bound:
    """:func:`logistic` from one buffer into another, to be called at every step."""
    if by_numpy(z, out):
        return partial(_logistic, z.numpy(), out.numpy())
    return partial(_logistic_there, z, out)


def bound_logistic_of_minus(z: Tensor) -> Bound:
    """σ(z) in the place of −z, which stands there when it is called."""
    if by_numpy(z):
        return partial(_from_minus, z.numpy())
    return lambda: z.exp_().add_(1.0).reciprocal_()


def bound_logistic_less(z: Tensor, target: Tensor, times: float, out: Tensor) -> Bound:
    """times · (σ(z) − target) into ``out``: the slope of a binary cross-entropy."""
    if by_numpy(z, target, out):
        return partial(_logistic_less, z.numpy(), target.numpy(), _number(times, out), out.numpy())
    return lambda: logistic(z, out).sub_(target).mul_(times)


def bound_softmax_less(z: Tensor, target: Tensor, times: float, out: Tensor) -> Bound:
    """times · (softmax(z) − target) into ``out``, the softmax over units (axis 1): the slope of a cross-entropy."""
    if by_numpy(z, target, out):
        return partial(_softmax_less, z.numpy(), target.numpy(), _number(times, out), out.numpy())
    return lambda: torch.softmax(z, dim=1, out=out).sub_(target).mul_(times)


def _number(value: float, like: Tensor) -> np.ndarray:
    return np.array(value, like.numpy().dtype)


def softplus_of_minus(size: Tensor) -> Tensor:
    """log(1 + e^(−|z|)) of numbers z, as a new tensor: what max(z, 0) lacks of softplus."""
    if by_numpy(size):
        array = np.abs(size.numpy())
        np.negative(array, array)
        np.exp(array, array)
        return torch.from_numpy(np.log1p(array, array))
    return torch.log1p(torch.exp(size.abs().neg_()))


def _logistic(z: np.ndarray, out: np.ndarray) -> None:
    np.negative(z, out)
    _from_minus(out)


def _logistic_less(z: np.ndarray, target: np.ndarray, times: np.ndarray, out: np.ndarray) -> None:
    _logistic(z, out)
    np.subtract(out, target, out)
    if times != 1:
        np.multiply(out, times, out)


def _softmax_less(z: np.ndarray, target: np.ndarray, times: np.ndarray, out: np.ndarray) -> None:
    np.subtract(z, np.maximum.reduce(z, axis=1, keepdims=True), out)  # so that nothing overflows
    np.exp(out, out)
    np.divide(out, np.add.reduce(out, axis=1, keepdims=True), out)
    np.subtract(out, target, out)
    np.multiply(out, times, out)


def _from_minus(out: np.ndarray) -> None:
    np.minimum(out, MOST[out.dtype], out=out)
    np.exp(out, out)
    np.add(out, ONE, out)
    np.reciprocal(out, out)


def _logistic_there(z: Tensor, out: Tensor) -> None:
    torch.neg(z, out=out)
    out.exp_().add_(1.0).reciprocal_()
