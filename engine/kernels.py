"""The libraries of products, NumPy's OpenBLAS and torch's MKL: which kernels they go by here, and how many threads."""

from __future__ import annotations

import platform
from functools import cache
from pathlib import Path

import torch

CPUS = Path("/proc/cpuinfo")


def in_use() -> str:
    """The kernels NumPy's OpenBLAS goes by, in its own name for them, or "" where NumPy has another library."""
    from threadpoolctl import threadpool_info

    ours = (each for each in threadpool_info() if each["internal_api"] == "openblas" and "numpy" in each["filepath"])
    return next((each["architecture"] for each in ours), "")


@cache
def large() -> str:
    """Whose products of large matrices are taken, "mkl" or "openblas".

    On Intel's processors MKL's are a quarter faster; on AMD's it keeps to 256 bits, and OpenBLAS's take half the time.
    """
    return "mkl" if torch.backends.mkl.is_available() and vendor() == "GenuineIntel" else "openblas"


def vendor() -> str:
    """Who made the processor, in its own word for it (CPUID leaf 0); "" where the system does not tell."""
    if CPUS.exists():
        lines = (line.partition(":") for line in CPUS.read_text().splitlines())
        return next((value.strip() for name, _, value in lines if name.strip() == "vendor_id"), "")
    return next((name for name in ("GenuineIntel", "AuthenticAMD") if name in platform.processor()), "")


def one_thread() -> None:
    """What OMP_NUM_THREADS=1 does for a NumPy that is not loaded yet, done to one that is."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(1, user_api="blas")
