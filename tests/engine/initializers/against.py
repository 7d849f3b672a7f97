"""Moments of many draws, for comparing an initializer with its formula."""

import torch


def drawn(initializer, fan_in=200, fan_out=300):
    weights = initializer.weights(fan_in, fan_out, torch.Generator().manual_seed(3))
    assert weights.shape == (fan_in, fan_out) and weights.dtype == torch.float32
    again = initializer.weights(fan_in, fan_out, torch.Generator().manual_seed(3))
    assert torch.equal(weights, again)
    return weights


def is_uniform(weights, bound):
    assert weights.abs().max() <= bound * (1 + 1e-6) and weights.abs().max() > 0.999 * bound
    assert abs(weights.std() / (bound / 3**0.5) - 1) < 0.01 and abs(weights.mean()) < 0.02 * bound


def is_normal(weights, deviation):
    assert abs(weights.std() / deviation - 1) < 0.01 and abs(weights.mean()) < 0.02 * deviation
    inside = (weights.abs() < deviation).float().mean()
    assert abs(inside - 0.6827) < 0.01
