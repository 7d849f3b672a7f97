"""Pause, resume, step, edit, extend, stop on runs in a trainer's hands: obeyed at once, and no bit of a record changes."""

import time

import pytest

from playground.runs import selectors, services
from playground.runs.models import Command, Run
from tests.training.laboratory import assert_equal_to_twin, settled, stored_digest, twin, wait_until

LONG = {"training": {"epochs": 100_000}}
MIXED = {
    "training": {"epochs": 300},
    "optimizer": {"name": "adam"},
    "network": {"layers": [{"name": "dense", "units": 5, "activation": "tanh", "dropout": 0.1}]},
}


def ask(run: Run, kind: str, **payload) -> Command:
    return services.command(Run.objects.get(id=run.id), kind, **payload)


def ask_and_wait(run: Run, kind: str, **payload) -> float:
    """Seconds until the command is done; asserts that it was obeyed without objection."""
    begin = time.monotonic()
    command = ask(run, kind, **payload)
    wait_until(lambda: Command.objects.get(id=command.id).done, f"{kind} done", every=0.002)
    took = time.monotonic() - begin
    assert Command.objects.get(id=command.id).answer == ""
    return took


def status(run: Run) -> dict:
    return selectors.run_status([run.id])[run.id]


def started(run: Run, epoch: int = 5) -> None:
    wait_until(lambda: status(run)["epoch"] >= epoch, f"epoch {epoch}")


def resting(run: Run) -> Run:
    settled([run], ("paused",))
    run.refresh_from_db()
    return run


def test_pause_and_resume_as_often_as_you_like_change_no_bit(laboratory, start):
    run, took = start(MIXED, speed=120), []
    laboratory.start()
    for _ in range(6):
        started(run, status(run)["epoch"] + 3)
        took.append(ask_and_wait(run, "pause"))
        epoch = resting(run).epoch
        assert run.trainer is None
        time.sleep(0.03)
        assert status(run)["epoch"] == epoch
        ask_and_wait(run, "resume")
    ask(run, "speed", epochs_per_second=0)
    settled([run])
    assert_equal_to_twin(run)
    print(f"figure pause_obeyed median {1000 * sorted(took)[3]:.0f} ms, worst {1000 * max(took):.0f} ms")
    assert sorted(took)[3] < 0.5  # 100 ms on a machine that is not busy with other tests


def test_a_run_started_paused_shows_its_untrained_network_and_steps_by_batch_and_epoch(laboratory, start):
    run = start(MIXED, paused=True)
    laboratory.start()
    assert (resting(run).epoch, run.seq, run.frame_seq) == (0, 1, 0)
    ask_and_wait(run, "step", epochs=1)
    assert (resting(run).epoch, run.seq) == (1, 2)
    ask_and_wait(run, "step", batches=3)
    steps = resting(run).step
    assert (run.epoch, run.seq) == (1, 2)
    assert run.probe["step"] == steps
    assert {"loss", "grad_norms"} <= set(run.probe)
    ask_and_wait(run, "step", epochs=2)  # from the middle of an epoch: to its end, and one more
    assert (resting(run).epoch, run.seq, run.probe) == (3, 4, None)
    ask_and_wait(run, "step", batches=1)
    ask_and_wait(run, "resume")
    settled([run])
    assert_equal_to_twin(run)


def test_steps_asked_in_a_burst_are_all_taken_in_order(laboratory, start):
    run = start(MIXED, paused=True)
    laboratory.start()
    resting(run)
    commands = [ask(run, "step", epochs=count) for count in (1, 2, 3)]
    wait_until(lambda: not Command.objects.filter(done=None).exists(), "all steps")
    assert resting(run).epoch == 6
    times = [Command.objects.get(id=command.id).done for command in commands]
    assert times == sorted(times)


def test_a_step_pressed_while_training_takes_it_and_rests(laboratory, start):
    run = start(LONG, speed=30)
    laboratory.start()
    started(run)
    ask_and_wait(run, "step", epochs=2)
    epoch = resting(run).epoch
    assert_equal_to_twin(run, epoch)


