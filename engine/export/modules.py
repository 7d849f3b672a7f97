"""How a torch module is written in a script: ``nn.Linear(2, 6)`` for the object that it makes."""

from __future__ import annotations

import inspect
import textwrap
from typing import Any

from torch import nn

from engine.export.parts import Parts
from engine.export.shortcuts import WithShortcuts


def constructor(module: nn.Module, parts: Parts) -> str:
    """The call that makes ``module``, without what is default anyway. Our own classes are carried along in ``parts``.

    Reads the arguments' values from attributes of their names, as every module of ``torch.nn`` keeps them.
    """
    if isinstance(module, nn.Sequential):
        return sequential(module, parts)
    kind = type(module)
    prefix = "nn." if kind.__module__.startswith("torch.nn") else ""
    if not prefix:
        parts.add(kind)
    return f"{prefix}{kind.__name__}({', '.join(_arguments(module, parts))})"


def sequential(module: nn.Sequential, parts: Parts, shortcuts: dict[int, int] | None = None) -> str:
    """``nn.Sequential(`` with one module a line, or the class that adds ``shortcuts``."""
    lines = [f"{constructor(inner, parts)}," for inner in module]
    lines += [f"shortcuts={shortcuts!r},"] if shortcuts else []
    kind = parts.add(WithShortcuts) if shortcuts else "nn.Sequential"
    return f"{kind}(\n" + textwrap.indent("\n".join(lines), "    ") + "\n)"


def _arguments(module: nn.Module, parts: Parts) -> list[str]:
    written, named = [], False
    for name, parameter in inspect.signature(type(module).__init__).parameters.items():
        if name == "self" or parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        value = _value(module, name, parameter.default)
        if value is inspect.Parameter.empty or _same(value, parameter.default):
            named = True  # whatever comes after has to be named
            continue
        text = constructor(value, parts) if isinstance(value, nn.Module) else repr(_single(value))
        by_name = named or parameter.kind is parameter.KEYWORD_ONLY or parameter.default is not inspect.Parameter.empty
        written.append(f"{name}={text}" if by_name else text)
    return written


def _value(module: nn.Module, name: str, default: Any) -> Any:
    """What was given for an argument; torch keeps biases as tensors or None, and forgets device and dtype."""
    if name in ("device", "dtype"):
        return inspect.Parameter.empty
    if name == "bias" and not isinstance(getattr(module, "bias", None), bool):
        return getattr(module, "bias", None) is not None
    return getattr(module, name, default)


def _single(value: Any) -> Any:
    """(3, 3) → 3, as everybody writes a square kernel."""
    alike = isinstance(value, tuple) and len(value) > 1 and len(set(value)) == 1 and isinstance(value[0], int)
    return value[0] if alike else value


def _same(value: Any, default: Any) -> bool:
    return (type(value) is type(default) and value == default) or _single(value) == default
