"""I11: a trainer's memory has a cap, and it reaches nobody but its database. Each tried in a process of its own, for it lasts."""

import os
import socket
import subprocess
import sys

import pytest

from playground.experiments import words
from playground.training.failing import why
from tests.training.laboratory import ROOT, settled

PREFACE = """
import socket, sys
from playground.training.confinement import cap_memory, forbid_network, lacked_memory
def tried(act):
    try:
        act()
    except Exception as error:
        return type(error).__name__
    return "done"
"""


def said(program: str) -> list[str]:
    """The lines a program prints, after PREFACE, in a process of its own."""
    done = subprocess.run([sys.executable, "-c", PREFACE + program], cwd=ROOT, text=True, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_a_confined_process_reaches_its_own_machine_and_the_hosts_named_and_no_other():
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        lines = said(f"""
forbid_network(["redis.example", None])
print(tried(lambda: socket.create_connection(("127.0.0.1", {port}), 1)))
print(tried(lambda: socket.create_connection(("localhost", {port}), 1)))
for place in ("192.0.2.1", "2001:db8::1", "elsewhere.example"):
    print(tried(lambda: socket.create_connection((place, 80), 1)))
print(tried(lambda: socket.getaddrinfo("elsewhere.example", 80)))
print(tried(lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 53))))
print(tried(lambda: socket.socket().bind(("127.0.0.1", 0))))
print(tried(lambda: __import__("urllib.request").request.urlopen("http://192.0.2.1/", timeout=1)))
looked = []
socket.getaddrinfo = lambda host, port, *more: [(2, 1, 6, "", ("192.0.2.9", port))]
print(tried(lambda: socket.socket(type=socket.SOCK_DGRAM).connect(("192.0.2.9", 6379))))
print(tried(lambda: socket.socket(type=socket.SOCK_DGRAM).connect(("192.0.2.8", 6379))))
""")
    refused = "PermissionError"
    assert lines == ["done", "done", refused, refused, refused, refused, refused, refused, "URLError", "done", refused]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps such a limit")
def test_beyond_the_cap_there_is_no_memory_and_below_it_there_is():
    """In bytes of NumPy, of torch and of Python; what was there before is not counted."""
    lines = said("""
import numpy as np, torch
print(cap_memory(200))
for size in (50, 400):
    for make in (lambda: np.ones(size * 2**17), lambda: torch.ones(size * 2**18), lambda: bytearray(size * 2**20)):
        try:
            made = make()
            print("done")
        except Exception as error:
            print(lacked_memory(error))
        made = None
print(lacked_memory(ValueError("no")), cap_memory(4000), tried(lambda: bytearray(400 * 2**20)))
""")
    assert lines == ["True", *["done"] * 3, *["True"] * 3, "False", "True", "MemoryError"], "and a cap is never raised"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps such a limit")
def test_a_run_that_does_not_fit_fails_in_words_and_its_company_goes_on(laboratory, start):
    """F5, with the real cap in the real loop."""
    layer = {"name": "dense", "units": 128, "activation": "relu"}
    large = start({"data": {"name": "mnist"}, "network": {"layers": [layer]}, "training": {"epochs": 2}})
    small = [start({"training": {"epochs": 40}, "seed": seed}) for seed in range(3)]
    laboratory.start("hungry")
    settled([large], ("failed",))
    settled(small)
    large.refresh_from_db()
    assert large.detail["reason"] == "memory" and large.detail["estimate"] > 24
    assert "more memory than a trainer may use (estimate" in words.failure(large) and "limit 4096 MB" in words.failure(large)


def test_other_errors_keep_their_own_words():
    assert why(ValueError("no such thing"), {}, "It cannot be trained here") == {
        "reason": "error", "words": "It cannot be trained here: no such thing",
    }  # fmt: skip


def test_a_trainer_does_not_start_with_less_than_a_run_may_need():
    done = subprocess.run(
        [sys.executable, "manage.py", "trainer"], cwd=ROOT, text=True, capture_output=True, timeout=60, stdin=subprocess.DEVNULL,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "TRAINER_MEMORY": "100"},
    )  # fmt: skip
    assert done.returncode == 1 and "TRAINER_MEMORY: 100 MiB is too little" in done.stderr
