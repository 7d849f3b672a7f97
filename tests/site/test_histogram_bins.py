"""The page's histogram axis is the engine's: bin by bin, the values the engine counts there."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from engine.instruments.histogram import GRADIENTS, SIDE, WEIGHTS, bins_of

ROOT = Path(__file__).resolve().parents[2]
ASK = """
import { BINS, binOf, SIDE } from "./static/js/strip/bins.js";
const edges = (at, scale) => { const { sign, from, to } = binOf(at, scale); return [sign, String(from), String(to)]; };
const all = (scale) => Array.from({ length: 2 * SIDE }, (_, at) => edges(at, scale));
const bins = Object.fromEntries(Object.entries(BINS).map(([name, scale]) => [name, all(scale)]));
console.log(JSON.stringify(bins));
"""


@pytest.fixture(scope="module")
def pages() -> dict[str, list]:
    """{section: [(sign, from, to) of each bin]}, as the page says them."""
    node = shutil.which("node") or str(ROOT / ".venv" / "bin" / "node")
    said = subprocess.run([node, "--input-type=module", "--eval", ASK], cwd=ROOT, text=True, capture_output=True, timeout=60)
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout)


@pytest.mark.parametrize(("section", "scale"), [("grad_histogram", GRADIENTS), ("weight_histogram", WEIGHTS)])
def test_the_pages_edges_are_the_engines(pages, section, scale):
    assert len(pages[section]) == 2 * SIDE
    for place, (sign, low, high) in enumerate(pages[section]):
        least = 0.0 if low == "-Infinity" else 2.0 ** float(low)
        most = 3e38 if high == "Infinity" else float(np.nextafter(np.float32(2.0 ** float(high)), np.float32(0)))
        inside = np.array([least, np.sqrt(max(least, 1e-30) * most), most], np.float32)[least == 0 :]
        assert (bins_of(sign * inside, *scale) == place).all(), (section, place)
    assert bins_of(np.array([0.0, -0.0], np.float32), *scale).tolist() == [SIDE, SIDE]  # "positive or 0"
