"""How modules, parts and prose are written down."""

import json

import pytest
import torch
from torch import nn

from engine.export import literals, script
from engine.export.modules import constructor
from engine.export.parts import Parts, plain, transplant
from engine.export.sections import wrapped
from engine.initializers import registry as initializers
from engine.plan import Plan
from engine.spec import parse


@pytest.mark.parametrize(
    ("module", "text"),
    [
        (nn.Linear(2, 6), "nn.Linear(2, 6)"),
        (nn.Linear(2, 6, bias=False), "nn.Linear(2, 6, bias=False)"),
        (nn.LeakyReLU(), "nn.LeakyReLU()"),
        (nn.LeakyReLU(0.2), "nn.LeakyReLU(negative_slope=0.2)"),
        (nn.GELU(), "nn.GELU()"),
        (nn.Conv2d(1, 8, 3, padding=1), "nn.Conv2d(1, 8, 3, padding=1)"),
        (nn.Conv2d(3, 8, (2, 3), stride=2, bias=False), "nn.Conv2d(3, 8, (2, 3), stride=2, bias=False)"),
        (nn.MaxPool2d(2), "nn.MaxPool2d(2, stride=2)"),
        (nn.HuberLoss(delta=2.5), "nn.HuberLoss(delta=2.5)"),
        (nn.BatchNorm2d(4), "nn.BatchNorm2d(4)"),
        (nn.Flatten(), "nn.Flatten()"),
    ],
)
def test_a_module_is_written_as_people_write_it(module, text):
    assert constructor(module, Parts()) == text
    again = eval(text, {"nn": nn})
    assert repr(again) == repr(module)


def test_a_part_brings_what_it_names_and_in_order():
    from engine.datasets.circles import circles

    parts = Parts()
    assert parts.add(circles) == "circles"
    assert list(parts.sources) == ["key", "generator", "uniform", "circles"]
    assert parts.imports == {"import hashlib", "import torch", "import math"}
    names = {}
    exec("\n".join([*parts.imports, parts.text()]), names)
    assert names["circles"](20, 0.1, 3)[0].equal(circles(20, 0.1, 3)[0])


def test_annotations_stay_at_home():
    assert plain("def f(a: int, *, b: str = 'x') -> dict:\n    return a  # why\n") == "def f(a, *, b='x'):\n    return a  # why"


def test_a_rule_is_transplanted_with_its_settings():
    entry = initializers["normal"]
    rule = transplant(entry.weights, "draw", entry(scale=0.25)).replace("generator=generator", "g")
    assert rule == "def draw(fan_in, fan_out, generator):\n    return torch.randn(fan_in, fan_out, g).mul_(0.25)"


@pytest.mark.parametrize("shape", [(3,), (40, 7), (1, 1, 90)])
def test_numbers_survive_being_written(shape):
    values = torch.randn(shape, generator=torch.Generator().manual_seed(1))
    assert eval(literals.written(values), {"torch": torch, "unpack": literals.unpack}).equal(values)


def test_prose_keeps_its_width_in_chinese_too():
    lines = wrapped("训练" * 60 + "，完毕。", 98)
    assert (
        "".join(lines) == "训练" * 60 + "，完毕。"
        and all(len(line) <= 50 for line in lines)
        and not any(line[0] == "，" for line in lines)
    )


def test_a_notebook_is_one():
    book = json.loads(script.notebook(Plan(parse({}))))
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in book["cells"]}) == len(book["cells"])
    for cell in book["cells"]:
        assert set(cell) == {"cell_type", "id", "metadata", "source"} | (
            {"execution_count", "outputs"} if cell["cell_type"] == "code" else set()
        )
