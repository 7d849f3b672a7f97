"""The engine alone: ``python -m engine``."""

import json
import subprocess
import sys

import pytest
import torch
from safetensors.torch import load_file


def engine(*arguments, given=""):
    return subprocess.run([sys.executable, "-m", "engine", *arguments], input=given, capture_output=True, text=True, timeout=120)


def test_run_prints_one_object_a_record_and_then_the_reason():
    lines = engine("run", "-", given='{"training": {"epochs": 3}}').stdout.splitlines()
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
    spec = """{"data": {"name": "noisy_line"}, "network": {"layers": []}, "optimizer": {"name": "sgd", "lr": 1e9},
               "training": {"epochs": 50}}"""
    lines = engine("run", "-", given=spec).stdout.splitlines()
    last = json.loads(lines[-1], parse_constant=lambda word: pytest.fail(f"{word} is not JSON"))
    assert last["finished"] == "diverged" and last["layer"] == 1
    for line in lines:
        json.loads(line, parse_constant=lambda word: pytest.fail(f"{word} is not JSON"))


@pytest.mark.parametrize("given", ["", "{", '{"optimizer": {"name": "adm"}}', "[1]"])
def test_what_cannot_be_run_is_refused_in_words_with_status_2(given):
    answer = engine("run", "-", given=given)
    assert answer.returncode == 2 and answer.stderr.strip() and "Traceback" not in answer.stderr


def test_describe_lists_every_entry():
    described = json.loads(engine("describe").stdout)
    names = {entry["name"] for entries in described["concepts"].values() for entry in entries}
    assert {"circles", "dense", "adam", "cosine", "huber", "he_normal"} <= names
