"""Numbers inside a script: short ones as they are, long ones as packed text that a bare PyTorch can read."""

import base64
import textwrap
import zlib

import numpy as np
import torch

READABLE = 64  # numbers written out one by one; more are packed
WIDTH = 110


def unpack(text, *shape):
    """float32 numbers packed into text: their bytes, compressed, in base64."""
    data = bytearray(zlib.decompress(base64.b64decode(text)))
    return torch.frombuffer(data, dtype=torch.float32).view(shape)


def pack(values: torch.Tensor) -> str:
    """What :func:`unpack` reads, in lines."""
    data = np.ascontiguousarray(values.detach().numpy(), dtype="<f4").tobytes()
    return "\n".join(textwrap.wrap(base64.b64encode(zlib.compress(data, 9)).decode(), WIDTH))


def is_readable(values: torch.Tensor) -> bool:
    return values.numel() <= READABLE


def written(values: torch.Tensor) -> str:
    """An expression for these numbers: ``torch.tensor(…)`` or ``unpack(…)``."""
    if is_readable(values):
        return f"torch.tensor({_short(values.tolist())})"
    return f'unpack("""\n{pack(values)}\n""", {", ".join(map(str, values.shape))})'


def _short(values) -> str:
    """Nested lists of float32 numbers with no more digits than tell them apart."""
    if isinstance(values, list):
        return f"[{', '.join(_short(one) for one in values)}]"
    return str(np.float32(values))
