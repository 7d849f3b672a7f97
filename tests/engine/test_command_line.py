"""The engine alone: ``python -m engine``."""

import contextlib
import io
import json
import subprocess
import sys
from types import SimpleNamespace

import pytest
import torch
from safetensors.torch import load_file

from engine.__main__ import main
from tests.bounded import processor_time


def process(*arguments, given=""):
    asked = [sys.executable, "-m", "engine", *arguments]
    return subprocess.run(asked, input=given, capture_output=True, text=True, preexec_fn=processor_time(120))


def engine(*arguments, given=""):
    """The same in this process, which has torch already: what it printed and how it ended."""
    out, err, stdin = io.StringIO(), io.StringIO(), sys.stdin
    sys.stdin = io.StringIO(given)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main(list(arguments))
    finally:
        sys.stdin = stdin
    return SimpleNamespace(returncode=status, stdout=out.getvalue(), stderr=err.getvalue())


def test_run_prints_one_object_a_record_and_then_the_reason():
    lines = process("run", "-", given='{"training": {"epochs": 3}}').stdout.splitlines()
    records = [json.loads(line) for line in lines]
    assert [record.get("epoch") for record in records[:-1]] == [0, 1, 2, 3] and records[-1] == {
        "finished": "finished",
        "epoch": 3,
    }
    assert [record["step"] for record in records[:-1]] == [0, 8, 16, 24] and len(records[0]["layers"]) == 3
    assert {"grad_norm", "grad_mean", "grad_std", "grad_max", "weight_norm", "update_ratio"} <= set(records[0]["layers"][0])


def test_a_sceptic_can_repeat_the_losses_from_the_audit_without_us(tmp_path):
    spec = {"training": {"epochs": 5}, "network": {"layers": [{"name": "dense", "units": 3}]}}
    (tmp_path / "spec.json").write_text(json.dumps(spec))
    records = [
        json.loads(line)
        for line in engine("run", str(tmp_path / "spec.json"), "--audit", str(tmp_path / "audit")).stdout.splitlines()
    ]
    data = load_file(tmp_path / "audit" / "data.safetensors")
    for name, record in (("initial", records[0]), ("final", records[-2])):
        net = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 1))
        net.load_state_dict(load_file(tmp_path / "audit" / f"{name}.safetensors"))
        for split in ("train", "test"):
            loss = torch.nn.functional.binary_cross_entropy_with_logits(net(data[f"{split}_x"]), data[f"{split}_y"])
            assert record[f"{split}_loss"] == pytest.approx(loss.item(), rel=1e-5)


def test_a_diverging_run_spells_its_numbers_so_that_json_readers_survive():
    """I8: numbers that are none have one spelling."""
    spec = """{"data": {"name": "noisy_line"}, "network": {"layers": []}, "optimizer": {"name": "sgd", "lr": 1e9},
               "training": {"epochs": 50}}"""
    lines = engine("run", "-", given=spec).stdout.splitlines()
    last = json.loads(lines[-1], parse_constant=lambda word: pytest.fail(f"{word} is not JSON"))
    assert last["finished"] == "diverged" and last["layer"] == 1
    for line in lines:
        json.loads(line, parse_constant=lambda word: pytest.fail(f"{word} is not JSON"))


@pytest.mark.parametrize("given", ["", "{", '{"optimizer": {"name": "adm"}}', "[1]"])
def test_what_cannot_be_run_is_refused_in_words_with_status_2(given):
    answer = (process if given == "{" else engine)("run", "-", given=given)
    assert answer.returncode == 2 and answer.stderr.strip() and "Traceback" not in answer.stderr


def test_describe_lists_every_entry():
    described = json.loads(engine("describe").stdout)
    names = {entry["name"] for entries in described["concepts"].values() for entry in entries}
    assert {"circles", "dense", "adam", "cosine", "huber", "he_normal"} <= names


def test_curvature_prints_the_gauges_of_the_epochs_on_the_way(tmp_path):
    """Its distance is that of the final weights `run --audit` writes, and its edge is 2/η."""

    (tmp_path / "spec.json").write_text(json.dumps({"training": {"epochs": 6}}))
    done = engine("curvature", str(tmp_path / "spec.json"), "--epoch", "6")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["epoch"] for row in rows] == [0, 1, 2, 3, 4, 5, 6] and rows[0]["edge"] == 2 / 0.03
    engine("run", str(tmp_path / "spec.json"), "--audit", str(tmp_path / "audit"))
    first, last = (load_file(tmp_path / "audit" / f"{name}.safetensors") for name in ("initial", "final"))
    away = sum(float((last[name].double() - first[name].double()).square().sum()) for name in first) ** 0.5
    assert abs(rows[-1]["distance"]["value"] - away) < 1e-9
    assert engine("curvature", str(tmp_path / "spec.json"), "--epoch", "7").returncode == 2


def test_check_prints_one_object_and_names_what_is_planted():
    spec = {"network": {"layers": [{"name": "dense", "units": 3, "activation": "sigmoid"}]}, "training": {"epochs": 5}}
    right = engine("check", "-", "--epoch", "3", given=json.dumps(spec))
    report = json.loads(right.stdout)
    assert (right.returncode, report["verdict"], report["epoch"]) == (0, "ok", 3)
    assert [layer["layer"] for layer in report["layers"]] == [1, 2]
    assert all(max(layer["autograd"], layer["differences"]) < 1e-5 for layer in report["layers"])
    wrong = engine("check", "-", given=json.dumps({**spec, "faults": ["transposed_gradient"]}))
    assert wrong.returncode == 1 and json.loads(wrong.stdout)["verdict"] == "transposed_gradient"


@pytest.mark.parametrize("epoch", ["-1", "6"])
def test_check_refuses_an_epoch_the_spec_does_not_have(epoch):
    answer = engine("check", "-", f"--epoch={epoch}", given='{"training": {"epochs": 5}}')
    assert answer.returncode == 2 and "from 0 to 5" in answer.stderr


def test_preset_prints_a_spec_that_runs_and_says_what_there_is_not():
    from engine.spec import parse

    for more in ([], ["--as-printed"]):
        printed = engine("preset", "xor-2-4-1", *more)
        spec = parse(json.loads(printed.stdout))
        assert spec.expanded() == json.loads(printed.stdout) and bool(spec.faults) == bool(more)
    for name, words in (("iris-mlp", "does not run"), ("mnist-784-10-10", "one version"), ("mnist", "Known: iris-mlp")):
        answer = engine("preset", name, "--as-printed")
        assert answer.returncode == 2 and words in answer.stderr and not answer.stdout
