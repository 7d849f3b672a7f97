"""The house plan as tests: who may import whom, what a file may be called, what may never be written.

Imports are read from the source, those inside functions too, so nothing hides from the rules by being late.
"""

import ast
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Each floor may import itself and what stands below it.
FLOORS = [
    # Programs are given what people are shown, so the API stands above all pages.
    {"playground.api"},
    # Files of what the pages below show: shared runs and comparisons too.
    {"playground.takeaway"},
    # A shared page is the instrument's page for somebody else, a comparison speaks of runs as their pages do.
    {"playground.sharing", "playground.compare", "playground.arena"},
    {
        "playground.experiments",
        "playground.workshops",
        "playground.lessons",
        "playground.reference",
        "playground.accounts",
    },
    {"playground.live"},
    {"playground.training"},
    {"playground.runs"},
]
USE_THE_ENGINE = (
    "playground.training", "playground.runs.recipes", "playground.runs.pictures", "playground.runs.pasts",
    "playground.runs.tables", "playground.runs.searching", "playground.runs.maps", "playground.runs.arenas", "playground.asgi",
)  # fmt: skip
ENGINE_STANDS_ON = {
    "torch", "numpy", "threadpoolctl", "scipy", "sklearn", "pydantic", "pydantic_core", "annotated_types", "safetensors",
    "engine",
}  # fmt: skip
SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "core", "manager", "managers", "shared", "stuff"}
RUN_FOREIGN_CODE = {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "shelve", "marshal", "joblib", "jsonpickle"}
FORBIDDEN_CALLS = {
    "eval", "exec", "compile", "__import__", "torch.load", "torch.jit.load", "yaml.load", "yaml.unsafe_load",
    "os.system", "os.popen",
}  # fmt: skip


def files(*folders: str) -> list[Path]:
    """Every Python file of these folders, as paths from the checkout."""
    return [path.relative_to(ROOT) for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def module_of(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(), filename=str(path))


@cache
def our_modules() -> dict[str, Path]:
    return {module_of(path): path for path in files("engine", "playground")}


def for_type_checkers(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def statements(node: ast.AST):
    """Every node below `node`, except what only a type checker reads."""
    for child in ast.iter_child_nodes(node):
        if not for_type_checkers(child):
            yield child
            yield from statements(child)


@cache
def imports(path: Path) -> frozenset[str]:
    """Full names of the modules this file imports, anywhere in it; `from package import module` names the module."""
    found = set()
    package = module_of(path).split(".") if path.name == "__init__.py" else module_of(path).split(".")[:-1]
    for node in statements(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                found.add(inner if inner in our_modules() else base)
    return frozenset(found)


def inside(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def floor(module: str) -> int | None:
    """Index in FLOORS, 0 at the top; None for what belongs to no floor (settings, urls, addresses, the engine)."""
    return next((level for level, packages in enumerate(FLOORS) if any(inside(module, one) for one in packages)), None)


def broken(rule) -> list[str]:
    """`rule(importer, imported) -> bool` tells what is not allowed; every such import, for the failure message."""
    pairs = [(module, path, name) for module, path in our_modules().items() for name in sorted(imports(path))]
    return [f"{path} imports {name}" for module, path, name in pairs if rule(module, name)]


def test_imports_go_down_only():
    def goes_up(importer, imported):
        here, there = floor(importer), floor(imported)
        return here is not None and there is not None and there < here

    assert not broken(goes_up)


def test_pages_do_not_import_each_other():
    def sideways(importer, imported):
        here = floor(importer)
        return here is not None and here == floor(imported) and importer.split(".")[1] != imported.split(".")[1]

    assert not broken(sideways)


def test_the_engine_runs_without_the_site():
    def leaves(importer, imported):
        root = imported.partition(".")[0]
        return inside(importer, "engine") and root not in ENGINE_STANDS_ON and root not in sys.stdlib_module_names

    assert not broken(leaves)


def test_the_site_meets_the_engine_at_its_doors_only():
    def another_door(importer, imported):
        return (
            inside(importer, "playground")
            and inside(imported, "engine")
            and not any(inside(importer, door) for door in USE_THE_ENGINE)
        )

    assert not broken(another_door)


def test_nothing_imports_in_circles_not_even_inside_functions():
    graph = {m: {n for n in imports(p) if n in our_modules() and n != m} for m, p in our_modules().items()}
    finished, circle = set(), []

    def visit(module, trail):
        if module in trail:
            circle.append(" → ".join([*trail[trail.index(module) :], module]))
        elif module not in finished:
            for imported in sorted(graph[module]):
                visit(imported, [*trail, module])
            finished.add(module)

    for module in sorted(graph):
        visit(module, [])
    assert not circle


def test_file_names_say_what_they_own():
    named = [p for p in files("engine", "playground", "tests", "benchmarks", "scripts") if p.stem in SAY_NOTHING]
    named += [p for p in ROOT.glob("static/js/**/*.js") if p.stem in SAY_NOTHING]
    assert not named


def entry_files() -> list[Path]:
    """Files of the engine's packages that declare an entry: a class whose `name` is a Literal."""

    def declares(node: ast.AST) -> bool:
        return isinstance(node, ast.ClassDef) and any(
            isinstance(line, ast.AnnAssign)
            and getattr(line.target, "id", "") == "name"
            and ast.unparse(line.annotation).startswith("Literal")
            for line in node.body
        )

    return [path for path in files("engine") if len(path.parts) == 3 and any(map(declares, tree(path).body))]


def test_the_entries_are_found():
    assert {path.parts[1] for path in entry_files()} >= {
        "datasets", "activations", "losses", "optimizers", "schedules", "initializers",
    }  # fmt: skip


@pytest.mark.parametrize("path", entry_files(), ids=str)
def test_every_entry_has_its_test_twin(path):
    twin = ROOT / "tests" / path.parent / f"test_{path.name}"
    assert twin.is_file(), f"{path} has no twin {twin.relative_to(ROOT)}"
    tests = [node for node in ast.walk(ast.parse(twin.read_text())) if getattr(node, "name", "").startswith(("test_", "Test"))]
    assert tests, f"{twin.relative_to(ROOT)} holds no test"


def test_nothing_that_could_run_a_visitors_code_is_ever_called():
    """Checkpoints are safetensors, specs are JSON: no pickle in any disguise, no eval, no shell."""
    found = []
    for path in files("engine", "playground", "scripts", "benchmarks"):
        found += [f"{path} imports {name}" for name in imports(path) if name.partition(".")[0] in RUN_FOREIGN_CODE]
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func)
                options = {word.arg: ast.unparse(word.value) for word in node.keywords}
                opened = options.get("allow_pickle", "False") != "False" or options.get("shell", "False") != "False"
                unsafe = opened or name in FORBIDDEN_CALLS
                found += [f"{path}:{node.lineno} calls {ast.unparse(node)[:80]}"] if unsafe else []
    assert not found


def test_manage_check_does_not_import_torch(tmp_path):
    """Commands answer at once and a web worker's views cost no second of torch: asgi.py alone loads the engine."""
    program = (
        "import sys; from django.core.management import execute_from_command_line as run; run(['manage.py', 'check'])\n"
        "sys.exit(', '.join(sorted({m.partition('.')[0] for m in sys.modules} & {'torch', 'engine', 'numpy', 'sklearn'})) or 0)"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "playground.settings", "DATA_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
