"""A trainer and its devices, without a GPU: torch's "meta" device holds no numbers, so that whatever trains on it fails."""

import pytest
import torch

from engine.device import CPU
from engine.fingerprint import devices, fingerprint
from engine.state import State as EngineState
from playground.runs import services
from playground.runs.models import Command, Run
from playground.runs.states import State
from playground.training import claims, equipment
from playground.training.storing import Storing
from playground.training.trainer import Trainer
from playground.training.watching import Watch

pytestmark = pytest.mark.django_db(transaction=True)
BROKEN = torch.device("meta")


@pytest.fixture
def trainer():
    made = Trainer(fingerprint())
    made.row = claims.register(1, "here", made.fingerprint, **equipment.own())
    return made


@pytest.fixture
def held(trainer, start):
    start({"training": {"epochs": 3}})
    [run] = claims.claim(trainer.row, [])
    trainer.hold(run)
    return trainer.held[run.id]


def test_a_run_that_fails_on_its_gpu_goes_on_on_the_processor(trainer, held):
    assert (held.device, held.run.fingerprint) == (CPU, fingerprint())
    alone, held.device = held.key, BROKEN
    assert held.key != alone and trainer.turns.alone(held) and held.member.place == BROKEN
    trainer.train([held])
    held = trainer.held[held.run.id]
    assert (held.device, held.run.attempt, held.run.fingerprint) == (CPU, 2, fingerprint())
    assert "moved to the processor, because the GPU failed" in held.run.detail["attempts"][-1]["reason"]
    trainer.train([held])
    assert held.state.epoch == 1 and held.run.state == State.TRAINING and held.ended is None


def test_a_run_goes_on_where_it_began(trainer, held, monkeypatch):
    """Whatever device would be chosen today."""
    run, trainer.held = held.run, {}
    monkeypatch.setattr("engine.plan.device_of", lambda spec: BROKEN)
    run.fingerprint = fingerprint()
    trainer.hold(run)
    assert trainer.held[run.id].device == CPU and run.attempt == 1
    assert devices() == {fingerprint(): CPU}
    assert EngineState.begin(trainer.held[run.id].plan).params.is_cpu


def test_an_edit_is_answered_before_anything_more_is_trained(trainer, held, monkeypatch):
    trainer.storing = Storing(trainer.row.id, trainer.shelf, trainer.cells)
    trainer.watch = Watch(trainer.row.id)
    assert trainer.turn() and held.state.epoch == 1
    command = services.command(held.run, "edit", path="optimizer.lr", value=0.5)
    found = []

    def look_instead() -> bool:
        stored = Run.objects.get(id=held.run.id)
        found.append((Command.objects.get(id=command.id).done is not None, stored.spec["edits"][-1]["value"], stored.step))
        return False

    monkeypatch.setattr(trainer, "train_quantum", look_instead)
    trainer.turn()
    assert found == [(True, 0.5, 8)]


def test_equipment_is_told_in_numbers_and_names_but_without_the_machine_s(trainer):
    claims.register(2, "here", trainer.fingerprint, **equipment.own())
    claims.register(3, "elsewhere", "other", cuda_fingerprint="gpu", facts={"gpu": "A GPU"})
    first, second = equipment.at_work()
    assert first["count"] == 2 and first["processor"] and first["torch"] == torch.__version__
    assert second == {"gpu": "A GPU", "count": 1, "fingerprints": ["other", "gpu"]}
