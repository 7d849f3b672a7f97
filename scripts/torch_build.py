"""Which build of torch to install. Small networks train on the CPU; on Linux the usual index has the CUDA build.

TORCH_INDEX_URL names the index to take torch from (PyTorch's own of CPU builds, one with CUDA builds, a mirror). Without
it torch comes from where pip looks; pip is asked first what that would be, so that gigabytes do not come as a surprise.
"""

import json
import os
import re
import subprocess

from steps import ROOT, Failed, run, say

VARIABLE = "TORCH_INDEX_URL"
LOOK_FOR = 90  # seconds to ask an index; after that it counts as silent


def install(pip: list) -> None:
    """Install the pinned torch with the `pip install …` command line given (a list), choosing the build as above."""
    wanted = _pinned()
    if _installed(pip[0]) == wanted.partition("==")[2]:
        return
    index = os.environ.get(VARIABLE, "").strip()
    if index:
        say(f"torch comes from {VARIABLE}")
        # Without its dependencies: such an index carries other versions of them than the pinned ones. They come next.
        run([*pip, "--no-deps", "--index-url", index, wanted])
        return
    if _is_cuda(_offer(pip, wanted)):
        say("WARNING: torch comes as its CUDA build, a download of several gigabytes. It works without a GPU too.")
        print(f"    A tenth of it: stop here and set {VARIABLE} to the index of CPU builds that PyTorch's", flush=True)
        print("    page 'Get started' names for pip.", flush=True)
    run([*pip, wanted])


def _pinned() -> str:
    found = re.search(r"^torch==\S+", (ROOT / "constraints.txt").read_text(), re.MULTILINE)
    if not found:
        raise Failed("constraints.txt no longer pins torch")
    return found.group()


def _installed(python) -> str:
    """The version of torch that is there already, without its build tag; empty if none."""
    code = "import importlib.metadata as m; print(m.version('torch').partition('+')[0])"
    return subprocess.run([str(python), "-c", code], capture_output=True, text=True).stdout.strip()


def _offer(pip: list, wanted: str) -> dict:
    """What pip would install for `wanted`: its metadata as in pip's report, empty if the index does not answer."""
    ask = [*pip, "--dry-run", "--ignore-installed", "--no-deps", "--report", "-", wanted]
    try:
        answer = subprocess.run([str(part) for part in ask], cwd=ROOT, capture_output=True, text=True, timeout=LOOK_FOR)
        return json.loads(answer.stdout)["install"][0]["metadata"] if answer.returncode == 0 else {}
    except (subprocess.TimeoutExpired, ValueError, LookupError):
        return {}


def _is_cuda(metadata: dict) -> bool:
    """A CUDA build asks for NVIDIA's or Triton's packages here; the CPU build for none of them."""
    needs = " ".join(metadata.get("requires_dist", ()))
    on_linux = os.uname().sysname == "Linux" if hasattr(os, "uname") else False
    return on_linux and bool(re.search(r"\b(nvidia-|cuda-|triton)", needs))
