"""The two matrices that second-order rules ask for. Source: Schraudolph (2002) for a Gauss-Newton matrix of any loss."""

import torch

from engine.torch_optimizers.full_batch import flat


def hessian(loss, params):
    """The second derivatives of the loss by all weights, a row for each weight."""
    params = list(params)
    slope = flat(torch.autograd.grad(loss, params, create_graph=True, materialize_grads=True))
    rows = [torch.autograd.grad(one, params, retain_graph=True, materialize_grads=True) for one in slope]
    return torch.stack([flat(row) for row in rows])


def gauss_newton(model, criterion, x, y):
    """The mean of JᵀBJ: J has the slopes of an example's outputs by all weights, B the loss's second derivatives by them."""
    params, total = list(model.parameters()), 0
    for one, wanted in zip(x.split(1), y.split(1), strict=True):
        outputs = model(one)
        slopes = [torch.autograd.grad(output, params, retain_graph=True) for output in outputs.flatten()]
        jacobian = torch.stack([flat(slope) for slope in slopes])
        bend = torch.autograd.functional.hessian(lambda o, wanted=wanted: criterion(o, wanted), outputs.detach())
        total += jacobian.T @ bend.view(len(jacobian), -1) @ jacobian
    return total / len(x)
