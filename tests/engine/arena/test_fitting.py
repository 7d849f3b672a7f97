"""Who may race and at which rate: what is suggested brings a rule down, a multiple of it may not."""

import pytest

from engine.arena.fitting import obstacle, suggested
from engine.optimizers import registry as optimizers
from engine.surfaces import registry as surfaces


def test_only_rules_that_need_more_than_a_height_stay_out():
    kept_out = {name for name, entry in optimizers.entries.items() if obstacle(entry()) is not None}
    assert kept_out == {"muon", "gauss_newton", "levenberg_marquardt"}
    assert obstacle(optimizers["levenberg_marquardt"](exact_hessian=True)) is None


@pytest.mark.parametrize("surface", list(surfaces), ids=lambda one: one.model_fields["name"].default)
def test_suggestions_are_settings_the_rule_takes(surface):
    for entry in optimizers:
        given = suggested(entry, surface)
        racer = entry(**{name: value for name, value in given.items() if name != "name"})
        assert racer.name == given["name"] and racer.lr > 0


def test_rules_that_follow_the_gradient_get_the_surfaces_rate_and_never_more():
    """The edge of plain descent is 2/η; momentum μ's is 2(1 + μ)/η, so it needs no less; a rule of its own stride gets that."""
    bowl = surfaces["bowl"]
    assert suggested(optimizers["sgd"], bowl)["lr"] == bowl.plain
    assert suggested(optimizers["adam"], bowl)["lr"] == suggested(optimizers["lion"], bowl)["lr"] == bowl.stride
    assert "lr" not in suggested(optimizers["adadelta"], bowl) and "lr" not in suggested(optimizers["newton"], bowl)
    for name in ("momentum", "nesterov"):
        assert suggested(optimizers[name], bowl)["lr"] <= bowl.plain
