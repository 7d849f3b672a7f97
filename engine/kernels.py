"""OpenBLAS, NumPy's library of products: which of its kernels it goes by, and how many threads."""

from __future__ import annotations


def in_use() -> str:
    """The kernels NumPy's OpenBLAS goes by, in its own name for them, or "" where NumPy has another library."""
    from threadpoolctl import threadpool_info

    ours = (each for each in threadpool_info() if each["internal_api"] == "openblas" and "numpy" in each["filepath"])
    return next((each["architecture"] for each in ours), "")


def one_thread() -> None:
    """What OMP_NUM_THREADS=1 does for a NumPy that is not loaded yet, done to one that is."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(1, user_api="blas")
