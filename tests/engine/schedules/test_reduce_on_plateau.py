import numpy as np
import pytest
import torch

from engine.schedules.reduce_on_plateau import ReduceOnPlateau

FLAT = np.full(30, 0.5)
CREEPING = 0.5 * (1 - 1e-6) ** np.arange(40)  # better every time, but never by enough to count
COURSES = {
    "falling, flat, slightly better, flat": np.concatenate([np.linspace(1, 0.5, 10), FLAT, [0.49999], np.full(20, 0.4)]),
    "creeping": CREEPING,
    "bouncing": 0.5 + 0.1 * np.sin(np.arange(80)),
    "lost": np.concatenate([FLAT, np.full(20, np.nan), [np.inf, 0.4, 0.3]]),
}


@pytest.mark.parametrize("settings", [{}, {"factor": 0.3, "patience": 4}, {"factor": 0.5, "patience": 0}], ids=str)
@pytest.mark.parametrize("course", COURSES)
def test_the_rate_falls_when_torchs_does(course, settings):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, eps=0, **settings)
    schedule, memory, scales = ReduceOnPlateau(**settings), {}, set()
    for epoch, loss in enumerate(COURSES[course], start=1):
        rate = optimizer.param_groups[0]["lr"]
        np.testing.assert_allclose(schedule.factors(np.arange(3), 3, memory), rate, rtol=1e-12)
        scheduler.step(loss)
        memory = schedule.observe(epoch, float(loss), memory)
        scales.add(rate)
    assert len(scales) > 1  # it did fall


def test_memory_is_handed_on_not_changed():
    schedule = ReduceOnPlateau()
    memory = schedule.observe(1, 0.5, {"best": 0.25})
    kept = dict(memory)
    schedule.observe(2, 0.4, memory)
    assert memory == kept and memory["best"] == 0.25  # and what others keep there stays theirs
