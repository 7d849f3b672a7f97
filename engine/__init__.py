"""The training engine: spec → cohort → records. PyTorch and NumPy only; never imports Django or the site.

One thread, flushed denormals and MKL's reproducible mode are correctness rules here, not tuning: the first keeps several
trainers on one machine from starving each other, the second keeps one vanishing network from slowing its whole cohort, the
third keeps a run's bits the same in any company.
"""

import os
import sys

early = "numpy" in sys.modules  # it has read its variables already
os.environ.setdefault("OMP_NUM_THREADS", "1")
# Without it MKL's products depend on how a row happens to be aligned in memory, so on a run's company.
os.environ.setdefault("MKL_CBWR", "AUTO,STRICT")
# The same for products on a GPU; read when the first one is made.
os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")

import torch

from engine.memory import keep_freed

keep_freed()
torch.set_num_threads(1)
if early:
    from engine.kernels import one_thread

    one_thread()
torch.set_flush_denormal(True)

ENGINE_VERSION = 5  # raise when any change may alter the bits of a record
