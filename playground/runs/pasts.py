"""What is stored of a run's past, read for a fork or a list of edits. A door to the engine: imports wait inside the functions."""

import math

SCORES = ("test_accuracy", "test_r2")  # the headline metric of a task: the first of these that its records have


def record_seq(epoch: int) -> int:
    """Ordinal of the last record at or before an epoch."""
    from engine.records import record_seq

    return record_seq(epoch)


def record_epoch(seq: int) -> int:
    """Epoch of a record."""
    from engine.records import record_epoch

    return record_epoch(seq)


def steps_per_epoch(spec) -> int:
    """Updates of one epoch."""
    from engine.cost import estimate

    return estimate(spec).steps_per_epoch


def first_rows(schema: dict, data: bytes, rows: int) -> bytes:
    """A chunk's first `rows` records as a chunk of their own."""
    from engine.records import Schema, decode, encode

    read = Schema.from_dict(schema)
    first, columns = decode(read, data)
    return encode(read, first, {name: values[:rows] for name, values in columns.items()})


def scores(schema: dict, chunks: list[bytes]) -> dict[str, float | None]:
    """{"best_metric", "last_metric", "last_loss"} of consecutive chunks; what is not finite is None."""
    import numpy as np

    from engine.records import Schema, decode

    read = Schema.from_dict(schema)
    columns = [decode(read, data)[1] for data in chunks]
    name = next((name for name in SCORES if name in columns[-1]), None)
    found = {"best_metric": None, "last_metric": None, "last_loss": _finite(columns[-1]["test_loss"][-1])}
    if name:
        values = np.concatenate([part[name] for part in columns])
        good = values[np.isfinite(values)]
        found |= {"last_metric": _finite(values[-1]), "best_metric": float(good.max()) if len(good) else None}
    return found


def parameter_index(spec, path: str) -> int:
    """Where a weight or bias ("weights.1.0.2": layer 1, from input 0 to unit 2) stands among the flat parameters."""
    from engine.cost import widths_of

    widths = widths_of(spec)
    kind, layer, *place = path.split(".")
    layer, place = int(layer), [int(one) for one in place]
    start = sum((widths[below] + 1) * widths[below + 1] for below in range(layer - 1))
    row = place[0] if kind == "weights" else widths[layer - 1]
    return start + row * widths[layer] + place[-1]


def parameter(frame_schema: dict, data: bytes, index: int) -> float | None:
    """One parameter of a key frame; None where frames leave parameters out (large networks)."""
    from engine.records import Schema, decode_frame

    weights = decode_frame(Schema.from_dict(frame_schema), data)[1].get("weights")
    return None if weights is None else float(weights[index])


def _finite(value) -> float | None:
    return float(value) if math.isfinite(value) else None
