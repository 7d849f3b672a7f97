"""What web server and trainers are forked from: it has imported everything, and done nothing that a fork could not bear."""

import os
import subprocess
import sys

import pytest

from playground.training import supervisor
from tests.servers import ROOT
from tests.training.laboratory import wait_until

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


def told(script: str, folder, *arguments: str, check: bool = True, **variables: str) -> list[str]:
    """The lines that a Python script prints."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "playground.settings", "DATA_DIR": str(folder), **variables}
    command = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert not check or done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_it_has_one_thread_no_connection_no_gpu_and_no_file_open(tmp_path):
    assert told(LOOKS, tmp_path, OMP_NUM_THREADS="1") == ["1 [None] False", "[]", "True True True"]


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
    assert told(BIRTH, tmp_path, way, str(times), "diffsettings")[-1] == "0 0"


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


INHERITED = """
import ctypes, os, signal, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "playground.settings"
import django
django.setup()
ctypes.CDLL(None).prctl(36, 1)  # who loses its parent becomes ours, as in a container
from playground.training import supervisor
supervisor.Supervisor._database = staticmethod(lambda write: None)
site = supervisor.Supervisor([supervisor.Child("sleeper", time.sleep, (600,), trains=False)])
site.children[0].start()
first = site.children[0].process.pid
from multiprocessing import forkserver
os.kill(forkserver._forkserver._forkserver_pid, signal.SIGKILL)
os.kill(first, signal.SIGKILL)
end = time.monotonic() + 30
while os.path.exists(f"/proc/{first}") and time.monotonic() < end:
    site.look()
    time.sleep(0.02)
print(os.path.exists(f"/proc/{first}"), site.children[0].process.pid != first)
site.stop()
"""


def test_the_first_process_of_a_container_keeps_no_zombies(tmp_path):
    assert told(INHERITED, tmp_path)[-1] == "False True"


def test_without_a_folder_for_its_socket_each_starts_by_itself(tmp_path):
    deep = tmp_path / ("x" * 100)
    deep.mkdir()
    assert told(BIRTH, tmp_path, "fork", "1", "diffsettings", TMPDIR=str(deep))[-1] == "0 0"


KILLED = """
import os, sys, signal
from playground.training.lives import run_command
from playground.training.nursery import born
born("trial", run_command, "diffsettings").join()
print("born", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_supervisor_leaves_no_socket_behind(tmp_path):
    room = tmp_path / "t"
    room.mkdir()
    assert "born" in told(KILLED, tmp_path, check=False, TMPDIR=str(room))
    wait_until(lambda: not list(room.iterdir()), "an empty folder")
