"""Races beside torch.optim and SciPy: every first-order optimizer's whole path, noise included; what second order asks."""

import numpy as np
import pytest
import torch
from scipy.optimize import rosen_hess

from engine.arena.fitting import obstacle, suggested
from engine.arena.objective import SurfaceObjective
from engine.arena.racing import Path, race
from engine.arena.result import SIDE, encoded, heights, report
from engine.arena.setup import MOST_STEPS, Arena, parse, who_stays_out
from engine.optimizers import registry as optimizers
from engine.records import Schema, decode, decode_frame
from engine.refusals import Refused
from engine.rng import generator
from engine.surfaces import registry as surfaces
from engine.torch_optimizers import find

FORMULAS = {
    "bowl": lambda x, y: (x**2 + 50 * y**2) / 2,
    "rosenbrock": lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
    "saddle": lambda x, y: x**2 / 2 - y**2 / 2 + y**4 / 4,
}
FIRST_ORDER = [entry for entry in optimizers if not entry.full_batch and not entry.shaped]


def run(arena: Arena) -> list[Path]:
    racing = race(arena)
    while True:
        try:
            next(racing)
        except StopIteration as done:
            return done.value


def everybody(surface: str) -> list[dict]:
    return [suggested(entry, surfaces[surface]) for entry in FIRST_ORDER]


def torchs(racer, formula, start, steps: int, noise: torch.Tensor) -> np.ndarray:
    """Where torch.optim goes from the same start with autograd's gradients and the same draws."""
    name, settings = racer.in_torch()
    p = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = find(name)([p], **settings)
    places = [p.detach().clone()]
    for step in range(steps):
        optimizer.zero_grad()
        formula(p[0], p[1]).backward()
        p.grad += noise[step]
        optimizer.step()
        places.append(p.detach().clone())
    walked = torch.stack(places)
    if racer.judged:  # the mean of all places since the first step
        walked[1:] = walked[1:].cumsum(0) / torch.arange(1, steps + 1).unsqueeze(1)
    return walked.numpy()


@pytest.mark.parametrize(("surface", "noise"), [("bowl", 0.0), ("rosenbrock", 0.0), ("saddle", 0.5)])
def test_every_path_is_torchs(surface, noise):
    """All of them in one buffer, against each alone: company changes nothing either."""
    set_up = {"surface": {"name": surface}, "steps": 100, "noise": noise, "seed": 3}
    draws = noise * torch.randn(MOST_STEPS, 2, generator=generator(3, "noise"), dtype=torch.float64)
    for half in (slice(0, 12), slice(12, None)):
        racers = everybody(surface)[half]
        if not racers:
            continue
        arena = parse(set_up | {"racers": racers})
        for path in run(arena):
            theirs = torchs(path.racer, FORMULAS[surface], arena.start, 100, draws)
            assert np.isfinite(theirs).all() and path.diverged is None, path.racer
            np.testing.assert_allclose(path.places, theirs, rtol=1e-7, atol=1e-9, err_msg=str(path.racer))
            x, y = torch.from_numpy(path.places.T.copy())
            np.testing.assert_allclose(path.losses, FORMULAS[surface](x, y).numpy(), rtol=1e-9, atol=1e-12)


def test_two_of_one_rule_keep_their_own_numbers():
    twins = [{"name": "momentum", "lr": 0.001}, {"name": "adam", "lr": 0.1}, {"name": "momentum", "lr": 0.01, "momentum": 0.5}]
    together = run(parse({"steps": 50, "racers": twins}))
    for racer, path in zip(twins, together, strict=True):
        [alone] = run(parse({"steps": 50, "racers": [racer]}))
        assert (alone.places == path.places).all() and alone.racer == path.racer
    theirs = torchs(together[2].racer, FORMULAS["bowl"], (-4.0, 1.0), 50, torch.zeros(50, 2))
    np.testing.assert_allclose(together[2].places, theirs, rtol=1e-9, atol=1e-12)


