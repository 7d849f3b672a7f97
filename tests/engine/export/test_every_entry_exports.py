"""Whatever is registered can be written as a script."""

import ast

import pytest

from engine.export import script
from engine.export.fitting import WRITTEN, obstacle
from engine.plan import Plan
from engine.spec import REGISTRIES, Spec, parse


def recipes():
    for name, entry in REGISTRIES["data"].entries.items():
        yield name, {"data": {"name": name}, "training": {"batch_size": None}}
        for loss, rule in REGISTRIES["loss"].entries.items():
            if entry.task in rule.outputs and name in ("circles", "iris", "noisy_line"):
                yield f"{name}-{loss}", {"data": {"name": name}, "loss": {"name": loss}}
    for concept in ("optimizer", "schedule"):
        for name in REGISTRIES[concept].entries:
            yield name, {concept: {"name": name}, "training": {"batch_size": None}}
    for name, data in (("conv2d", "digits"), ("flatten", "digits")):
        yield (
            name,
            {"data": {"name": data}, "network": {"layers": [{"name": name}, *([{"name": "flatten"}] * (name != "flatten"))]}},
        )
    for name in ("rnn", "gru", "lstm"):
        yield name, {"data": {"name": "remember_first"}, "network": {"layers": [{"name": name}]}}
    for name in REGISTRIES["network.initializer"].entries:
        yield name, {"network": {"initializer": {"name": name}}}


@pytest.mark.parametrize(("name", "recipe"), [pytest.param(*one, id=one[0]) for one in recipes()])
def test_an_entry_exports(name, recipe):
    spec = parse(recipe)
    assert obstacle(spec) is None
    ast.parse(script.script(Plan(spec)))


def test_parts_of_a_spec_that_scripts_do_not_know_are_refused_unless_they_say_nothing():
    assert set(Spec.model_fields) >= WRITTEN
    assert obstacle(parse({})) is None


def test_what_a_script_cannot_say_is_said(monkeypatch):
    def nothing(self):
        raise NotImplementedError

    monkeypatch.setattr(REGISTRIES["optimizer"]["adam"], "in_torch", nothing)
    assert str(obstacle(parse({"optimizer": {"name": "adam"}}))) == "Adam has no equivalent in PyTorch that a script could use."
