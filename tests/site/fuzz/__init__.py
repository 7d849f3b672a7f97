"""Malformed input of every kind, from one seed, and what counts as a fault: a crash, a hang, or a refusal without words.

The seed stands still, so that a change is judged by the same inputs as the one before; `FUZZ_SEED=random` looks elsewhere and
prints where, `FUZZ_SCALE=50` makes it fifty times as long (a million inputs for the night).
"""

import os
import random

SCALE = float(os.environ.get("FUZZ_SCALE", "1"))
ASKED = os.environ.get("FUZZ_SEED", "1")
SEED = random.SystemRandom().randrange(2**31) if ASKED == "random" else int(ASKED)


def many(count: int) -> range:
    """So many inputs at the chosen scale."""
    return range(round(count * SCALE))


def dice(name: str) -> random.Random:
    """The chance of one test: the seed is printed with what failed."""
    print(f"FUZZ_SEED={SEED}")
    return random.Random(f"{SEED} {name}")
