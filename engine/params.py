"""What a declared field says beyond pydantic's bounds: how it is shown and how it behaves in a cohort.

A field reads ``Annotated[float, Field(gt=0), Shown("learning rate", symbol="η", …)]``. Everything that needs to know
about the field (form, link, command line, reference page, cohort key, tests) reads this one declaration.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Shown:
    """Presentation and cohort behaviour of one field.

    label        what people read beside the control, in the field's standard words
    about        what the field is and what goes wrong at each extreme, in a few sentences; stands for low and high
    symbol       the letter used in the literature, if there is one
    unit         what the number counts ("epochs", "%"); empty for plain numbers
    scale        how a control should move through the range
    low, high    what goes wrong at the small and at the large extreme, one sentence each
    varies       True: *per replica*, members of one cohort may differ in it. False: *structural*, part of the cohort key
    live         True: may be changed while a run trains (recorded as an edit); False: a change starts a new run
    """

    label: str
    about: str = ""
    symbol: str = ""
    unit: str = ""
    scale: Literal["linear", "log"] = "linear"
    low: str = ""
    high: str = ""
    varies: bool = False
    live: bool = False


def shown(model_field) -> Shown | None:
    """The ``Shown`` of a pydantic ``FieldInfo``, or None for a field that people never see."""
    return next((item for item in model_field.metadata if isinstance(item, Shown)), None)
