"""Optimizers race on a surface: the paths and the surface's heights as bytes, what became of each racer as JSON before them."""

import json
import struct
from collections.abc import Iterator

from playground.runs import arenas, recipes
from playground.training.kinds.base import Kind, TaskRefused
from playground.training.patience import loaded, scaled

HEAD = struct.Struct("<I")  # the length of the JSON; it and its padding end at a multiple of 8


class Arena(Kind):
    keeps = 8  # an arena is its address: it is raced again in a moment

    def clean(self, owner: str, given: dict) -> dict:
        try:
            arena = arenas.parse(given.get("fields", {}))
        except recipes.refusal() as refused:
            raise TaskRefused(" ".join(problem.message for problem in refused.problems)) from None
        return {"arena": arena.expanded()}

    def work(self, given: dict, fingerprint: str) -> Iterator[float]:
        yield from loaded("engine.arena.racing", "engine.arena.result")
        from engine.arena import racing, result

        arena = arenas.of_json(given["arena"])
        paths = yield from scaled(racing.race(arena), 0.0, 1.0)
        grid = result.heights(arena)
        ground, walked, data = result.encoded(grid, paths)
        told = recipes.as_json(result.report(arena, grid, paths)) | {"ground": ground, "walked": walked}
        return packed(told) + data


def packed(told: dict) -> bytes:
    """JSON behind its length, filled up with spaces so that what follows stands where typed arrays can."""
    text = json.dumps(told, ensure_ascii=False).encode()
    text += b" " * (-(HEAD.size + len(text)) % 8)
    return HEAD.pack(len(text)) + text


def told(data: bytes) -> dict:
    """The JSON of a result."""
    return unpacked(data)[0]


def unpacked(data: bytes) -> tuple[dict, bytes]:
    """A result's JSON, and the bytes behind it."""
    (length,) = HEAD.unpack_from(data)
    end = HEAD.size + length
    return json.loads(data[HEAD.size : end]), data[end:]


KIND = Arena()
