"""Python that a script carries along: the source of our own functions and classes, with all they need.

What a script shows is the very text that runs and is tested here. A part names other things: our functions and classes come
along before it, plain numbers too; modules and what PyTorch defines become imports.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import sys
import textwrap
from types import ModuleType
from typing import Any


class Parts:
    """Sources in the order in which they have to stand, and the imports they ask for."""

    def __init__(self) -> None:
        self.sources: dict[str, str] = {}
        self.imports: set[str] = set()

    def add(self, part: Any) -> str:
        """Carry a function or class along, with what it names. Returns its name."""
        name = part.__name__
        if name not in self.sources:
            source = plain(textwrap.dedent(inspect.getsource(part)))
            self.needs(source, vars(sys.modules[part.__module__]), name)
            self.sources[name] = source
        return name

    def needs(self, source: str, names: dict[str, Any], itself: str = "") -> None:
        """Bring what ``source`` names, looked up in ``names``."""
        for name in sorted(_loaded(source) - {itself}):
            if name in names and not hasattr(builtins, name):
                self._bring(name, names[name])

    def _bring(self, name: str, value: Any) -> None:
        if isinstance(value, ModuleType):
            self.imports.add(_module_import(name, value))
        elif isinstance(value, int | float | str | tuple):
            self.sources.setdefault(name, f"{name} = {value!r}")
        elif value.__module__.partition(".")[0] in ("engine", "tests"):
            self.add(value)
        else:
            self.imports.add(f"from {value.__module__} import {name}")

    def text(self) -> str:
        """All sources, each followed by two empty lines where a function or class."""
        return "\n\n\n".join(self.sources.values())


def plain(source: str) -> str:
    """The same code without annotations, which a script of a page or two does not need."""
    tree = ast.parse(source)
    lines = source.splitlines()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _annotated(node):
            first, last = node.lineno - 1, node.body[0].lineno - 1
            if first == last:
                continue
            indent = lines[first][: len(lines[first]) - len(lines[first].lstrip())]
            bare = ast.parse(ast.unparse(node)).body[0]
            for argument in _arguments(bare):
                argument.annotation = None
            bare.returns, bare.body, bare.decorator_list = None, [ast.Pass()], []
            signature = ast.unparse(bare).splitlines()[0]
            lines[first:last] = [indent + signature, *[None] * (last - first - 1)]
    return "\n".join(line for line in lines if line is not None).rstrip()


def _annotated(node: ast.FunctionDef) -> bool:
    return node.returns is not None or any(argument.annotation for argument in _arguments(node))


def _arguments(node: ast.FunctionDef) -> list[ast.arg]:
    args = node.args
    return [*args.posonlyargs, *args.args, *args.kwonlyargs, *filter(None, (args.vararg, args.kwarg))]


def transplant(method: Any, name: str, values: Any) -> str:
    """A short method as a function of its own: without ``self``, whose fields become their values.

    The rule of an entry is one or two lines (an initializer's draw); this writes them down for one setting.
    """
    node = ast.parse(textwrap.dedent(inspect.getsource(method))).body[0]
    node.name, node.returns, node.decorator_list = name, None, []
    node.args.args = [argument for argument in node.args.args if argument.arg != "self"]
    for argument in _arguments(node):
        argument.annotation = None
    if ast.get_docstring(node) is not None:
        node.body = node.body[1:]
    return ast.unparse(ast.fix_missing_locations(_OwnFields(values).visit(node)))


class _OwnFields(ast.NodeTransformer):
    """``self.scale`` → ``0.5``."""

    def __init__(self, values: Any):
        self.values = values

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if isinstance(node.value, ast.Name) and node.value.id == "self":
            return ast.Constant(getattr(self.values, node.attr))
        return self.generic_visit(node)


def _loaded(source: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}


def _module_import(name: str, module: ModuleType) -> str:
    parent, _, last = module.__name__.rpartition(".")
    if module.__name__ == name:
        return f"import {name}"
    return f"from {parent} import {name}" if last == name else f"import {module.__name__} as {name}"
