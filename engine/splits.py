"""The splits in use: plans of the same data share one, so a class that trains on MNIST holds its digits once, not once a run.

A split lives as long as some plan holds it; nobody may write into its arrays.
"""

from __future__ import annotations

from weakref import WeakValueDictionary

from engine.datasets.base import Dataset, Split

_in_use: WeakValueDictionary[Dataset, Split] = WeakValueDictionary()


def split_of(data: Dataset) -> Split:
    """The split of this data set: the one in use, or drawn now."""
    found = _in_use.get(data)
    if found is None:
        found = _in_use[data] = data.split()
    return found