@pytest.mark.parametrize("held", [True, False])
def test_live_changes_become_part_of_the_recipe(laboratory, start, held):
    """The edited recipe, trained by the engine in one piece, gives the same bits: step numbers are exact."""
    run = start(MIXED, speed=120)
    laboratory.start()
    started(run)
    if not held:
        ask_and_wait(run, "pause")
        resting(run)
    changes = (("optimizer.lr", 0.002), ("regularization.l2", 0.01), ("regularization.decay", 0.001), ("weights.1.0.2", 1.5))
    took = []
    for path, value in (*changes, ("optimizer.lr", 0.2)):
        took.append(ask_and_wait(run, "edit", path=path, value=value))
        if held:
            started(run, status(run)["epoch"] + 2)
    ask_and_wait(run, "resume")
    ask(run, "speed", epochs_per_second=0)
    settled([run])
    run.refresh_from_db()
    assert [edit["path"] for edit in run.spec["edits"]][-1] == "optimizer.lr"
    assert_equal_to_twin(run)
    assert stored_digest(run) != twin({**run.spec, "edits": []})[0]
    print(f"figure edit_obeyed median {1000 * sorted(took)[2]:.0f} ms, worst {1000 * max(took):.0f} ms")
    assert sorted(took)[2] < 0.5  # 100 ms on a machine that is not busy with other tests


def test_more_epochs_do_not_rewrite_the_past(laboratory, start):
    run = start({"training": {"epochs": 12}, "schedule": {"name": "constant"}})
    laboratory.start()
    settled([run])
    run.refresh_from_db()
    before = stored_digest(run)
    ask(run, "extend", epochs=20)
    wait_until(lambda: status(run)["epoch"] == 32, "20 epochs more")
    settled([run])
    assert_equal_to_twin(run)
    run.refresh_from_db()
    assert run.epochs == 32
    assert twin(run.spec, 12)[0] == before


def test_a_finished_run_takes_one_batch_more_and_goes_on_from_there(laboratory, start):
    """It is given one epoch for it: it rests within that, and goes on to its end as if it had been planned so long."""
    run = start({"training": {"epochs": 12}, "schedule": {"name": "constant"}})
    laboratory.start()
    settled([run])
    run.refresh_from_db()
    before, step = stored_digest(run), run.step
    ask_and_wait(run, "step", batches=1)
    resting(run)
    assert (run.epoch, run.epochs, run.step, run.probe["step"]) == (12, 13, step + 1, step + 1)
    assert stored_digest(run) == before
    ask_and_wait(run, "resume")
    settled([run])
    assert_equal_to_twin(run)
    ask_and_wait(run, "step", epochs=2)
    settled([run])
    run.refresh_from_db()
    assert (run.state, run.epoch, run.epochs) == ("finished", 15, 15)
    ask(run, "extend", epochs=3)  # it rests no more, though its last epochs were steps
    wait_until(lambda: status(run)["epoch"] == 18, "three epochs more")
    settled([run])
    assert_equal_to_twin(run)


def test_stop_is_the_last_word(laboratory, start):
    run = start(LONG)
    laboratory.start()
    started(run)
    took = ask_and_wait(run, "stop")
    run.refresh_from_db()
    assert (run.state, run.detail["reason"], run.trainer) == ("stopped", "person", None)
    assert_equal_to_twin(run, run.epoch)
    print(f"figure stop_obeyed {1000 * took:.0f} ms")


def test_commands_on_a_long_epoch_are_obeyed_within_a_step_not_an_epoch(laboratory, start):
    """An epoch of seconds is trained batch by batch; nobody waits for its end."""
    long = {
        "training": {"epochs": 3, "batch_size": 1},
        "data": {"name": "circles", "samples": 5000},
        "network": {"layers": [{"name": "dense", "units": 64}] * 6},
    }
    run, beside = start(long), start(LONG, speed=30)
    laboratory.start()
    wait_until(lambda: status(run)["step"] > 20, "a few steps")
    took = []
    for _ in range(3):
        took.append(ask_and_wait(run, "pause"))
        assert 0 < resting(run).step < 2500
        ask_and_wait(run, "resume")
        wait_until(lambda: status(run)["state"] == "training", "going on")
    print(f"figure pause_in_a_long_epoch worst {1000 * max(took):.0f} ms")
    assert max(took) < 1.0
    assert status(beside)["epoch"] > 0
    ask(run, "stop")
    settled([run], ("stopped",))


def test_a_command_that_meets_the_end_of_its_run_is_answered(laboratory, start):
    """F36: cancel against finish, many times: one final state and no command left open."""
    runs = [start({"training": {"epochs": 8}, "seed": seed}, speed=120) for seed in range(12)]
    laboratory.start()
    for index, run in enumerate(runs):
        time.sleep(0.007 * index / 2)
        try:
            ask(run, "stop" if index % 2 else "pause")
        except services.orders.CommandRefused:
            assert status(run)["state"] == "finished"
    settled(runs, ("finished", "stopped", "paused"))
    wait_until(lambda: not Command.objects.filter(done=None).exists(), "every command answered")
    for run in runs:
        run.refresh_from_db()
        assert_equal_to_twin(run, max(run.epoch, 1)) if run.epoch else None
