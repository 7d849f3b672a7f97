"""A trained network as an ONNX file, by PyTorch's own exporter. Needs what requirements/onnx.txt names."""

from __future__ import annotations

import json
import sys
import tempfile
import warnings
from importlib.util import find_spec
from pathlib import Path

import torch

from engine import checkpoint, reference
from engine.plan import Plan
from engine.spec import parse
from engine.state import State


def installed() -> bool:
    """Whether ONNX files can be made here; asking imports nothing."""
    return all(find_spec(name) is not None for name in ("onnx", "onnxscript"))


def as_onnx(plan: Plan, state: State) -> bytes:
    """The network at ``state`` in evaluation mode: "inputs" (points, …) → "outputs" (points, outputs), for any number of points.

    Takes seconds and imports much: call it in a process that owes nobody an answer.
    """
    model = reference.build(plan, torch.float32, state.judged(plan), state.buffers).eval()
    examples = reference.inputs(plan)[:2]
    points = torch.export.Dim("points", min=1)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(folder) / "model.onnx"
        program = torch.onnx.export(
            model, (examples,), dynamo=True, verbose=False, input_names=["inputs"], output_names=["outputs"],
            dynamic_shapes=({0: points},),
        )  # fmt: skip
        program.save(str(path), external_data=False)
        return path.read_bytes()


def main(folder: Path) -> None:
    """``python -m engine.export.onnx_file FOLDER``: recipe.json and state.safetensors there become model.onnx beside them."""
    plan = Plan(parse(json.loads((folder / "recipe.json").read_text("utf-8"))))
    state = checkpoint.load(plan, (folder / "state.safetensors").read_bytes())
    (folder / "model.onnx").write_bytes(as_onnx(plan, state))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
