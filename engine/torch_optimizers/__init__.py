"""Optimizers that torch.optim lacks, written as anybody would write one for it: for the reference and for exported scripts.

Each file stands alone (torch and nothing of the engine), so its text can be put into a script as it is.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import torch


def find(name: str) -> type[torch.optim.Optimizer]:
    """The class called ``name``: PyTorch's own, or else the one a file of this folder defines."""
    if hasattr(torch.optim, name):
        return getattr(torch.optim, name)
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        if hasattr(module, name):
            return getattr(module, name)
    raise LookupError(f"neither torch.optim nor {__name__} has an optimizer called {name!r}")


def source(name: str) -> str:
    """The text of the file that defines ``name``, for a script that has to carry it; empty for PyTorch's own."""
    found = find(name)
    return inspect.getsource(inspect.getmodule(found)) if found.__module__.startswith(__name__) else ""
