"""What a page draws before anything has trained: a spec's points, the network's layout and its first weights.

Like `recipes`, a door to the engine: its imports wait inside the functions.
"""

THUMBNAIL_POINTS = {1: 120, 2: 6, 3: 4}  # by how many dimensions one has: rows of numbers, sequences, pictures
THUMBNAIL_DIGITS = 3  # finer than a pixel of one
RULES = ("kernel", "stride", "padding", "nonlinearity")  # fields of layers that the page's own forward pass asks for
NUMBERS = 24_000  # of the points of a split, at most: 600 points of 40 columns
DRAWN_DIGITS = 5
WHOLE_WEIGHTS = 10_000  # as in key frames: up to this many parameters a page computes its maps itself


def picture(spec, most: int | None = None) -> dict:
    """JSON-able facts for the page's own forward pass.

    {"task", "test_is_train", "classes", "columns", "shape", "features", "shift", "scale", "link",
    "plain": whether its pass can compute this network,
    "layers": [{"name", "in_shape", "out_shape", "fan_in", "fan_out", "activation", "start", "bias",
    "trained": whether it has parameters, and records and key frames a row of it,
    "buffer_start": first of its running statistics, "over": how far below the input it adds lies, 0 for none}],
    "train": {"points", "targets"}, "test": {…},
    "examples": inputs of the first test points as the network sees them, where a map cannot show all,
    "weights", "buffers": first parameters and running statistics, or None, "stepping": see there}.
    At most `most` points a split, by default as many as the data set says; fewer where a point is many numbers.
    """
    from engine.datasets.base import EXAMPLES
    from engine.plan import Plan

    plan = Plan(spec)
    data = plan.data
    whole = plan.plain and plan.size <= WHOLE_WEIGHTS
    most = min(most or spec.data.drawn_points, NUMBERS // len(spec.data.columns))
    return {
        "task": plan.task,
        "test_is_train": spec.data.test_is_train,
        "classes": list(spec.data.classes) if plan.classes else [],
        "columns": list(spec.data.columns),
        "shape": list(spec.data.shape()),
        "features": list(spec.data.feature_names()),
        "shift": data.shift.tolist(),
        "scale": data.scale.tolist(),
        "link": link(spec, plan.task),
        "layers": [
            {
                "name": s.layer.name,
                "in_shape": list(s.in_shape),
                "out_shape": list(s.out_shape),
                "fan_in": s.fan_in,
                "fan_out": s.fan_out,
                "activation": getattr(s.layer, "activation", "identity"),
                "start": s.start,
                "bias": getattr(s.layer, "bias", False),
                "trained": bool(s.blocks),
                "buffer_start": s.buffer_start,
                "over": s.layer.reach,
                **{name: getattr(s.layer, name) for name in RULES if hasattr(s.layer, name)},
            }
            for s in plan.slots
        ],
        "train": drawn(data.train_points[:most], data.train_targets[:most]),
        "test": drawn(data.test_points[:most], data.test_targets[:most]),
        "examples": data.test_x[:EXAMPLES].tolist() if len(spec.data.columns) > 2 or len(spec.data.shape()) > 1 else [],
        "counts": [len(data.train_x), len(data.test_x)],
        "plain": plan.plain,
        "weights": plan.initial().tolist() if whole else None,
        "buffers": plan.initial_buffers().tolist() if whole else None,
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


def samples() -> dict[str, dict]:
    """A few points of every data set with its defaults, for thumbnails: {name: {task, columns, shape, points, targets}}.

    Of rows of many numbers the last two columns, which a thumbnail shows across and up.
    """
    from engine.datasets import registry

    made = {}
    for entry in registry:
        data = entry()
        if data.missing():
            continue
        raw = data.sample()
        few = THUMBNAIL_POINTS[len(data.shape())]
        step = max(1, len(raw.points) // few)
        shown = slice(None) if len(data.shape()) > 1 else slice(-2, None)
        made[data.name] = {
            "task": data.task,
            "columns": list(data.columns)[shown],
            "shape": list(data.shape()),
            "points": rounded(raw.points[::step][:few, shown], THUMBNAIL_DIGITS),
            "targets": rounded(raw.targets[::step][:few], THUMBNAIL_DIGITS),
        }
    return made


def drawn(points, targets) -> dict:
    """{"points", "targets"} as finely as a map can draw them."""
    return {"points": rounded(points, DRAWN_DIGITS), "targets": rounded(targets, DRAWN_DIGITS)}


def rounded(values, digits: int) -> list:
    """The same numbers to so many significant digits, whole ones without a point: what is only drawn travels short."""
    import numpy as np

    spelled = [float(f"{value:.{digits}g}") for value in np.ravel(values).tolist()]
    short = [int(value) if value.is_integer() else value for value in spelled]
    return np.array(short, dtype=object).reshape(np.shape(values)).tolist()


def rates(spec) -> dict:
    """{"epochs", "rates", "watches"}: the learning rate planned, at most 120 points; `watches`: it also falls by the loss."""
    from engine.rates import planned

    epochs, values = planned(spec)
    return {"epochs": epochs.tolist(), "rates": values.tolist(), "watches": spec.schedule.watches_loss}
