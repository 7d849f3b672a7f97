"""Differences only: exactly the leaves that differ, found another way here: by walking both recipes at once."""

import itertools
import random

import pytest

from playground.compare import settings
from tests.engine.random_specs import random_spec

PAIRS = 200


def differing(one, other, path: str = "") -> set[str]:
    """Flat paths of the leaves in which two nested recipes differ; what only one of them has is a difference."""
    if isinstance(one, dict) and isinstance(other, dict):
        found = set()
        for key in one.keys() | other.keys():
            below = f"{path}.{key}" if path else key
            if key in one and key in other:
                found |= differing(one[key], other[key], below)
            else:
                found |= leaves(one.get(key, other.get(key)), below)
        return found
    if groups(one) and groups(other):
        both = dict(enumerate(one)), dict(enumerate(other))
        return differing(*({str(place): item for place, item in each.items()} for each in both), path)
    if groups(one) or groups(other):
        return leaves(one, path) | leaves(other, path)
    return set() if one == other else {path}


def groups(value) -> bool:
    """A list of groups, each with leaves of its own; an empty list is a leaf, and so is a list of words."""
    return isinstance(value, list | tuple) and bool(value) and isinstance(value[0], dict)


def leaves(value, path: str) -> set[str]:
    if isinstance(value, dict):
        return set().union(*(leaves(item, f"{path}.{key}") for key, item in value.items()))
    if groups(value):
        return set().union(*(leaves(item, f"{path}.{place}") for place, item in enumerate(value)))
    return {path}


def test_exactly_the_leaves_that_differ_are_told_for_200_random_pairs():
    recipes = [random_spec(number).expanded() for number in range(40)]
    chance = random.Random(5)
    pairs = chance.sample(list(itertools.combinations(recipes, 2)), PAIRS - 20) + [(one, one) for one in recipes[:20]]
    told = 0
    for one, other in pairs:
        found = [row.key for row in settings.rows([one, other]) if row.differs]
        assert len(found) == len(set(found))
        assert set(found) == differing(one, other)
        told += len(found)
    print(f"figure settings_pairs {len(pairs)} pairs, {told} leaves that differ")


def test_one_changed_leaf_is_one_row():
    recipe = random_spec(3).expanded()
    changed = {**recipe, "optimizer": {**recipe["optimizer"], "lr": recipe["optimizer"]["lr"] * 3}}
    rows = [row for row in settings.rows([recipe, changed, recipe]) if row.differs]
    assert [row.key for row in rows] == ["optimizer.lr"]
    assert rows[0].values[0] == rows[0].values[2] != rows[0].values[1]


def test_what_one_recipe_has_and_another_lacks_stands_where_it_belongs():
    rows = settings.rows([{"a": {"x": 1, "y": 2}, "z": 0}, {"a": {"x": 1, "w": 5, "y": 2}, "z": 0}])
    assert [row.key for row in rows] == ["a.x", "a.w", "a.y", "z"]
    assert [row.values for row in rows if row.differs] == [(None, "5")]


@pytest.mark.parametrize("count", [0, 1])
def test_alone_nothing_differs(count):
    assert not [row for row in settings.rows([random_spec(1).expanded()] * count) if row.differs]
