"""Leave when the supervisor is gone: by the pipe it holds, and on Linux by the kernel's word."""

import os
import signal
import sys
import threading
import time

from playground.training.nursery import wait_for_the_parent_to_die

ORPHANED = 4  # exit code of a process that had to be cut off
GRACE = 2.0


def leave_with_parent(leave) -> None:
    """Call `leave()` (from another thread) once the supervisor is gone, and cut this process off if it does not go."""
    _ask_the_kernel()
    threading.Thread(target=_watch, args=(leave,), name="parent", daemon=True).start()


def _watch(leave) -> None:
    wait_for_the_parent_to_die()
    leave()
    time.sleep(GRACE)
    os._exit(ORPHANED)


def _ask_the_kernel() -> None:
    """Linux: SIGTERM when the parent dies, even if something else keeps the pipe open."""
    if sys.platform == "linux":
        import ctypes

        pr_set_pdeathsig = 1
        ctypes.CDLL(None, use_errno=True).prctl(pr_set_pdeathsig, signal.SIGTERM)
