"""Loss, gradient, Hessian and Gauss–Newton matrix of a network beside torch.func on the same network in torch.nn, float64."""

import pytest
import torch

from engine import reference
from engine.objective import Objective
from engine.plan import Plan
from engine.spec import parse

SPECS = {
    "the default": {"network": {"layers": [{"name": "dense", "units": 6}]}},
    "three classes": {"data": {"name": "iris"}, "network": {"layers": [{"name": "dense", "units": 4, "activation": "sigmoid"}]}},
    "one-hot squares": {"data": {"name": "iris"}, "loss": {"name": "mse"}, "network": {"layers": []}},
    "without biases": {
        "data": {"name": "regression_plane", "samples": 80},
        "network": {"layers": [{"name": "dense", "units": 5, "bias": False, "activation": "softplus"}], "output_bias": False},
    },
    "Huber": {
        "data": {"name": "regression_gaussian", "samples": 80},
        "loss": {"name": "huber", "delta": 0.25},
        "network": {"layers": [{"name": "dense", "units": 3}, {"name": "dense", "units": 4, "activation": "gelu"}]},
    },
}


def in_torch(plan, l2: float):
    """(f of the flat true parameters in our order, their number)."""
    model = reference.build(plan, torch.float64)
    layers = [(name, module) for name, module in model.named_modules() if isinstance(module, torch.nn.Linear)]
    x, y = plan.x[: plan.train_count, :-1].double(), plan.y[: plan.train_count].double()
    criterion = plan.spec.loss.in_torch()

    def state(flat):
        tensors, at = {}, 0
        for name, layer in layers:
            count = layer.weight.numel()
            tensors[f"{name}.weight"] = flat[at : at + count].view(layer.in_features, layer.out_features).T
            at += count
            if layer.bias is not None:
                tensors[f"{name}.bias"] = flat[at : at + layer.out_features]
                at += layer.out_features
        return tensors

    def outputs(flat):
        return torch.func.functional_call(model, state(flat), (x,))

    def loss(flat):
        weights = [tensor for name, tensor in state(flat).items() if name.endswith("weight")]
        return criterion(outputs(flat), y) + 0.5 * l2 * sum(w.square().sum() for w in weights)

    return loss, outputs, criterion, y


@pytest.fixture(params=SPECS, name="both")
def _both(request):
    plan = Plan(parse(SPECS[request.param]))
    objective = Objective(plan)
    objective.l2 = 0.05
    w = plan.initial().double() + 0.1 * torch.randn(plan.size, generator=torch.Generator().manual_seed(4), dtype=torch.float64)
    absent = torch.ones(plan.size, dtype=torch.bool)
    absent[objective.true] = False
    w[absent] = 0
    return plan, objective, w, in_torch(plan, 0.05)


def close(ours, theirs, share):
    assert (ours - theirs).abs().max() <= share * theirs.abs().max()


def test_loss_and_gradient(both):
    _, objective, w, (loss, *_) = both
    ours, gradient = objective(w)
    assert abs(ours - float(loss(w[objective.true]))) <= 1e-12
    close(gradient[objective.true], torch.func.grad(loss)(w[objective.true]), 1e-11)
    assert objective.evaluations == 1


def test_hessian(both):
    _, objective, w, (loss, *_) = both
    true = objective.true
    ours = objective.hessian(w)
    close(ours[true][:, true], torch.func.hessian(loss)(w[true]), 1e-8)
    assert objective.evaluations == 2 * len(true)
    assert torch.count_nonzero(ours) <= len(true) ** 2  # absent biases have none


def test_a_hessian_cut_into_small_pieces_is_the_same(both):
    _, objective, w, _ = both
    whole = objective.hessian(w)
    objective.rows = 5
    assert torch.equal(objective.hessian(w), whole)


def test_gauss_newton(both):
    plan, objective, w, (_, outputs, criterion, y) = both
    true = objective.true
    jacobian = torch.func.jacrev(outputs)(w[true])  # (points, outputs, parameters)
    answers = outputs(w[true])
    bent = torch.func.hessian(lambda a: criterion(a, y))(answers)  # (points, outputs, points, outputs)
    theirs = torch.einsum("noi,nomp,mpj->ij", jacobian, bent, jacobian) + 0.05 * torch.diag(plan.weight_mask.double()[true])
    for examples in (objective.examples, 7):
        objective.examples, objective.evaluations = examples, 0
        close(objective.gauss_newton(w)[true][:, true], theirs, 1e-8)
        assert objective.evaluations == plan.y.shape[1]
    assert torch.linalg.eigvalsh(objective.gauss_newton(w)).min() > -1e-8


@pytest.mark.parametrize(("loss", "data"), [("hinge", "circles"), ("mae", "noisy_line")])
def test_a_corner_of_a_loss_is_no_curvature(loss, data):
    """A point a millionth beside the corner: second derivatives there are 0, as autograd has them."""
    plan = Plan(parse({"data": {"name": data}, "loss": {"name": loss}, "network": {"layers": []}}))
    objective, w = Objective(plan), torch.tensor([0.3] * plan.size, dtype=torch.float64)
    answer, target = float(w @ plan.x[0].double()), float(plan.y[0, 0])
    w[-1] += (1 + 1e-6) * (target if loss == "hinge" else target + 1e-6) - answer
    _, outputs, criterion, y = in_torch(plan, 0.0)
    bent = torch.func.hessian(lambda a: criterion(a, y))(outputs(w))
    assert not bent.any() and not objective.gauss_newton(w).any()


def test_the_default_dtype_is_given_back(both):
    _, objective, w, _ = both
    objective.hessian(w)
    assert torch.get_default_dtype() == torch.float32
