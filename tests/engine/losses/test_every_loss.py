"""What holds for every loss, found by discovery: a new one is tested here without a line being written."""

import numpy as np
import pytest
import torch

from engine.activations import registry as activations
from engine.losses import registry
from engine.metrics import predictions
from engine.params import shown

ENTRIES = list(registry)
every_loss = pytest.mark.parametrize("entry", ENTRIES, ids=[entry.model_fields["name"].default for entry in ENTRIES])
CLASSES = {"binary": 2, "multiclass": 3}


def settings(entry) -> dict[str, torch.Tensor]:
    """The loss's own fields at their defaults, as a cohort of two hands them over."""
    fields = {name: field.default for name, field in entry.model_fields.items() if shown(field)}
    return {name: torch.full((2, 1, 1), value, dtype=torch.float64) for name, value in fields.items()}


def outputs_and_targets(entry, task: str, points: int = 9):
    """Random outputs and encoded targets, float64 (2, outputs, points), and the labels they stand for."""
    draw = np.random.default_rng(4)
    labels = draw.normal(size=points) if task == "regression" else draw.integers(0, CLASSES[task], points)
    target = torch.from_numpy(entry.encode(labels, task, CLASSES.get(task, 0))).double().expand(2, -1, -1).contiguous()
    return torch.from_numpy(draw.normal(size=target.shape) * 2), target, labels


@every_loss
def test_gradient_is_that_of_the_batchs_loss_by_central_differences(entry):
    for task in entry.outputs:
        y, target, _ = outputs_and_targets(entry, task)
        h, step = settings(entry), 1e-6
        ours = entry.gradient(y, target, h, torch.empty_like(y))
        for place in np.ndindex(*y.shape):
            ahead, behind = y.clone(), y.clone()
            ahead[place] += step
            behind[place] -= step
            each = [entry.pointwise(moved, target, h)[place[0]] for moved in (ahead, behind)]
            ahead, behind = (points.sum() if entry.summed else points.mean() for points in each)
            assert ours[place] == pytest.approx(float(ahead - behind) / (2 * step), abs=1e-7 if entry.summed else 1e-8)


@every_loss
def test_pointwise_leaves_outputs_and_targets_as_they_are(entry):
    for task in entry.outputs:
        y, target, _ = outputs_and_targets(entry, task)
        kept = y.clone(), target.clone()
        each = entry.pointwise(y, target, settings(entry))
        entry.gradient(y, target, settings(entry), torch.empty_like(y))
        assert each.shape == (2, y.shape[2]) and y.equal(kept[0]) and target.equal(kept[1])


@every_loss
def test_a_loss_is_least_where_the_network_says_what_is_true(entry):
    """Encoding, output activation and threshold fit together: outputs on the true side are read as the true class."""
    for task, activation in entry.outputs.items():
        if task == "regression":
            continue
        _, target, labels = outputs_and_targets(entry, task)
        z = torch.where(target > (0 if task == "binary" and entry.binary_targets[0] < 0 else 0.5), 4.0, -4.0)
        outputs = activations[activation].forward(z, torch.empty_like(z))
        assert (predictions(outputs.numpy(), entry.threshold()) == labels).all()
        opposite = activations[activation].forward(-z, torch.empty_like(z))
        h = settings(entry)
        assert (entry.pointwise(outputs, target, h) < entry.pointwise(opposite, target, h)).all()


@every_loss
def test_outputs_far_out_give_a_finite_loss_and_gradient_in_float32(entry):
    for task in entry.outputs:
        y, target, _ = outputs_and_targets(entry, task)
        y, target = (y.sign() * 1e18).float(), target.float()
        h = {name: value.float() for name, value in settings(entry).items()}
        assert entry.pointwise(y, target, h).isfinite().all()
        assert entry.gradient(y, target, h, torch.empty_like(y)).isfinite().all()


@every_loss
def test_a_number_that_is_none_is_not_hidden(entry):
    for task in entry.outputs:
        y, target, _ = outputs_and_targets(entry, task)
        y[:, 0, 0] = float("nan")
        assert entry.pointwise(y, target, settings(entry))[:, 0].isnan().all()
