"""A Python that has PyTorch and what PyTorch itself asks for, and nothing of ours."""

import json
import re
import subprocess
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from tests.bounded import processor_time

# Runs every script of its list in turn, in one process so that torch is loaded once, and prints what became of each.
RUNNER = """
import contextlib, io, json, runpy, sys
sys.path = [path for path in sys.path if "site-packages" not in path] + [sys.argv[1]]
results = {}
for path in sys.argv[2:]:
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            kept = runpy.run_path(path)
        results[path] = {"loss": kept.get("train_loss"), "said": said.getvalue()}
    except BaseException as error:
        results[path] = {"error": f"{type(error).__name__}: {error}"}
loaded = {name.partition(".")[0] for name in sys.modules}
results["ours"] = sorted(loaded & {"engine", "playground", "numpy", "django", "sklearn"})
print(json.dumps(results))
"""


def run(folder: Path, programs: dict[str, str]) -> dict[str, dict]:
    """Results by name: {"loss", "said"} or {"error"}. Checks that nothing but PyTorch was within reach."""
    paths = {name: folder / f"{name}.py" for name in programs}
    for name, path in paths.items():
        path.write_text(programs[name], "utf-8")
    with tempfile.TemporaryDirectory(dir=folder) as site:
        offer(Path(site), "torch")
        command = [sys.executable, "-I", "-S", "-W", "ignore", "-c", RUNNER, site, *map(str, paths.values())]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, preexec_fn=processor_time(300))
    assert done.returncode == 0, done.stderr[-3000:]
    results = json.loads(done.stdout.splitlines()[-1])
    assert results["ours"] == []
    return {name: results[str(path)] for name, path in paths.items()}


def offer(site: Path, name: str, known: set[str] | None = None) -> None:
    """Links to a package and to everything it requires."""
    known = set() if known is None else known
    if name in known:
        return
    known.add(name)
    try:
        package = distribution(name)
    except PackageNotFoundError:  # an extra, or for another platform
        return
    for file in package.files or ():
        top = Path(file.parts[0])
        if ".." not in file.parts and not (site / top).exists() and top.name != "__pycache__":
            (site / top).symlink_to(Path(package.locate_file(top)))
    for requirement in package.requires or ():
        if "extra ==" not in requirement:
            offer(site, re.match(r"[\w.-]+", requirement)[0], known)
