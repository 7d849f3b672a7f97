"""Kinds of tasks: one file a kind, discovered. A file defines `KIND`, an instance of `base.Kind`.

What floors above have done by trainers they bring themselves: `BROUGHT`, filled when their app is ready.
"""

import pkgutil
from functools import lru_cache
from importlib import import_module

from playground.training.kinds.base import Kind

BROUGHT: dict[str, str] = {}  # name of a kind → the module that defines its KIND


@lru_cache(maxsize=1)
def registry() -> dict[str, Kind]:
    """Every kind by the name of its file, or the one it was brought under."""
    names = [info.name for info in pkgutil.iter_modules(__path__) if info.name != "base"]
    modules = {name: f"{__name__}.{name}" for name in names} | BROUGHT
    return {name: import_module(module).KIND for name, module in sorted(modules.items())}
