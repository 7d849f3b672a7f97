"""Kinds of tasks: one file a kind, discovered. A file defines `KIND`, an instance of `base.Kind`."""

import pkgutil
from functools import lru_cache
from importlib import import_module

from playground.training.kinds.base import Kind


@lru_cache(maxsize=1)
def registry() -> dict[str, Kind]:
    """Every kind by the name of its file."""
    names = [info.name for info in pkgutil.iter_modules(__path__) if info.name != "base"]
    return {name: import_module(f"{__name__}.{name}").KIND for name in sorted(names)}
