"""A surface beside the same formula written out in PyTorch: values, autograd's gradient, and minima that SciPy finds."""

from collections.abc import Callable

import numpy as np
import torch
from scipy.optimize import minimize

from engine.surfaces.base import Surface


def holds(surface: Surface, formula: Callable) -> None:
    """Value and gradient at four hundred places, some of them far outside the window."""
    places = torch.randn(400, 2, generator=torch.Generator().manual_seed(1), dtype=torch.float64) * 3
    x, y = (one.clone().requires_grad_() for one in places.T)
    true = formula(x, y)
    true.sum().backward()
    torch.testing.assert_close(surface.value(*places.T), true.detach(), rtol=1e-12, atol=1e-12)
    for ours, theirs in zip(surface.gradient(*places.T), (x.grad, y.grad), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-11, atol=1e-10)


def lowest_are(surface: Surface, formula: Callable, expected: set[tuple[float, float]], least: float) -> None:
    """SciPy, started all over the window and asking the test's own formula, ends at these places and nowhere lower."""
    (left, right), (bottom, top) = surface.view()
    found = set()
    for x in np.linspace(left, right, 6):
        for y in np.linspace(bottom, top, 6):
            result = minimize(lambda at: formula(*at), (x + 0.01, y - 0.02), method="BFGS")
            assert result.fun >= least - 1e-9
            if result.fun <= least + 1e-6:
                found.add(tuple(float(round(one, 2)) + 0.0 for one in result.x))
    assert found == {tuple(float(round(one, 2)) for one in place) for place in expected}
    assert surface.least == least
    for place in surface.minima:
        assert abs(formula(*place) - least) < 1e-12
    assert {tuple(round(one, 2) + 0.0 for one in place) for place in surface.minima} == found
