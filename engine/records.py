"""Records as bytes, and which epochs have one. The same bytes go from trainer to database to socket to page.

A chunk is a 32-byte header and then whole columns, little-endian, each starting at a multiple of 8. NaN and ±∞ are
ordinary values: a run that diverged is a result.
"""

from __future__ import annotations

import hashlib
import json
import struct
from dataclasses import dataclass
from functools import cached_property

import numpy as np

HEADER = struct.Struct("<4sHHIIQ8s")  # magic, version, flags, rows, columns, first_seq, schema digest
SEQ_AT = struct.calcsize("<4sHHII")
CHUNK, FRAME, VERSION = b"BPR1", b"BPK1", 1
TYPES = {"f32": np.dtype("<f4"), "u32": np.dtype("<u4"), "f64": np.dtype("<f8")}
DENSE_EPOCHS, DENSE_FRAMES, FRAME_BUDGET = 2_000, 128, 2 * 1024 * 1024


@dataclass(frozen=True)
class Schema:
    """Names, types and shapes of columns (shape () for record columns) in stored order; names are for ever."""

    columns: tuple[tuple[str, str, tuple[int, ...]], ...]

    def as_dict(self) -> dict:
        """JSON form: ``{"version", "digest", "columns": [[name, type] or [name, type, shape]…]}``."""
        return {
            "version": VERSION,
            "digest": self.digest.hex(),
            "columns": [[name, kind, list(shape)] if shape else [name, kind] for name, kind, shape in self.columns],
        }

    @classmethod
    def from_dict(cls, data: dict) -> Schema:
        return cls(tuple((name, kind, tuple(rest[0]) if rest else ()) for name, kind, *rest in data["columns"]))

    def row_bytes(self) -> int:
        """Bytes of one row, padding apart."""
        return sum(TYPES[kind].itemsize * int(np.prod(shape)) for _, kind, shape in self.columns)

    @cached_property
    def frame_bytes(self) -> int:
        """Bytes of one key frame, header and padding included."""
        return HEADER.size + sum(_padded(TYPES[kind].itemsize * int(np.prod(shape))) for _, kind, shape in self.columns)

    @cached_property
    def digest(self) -> bytes:
        """8 bytes that tell schemas apart."""
        text = json.dumps([[name, kind, list(shape)] for name, kind, shape in self.columns])
        return hashlib.sha256(text.encode()).digest()[:8]


