"""What web server and trainers are forked from: it has imported everything, and done nothing that a fork could not bear."""

import os
import subprocess
import sys

import pytest

from playground.training import supervisor
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


BIRTH = """
import os, sys
if sys.argv[1] == "spawn":
    sys.platform = "darwin"
from playground.training.lives import run_command
from playground.training.nursery import born
for _ in range(int(sys.argv[2])):
    one = born("trial", run_command, *sys.argv[3:])
    one.join()
    code = one.exitcode
    one.close()
    if _ == 0:
        first = len(os.listdir("/proc/self/fd"))
print(code, len(os.listdir("/proc/self/fd")) - first)
"""


@pytest.mark.parametrize(("way", "times"), [("fork", 100), ("spawn", 2)])
def test_whoever_is_born_sets_django_up_by_itself_and_leaves_no_file_open(tmp_path, way, times):
    """As on macOS, where nothing was imported before; `diffsettings` is the shortest command that needs the settings."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "playground.settings", "DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", BIRTH, way, str(times), "diffsettings"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "0 0", done.stdout + done.stderr


def test_a_nursery_that_dies_during_a_birth_is_tried_again_with_pauses(monkeypatch):
    def unborn(*_arguments):
        raise EOFError("unexpected EOF")

    monkeypatch.setattr(supervisor, "born", unborn)
    child = supervisor.trainer_child(1)
    pauses = []
    for _ in range(4):
        child.start()
        assert child.process is None
        pauses.append(child.next_start - child.started)
    assert [round(pause, 1) for pause in pauses] == [0.0, 0.2, 0.5, 1.0]
