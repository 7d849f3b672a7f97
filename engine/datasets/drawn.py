from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import field_validator

from engine import drawing
from engine.datasets.base import Sample, Seed, Standardize, TestShare, Told
from engine.datasets.plane import OnPlane
from engine.params import Shown
from engine.refusals import said
from engine.sentences import Sentence, Word

# Two crowds of 24 about (−2.4, −2) and (2.4, 2), like the seeds of a sunflower: something to add to. For ever, as every default.
FIRST = (
    "pqUppKEC3t0Gkp8BrUL9oAWfbvvOBtKBA-rwAeScAZrEAv3cAubQBNHBAv0rklPi7QHs8ASSkQb8vQLtQqTuA9uQ"
    "CP6UnQKjoQLf3QaSnwGsQv6gBZ5u-84G04ED6fAB5ZwBmcQC_twC5dAE0cEC_iuRU-PtAezwBJKRBvu9Au5Co-4D25AI"
)


class Drawn(OnPlane):
    """Points drawn by hand on the plane, of two or three classes. The recipe holds the points themselves.

    So a link that carries them works for everybody, a run is whole in itself, and the same points are the same recipe in
    whatever order they were drawn. Places are kept in steps of 0.006. Where the third class has a point there are three
    classes, whether or not the second has any.
    """

    rank: ClassVar[int] = 90
    title: ClassVar[str] = "Draw your own"
    drawn_points: ClassVar[int] = drawing.MOST  # somebody placed every one of them
    name: Literal["drawn"] = "drawn"
    points: Annotated[str, Shown("points", about="Where the points stand and of which class they are.")] = FIRST
    test_share: TestShare = 0.25
    seed: Seed = 0
    standardize: Standardize = False

    @field_validator("points")
    @classmethod
    def _judged(cls, text: str) -> str:
        """The same points spelled in the one way there is."""
        if len(text) > 4 * drawing.MOST + 16:  # three bytes a point and a few more, before anything is read
            raise said(Sentence(TOO_MANY, most=f"{drawing.MOST:,}"))
        try:
            points = drawing.decode(text)
        except drawing.NotADrawing:
            raise said(Sentence(DAMAGED, text=_short(text))) from None
        if len(points) > drawing.MOST:
            raise said(Sentence(TOO_MANY, most=f"{drawing.MOST:,}"))
        if len({kind for kind, _, _ in points}) < 2:
            raise said(Sentence("Draw points of at least two classes: so far there is nothing to tell apart."))
        return drawing.encode(points)

    @Told
    def task(self) -> str:
        return "multiclass" if self._kinds() == 3 else "binary"

    @Told
    def classes(self) -> tuple[str, ...]:
        return ("0", "1", "2")[: self._kinds()]

    def group(self) -> str:
        return "own"

    def _kinds(self) -> int:
        return 1 + max(kind for kind, _, _ in drawing.decode(self.points))

    def sample(self) -> Sample:
        kinds, across, up = np.array(drawing.decode(self.points)).T
        points = np.stack([drawing.place(across), drawing.place(up)], axis=1)
        return Sample(points, kinds.astype(np.int64))

    def count(self) -> int:
        return len(drawing.decode(self.points))


TOO_MANY = Word("Too many points are drawn: {most} are allowed.")
DAMAGED = Word("The drawing is damaged: {text} is not how points are written. Was the link cut off?")


def _short(text: str) -> str:
    return repr(text if len(text) <= 20 else text[:19] + "…")
