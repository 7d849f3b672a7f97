"""A person's own formula in x and y: read by a small parser, worked out with its derivatives. Python evaluates none of it.

`read(text)` gives the tree, or FormulaRefused with a sentence that names the place; `tree.work(x, y)` values and derivatives.
"""

from engine.formula.reading import FormulaRefused, read

__all__ = ["FormulaRefused", "read"]
