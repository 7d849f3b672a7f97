"""What the newest batch's step did, for a person who goes batch by batch: it travels as JSON, beside records."""

from __future__ import annotations

from torch import Tensor

from engine.cohort import Cohort

NAMED = 1000  # points and parameters that are told one by one


def probe(cohort: Cohort) -> dict:
    """Loss, step and gradient norms of the batch just used, of the first row; its points by their place in the training set,
    and for small networks the gradient of each parameter and its value after the step, to six digits."""
    plan, stop, small = cohort.plan, cohort.stop, cohort.plan.size <= NAMED
    return {
        "step": cohort.steps[0],
        "epoch": cohort.epochs[0],
        "batch": stop,
        "batches": plan.steps_per_epoch,
        "loss": batch_loss(cohort),
        "grad_norms": [float(cohort.gradient[0, slot.start : slot.stop].norm()) for slot in plan.trained],
        "lr": float(cohort.rates_now[stop - 1, 0]),
        "points": cohort.batches.order[0, (stop - 1) * plan.batch : stop * plan.batch][:NAMED].tolist(),
        **({"buffers": _six(cohort.buffers[0])} if plan.buffer_size and small else {}),
        **(cohort.asking.probe() if cohort.asking is not None else {}),
        **({"gradients": _six(cohort.gradient[0]), "weights": _six(cohort.params[0])} if small else {}),
    }


def batch_loss(cohort: Cohort) -> float:
    """Loss of the first row's newest batch, penalties apart."""
    if cohort.asking is not None:
        return cohort.asking.loss()
    plan, index = cohort.plan, cohort.stop - 1
    size = (plan.full_batches == index and plan.tail) or plan.batch
    targets = cohort.batches[index][1]
    return float(cohort.loss.of_batch(cohort.loss.pointwise(cohort.stacks[size][-1].a, targets, cohort.loss_settings))[0])


def _six(values: Tensor) -> list[float]:
    """Six significant digits are more than anybody sees."""
    return [float(f"{value:.6g}") for value in values.cpu().tolist()]
