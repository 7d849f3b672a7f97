"""The training engine: spec → cohort → records. PyTorch and NumPy only; never imports Django or the site.

One thread and flushed denormals are correctness rules here, not tuning: the first keeps several trainers on one
machine from starving each other, the second keeps one vanishing network from slowing its whole cohort.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import torch  # noqa: E402  (the thread count must be in the environment before torch starts its pool)

torch.set_num_threads(1)
torch.set_flush_denormal(True)

ENGINE_VERSION = 1  # raise when any change may alter the bits of a record
