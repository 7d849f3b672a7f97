"""Keyed randomness: every draw is a function of (seed, stream, epoch, step), so no generator state exists anywhere.

Checkpoints need no random state, a run can be entered at any epoch, and a member draws the same numbers in any company.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import torch

STREAMS = ("data", "split", "init", "order", "dropout", "search", "noise", "directions")


def key(seed: int, stream: str, *position: int) -> int:
    """A 63-bit key for one draw. ``position`` is whatever tells it from its siblings: epoch, step, layer."""
    if stream not in STREAMS:
        raise ValueError(f"unknown stream {stream!r}; known: {', '.join(STREAMS)}")
    text = f"{stream}:{int(seed)}:{':'.join(str(int(p)) for p in position)}"
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little") >> 1


def generator(seed: int, stream: str, *position: int) -> torch.Generator:
    """A fresh CPU generator seeded with :func:`key`."""
    return torch.Generator().manual_seed(key(seed, stream, *position))


@lru_cache(maxsize=4096)
def _order_key(seed: int) -> int:
    return key(seed, "order")


def permutation(
    seed: int, epoch: int, count: int, reuse: torch.Generator | None = None, out: torch.Tensor | None = None
) -> torch.Tensor:
    """The order in which ``count`` training points are visited in ``epoch`` (1-based): int64, shape (count,).

    Drawn for every member and epoch, so the epoch is mixed in by one multiplication (the generator's own seeding
    spreads neighbouring seeds) rather than by another hash.
    """
    source = (reuse or torch.Generator()).manual_seed((_order_key(seed) + epoch * 0x9E3779B97F4A7C15) & ((1 << 63) - 1))
    return torch.randperm(count, generator=source, out=out)


_M1 = -49064778989728563  # 0xff51afd7ed558ccd as a signed 64-bit integer (MurmurHash3 finaliser, A. Appleby, 2008)
_M2 = -4265267296055464877  # 0xc4ceb9fe1a85ec53
_LOW31 = (1 << 31) - 1
_SPREAD_STEPS, _SPREAD_COUNTERS = 3935559000370003845, -7046029254386353131  # odd, so neighbours land far apart


def _scramble(h: torch.Tensor) -> torch.Tensor:
    """MurmurHash3's 64-bit finaliser, in place; the masks turn torch's arithmetic shift into a logical one."""
    for multiplier in (_M1, _M2):
        h.bitwise_xor_((h >> 33).bitwise_and_(_LOW31)).mul_(multiplier)
    return h.bitwise_xor_((h >> 33).bitwise_and_(_LOW31))


def keep_mask(keys: torch.Tensor, step: int, counters: torch.Tensor, rate: torch.Tensor, out: torch.Tensor) -> torch.Tensor:
    """Inverted-dropout mask: 1/(1−rate) where a unit is kept, 0 where it is dropped.

    keys (R, 1, 1) int64, one per member, layer and epoch; step: the batch's place in the epoch; counters (1, U, B) int64;
    rate (R, 1, 1) float32; out (R, U, B).
    """
    places = (keys + step) * _SPREAD_STEPS + counters * _SPREAD_COUNTERS
    draws = _scramble(places).bitwise_and_((1 << 24) - 1)
    torch.ge(draws, (rate * (1 << 24)).to(torch.int64), out=(kept := torch.empty(out.shape, dtype=torch.bool, device=out.device)))
    return torch.div(kept, 1 - rate, out=out)
