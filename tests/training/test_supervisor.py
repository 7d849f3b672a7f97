"""`manage.py serve` as people start it: one trainer per core, restarted when it dies, gone when it is told to or orphaned."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.management import CommandError

from playground.runs import recipes, services
from playground.runs.models import Run, Trainer
from playground.training import claims
from playground.training.management.commands import serve as serving
from tests.servers import free_port
from tests.training.laboratory import ROOT, assert_equal_to_twin, database_url, settled, wait_until

BOOT = 60.0  # seconds; a cold import of torch on a busy machine takes a while


def begin(folder=ROOT, port: int = 0, **options) -> subprocess.Popen:
    """`manage.py serve` with two trainers on this test's database, started in a folder."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PORT": str(port or free_port()),
        "HOST": "127.0.0.1",
    }
    return subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "serve", "--trainers", "2"],
        cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, **options,
    )  # fmt: skip


@pytest.fixture
def serve(transactional_db):
    """One that serves."""
    process = begin()
    wait_until(lambda: claims.live().count() == 2, "two trainers", within=BOOT)
    yield process
    if process.poll() is None:
        process.terminate()
        process.wait(20)
    for pid in Trainer.objects.values_list("pid", flat=True):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def pids() -> set[int]:
    return set(claims.live().values_list("pid", flat=True))


def alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def long_run(seed: int) -> Run:
    spec = recipes.parse({"training": {"epochs": 100_000}, "seed": seed})
    return services.start_run("alice", spec, token=secrets.token_hex(8), speed=30)


def epochs(run: Run) -> int:
    return Run.objects.values_list("epoch", flat=True).get(id=run.id)


def descendants(pid: int) -> dict[int, str]:
    """What a process started, and what that started: process ids and what they are called in the list of processes."""
    found = {}
    with suppress(FileNotFoundError):
        for child in map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
            found |= {child: Path(f"/proc/{child}/cmdline").read_text().rstrip("\0")} | descendants(child)
    return found


def named(serve) -> set[str]:
    return {name for name in descendants(serve.pid).values() if name.startswith("backprop-playground: ")}


def test_a_killed_trainer_is_replaced_and_its_runs_go_on(serve):
    """P2, I11: nice 15, one thread; after `kill -9` records flow again within 5 s; SIGTERM ends everything in 3 s."""
    assert "Backprop Playground is at  http://127.0.0.1:" in serve.stdout.readline() + serve.stdout.readline()
    for pid in pids():
        assert os.getpriority(os.PRIO_PROCESS, pid) >= 15
        with open(f"/proc/{pid}/environ", "rb") as environment:
            assert b"OMP_NUM_THREADS=1" in environment.read().split(b"\0")
    run = long_run(1)
    wait_until(lambda: epochs(run) > 5, "training")
    victim = Run.objects.select_related("trainer").get(id=run.id).trainer.pid
    begin = time.monotonic()
    os.kill(victim, signal.SIGKILL)
    before = epochs(run)
    wait_until(lambda: epochs(run) > before, "records after the kill", every=0.003)
    recovery = time.monotonic() - begin
    wait_until(lambda: len(pids() - {victim}) == 2, "a replacement", within=BOOT)
    replaced = time.monotonic() - begin
    everybody = descendants(serve.pid)
    begin = time.monotonic()
    serve.terminate()
    assert serve.wait(5) == 0
    wait_until(lambda: not any(alive(pid) for pid in everybody), "everybody to leave", within=5)
    stopping = time.monotonic() - begin
    run.refresh_from_db()
    assert (run.state, run.trainer) == ("waiting", None)
    assert_equal_to_twin(run, run.epoch)
    print(
        f"figure next_record_after_kill {1000 * recovery:.0f} ms; trainer replaced {replaced:.1f} s; stopped in {stopping:.1f} s"
    )
    assert recovery < 5
    assert replaced < 5
    assert stopping < 3.5


def test_nobody_outlives_a_killed_supervisor_and_runs_wait_for_the_next(serve):
    """F9; nothing is blamed on the runs."""
    run = long_run(2)
    wait_until(lambda: epochs(run) > 2, "training")
    everybody = descendants(serve.pid)
    assert named(serve) == {f"backprop-playground: {one}" for one in ("web", "trainer 1", "trainer 2")}
    begin = time.monotonic()
    serve.kill()
    wait_until(lambda: not any(alive(pid) for pid in everybody), "orphans to leave", within=60)
    left = time.monotonic() - begin
    run.refresh_from_db()
    assert (run.state, run.trainer, run.suspect) == ("waiting", None, False)
    services.command(run, "stop")
    settled([run], ("stopped",))
    print(f"figure orphans_left {left:.1f} s")


def test_the_process_that_all_are_forked_from_is_replaced_with_them(serve):
    """By an OOM killer, say. The runs go on, and what was in training is acquitted soon."""
    run = long_run(3)
    wait_until(lambda: epochs(run) > 2, "training")
    before = pids()
    [nursery] = [pid for pid, name in descendants(serve.pid).items() if "forkserver" in name]
    os.kill(nursery, signal.SIGKILL)
    wait_until(lambda: len(pids()) == 2 and not pids() & before, "two new trainers", within=BOOT)
    reached = epochs(run)
    wait_until(lambda: epochs(run) > reached, "training again")
    wait_until(lambda: not Run.objects.get(id=run.id).suspect, "an acquittal")
    assert len(named(serve)) == 3
    services.command(run, "stop")
    settled([run], ("stopped",))


def test_it_serves_whatever_folder_it_is_started_in_and_whatever_lies_there(transactional_db, tmp_path):
    (tmp_path / "torch.py").write_text("raise SystemExit('not our torch')")
    process = begin(tmp_path)
    try:
        wait_until(lambda: claims.live().count() == 2, "two trainers", within=BOOT)
        [nursery] = [pid for pid, name in descendants(process.pid).items() if "forkserver" in name]
        assert "libtorch" in Path(f"/proc/{nursery}/maps").read_text()  # it did import everything
        assert len(named(process)) == 3
    finally:
        process.terminate()
        process.wait(20)


def test_ctrl_c_while_it_starts_ends_everybody_without_a_traceback(transactional_db):
    process = begin(start_new_session=True, stderr=subprocess.PIPE)
    greeting = iter(process.stdout.readline, "")
    assert any("Backprop Playground is at" in line for line in greeting)  # the first birth is waited for
    everybody = descendants(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    try:
        said = process.communicate(timeout=20)[1]
    finally:
        process.kill()
    assert process.returncode == 0
    assert "Traceback" not in said
    wait_until(lambda: not any(alive(pid) for pid in everybody), "everybody to leave", within=20)


def test_an_address_that_is_taken_or_elsewhere_is_refused_in_a_sentence(monkeypatch):
    monkeypatch.setattr(serving, "LEAVING", 0.0)
    command = serving.Command()
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=f"Another program serves at 127.0.0.1:{port}. Stop it, or choose another port"):
            command.check_address("127.0.0.1", port)
    command.check_address("127.0.0.1", port)
    with pytest.raises(CommandError, match=r"192.0.2.1:8000 \(Cannot assign requested address\)"):
        command.check_address("192.0.2.1", 8000)
