"""The experiments of the articles, with their exact settings: one file each, discovered. A file defines `PRESETS`."""

import pkgutil
from functools import cache
from importlib import import_module

from engine.presets.base import Preset


@cache
def known() -> dict[str, Preset]:
    """Every preset by its name, in the order of their ranks."""
    modules = [info.name for info in pkgutil.iter_modules(__path__) if info.name != "base"]
    found = [preset for name in modules for preset in import_module(f"{__name__}.{name}").PRESETS]
    return {preset.name: preset for preset in sorted(found, key=lambda preset: (preset.rank, preset.name))}
