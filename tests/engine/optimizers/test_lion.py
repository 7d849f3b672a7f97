"""Lion beside a loop over single numbers, written from the paper's algorithm 2 (there is none in torch.optim)."""

import math

import numpy as np
import torch

from engine.optimizers.lion import Lion
from tests.engine.optimizers.race import SIZE, Ours, Problem, free_running

MEMBERS = [Lion(), Lion(lr=0.03, beta1=0.5, beta2=0.9), Lion(lr=0.01, beta1=0.0, beta2=0.5)]


def test_five_hundred_steps_are_those_of_the_papers_algorithm():
    problem = Problem(torch.float64)
    ours = Ours(MEMBERS, torch.float64)
    theirs = [[0.0] * SIZE for _ in MEMBERS]
    momenta = [[0.0] * SIZE for _ in MEMBERS]
    for step in range(1, 501):
        g = torch.stack([problem.gradient(p, step) for p in ours.p])
        ours.step(g, np.full(len(MEMBERS), step))
        for entry, p, m, row in zip(MEMBERS, theirs, momenta, g.tolist(), strict=True):
            for i, gi in enumerate(row):
                c = entry.beta1 * m[i] + (1 - entry.beta1) * gi
                p[i] -= entry.lr * (0.0 if c == 0 else math.copysign(1.0, c))
                m[i] = entry.beta2 * m[i] + (1 - entry.beta2) * gi
    difference = (ours.p - torch.tensor(theirs, dtype=torch.float64)).abs().max()
    assert difference <= 1e-12 and ours.p.abs().max() > 0.01


def test_each_parameter_moves_by_the_rate_or_not_at_all():
    ours = Ours([Lion(lr=0.25)], torch.float32)
    g = torch.randn(1, SIZE, generator=torch.Generator().manual_seed(1)) * torch.logspace(-20, 20, SIZE)
    g[0, 3] = 0
    ours.step(g, np.array([1]))
    assert ours.p[0, 3] == 0 and (torch.cat([ours.p[0, :3], ours.p[0, 4:]]).abs() == 0.25).all()


def test_what_exported_scripts_carry_walks_the_same_way():
    assert free_running(MEMBERS) <= 1e-10
