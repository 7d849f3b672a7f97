"""Hutchinson's estimate beside the diagonal of torch.func's Hessian."""

import torch

from tests.engine.curvature.ground import LINE, SMALL, hessian, measured, moment


def test_it_lies_within_its_own_error_of_the_trace():
    for spec, epochs in ((SMALL, 0), (SMALL, 30), (LINE, 5)):
        at = moment(spec, epochs)
        found, exact = measured("trace", at), float(torch.trace(hessian(at)))
        assert abs(found["value"] - exact) <= 4 * found["error"]
        assert found["error"] < 0.2 * abs(exact)  # four hundred probes tell something


def test_where_the_hessian_is_diagonal_one_probe_is_exact():
    """zᵀDz = Σ dᵢ·zᵢ² = tr D for signs z: with no points in the way, half an L2 penalty on weights gives D = l2·I."""
    spec = SMALL | {"regularization": {"l2": 2.0}}
    plain, pulled = moment(SMALL), moment(spec)
    weights = sum(p.numel() for p in plain.model.parameters() if p.dim() == 2)
    assert abs(measured("trace", pulled)["value"] - measured("trace", plain)["value"] - 2.0 * weights) < 1e-9 * weights
