"""What a trainer computes with, written into its row when it begins, so that people can be told without asking the engine."""

import platform
from collections import Counter
from pathlib import Path

from playground.training import claims


def own() -> dict:
    """For this process's row: {"cuda_fingerprint", "facts"}. Loads the engine, and asks the GPU's driver."""
    import torch

    from engine import ENGINE_VERSION
    from engine.device import CUDA, usable, wanted
    from engine.fingerprint import fingerprint

    gpu = CUDA in usable()
    facts = {
        "processor": processor(),
        "gpu": torch.cuda.get_device_name(CUDA) if gpu else "",
        "wanted": wanted(),
        "engine": ENGINE_VERSION,
        "torch": torch.__version__,
    }
    return {"cuda_fingerprint": fingerprint(CUDA) if gpu else "", "facts": facts}


def processor() -> str:
    """The processor's model as its maker calls it, else its architecture."""
    with_names = Path("/proc/cpuinfo")
    lines = with_names.read_text(errors="replace").splitlines() if with_names.is_file() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return (next(named, "") or platform.processor() or platform.machine())[:120]


def at_work() -> list[dict]:
    """Live trainers, those of like equipment together: their facts, {"count", "fingerprints"} besides. Host names stay ours."""
    rows = claims.live().order_by("started_at").values_list("fingerprint", "cuda_fingerprint", "facts")
    alike = Counter((main, gpu, tuple(sorted(facts.items()))) for main, gpu, facts in rows)
    return [
        dict(facts) | {"count": count, "fingerprints": [one for one in (main, gpu) if one]}
        for (main, gpu, facts), count in alike.items()
    ]
