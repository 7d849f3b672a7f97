"""What is stored of a run's past, read for a fork or a list of edits. A door to the engine: imports wait inside the functions."""

import math
import struct

CHECKPOINTS = 10  # at most as many of a run are kept: training/ladder.py
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
    from engine.layout import place_of, slots_of

    return place_of(slots_of(spec), path)


def parameter(frame_schema: dict, data: bytes, index: int) -> float | None:
    """One parameter of a key frame; None where frames leave parameters out (large networks)."""
    from engine.records import Schema, decode_frame

    weights = decode_frame(Schema.from_dict(frame_schema), data)[1].get("weights")
    return None if weights is None else float(weights[index])


def _finite(value) -> float | None:
    return float(value) if math.isfinite(value) else None


def has_section(frame_schema: dict, name: str) -> bool:
    """Whether key frames of this schema carry the section."""
    return any(column[0] == name for column in frame_schema.get("columns", ()))


def section(frame_schema: dict, data: bytes, name: str) -> list:
    """One section of a key frame as nested lists."""
    from engine.records import Schema, decode_frame

    return decode_frame(Schema.from_dict(frame_schema), data)[1][name].tolist()


def line_search(spec, frame_schema: dict, data: bytes) -> dict:
    """The line search of a key frame's step: {"start", "slope", "taken", "c1", "c2", "tried": [(α, φ(α), φ′(α)), …]}.

    Where nothing was looked at, `tried` is empty and the first three are NaN; `taken` is 0 where no length was.
    """
    from engine.optimizers.line_search import C1

    start, slope, taken = section(frame_schema, data, "line_start")
    tried = [tuple(one) for one in section(frame_schema, data, "line_search") if math.isfinite(one[0])]
    return {"start": start, "slope": slope, "taken": taken, "c1": C1, "c2": spec.optimizer.c2, "tried": tried}


def layers_through_time(spec) -> list[tuple[int, str]]:
    """(number, title) of each layer of a parsed spec that goes through time, from the input side."""
    from engine.layout import slots_of

    return [(slot.index, slot.layer.title) for slot in slots_of(spec) if slot.layer.steps(slot.in_shape)]


def columns(schema: dict, chunks: list[bytes], names: tuple[str, ...]) -> dict[str, list]:
    """These columns of consecutive chunks, as lists of numbers."""
    from engine.records import Schema, decode

    read = Schema.from_dict(schema)
    parts = [decode(read, data)[1] for data in chunks]
    return {name: [value for part in parts for value in part[name].tolist()] for name in names}


def frame(frame_schema: dict, data: bytes) -> dict[str, list]:
    """Every section of a key frame as nested lists."""
    from engine.records import Schema, decode_frame

    return {name: values.tolist() for name, values in decode_frame(Schema.from_dict(frame_schema), data)[1].items()}


def floats(data: bytes) -> list[float]:
    """Stored float32 numbers, one after another, as Python's."""
    import numpy as np

    return np.frombuffer(data, "<f4").tolist()


def packed(schema: dict, first: int, columns: dict[str, list[float]]) -> bytes:
    """One chunk of these records, from record `first` on: what `columns` reads, written again."""
    import numpy as np

    from engine.records import Schema, encode

    whole = {name: np.asarray(values, "f8") for name, values in columns.items()}
    for values in whole.values():
        values[np.isnan(values)] = np.nan  # there is one NaN
    return encode(Schema.from_dict(schema), first, whole)


def packed_floats(values: list[float]) -> bytes:
    """float32, one after another: what `floats` reads, written again."""
    import numpy as np

    return np.asarray(values, "<f4").tobytes()


def seq_of_frame(frame_schema: dict, data: bytes) -> int | None:
    """The record a key frame belongs to; None for bytes that are no key frame of this schema, whole and nothing beside it."""
    from engine.records import Schema, decode_frame, encode_frames

    read = Schema.from_dict(frame_schema)
    try:
        seq, sections = decode_frame(read, data)
    except (ValueError, struct.error):
        return None
    again = encode_frames(read, [seq], {name: values[None] for name, values in sections.items()})[0]
    return seq if again == data else None


def most_bytes(spec, facts: dict, curve: bool) -> int:
    """About how much a run will store if it trains to its end. `facts`: its schemas; `curve`: records and one checkpoint."""
    from engine.cost import estimate
    from engine.records import FRAME_BUDGET, record_seq

    epochs, state = spec.training.epochs, 16 * estimate(spec).parameters  # weights, and what an optimizer keeps beside them
    records = (record_seq(epochs) + 1) * (_row_bytes(facts["schema"]) + 4)  # with its seconds
    if curve:
        return records + state
    return records + min(FRAME_BUDGET, (epochs + 1) * _row_bytes(facts["frame_schema"])) + CHECKPOINTS * state


def _row_bytes(schema: dict) -> int:
    """Bytes of one record or key frame."""
    return sum((8 if kind == "f64" else 4) * math.prod(shape[0] if shape else ()) for _, kind, *shape in schema["columns"])
