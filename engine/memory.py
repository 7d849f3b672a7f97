"""What becomes of freed memory: it stays with the process, up to a bound, for the next array of its size.

A run's arrays come and go with every epoch. glibc gives back each large one at once, and the next touch of every page is then
a fault: on a virtual machine 1.5 µs for 4 KiB, more than filling them takes.
"""

from __future__ import annotations

import ctypes
import sys

TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3  # malloc.h: M_TRIM_THRESHOLD, M_MMAP_THRESHOLD
KEPT, BY_ITSELF = 64 * 2**20, 32 * 2**20  # bytes kept at most; a single array above the second is still given back at once


def keep_freed() -> bool:
    """Have freed memory kept. Whether this machine's C library can: elsewhere nothing changes but time."""
    if not sys.platform.startswith("linux"):
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
    return bool(mallopt and mallopt(MMAP_THRESHOLD, BY_ITSELF) and mallopt(TRIM_THRESHOLD, KEPT))
