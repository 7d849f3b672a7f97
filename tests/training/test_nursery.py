"""What web server and trainers are forked from: it has imported everything, and done nothing that a fork could not bear."""

import subprocess
import sys

from tests.servers import ROOT

LOOKS = """
import os, sys, gc
import playground.training.loaded
from django.db import connections
import torch
print(len(os.listdir("/proc/self/task")), [one.connection for one in connections.all()], torch.cuda.is_initialized())
print([path for path in map(os.readlink, (f"/proc/self/fd/{n}" for n in range(3, 64) if os.path.exists(f"/proc/self/fd/{n}")))
       if path.startswith(("socket:", "/")) and "/proc" not in path])
print(gc.isenabled(), gc.get_freeze_count() > 100_000, {"playground.urls", "playground.training.trainer"} <= set(sys.modules))
"""


def test_it_has_one_thread_no_connection_no_gpu_and_no_file_open(tmp_path):
    environment = {"DJANGO_SETTINGS_MODULE": "playground.settings", "DATA_DIR": str(tmp_path), "OMP_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, "-c", LOOKS], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["1 [None] False", "[]", "True True True"]

