"""What a page draws before anything has trained: a spec's points, the network's layout and its first weights.

Like `recipes`, a door to the engine: its imports wait inside the functions.
"""

WHOLE_WEIGHTS = 10_000  # as in key frames: up to this many parameters a page computes its maps itself


def picture(spec, most: int = 600) -> dict:
    """JSON-able facts for the page's own forward pass.

    {"task", "test_is_train", "classes", "columns", "features", "shift", "scale", "link",
    "layers": [{"fan_in", "fan_out", "activation", "start", "bias"}], "train": {"points", "targets"}, "test": {…},
    "weights": first parameters or None, "stepping": see there}.
    At most `most` points a split.
    """
    from engine.plan import Plan

    plan = Plan(spec)
    data = plan.data
    return {
        "task": plan.task,
        "test_is_train": spec.data.test_is_train,
        "classes": list(spec.data.classes) if plan.classes else [],
        "columns": list(spec.data.columns),
        "features": list(spec.data.feature_names()),
        "shift": data.shift.tolist(),
        "scale": data.scale.tolist(),
        "link": link(spec, plan.task),
        "layers": [
            {"fan_in": s.fan_in, "fan_out": s.fan_out, "activation": s.layer.activation, "start": s.start, "bias": s.layer.bias}
            for s in plan.slots
        ],
        "train": {"points": data.train_points[:most].tolist(), "targets": data.train_targets[:most].tolist()},
        "test": {"points": data.test_points[:most].tolist(), "targets": data.test_targets[:most].tolist()},
        "counts": [len(data.train_x), len(data.test_x)],
        "weights": plan.initial().tolist() if plan.size <= WHOLE_WEIGHTS else None,
        "stepping": stepping(spec, plan),
    }


def stepping(spec, plan) -> dict | None:
    """{"clip_value", "clip_norm"} where a step follows from the gradient shown and the rate recorded; None where it needs more.

    So it does for plain SGD without decay, unless the rate changes between an epoch's last full batch, whose gradient is
    shown, and its last step, whose rate is recorded.
    """
    steady = plan.tail == 0 or (spec.schedule.name == "constant" and spec.schedule.warmup == 0)
    if spec.optimizer.name != "sgd" or spec.regularization.decay > 0 or not steady:
        return None
    return {"clip_value": spec.training.clip_value, "clip_norm": spec.training.clip_norm}


def link(spec, task: str) -> dict:
    """How an output becomes a place on the scale −1…1 between two classes: by the logistic curve, or linearly."""
    if task != "binary":
        return {"kind": task}
    low, high = spec.loss.binary_targets
    if spec.loss.threshold() == (low + high) / 2:
        return {"kind": "linear", "low": low, "high": high}
    return {"kind": "logit"}


def samples(most: int = 120) -> dict[str, dict]:
    """A few points of every data set with its defaults, for thumbnails: {name: {"task", "columns", "points", "targets"}}."""
    from engine.datasets import registry

    made = {}
    for entry in registry:
        data = entry()
        raw = data.sample()
        step = max(1, len(raw.points) // most)
        made[data.name] = {
            "task": data.task,
            "columns": list(data.columns),
            "points": raw.points[::step][:most].round(3).tolist(),
            "targets": [float(value) for value in raw.targets[::step][:most].round(3)],
        }
    return made


def rates(spec) -> dict:
    """{"epochs", "rates", "watches"}: the learning rate planned, at most 120 points; `watches`: it also falls by the loss."""
    from engine.rates import planned

    epochs, values = planned(spec)
    return {"epochs": epochs.tolist(), "rates": values.tolist(), "watches": spec.schedule.watches_loss}
