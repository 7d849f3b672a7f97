"""The tab "The same in PyTorch": from the button to a program that runs without us and arrives at the stored loss."""

import json
import re
import struct

import pytest
from safetensors.torch import load

from engine.plan import Plan
from engine.records import encode
from engine.state import State
from engine.training import Member, train
from playground.runs import recipes, services
from playground.runs.models import Chunk, Run, Task, Trainer
from tests.engine.export import bare
from tests.site.test_closer import do
from tests.site.test_runs_pages import owner_of
from tests.site.test_sharing import make as make_link

pytestmark = pytest.mark.django_db
KEY = "pytorch"


def trained(learner, recipe: dict, token: str) -> tuple[Run, list[float]]:
    """A finished run with its records, and its training losses."""
    spec = recipes.parse(recipe)
    made, plan = services.start_run(owner_of(learner), spec, token=token), Plan(spec)
    [outcome] = train([Member(plan, State.begin(plan))], spec.training.epochs)
    rows = outcome.rows
    facts = {"rows": rows, "data": encode(plan.schema, 0, outcome.columns), "seconds": struct.pack(f"<{rows}f", *[0.0] * rows)}
    Chunk.objects.create(run=made, attempt=1, first_seq=0, **facts)
    ended = {"state": "finished", "epoch": outcome.state.epoch, "seq": rows, "detail": {"reason": outcome.state.stopped}}
    Run.objects.filter(id=made.id).update(**ended)
    return Run.objects.get(id=made.id), outcome.columns["train_loss"].tolist()


@pytest.fixture
def trainer():
    return Trainer.objects.create(pid=1, host="here", fingerprint="print")


def test_a_run_becomes_files_that_arrive_at_its_stored_loss_without_us(learner, stranger, trainer, tmp_path):
    first, _ = trained(learner, {"training": {"epochs": 6}}, "one")
    run, losses = trained(learner, {"training": {"epochs": 6}, "optimizer": {"name": "adam", "lr": 0.02}}, "two")
    address = f"/runs/{run.id}/tabs/{KEY}/"
    assert learner.post(address, {"epoch": "4"}).status_code == 303
    assert do(trainer).state == "finished"
    task = Task.objects.get()

    def fetched(name: str, who=learner, at: str = address):
        return who.get(f"{at}?task={task.id}&file={name}")

    answer = fetched("script.py")
    assert answer["Content-Disposition"] == f'attachment; filename="run-{run.number}-epoch-4.py"'
    text = answer.content.decode()
    assert f"stored = {losses[4]!r}\n" in text and "EPOCHS = 4\n" in text
    ran = bare.run(tmp_path, {"taken": text})["taken"]
    assert ran.get("loss") == pytest.approx(losses[4], rel=1e-5), ran

    book = json.loads(fetched("notebook.ipynb").content)
    assert any("torch.optim.Adam" in "".join(cell["source"]) for cell in book["cells"])
    tensors = load(fetched("weights.safetensors").content)
    assert {name: tuple(tensor.shape) for name, tensor in tensors.items()} == {
        "0.weight": (6, 2), "0.bias": (6,), "2.weight": (4, 6), "2.bias": (4,), "4.weight": (1, 4), "4.bias": (1,),
    }  # fmt: skip

    assert fetched("model.onnx").content[:1] == b"\x08"  # a protocol buffer that begins with its version

    page = learner.get(address).content.decode()
    assert f"+ marks what differs from run {first.number}" in page
    new = re.findall(r'<span class="new"><b>\+</b>(.*)', page)
    assert "LEARNING_RATE = 0.02" in new and "EPOCHS = 4" in new and not any("nn.Linear" in line for line in new)
    assert '<span class="old"><b>−</b>LEARNING_RATE = 0.03' in page

    token = make_link(learner, run)["token"]
    assert fetched("script.py", stranger, f"/s/{token}/tabs/{KEY}/").content.decode() == text
    assert fetched("script.py", stranger).status_code == 404
    for name in ("facts.json", "../settings.py", "x"):
        assert fetched(name).status_code == 404


def test_the_prose_speaks_the_language_of_the_page(learner, trainer, monkeypatch):
    from engine.export import onnx_file

    monkeypatch.setattr(onnx_file, "installed", lambda: False)  # it has no words, and takes longest
    run, losses = trained(learner, {"training": {"epochs": 2}}, "one")
    address = f"/runs/{run.id}/tabs/{KEY}/"
    learner.post(address, {"epoch": "2"}, HTTP_X_LANGUAGE="zh-hans")
    do(trainer)
    text = learner.get(f"{address}?file=script.py").content.decode()
    assert "# 1. 数据" in text and f"stored = {losses[2]!r}\n" in text


def test_what_cannot_be_written_is_said(learner, monkeypatch):
    run, _ = trained(learner, {"training": {"epochs": 2}}, "one")
    monkeypatch.setattr(recipes, "no_script", lambda spec: "There is no such optimizer.")
    assert "There is no such optimizer." in learner.get(f"/runs/{run.id}/tabs/{KEY}/").content.decode()
    assert learner.post(f"/runs/{run.id}/tabs/{KEY}/", {"epoch": "1"}).status_code == 422


def test_without_what_makes_onnx_files_the_page_says_so(learner, trainer, monkeypatch):
    from engine.export import onnx_file

    monkeypatch.setattr(onnx_file, "installed", lambda: False)
    run, _ = trained(learner, {"training": {"epochs": 2}}, "one")
    address = f"/runs/{run.id}/tabs/{KEY}/"
    learner.post(address, {"epoch": "1"})
    do(trainer)
    page = learner.get(address).content.decode()
    assert "requirements/onnx.txt" in page and "file=model.onnx" not in page
