"""What a record's bits depend on besides its recipe: engine, torch, processor features, mathematics library, device."""

from __future__ import annotations

import hashlib
import json
import os
from functools import cache

import numpy
import torch

from engine import ENGINE_VERSION


@cache
def facts() -> dict[str, str]:
    """The parts of the fingerprint, in words."""
    return {
        "engine": str(ENGINE_VERSION),
        "torch": torch.__version__,
        "numpy": numpy.__version__,
        "cpu": torch.backends.cpu.get_cpu_capability(),
        "mkl": f"{torch.backends.mkl.is_available()} {os.environ.get('MKL_CBWR', '')}".strip(),
        "device": "cpu",
    }


@cache
def fingerprint() -> str:
    """16 hex digits: equal where records may be expected to agree bit for bit."""
    return hashlib.sha256(json.dumps(facts(), sort_keys=True).encode()).hexdigest()[:16]
