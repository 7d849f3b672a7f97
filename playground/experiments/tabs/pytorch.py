"""The same in PyTorch: the run as a program without us, what differs from the run before, and files to take along."""

import json
from io import BytesIO
from zipfile import ZipFile

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from playground.experiments.tabs.base import File, Tab
from playground.experiments.written import readout
from playground.runs import recipes
from playground.runs.models import Run, Task

FILES = {
    "script.py": ("text/x-python; charset=utf-8", gettext_lazy("Python script")),
    "notebook.ipynb": ("application/x-ipynb+json", gettext_lazy("Notebook")),
    "weights.safetensors": ("application/octet-stream", gettext_lazy("Weights (safetensors)")),
    "model.onnx": ("application/octet-stream", gettext_lazy("Network (ONNX)")),
}
WITHOUT_ONNX = {
    "missing": gettext_lazy("There is no ONNX file: what makes them is not installed here (requirements/onnx.txt)."),
    "failed": gettext_lazy("There is no ONNX file: PyTorch's exporter could not make one of this network."),
}


class PyTorch(Tab):
    key = "pytorch"
    rank = 80
    title = gettext_lazy("The same in PyTorch")
    about = gettext_lazy(
        "This run as a program that needs PyTorch and nothing of ours. It makes the same points, starts from the same weights, "
        "takes the same batches, and its last line compares its loss with the one stored here."
    )
    kind = "pytorch_script"
    start = gettext_lazy("Write the program")

    def unfit(self, run: Run) -> str:
        return recipes.no_script(recipes.parse(run.spec))

    def result(self, task: Task) -> dict:
        with _archive(task) as archive:
            return json.loads(archive.read("facts.json")) | {"files": [name for name in FILES if name in archive.namelist()]}

    def shown(self, run: Run, result: dict) -> dict:
        return result | {
            "loss": readout(result["train_loss"]),
            "allowed": readout(result["tolerance"]),
            "lines": [_line(mark, text) for mark, text in result["lines"]],
            "files": [{"name": name, "words": FILES[name][1]} for name in result["files"]],
            "without_onnx": WITHOUT_ONNX.get(result.get("onnx", ""), ""),
            "changes": any(mark in "+-" for mark, _text in result["lines"] if mark),
        }

    def file(self, run: Run, task: Task, name: str) -> File | None:
        with _archive(task) as archive:
            if name not in FILES or name not in archive.namelist():
                return None
            ending = name.partition(".")[2]
            return File(archive.read(name), FILES[name][0], f"run-{run.number}-epoch-{task.input['epoch']}.{ending}")


def _archive(task: Task) -> ZipFile:
    return ZipFile(BytesIO(bytes(task.result)))


def _line(mark: str, text: str) -> dict:
    """A line of the program as the template shows it: what kind of line, its sign, its text."""
    if mark == "=":
        text = _("… {count} characters of packed numbers …").format(count=f"{int(text):,}")
    kind = {"+": "new", "-": "old", "=": "packed"}.get(mark) or ("comment" if text.startswith("#") else "")
    return {"kind": kind, "sign": {"+": "+", "-": "−"}.get(mark, ""), "text": text}


TAB = PyTorch()
