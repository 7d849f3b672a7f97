"""What the documents say about the code is there: files they name, links they give, the optimizer they show how to add."""

import re
import subprocess
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest
import torch

from engine.optimizers.lion import Lion
from tests.engine.optimizers.race import SIZE, Ours

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    *sorted(str(p.relative_to(ROOT)) for p in (ROOT / "docs").rglob("*.md")),
]
MADE = {".venv", "node_modules", "var"}  # by the set-up
ELSEWHERE = {"page.json", "/api/v1/openapi.json"}  # an answer of the site, and a thing that was decided against
FILE = re.compile(r"[\w./-]+\.(?:py|js|html|css|md|po|txt|json)|[\w.-][\w./-]*/")


@pytest.fixture(scope="module")
def there() -> set[str]:
    """Every tracked file and folder, by each of its endings: "engine/spec.py", "spec.py"."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    paths = {path for name in listed for path in (Path(name), *Path(name).parents)}
    return {"/".join(path.parts[first:]) for path in paths for first in range(len(path.parts))}


def spelled_out(name: str) -> list[str]:
    """`a/{b,c}.py` → a/b.py, a/c.py."""
    found = re.search(r"\{([^{}]*)\}", name)
    if not found:
        return [name]
    return [
        one for inside in found[1].split(",") for one in spelled_out(name[: found.start()] + inside.strip() + name[found.end() :])
    ]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_named_and_every_link_is_there(document, there):
    text = (ROOT / document).read_text()
    links = [link for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text) if "://" not in link]
    assert [link for link in links if not (ROOT / document).parent.joinpath(link).exists()] == []
    named = {one for code in re.findall(r"`([^`\n]+)`", text) for one in spelled_out(code) if FILE.fullmatch(one)}
    assert {name for name in named - ELSEWHERE if name.rstrip("/") not in there | MADE} == set()


IMPORTS = """from typing import ClassVar, Literal
import torch
from engine.optimizers.adam import Beta1, Beta2
from engine.optimizers.base import LearningRate, Optimizer
"""


def test_the_optimizer_that_contributing_adds_walks_as_the_one_there_is(tmp_path):
    """Its lines as they stand there, with the imports that any editor adds, beside engine/optimizers/lion.py."""
    text = (ROOT / "CONTRIBUTING.md").read_text()
    assert {"## Add an optimizer", "## Add a page"} <= set(text.splitlines())
    (tmp_path / "lion_of_the_document.py").write_text(IMPORTS + dedent(re.search(r" *```python\n(.*?)```", text, re.DOTALL)[1]))
    known = spec_from_file_location("lion_of_the_document", tmp_path / "lion_of_the_document.py")
    known.loader.exec_module(module := module_from_spec(known))
    walks = [Ours([rule(lr=0.01)], torch.float32) for rule in (module.Lion, Lion)]
    source = torch.Generator().manual_seed(1)
    for step in range(1, 30):
        gradient = torch.randn(1, SIZE, generator=source)
        for walk in walks:
            walk.step(gradient.clone(), np.array([step]))
    assert torch.equal(walks[0].p, walks[1].p) and walks[0].p.abs().max() > 0.05
    assert {name: field.default for name, field in module.Lion.model_fields.items()} == {
        name: field.default for name, field in Lion.model_fields.items()
    }
