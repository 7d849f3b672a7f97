"""Chunk bytes (golden), and which epochs have records and key frames."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.records import (
    Schema,
    decode,
    decode_frame,
    dense_frames,
    encode,
    encode_frames,
    is_key_frame,
    is_record,
    record_epoch,
    record_seq,
)

SCHEMA = Schema((("epoch", "u32", ()), ("step", "f64", ()), ("train_loss", "f32", ())))
GOLDEN = (
    "4250523101000000030000000300000005000000000000004a3dce1e0d0e5d2f"
    "0500000006000000070000000000000000000000000014400000000000001840"
    "0000000000001c400000003f0000c07f0000807f00000000"
)


def test_version_one_bytes_never_change():
    columns = {"epoch": np.array([5, 6, 7]), "step": np.array([5.0, 6.0, 7.0]), "train_loss": np.array([0.5, math.nan, math.inf])}
    chunk = encode(SCHEMA, 5, columns)
    assert chunk[:24].hex() == GOLDEN[:48] and chunk[32:].hex() == GOLDEN[64:]
    first, back = decode(SCHEMA, chunk)
    assert first == 5 and back["epoch"].tolist() == [5, 6, 7] and math.isnan(back["train_loss"][1])


def test_columns_start_at_multiples_of_eight():
    chunk = encode(SCHEMA, 0, {"epoch": np.arange(3), "step": np.arange(3.0), "train_loss": np.arange(3.0)})
    assert np.frombuffer(chunk, "<u4", 3, 32).tolist() == [0, 1, 2]
    assert np.frombuffer(chunk, "<f8", 3, 32 + 16).tolist() == [0, 1, 2]
    assert np.frombuffer(chunk, "<f4", 3, 32 + 16 + 24).tolist() == [0, 1, 2]


def test_bytes_of_another_schema_are_refused():
    other = Schema((("epoch", "u32", ()), ("step", "f64", ()), ("test_loss", "f32", ())))
    chunk = encode(SCHEMA, 0, {"epoch": [0], "step": [0.0], "train_loss": [1.0]})
    with pytest.raises(ValueError):
        decode(other, chunk)


def test_schema_survives_json():
    assert Schema.from_dict(SCHEMA.as_dict()) == SCHEMA and Schema.from_dict(SCHEMA.as_dict()).digest == SCHEMA.digest


def test_frames_can_be_laid_end_to_end():
    schema = Schema((("weights", "f32", (3,)), ("confusion", "u32", (2, 2))))
    sections = {"weights": np.arange(6).reshape(2, 3), "confusion": np.arange(8).reshape(2, 2, 2)}
    one, two = encode_frames(schema, [4, 9], sections)
    assert int.from_bytes(one[8:12], "little") == len(one) - 32 == 16 + 16
    seq, back = decode_frame(schema, (one + two)[len(one) :])
    assert seq == 9 and back["weights"].tolist() == [3, 4, 5] and back["confusion"].tolist() == [[4, 5], [6, 7]]


def naive_record(epoch):
    return epoch <= 2000 or epoch % 2 ** math.ceil(math.log2(epoch / 2000)) == 0


def naive_frame(epoch):
    return epoch <= 128 or epoch % 2 ** (math.ceil(math.log2(epoch)) - 7) == 0


def test_which_epochs_are_recorded_follows_the_rule_and_seq_counts_them():
    recorded = [epoch for epoch in range(40_001) if naive_record(epoch)]
    assert recorded == [epoch for epoch in range(40_001) if is_record(epoch)]
    assert [record_seq(epoch) for epoch in recorded] == list(range(len(recorded)))
    assert [record_epoch(seq) for seq in range(len(recorded))] == recorded
    assert [e for e in range(40_001) if naive_frame(e)] == [e for e in range(40_001) if is_key_frame(e)]


@given(st.integers(0, 10**8), st.sampled_from([2, 8, 128]))
def test_a_key_frame_is_always_a_record(epoch, dense):
    assert not is_key_frame(epoch, dense) or is_record(epoch)


@given(st.integers(100, 90_000))
def test_key_frames_of_a_long_run_stay_within_two_mebibytes(size):
    dense = dense_frames(size)
    frames = (
        dense
        + 1
        + sum(1 for octave in range(60) for k in range(dense // 2) if dense * 2**octave + (k + 1) * 2 * 2**octave <= 100_000)
    )
    assert frames * size <= 2 * 1024 * 1024
    assert dense == 128 or size * (frames * 2) > 1024 * 1024  # and the room is used
