"""What a race leaves behind, beside paths written down by hand."""

import numpy as np
import pytest
import torch

from engine.arena.racing import Path
from engine.arena.result import NEAR, SIDE, encoded, heights, lowest, report
from engine.arena.setup import parse
from engine.records import Schema, decode_frame

BOWL = parse({"surface": {"name": "bowl"}, "steps": 4, "racers": [{"name": "sgd"}]})


def path(losses, places=None, diverged=None) -> Path:
    losses = np.array(losses, float)
    places = np.zeros((len(losses), 2)) if places is None else np.array(places, float)
    made = Path(BOWL.racers[0], places, losses, np.zeros_like(places))
    made.evaluations, made.diverged = 2 * np.arange(len(losses)), diverged
    return made


def test_heights_are_the_formula_on_a_grid_whose_first_row_is_the_top():
    arena = parse({"surface": {"name": "own", "text": "x + 10*y", "reach": 3}})
    grid = heights(arena)
    assert grid.shape == (SIDE, SIDE)
    assert grid[0, 0] == pytest.approx(-3 + 30) and grid[0, -1] == pytest.approx(33) and grid[-1, 0] == pytest.approx(-33)
    np.testing.assert_allclose(np.diff(grid, axis=1), 6 / (SIDE - 1), rtol=1e-9)


def test_the_lowest_is_the_surfaces_own_where_it_is_known_and_else_what_was_seen():
    assert lowest(BOWL, np.full((2, 2), -5.0), [path([-7.0])]) == 0.0
    own = parse({"surface": {"name": "own", "text": "x*y"}})
    assert lowest(own, np.array([[1.0, np.nan]]), [path([3.0, -7.0, np.inf])]) == -7.0
    assert np.isnan(lowest(own, np.array([[np.nan]]), [path([np.inf])]))


def test_a_standing_says_when_it_arrived_and_what_that_took():
    near = NEAR / 2
    told = report(BOWL, heights(BOWL), [
        path([9, 4, near, near, 0], [(3, 0), (2, 0), (0.1, 0), (0.1, 0), (0, 0)]),
        path([9, 16, 25, 36, 49]),
        path([9, near, 1e9, np.nan, np.inf], [(3, 0), (0, 0), (1e7, 0), (np.nan, 0), (0, 0)], diverged=2),
    ])  # fmt: skip
    first, second, third = told["racers"]
    assert (first["reached"], first["gradients"], first["loss"], first["end"]) == (2, 4, 0.0, [0.0, 0.0])
    assert (second["reached"], second["gradients"], second["best"], second["loss"]) == (None, None, 9.0, 49.0)
    assert third["diverged"] == 2 and third["reached"] is None and third["end"] == [1e7, 0.0]
    assert third["best"] == near, "how low it had come before"
    assert (told["least"], told["known"], told["side"]) == (0.0, True, SIDE)


def test_numbers_beyond_float32_are_endless_in_the_bytes():
    grid = np.full((SIDE, SIDE), 1e60)
    ground, _, data = encoded(grid, [path([1e60, -1e60, 1.0])])
    _, sections = decode_frame(Schema.from_dict(ground), data)
    assert np.isposinf(sections["heights"]).all()
    assert torch.float32 == torch.tensor(np.array(sections["heights"])).dtype
