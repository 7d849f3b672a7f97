"""What scripts compute in plain PyTorch is what the engine computes with NumPy: points, masks, orders, rates."""

import random

import numpy as np
import pytest
import torch

from engine import rng
from engine.datasets import registry as datasets
from engine.export import draws
from engine.export.dropout import Dropout
from engine.schedules import registry as schedules

DRAWN = [entry for entry in datasets if entry().in_torch() is not None]


@pytest.mark.parametrize("entry", DRAWN, ids=lambda entry: entry.__name__)
@pytest.mark.parametrize("number", range(6))
def test_a_data_set_drawn_in_pytorch_is_the_engines(entry, number):
    source = random.Random(number)
    wanted = {
        "samples": source.randint(10, 400),
        "noise": source.choice([0.0, 0.1, 0.37, 0.5]),
        "seed": source.randrange(2**31),
        "waves": source.choice([0.3, 2.5]),
        "jumps": source.randint(1, 10),
        "degree": source.randint(1, 9),
        "lag": source.randint(2, 12),
        "length": source.randint(2, 12),
    }
    data = entry(**{name: value for name, value in wanted.items() if name in entry.model_fields})
    function, arguments = data.in_torch()
    points, targets = function(**arguments)
    ours = data.sample()
    np.testing.assert_allclose(points.numpy(), ours.points, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(targets.numpy(), ours.targets, rtol=1e-9, atol=1e-9)
    names = {"points": points, "torch": torch}
    exec(data.inputs_in_torch(), names)
    np.testing.assert_allclose(names["inputs"].numpy(), data.inputs(ours.points), rtol=1e-12, atol=1e-12)


def test_inputs_are_made_as_the_engine_makes_them():
    data = datasets["circles"](features=("x1", "x2", "x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2"))
    points = data.sample().points
    names = {"points": torch.from_numpy(points), "torch": torch}
    exec(data.inputs_in_torch(), names)
    np.testing.assert_allclose(names["inputs"].numpy(), data.inputs(points), rtol=1e-12, atol=1e-12)


def test_keys_and_orders_are_the_engines():
    for seed in (0, 1, 2**31 - 1):
        assert draws.key(seed, "init", 3) == rng.key(seed, "init", 3) and draws.key(seed, "order") == rng.key(seed, "order")
        for epoch in (1, 7, 99_999):
            assert draws.order(seed, epoch, 53).equal(rng.permutation(seed, epoch, 53))


@pytest.mark.parametrize("points", [16, 5])
def test_dropout_draws_the_engines_masks(points):
    units, batch, seed, layer, p = 7, 16, 12345, 2, 0.3
    module = Dropout(p, layer=layer, batch_size=batch, seed=seed)
    Dropout.epoch, Dropout.batch = 4, 3
    counters = torch.arange(units * batch).view(1, units, batch)[:, :, :points]
    keys = torch.tensor(rng.key(seed, "dropout", layer, 4)).view(1, 1, 1)
    expected = rng.keep_mask(keys, 3, counters, torch.tensor(p).view(1, 1, 1), torch.empty(1, units, points))[0].T
    torch.testing.assert_close(module(torch.ones(points, units)), expected)
    assert 0 < (expected == 0).float().mean() < 1
    module.eval()
    assert module(torch.ones(points, units)).equal(torch.ones(points, units))


@pytest.mark.parametrize("entry", [entry for entry in schedules if entry.model_fields["name"].default != "constant"], ids=str)
@pytest.mark.parametrize("warmup", [0, 3])
def test_a_schedule_written_as_a_function_gives_the_engines_factors(entry, warmup):
    per_epoch, schedule = 7, entry(horizon=20, warmup=warmup)
    steps, memory = np.arange(per_epoch * 30), {}
    made, settings = schedule.factor_in_torch(per_epoch)
    watcher = made(**settings) if schedule.watches_loss else None
    for epoch in range(30):
        here = steps[epoch * per_epoch : (epoch + 1) * per_epoch]
        expected = schedule.factors(here, per_epoch, memory)
        for step, factor in zip(here.tolist(), expected, strict=True):
            rise = min(1, (step + 1) / (warmup * per_epoch)) if warmup else 1
            own = watcher.factor_now if watcher else made(max(step - warmup * per_epoch, 0), **settings)
            assert rise * own == pytest.approx(factor, rel=1e-12, abs=1e-12)
        loss = 1 / (epoch + 1) if epoch < 6 else 0.5
        memory = schedule.observe(epoch + 1, loss, memory)
        if watcher:
            watcher.observe(loss)


@pytest.mark.parametrize("entry", list(schedules), ids=str)
def test_a_schedule_that_torch_has_gives_the_engines_factors(entry):
    per_epoch, epochs, schedule = 5, 18, entry(horizon=20)
    known = schedule.in_torch(epochs, per_epoch)
    if known is None:
        assert entry.model_fields["name"].default in ("constant", "inverse_time")
        return
    name, settings, when = known
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    settings = {key: 1.0 if key == "max_lr" else value for key, value in settings.items()}
    scheduler = getattr(torch.optim.lr_scheduler, name)(optimizer, **settings)
    memory = {}
    for epoch in range(epochs):
        for step in range(epoch * per_epoch, (epoch + 1) * per_epoch):
            expected = schedule.factors(np.array([step]), per_epoch, memory)[0]
            assert optimizer.param_groups[0]["lr"] == pytest.approx(expected, rel=1e-9, abs=1e-12)
            optimizer.step()
            if when == "step":
                scheduler.step()
        memory = schedule.observe(epoch + 1, 1.0, memory)
        if when == "epoch":
            scheduler.step()
        elif when == "loss":
            scheduler.step(1.0)
