"""The rates that a torch.optim.lr_scheduler gives, to compare a schedule's factors with."""

import numpy as np
import torch


def torch_rates(make, epochs, per_epoch, every_step=False):
    """Rate of each step, float64 (epochs·per_epoch,), of ``make(optimizer)`` stepped after each epoch or step."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler, rates = make(optimizer), []
    for _ in range(epochs):
        for _ in range(per_epoch):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            if every_step and len(rates) < epochs * per_epoch:
                scheduler.step()
        if not every_step:
            scheduler.step()
    return np.array(rates)


def factors(schedule, epochs, per_epoch):
    return schedule.factors(np.arange(epochs * per_epoch), per_epoch, {})