def test_what_a_rule_keeps_is_what_torch_keeps():
    """The last row of Adam's m and v, and the gradient that was seen there."""
    arena = parse({"surface": {"name": "rosenbrock"}, "steps": 7, "racers": [{"name": "adam", "lr": 0.1}]})
    [path] = run(arena)
    p = torch.tensor(arena.start, dtype=torch.float64, requires_grad=True)
    adam = torch.optim.Adam([p], lr=0.1)
    for _ in range(7):
        adam.zero_grad()
        FORMULAS["rosenbrock"](p[0], p[1]).backward()
        adam.step()
    np.testing.assert_allclose(path.slots["m"][7], adam.state[p]["exp_avg"].numpy(), rtol=1e-12)
    np.testing.assert_allclose(path.slots["v"][7], adam.state[p]["exp_avg_sq"].numpy(), rtol=1e-12)
    np.testing.assert_allclose(path.gradients[6], p.grad.numpy(), rtol=1e-9)
    assert path.slots["m"][0].tolist() == [0, 0]


def test_second_order_is_asked_for_curvature_that_is_right():
    objective = SurfaceObjective(surfaces["rosenbrock"]())
    for place in [(-1.2, 1.0), (0.3, -2.0), (1.0, 1.0)]:
        hessian = objective.hessian(torch.tensor(place, dtype=torch.float64))
        np.testing.assert_allclose(hessian.numpy(), rosen_hess(np.array(place)), rtol=1e-6)
    assert objective.evaluations == 12


def test_newton_arrives_on_a_bowl_in_one_step_and_takes_a_saddle_for_its_goal():
    [newton] = run(parse({"racers": [{"name": "newton"}]}))
    np.testing.assert_allclose(newton.places[1], [0, 0], atol=1e-8)
    [newton] = run(parse({"surface": {"name": "saddle"}, "racers": [{"name": "newton"}]}))
    np.testing.assert_allclose(newton.places[-1], [0, 0], atol=1e-6)


@pytest.mark.parametrize("name", ["levenberg_marquardt", "bfgs", "lbfgs", "conjugate_gradient"])
def test_second_order_arrives_where_rosenbrock_ends(name):
    racer = suggested(optimizers[name], surfaces["rosenbrock"])
    [path] = run(parse({"surface": {"name": "rosenbrock"}, "racers": [racer], "noise": 5}))  # which it does not see
    np.testing.assert_allclose(path.places[-1], [1, 1], atol=1e-6)
    assert path.evaluations[0] == 0 and (np.diff(path.evaluations) >= 0).all()


def test_the_same_seed_is_the_same_noise_and_another_another():
    def ends(seed, steps=30):
        [path] = run(parse({"racers": [{"name": "sgd"}], "noise": 1, "seed": seed, "steps": steps}))
        return path.places

    assert (ends(1) == ends(1)).all() and (ends(1) != ends(2)).any()
    assert (ends(1, 60)[:30] == ends(1)[:30]).all(), "more steps do not rewrite the first ones"


def test_who_diverges_is_told_when():
    """x ← (1 − 0.05·50)·y grows by 1.5 a step: beyond a million at the first t with 1.5ᵗ > 10⁶."""
    [path] = run(parse({"racers": [{"name": "sgd", "lr": 0.05}]}))
    assert path.diverged == next(t for t in range(200) if 1.5**t > 1e6)
    standing = report(parse({"racers": [{"name": "sgd", "lr": 0.05}]}), np.zeros((2, 2)), [path])["racers"][0]
    assert standing["reached"] is None and standing["diverged"] == 35


def test_suggested_rates_bring_everybody_down_from_the_start():
    for surface in surfaces:
        for half in (slice(0, 12), slice(12, None)):
            racers = [suggested(one, surface) for one in optimizers if obstacle(one(**_set(one, surface))) is None][half]
            for path in run(parse({"surface": {"name": surface.model_fields["name"].default}, "racers": racers, "steps": 60})):
                if path.racer.name != "newton":  # it heads for summits too
                    assert path.diverged is None and path.losses[-1] < path.losses[0], (surface, path.racer)


def _set(entry, surface) -> dict:
    return {name: value for name, value in suggested(entry, surface).items() if name != "name"}


