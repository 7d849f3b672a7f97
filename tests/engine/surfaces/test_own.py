"""One's own formula as a surface; the parser itself is held in tests/engine/formula."""

import pytest
import torch
from pydantic import ValidationError

from engine.surfaces.own import Own
from tests.engine.surfaces.truth import holds


def test_value_and_gradient_are_those_of_the_formula():
    holds(Own(text="x^2 + 3*sin(y)^2 - x*y"), lambda x, y: x**2 + 3 * torch.sin(y) ** 2 - x * y)
    holds(Own(), lambda x, y: x**2 / 4 + y**2 + 2 * torch.sin(2 * x) * torch.cos(y))
    holds(Own(text="7"), lambda x, y: 7 + 0 * x + 0 * y)


def test_what_cannot_be_read_is_refused_at_its_field_in_words():
    with pytest.raises(ValidationError, match="Place 2: between “2” and “x” a sign is missing"):
        Own(text="2x")


def test_the_map_reaches_as_far_as_one_says():
    assert Own(reach=0.5).view() == ((-0.5, 0.5), (-0.5, 0.5))
