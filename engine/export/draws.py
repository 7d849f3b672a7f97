"""The run's random numbers in plain PyTorch: functions that exported scripts carry word for word.

They repeat `engine/rng.py` without its checks and its speed. No annotation here, because people read them in a textbook.
"""

import hashlib

import torch


def key(seed, stream, *position):
    """The seed of one draw: a hash of the run's seed, of what is drawn and of where, so that no draw depends on another."""
    text = f"{stream}:{seed}:{':'.join(str(place) for place in position)}"
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little") >> 1


def generator(seed, stream, *position):
    return torch.Generator().manual_seed(key(seed, stream, *position))


def uniform(seed, draw, *shape, low=0.0, high=1.0):
    u = torch.rand(*shape, generator=generator(seed, "data", draw), dtype=torch.float64)
    return low + (high - low) * u


def normal(seed, draw, *shape):
    return torch.randn(*shape, generator=generator(seed, "data", draw), dtype=torch.float64)


def order(seed, epoch, count):
    """The order in which an epoch visits the training points."""
    mixed = (key(seed, "order") + epoch * 0x9E3779B97F4A7C15) & (2**63 - 1)
    return torch.randperm(count, generator=torch.Generator().manual_seed(mixed))
