"""What the server writes is written as the page's own scripts write it, sign for sign: numbers, and sentences in a row."""

import json
import math
import random
import shutil
import subprocess
from pathlib import Path

from playground.experiments import written
from playground.languages.joining import joined

JOINED = {
    ("One.", "Two."): "One. Two.",
    ("一。", "二。", "R² 0.9。"): "一。二。R² 0.9。",
    ("", "一？", "", "Two.", "三："): "一？Two. 三：",
    (): "",
}
ROOT = Path(__file__).resolve().parents[2]
ASK = """
import { powerOfTen, readout, size } from "./static/js/format.js";
import { joined } from "./static/js/words.js";
const [values, sentences] = JSON.parse(process.argv[1]);
const sizes = (digits) => values.map((one) => size(one, digits));
const powers = [-12, -1, 0, 7].map(powerOfTen);
const told = { readout: values.map(readout), two: sizes(), three: sizes(3), powers };
console.log(JSON.stringify({ ...told, joined: sentences.map((all) => joined(...all)) }));
"""


def test_the_page_and_the_server_write_the_same():
    chance = random.Random(1)
    values = [0.0, 1.0, -1.0, 0.001, 1e-5, 1e-4, 999.4, 999.6, 9999.0, 1e4, 1e6, 0.5, 12.0, 0.0009999, 300.0]
    values += [chance.choice((-1, 1)) * 10 ** chance.uniform(-12, 12) for _ in range(300)]
    node = shutil.which("node") or str(ROOT / ".venv" / "bin" / "node")
    asked = [node, "--input-type=module", "--eval", ASK, json.dumps([values, list(JOINED)])]
    said = subprocess.run(asked, cwd=ROOT, text=True, capture_output=True, timeout=60)
    assert said.returncode == 0, said.stderr
    theirs = json.loads(said.stdout)
    assert theirs["readout"] == [written.readout(one) for one in values]
    assert theirs["two"] == [written.size(one) for one in values]
    assert theirs["three"] == [written.size(one, 3) for one in values]
    assert theirs["joined"] == [joined(*sentences) for sentences in JOINED] == list(JOINED.values())
    assert theirs["powers"] == [written.power_of_ten(one) for one in (-12, -1, 0, 7)]
    assert [written.size(one) for one in (math.inf, -math.inf, math.nan)] == ["∞", "−∞", "NaN"]


def test_what_somebody_set_keeps_its_digits():
    words = {
        1e-5: "10⁻⁵",
        0.0001: "10⁻⁴",
        0.0002637: "2.637·10⁻⁴",
        0.0316: "0.0316",
        1.0: "1",
        -2e7: "−2·10⁷",
        1e6: "10⁶",
        0.0: "0",
    }
    assert {value: written.exactly(value) for value in words} == words