def _padded(size: int) -> int:
    return -(-size // 8) * 8


def encode(schema: Schema, first_seq: int, columns: dict[str, np.ndarray]) -> bytes:
    """One chunk: every column of the schema, equal lengths. Raises KeyError or ValueError where they do not fit it."""
    rows = len(columns[schema.columns[0][0]])
    parts = [HEADER.pack(CHUNK, VERSION, 0, rows, len(schema.columns), first_seq, schema.digest)]
    for name, kind, _ in schema.columns:
        values = np.ascontiguousarray(columns[name], TYPES[kind])
        if values.shape != (rows,):
            raise ValueError(f"column {name} has shape {values.shape}, expected ({rows},)")
        raw = values.tobytes()
        parts.append(raw.ljust(_padded(len(raw)), b"\0"))
    return b"".join(parts)


def decode(schema: Schema, chunk: bytes) -> tuple[int, dict[str, np.ndarray]]:
    """(first_seq, columns) of one chunk. Raises ValueError for other bytes, another version or another schema."""
    magic, version, _, rows, count, first_seq, digest = HEADER.unpack_from(chunk)
    if (magic, version, count, digest) != (CHUNK, VERSION, len(schema.columns), schema.digest):
        raise ValueError("these bytes are not a chunk of this schema")
    columns, offset = {}, HEADER.size
    for name, kind, _ in schema.columns:
        columns[name] = np.frombuffer(chunk, TYPES[kind], rows, offset)
        offset += _padded(rows * TYPES[kind].itemsize)
    return first_seq, columns


def encode_frames(schema: Schema, seqs: list[int], sections: dict[str, np.ndarray]) -> list[bytes]:
    """One key frame a seq: header with the payload's length in place of rows, then the sections in schema order.

    sections: arrays (frames, *shape). Raises KeyError or ValueError where they do not fit the schema.
    """
    frames = np.zeros((len(seqs), schema.frame_bytes), np.uint8)
    frames[:, : HEADER.size] = np.frombuffer(
        HEADER.pack(FRAME, VERSION, 0, schema.frame_bytes - HEADER.size, len(schema.columns), 0, schema.digest), np.uint8
    )
    frames[:, SEQ_AT : SEQ_AT + 8].view("<u8")[:, 0] = seqs
    low = HEADER.size
    for name, kind, shape in schema.columns:
        values = np.asarray(sections[name])
        if values.shape != (len(seqs), *shape):
            raise ValueError(f"section {name} has shape {values.shape}, expected {(len(seqs), *shape)}")
        values = values.reshape(len(seqs), -1)
        size = values.shape[1] * TYPES[kind].itemsize
        frames[:, low : low + size].view(TYPES[kind])[...] = values
        low += _padded(size)
    return [frame.tobytes() for frame in frames]


def decode_frame(schema: Schema, frame: bytes) -> tuple[int, dict[str, np.ndarray]]:
    """(seq, sections) of the key frame at the start of ``frame``; ValueError where it is none of this schema."""
    magic, version, _, _, count, seq, digest = HEADER.unpack_from(frame)
    if (magic, version, count, digest) != (FRAME, VERSION, len(schema.columns), schema.digest):
        raise ValueError("these bytes are not a key frame of this schema")
    sections, offset = {}, HEADER.size
    for name, kind, shape in schema.columns:
        length = int(np.prod(shape))
        sections[name] = np.frombuffer(frame, TYPES[kind], length, offset).reshape(shape)
        offset += _padded(length * TYPES[kind].itemsize)
    return seq, sections


def _stride(epoch: int, dense: int) -> int:
    """Smallest power of two p with epoch ≤ dense·p: records (and key frames) thin out as a run grows."""
    return 1 << max(0, (-(-epoch // dense) - 1).bit_length())


def is_record(epoch: int) -> bool:
    """Every epoch up to 2,000, then multiples of 2^⌈log₂(epoch/2000)⌉: a function of the epoch alone."""
    return epoch % _stride(epoch, DENSE_EPOCHS) == 0


def is_key_frame(epoch: int, dense: int = DENSE_FRAMES) -> bool:
    """Every epoch up to ``dense`` (128 for small networks), then about dense/2 an octave: multiples of 2^⌈log₂(epoch/dense)⌉."""
    return epoch % _stride(epoch, dense) == 0


def dense_frames(frame_bytes: int) -> int:
    """Largest power of two, 2 to 128, with which 100,000 epochs of key frames stay within 2 MiB."""
    dense = DENSE_FRAMES
    while dense > 2 and frame_bytes * (dense + dense // 2 * (100_000 // dense).bit_length()) > FRAME_BUDGET:
        dense //= 2
    return dense


def record_seq(epoch: int) -> int:
    """Ordinal of the last record at or before ``epoch``; epoch 0 is record 0."""
    if epoch <= DENSE_EPOCHS:
        return epoch
    stride = _stride(epoch, DENSE_EPOCHS)
    octave = DENSE_EPOCHS * stride // 2  # the last epoch of the octave before, a record itself
    return record_seq(octave) + (epoch - octave) // stride


def record_epoch(seq: int) -> int:
    """Epoch of record ``seq``; the inverse of :func:`record_seq` on records."""
    if seq <= DENSE_EPOCHS:
        return seq
    octave, place = divmod(seq - DENSE_EPOCHS - 1, DENSE_EPOCHS // 2)  # 1,000 records an octave
    return (DENSE_EPOCHS << octave) + (place + 1) * (2 << octave)
