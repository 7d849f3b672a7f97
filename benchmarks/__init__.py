"""Figures, as ratios within one run. The engine comes first: it tells torch's and NumPy's libraries how to work as they load."""

import engine  # noqa: F401
