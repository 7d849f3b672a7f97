import numpy as np
import torch

from engine.schedules.reduce_on_plateau import ReduceOnPlateau


def test_reduce_on_plateau_falls_when_torch_does():
    losses = np.concatenate([np.linspace(1, 0.5, 10), np.full(30, 0.5), [0.49999], np.full(20, 0.4)])
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.3, patience=4, eps=0)
    schedule, memory = ReduceOnPlateau(factor=0.3, patience=4, horizon=100), {}
    fallen = []
    for epoch, loss in enumerate(losses, start=1):
        np.testing.assert_allclose(schedule.factors(np.arange(3), 3, memory), optimizer.param_groups[0]["lr"], rtol=1e-12)
        scheduler.step(loss)
        memory = schedule.observe(epoch, loss, memory)
        fallen.append(memory["scale"])
    assert len(set(fallen)) > 4  # it did fall, several times