def test_who_cannot_race_is_told_why():
    assert {entry.title for entry, _ in who_stays_out()} == {"Muon", "Gauss–Newton"}
    for name, words in [
        ("muon", "weight matrices"),
        ("gauss_newton", "only its height"),
        ("levenberg_marquardt", "exact Hessian"),
    ]:
        with pytest.raises(Refused, match=words):
            parse({"racers": [{"name": name}]})


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"steps": 0}, "number of steps: 0 is less than 1"),
        ({"steps": 2001}, "more than 2,000 allowed"),
        ({"steps": "many"}, "'many' is not a whole number"),
        ({"noise": -1}, "gradient noise: -1 is less than 0"),
        ({"x": "left"}, "start x: 'left' is not a number"),
        ({"x": 1e5}, "start x: 100000.0 is more than 10,000"),
        ({"racers": []}, "are fewer than the 1 allowed"),
        ({"racers": [{"name": "adma"}]}, "Did you mean adam"),
        ({"racers": [{"name": "adam", "lr": "fast"}]}, "learning rate: 'fast' is not a number"),
        ({"racers": [{"name": "adam", "speed": 1}]}, "'racers.0.speed' is not a field"),
        ({"surface": {"name": "hill"}}, "'hill' is not known"),
        ({"surface": {"name": "own", "text": "2x"}}, "Place 2"),
        ({"surface": {"name": "bowl", "condition": 0}}, "condition number: 0 is less than 1"),
        ({"colour": "red"}, "'colour' is not a field"),
    ],
)
def test_what_is_refused_is_refused_in_words(wrong, words):
    with pytest.raises(Refused) as caught:
        parse(wrong)
    assert words.lower() in str(caught.value).lower()


def test_bytes_give_back_paths_and_heights():
    arena = parse({"surface": {"name": "rosenbrock"}, "steps": 20})
    paths, grid = run(arena), heights(arena)
    ground, walked, data = encoded(grid, paths)
    _, sections = decode_frame(Schema.from_dict(ground), data)
    assert sections["heights"].shape == (SIDE, SIDE)
    x, y = np.meshgrid(np.linspace(-2, 2, SIDE), np.linspace(3, -1, SIDE))
    np.testing.assert_allclose(sections["heights"], (1 - x) ** 2 + 100 * (y - x**2) ** 2, rtol=1e-6, atol=1e-6)
    seq, columns = decode(Schema.from_dict(walked), data[len(data) - _chunk_bytes(walked, 21) :])
    assert seq == 0 and list(columns)[:5] == ["0.x", "0.y", "0.loss", "0.gradient.x", "0.gradient.y"]
    for place, path in enumerate(paths):
        np.testing.assert_array_equal(columns[f"{place}.x"], path.places[:, 0].astype(np.float32))
    assert {"3.m.x", "3.v.y", "1.momentum.x", "2.square.y"} < set(columns)


def _chunk_bytes(schema: dict, rows: int) -> int:
    return 32 + len(schema["columns"]) * -(-4 * rows // 8) * 8


def test_the_report_says_where_each_ended_and_when_it_arrived():
    arena = parse({"racers": [{"name": "newton"}, {"name": "sgd", "lr": 0.01}], "steps": 40})
    paths = run(arena)
    newton, sgd = report(arena, heights(arena), paths)["racers"]
    assert newton["reached"] == 1 and newton["gradients"] == 5, "one gradient and a Hessian of two numbers: four more"
    # along x: 8·0.99²ᵗ, not below 10⁻³ within 40 steps
    assert sgd["reached"] is None and sgd["loss"] == pytest.approx(8 * 0.99**80, rel=1e-9)
    own = parse({"surface": {"name": "own", "text": "(x-1)^2 + y^2 + 3"}, "racers": [{"name": "newton"}]})
    told = report(own, heights(own), run(own))
    assert not told["known"] and told["least"] == pytest.approx(3, abs=1e-9) and told["racers"][0]["end"] == pytest.approx([1, 0])


def test_a_formula_that_is_finite_nowhere_is_no_crash():
    own = parse({"surface": {"name": "own", "text": "log(-1-x^2)"}})
    paths = run(own)
    assert all(path.diverged == 0 for path in paths)
    told = report(own, heights(own), paths)
    assert np.isnan(told["least"]) and told["racers"][0]["diverged"] == 0
