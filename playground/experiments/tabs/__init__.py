"""The tabs of "Look closer": one file a tab, discovered. A file defines `TAB`, an instance of `base.Tab`."""

import pkgutil
from functools import cache
from importlib import import_module

from playground.experiments.tabs.base import Tab


@cache
def registry() -> dict[str, Tab]:
    """Every tab by its key, in the order of their ranks."""
    names = [info.name for info in pkgutil.iter_modules(__path__) if info.name != "base"]
    found = [import_module(f"{__name__}.{name}").TAB for name in names]
    return {tab.key: tab for tab in sorted(found, key=lambda tab: (tab.rank, tab.key))}
