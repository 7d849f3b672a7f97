"""What a table's columns can be for: input, target or nothing; and the first guess, which people change."""

from __future__ import annotations

from typing import Literal, NamedTuple

from engine.table import Column, Table

CLASSES = 20  # at most, in a target of classes
FEW = 10  # so many whole numbers at most are taken for classes, if nobody says otherwise
TargetAs = Literal["classes", "number"]


class Roles(NamedTuple):
    """Numbers of columns, counted from 1."""

    inputs: tuple[int, ...]
    target: int
    target_as: TargetAs


def guessed(table: Table) -> Roles | None:
    """The last column that could be one is the target, every other of numbers an input; None where there is no such pair."""
    for target in range(len(table.columns), 0, -1):
        column = table.columns[target - 1]
        inputs = tuple(n for n, one in enumerate(table.columns, start=1) if n != target and one.numeric)
        if inputs and (as_classes(column) or column.numeric):
            return Roles(inputs, target, "classes" if looks_like_classes(column) else "number")
    return None


def as_classes(column: Column) -> bool:
    """Whether it can be told into classes at all."""
    return 2 <= len(column.values) <= CLASSES and "" not in column.values


def looks_like_classes(column: Column) -> bool:
    if not column.numeric:
        return True
    return as_classes(column) and len(column.values) <= FEW and all(value.lstrip("-").isdigit() for value in column.values)
