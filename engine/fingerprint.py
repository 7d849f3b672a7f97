"""What a record's bits depend on besides its recipe: engine, torch, processor features, mathematics library, device."""

from __future__ import annotations

import hashlib
import json
import os
from functools import cache

import numpy
import torch

from engine import ENGINE_VERSION, kernels
from engine.device import CPU, usable


@cache
def facts(device: torch.device = CPU) -> dict[str, str]:
    """The parts of the fingerprint of what is trained on a device, in words."""
    parts = {
        "engine": str(ENGINE_VERSION),
        "torch": torch.__version__,
        "numpy": numpy.__version__,
        "cpu": torch.backends.cpu.get_cpu_capability(),
        "openblas": kernels.in_use(),
        "large products": kernels.large(),
        "mkl": f"{torch.backends.mkl.is_available()} {os.environ.get('MKL_CBWR', '')}".strip(),
        "device": "cpu",
    }
    if device.type == "cuda":
        workspace = os.environ.get("CUBLAS_WORKSPACE_CONFIG", "")
        parts |= {"device": torch.cuda.get_device_name(device), "cuda": f"{torch.version.cuda} {workspace}".strip()}
    return parts


@cache
def fingerprint(device: torch.device = CPU) -> str:
    """16 hex digits: equal where records may be expected to agree bit for bit."""
    return hashlib.sha256(json.dumps(facts(device), sort_keys=True).encode()).hexdigest()[:16]


@cache
def devices() -> dict[str, torch.device]:
    """Every fingerprint that a run can have here, with the device it belongs to; the processor's first."""
    return {fingerprint(device): device for device in usable()}
