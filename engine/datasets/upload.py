from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field, PrivateAttr, ValidationInfo, model_validator

from engine import csv_file, roles
from engine.datasets.base import Dataset, Sample, Seed, Standardize, TestShare, Told
from engine.params import Shown
from engine.refusals import said
from engine.sentences import Sentence, Word
from engine.table import COLUMNS, Column, Table

DIGEST = re.compile(r"[0-9a-f]{64}")


class Upload(Dataset):
    """A table from a CSV file of one's own: some columns are inputs, one is the target, told as classes or as a number.

    The recipe holds the table's digest and the roles of its columns; whoever parses it hands in a function that finds the
    table. Without a digest it is a small invented one: apples and lemons by width and height in centimetres.
    """

    rank: ClassVar[int] = 91
    title: ClassVar[str] = "Your own table"
    name: Literal["upload"] = "upload"
    digest: Annotated[str, Shown("table", about="Which table: the digest of its contents.")] = ""
    input_columns: Annotated[
        tuple[int, ...],
        Field(min_length=1, max_length=COLUMNS),
        Shown("input columns", about="Numbers of the columns that the network sees, counted from 1."),
    ] = (1, 2)
    target_column: Annotated[int, Shown("target column", about="Number of the column to learn.")] = 3
    target_as: Annotated[
        roles.TargetAs, Shown("target is", about="Classes to tell apart, or a number to come close to.")
    ] = "classes"
    test_share: TestShare = 0.25
    seed: Seed = 0
    standardize: Standardize = True

    _table: Table = PrivateAttr(default_factory=lambda: fruit())

    @model_validator(mode="after")
    def _found(self, info: ValidationInfo):
        find = (info.context or {}).get("find")
        table = None if self.digest else fruit()
        if find and DIGEST.fullmatch(self.digest):
            table = find(self.digest)
        if table is None:
            raise said(Sentence(UNKNOWN), "digest")
        self._table = table
        self._check_roles()
        return self

    def _check_roles(self) -> None:
        count = len(self._table.columns)
        for field, number in [*(("input_columns", one) for one in self.input_columns), ("target_column", self.target_column)]:
            if not 1 <= number <= count:
                words = "The table has {count} columns, so there is no column {number}."
                raise said(Sentence(words, count=count, number=number), field)
        if len(set(self.input_columns)) < len(self.input_columns):
            raise said(Sentence("A column is named twice among the inputs."), "input_columns")
        if self.target_column in self.input_columns:
            raise said(Sentence("Column “{name}” is input and target at once.", name=self.target_name), "input_columns")
        words = next((one for one in map(self._column, self.input_columns) if not one.numeric), None)
        if words:
            sentence = Sentence("Column “{name}” holds words or empty cells, so it cannot be an input.", name=words.name)
            raise said(sentence, "input_columns")
        self._check_target(self._column(self.target_column))

    def _check_target(self, column: Column) -> None:
        if self.target_as == "number" and not column.numeric:
            words = "Column “{name}” holds words or empty cells, so it cannot be a number to learn."
            raise said(Sentence(words, name=column.name), "target_column")
        if self.target_as == "classes" and not roles.as_classes(column):
            sentence = Sentence(
                "Column “{name}” has {count} different values; classes are 2 to {most}, none of them empty.",
                name=column.name, count=f"{len(column.values):,}", most=roles.CLASSES,
            )  # fmt: skip
            raise said(sentence, "target_column")

    def _column(self, number: int) -> Column:
        return self._table.columns[number - 1]

    @Told
    def task(self) -> str:
        if self.target_as == "number":
            return "regression"
        return "binary" if len(self._column(self.target_column).values) == 2 else "multiclass"

    @Told
    def columns(self) -> tuple[str, ...]:
        return tuple(self._column(number).name for number in self.input_columns)

    @Told
    def classes(self) -> tuple[str, ...]:
        return self._column(self.target_column).values if self.target_as == "classes" else ()

    def group(self) -> str:
        return "own"

    @property
    def target_name(self) -> str:
        return self._column(self.target_column).name

    def sample(self) -> Sample:
        points = np.stack([self._column(number).numbers for number in self.input_columns], axis=1)
        target = self._column(self.target_column)
        return Sample(points, target.kinds if self.target_as == "classes" else target.numbers)

    def count(self) -> int:
        return self._table.rows


UNKNOWN = Word("This table is not here, or not yours to see. Whoever has it can share a run with you, by a link.")


@cache
def fruit() -> Table:
    """The table there is before anybody chose one."""
    return csv_file.read([Path(__file__).with_name("fruit.csv").read_bytes()])
