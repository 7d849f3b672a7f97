"""Averaged SGD beside torch.optim.ASGD and swa_utils.AveragedModel, and what a run of it records."""

import numpy as np
import torch
from torch.optim.swa_utils import AveragedModel

from engine.optimizers.sgd_averaged import AveragedSGD
from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from engine.training import Member, train
from tests.engine.optimizers.race import SIZE, Ours, Problem, double_precision, free_running, step_by_step

MEMBERS = [AveragedSGD(), AveragedSGD(lr=0.003, average_from=1), AveragedSGD(lr=0.01, average_from=37)]


def test_the_walk_is_plain_descents():
    assert free_running(MEMBERS) <= 1e-10
    assert step_by_step(MEMBERS[:1], {"mean": "no such thing"}, steps=200) <= 1e-6


def test_the_mean_is_that_of_asgd_and_of_averaged_model():
    with double_precision():
        problem = Problem(torch.float64)
        ours = Ours(MEMBERS, torch.float64)
        pairs = []
        for entry in MEMBERS:
            p = torch.nn.Parameter(torch.zeros(SIZE))
            asgd = torch.optim.ASGD([p], lr=entry.lr, lambd=0, alpha=0, t0=entry.average_from - 1)
            model = torch.nn.Linear(SIZE, 1, bias=False)
            pairs.append((entry, p, asgd, model, AveragedModel(model)))
        for step in range(1, 301):
            g = torch.stack([problem.gradient(p, step) for p in ours.p])
            ours.step(g, np.full(len(MEMBERS), step))
            for row, (entry, p, asgd, model, averaged) in enumerate(pairs):
                p.grad = g[row].clone()
                asgd.step()
                with torch.no_grad():
                    model.weight.copy_(p)
                if step > entry.average_from:
                    averaged.update_parameters(model)
    for row, (_, p, asgd, _, averaged) in enumerate(pairs):
        scale = ours.judged[row].abs().max()
        assert (ours.judged[row] - asgd.state[p]["ax"]).abs().max() <= 1e-12 * scale
        assert (ours.judged[row] - averaged.module.weight[0]).abs().max() <= 1e-12 * scale
        assert not torch.equal(ours.judged[row], ours.p[row])


def test_records_and_key_frames_judge_the_mean_while_the_state_goes_on_from_the_newest():
    recipe = {"data": {"samples": 40}, "training": {"epochs": 6, "batch_size": 4}, "optimizer": {"lr": 0.5}}
    plain, mean = parse(recipe), parse(recipe | {"optimizer": {"name": "sgd_averaged", "lr": 0.5, "average_from": 10}})
    walked = [train([Member(plan, State.begin(plan))], 6)[0] for plan in map(Plan, (plain, mean))]
    assert torch.equal(walked[0].state.params, walked[1].state.params)  # one walk
    same = walked[0].columns["train_loss"] == walked[1].columns["train_loss"]
    assert same[:3].all() and not same[3:].any()  # five steps an epoch: from step 10 on, epoch 2, the mean is another
    plan = Plan(mean)
    assert torch.equal(walked[1].state.judged(plan), walked[1].state.slots["mean"])
    drawn = np.frombuffer(walked[1].key_frames[-1][2][32 : 32 + 4 * plan.size], "<f4")
    assert (drawn == walked[1].state.slots["mean"].numpy()).all()
