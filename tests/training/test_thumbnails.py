"""The pictures in the list of runs: bytes that come back whole, and cells that say what the network answers."""

import math

import numpy as np
import pytest

from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from engine.training import Member, train
from playground.runs import services, thumbnails
from playground.runs.models import Run, Thumbnail
from playground.runs.thumbnails import NOT_FINITE, UNKNOWN, Kind
from playground.training.thumbnails import picture
from playground.training.tracing import Trace
from tests.training.laboratory import settled, stored_columns, wait_until

LINE = {"data": {"name": "noisy_line"}, "network": {"layers": []}, "loss": {"name": "mse"}}


def trained(recipe: dict, epochs: int) -> tuple[Plan, State, Trace]:
    plan, trace = Plan(parse(recipe)), Trace()
    [outcome] = train([Member(plan, State.begin(plan))], epochs)
    trace.add(outcome.first_seq, outcome.columns)
    return plan, outcome.state, trace


def answer(plan: Plan, flat: list[float], point: list[float]) -> list[float]:
    """A forward pass as a textbook writes it, one multiplication at a time; tanh hidden layers, nothing after the last."""
    values = [(value - shift) / scale for value, shift, scale in zip(point, plan.data.shift, plan.data.scale, strict=True)]
    for slot in plan.slots:
        weight = lambda row, unit, slot=slot: flat[slot.start + row * slot.fan_out + unit]  # noqa: E731
        sums = [
            sum(values[row] * weight(row, unit) for row in range(slot.fan_in)) + weight(slot.fan_in, unit)
            for unit in range(slot.fan_out)
        ]
        values = sums if slot is plan.slots[-1] else [math.tanh(one) for one in sums]
    return values


def test_each_cell_is_the_certainty_between_two_classes_where_the_cell_stands():
    plan, state, trace = trained({}, 60)
    shown = picture(plan, state.params, state.epoch, trace.points(), ended=True)
    assert (shown.kind, shown.side, shown.epoch, shown.width) == (Kind.SIGNED, 24, 60, 60)
    cells = np.frombuffer(shown.cells, np.int8).reshape(24, 24)
    flat = state.params.tolist()
    for row, column in [(0, 0), (0, 23), (23, 0), (11, 12), (5, 17)]:
        point = [-6 + (column + 0.5) / 2, 6 - (row + 0.5) / 2]
        probability = 1 / (1 + math.exp(-answer(plan, flat, point)[0]))
        assert cells[row, column] == pytest.approx(127 * (2 * probability - 1), abs=1)
    assert cells.max() > 60 and cells.min() < -60


def test_a_line_is_drawn_with_points_of_the_training_set():
    plan, state, trace = trained(LINE | {"training": {"epochs": 50}}, 50)
    shown = picture(plan, state.params, 50, trace.points(), ended=False)
    reach = 1.1 * max(abs(plan.data.train_points).max(), abs(plan.data.test_points).max())
    tall = 1.1 * max(abs(plan.data.train_targets).max(), abs(plan.data.test_targets).max())
    line = np.frombuffer(shown.cells, np.int8)
    for index in (0, 20, 47):
        y = answer(plan, state.params.tolist(), [-reach + (index + 0.5) * 2 * reach / 48])[0]
        assert line[index] == pytest.approx(127 * max(-1, min(1, y / tall)), abs=1)
    x, y = np.frombuffer(shown.dots, np.int8).reshape(-1, 2)[3]
    step = math.ceil(len(plan.data.train_points) / 40)
    assert (x, y) == pytest.approx(
        (127 * plan.data.train_points[3 * step, 0] / reach, 127 * plan.data.train_targets[3 * step] / tall), abs=1
    )


def test_four_inputs_have_no_plane_so_the_confusion_matrix_stands_for_the_map():
    recipe = {"data": {"name": "iris"}, "loss": {"name": "cross_entropy"}, "optimizer": {"name": "adam"}}
    plan, state, trace = trained(recipe, 40)
    shown = picture(plan, state.params, 40, trace.points(), ended=True)
    shares = np.frombuffer(shown.cells, np.uint8).reshape(3, 3)
    assert shown.kind == Kind.CONFUSION
    counts = np.zeros((3, 3))
    for x, true in zip(plan.data.test_x.tolist(), plan.data.test_targets, strict=True):
        # test_x is scaled already, so the textbook's pass must not scale it again
        raw = [value * scale + shift for value, shift, scale in zip(x, plan.data.shift, plan.data.scale, strict=True)]
        counts[int(true), int(np.argmax(answer(plan, state.params.tolist(), raw)))] += 1
    assert shares == pytest.approx(255 * counts / counts.sum(axis=1, keepdims=True), abs=1)


def test_weights_beyond_all_numbers_are_drawn_as_unknown():
    plan, state, trace = trained({}, 1)
    shown = picture(plan, state.params * float("nan"), 1, trace.points(), ended=True)
    assert set(np.frombuffer(shown.cells, np.int8)) == {UNKNOWN}


def test_three_classes_on_a_plane_tell_class_and_certainty():
    from playground.training.thumbnails import _classes

    plan = Plan(parse({"data": {"name": "iris"}, "loss": {"name": "cross_entropy"}}))
    logits = np.array([[5.0, 0, 0], [0, 0, 9], [0, 0, -9]])
    cells = np.frombuffer(_classes(logits, plan), np.uint8)
    first = math.exp(5) / (math.exp(5) + 2)
    assert [cell >> 5 for cell in cells] == [0, 0, 1]
    assert [cell & 31 for cell in cells] == [round(31 * (first - (1 - first) / 2)), 0, 31]


@pytest.mark.parametrize("rows", [1, 2, 47, 48, 49, 301, 5000])
@pytest.mark.parametrize("cut", [1, 7, 1000])
def test_a_trace_keeps_beginning_and_end_in_48_points_however_it_came(rows, cut):
    trace = Trace()
    for first in range(0, rows, cut) if rows < 400 or cut > 7 else [0]:
        seqs = np.arange(first, min(first + cut, rows) if rows < 400 or cut > 7 else rows)
        trace.add(first, {"epoch": seqs, "train_loss": 1.0 / (1 + seqs), "test_loss": 2.0 / (1 + seqs)})
    points = trace.points()
    assert len(points) <= 48 and len(points) >= min(rows, 24)
    assert (points[0, 0], points[-1, 0]) == (0, rows - 1)
    assert np.all(np.diff(points[:, 0]) > 0)
    assert points[:, 1] == pytest.approx(1 / (1 + points[:, 0]))


def test_curves_end_where_the_numbers_do_and_outliers_leave_at_the_top():
    plan, state, _ = trained({}, 1)
    points = np.array([[0, 0.7, 0.8], [1, 0.4, 50.0], [2, np.inf, np.nan]])
    shown = picture(plan, state.params, 2, points, ended=True)
    assert list(shown.places) == [0, 128, 255]
    top = 1.08 * 1.6  # twice the larger of the first losses
    assert list(shown.train) == [round(254 * 0.7 / top), round(254 * 0.4 / top), NOT_FINITE]
    assert list(shown.test) == [round(254 * 0.8 / top), 254, NOT_FINITE]


# The same bytes as in tests/js/thumbs.test.js: header, 3×3 cells, one dot, two points of each curve.
GOLDEN = "42505431 01030201 2c010000 e8030000 817f0080ff01020304 0aec 00ff fe64 80ff"


def test_the_layout_is_what_the_page_reads():
    cells, dots = bytes.fromhex("817f0080ff01020304"), bytes.fromhex("0aec")
    golden = thumbnails.Picture(
        300, 1000, Kind.SIGNED, 3, cells, dots, bytes([0, 255]), bytes([254, 100]), bytes([128, NOT_FINITE])
    )
    assert thumbnails.encode(golden) == bytes.fromhex(GOLDEN)


def test_bytes_come_back_whole_and_others_are_refused():
    plan, state, trace = trained(LINE | {"training": {"epochs": 3}}, 3)
    shown = picture(plan, state.params, 3, trace.points(), ended=True)
    data = thumbnails.encode(shown)
    assert thumbnails.decode(data) == shown
    assert len(data) == 16 + 48 + len(shown.dots) + 3 * 4 < 1000
    for broken in (b"", b"BPT1", data[:-1], data + b"\0", b"BPR1" + data[4:]):
        with pytest.raises(ValueError, match="thumbnail"):
            thumbnails.decode(broken)
    with pytest.raises(ValueError, match="do not fit"):
        thumbnails.encode(shown._replace(train=b""))


def test_a_run_that_ends_rests_or_diverges_leaves_its_picture(laboratory, start):
    runs = {
        "finished": start({"training": {"epochs": 120}}),
        "diverged": start(LINE | {"optimizer": {"name": "sgd", "lr": 50.0}, "training": {"epochs": 300, "batch_size": None}}),
        "paused": start({}, paused=True),
    }
    laboratory.start()
    for state, run in runs.items():
        settled([run], [state])
        run.refresh_from_db()
        stored = Thumbnail.objects.get(run=run)
        shown = thumbnails.decode(bytes(stored.data))
        assert stored.epoch == shown.epoch == run.epoch
        assert len(shown.cells) == {"diverged": 48}.get(state, 24 * 24)
        assert len(shown.places) == min(run.seq, 48) or 24 <= len(shown.places) <= 48
        assert shown.train[0] < NOT_FINITE
    assert shown.width == 300, "a run that rests is drawn against what is planned"
    services.command(runs["paused"], "step", epochs=30)
    settled([runs["paused"]], ["paused"])
    paused = Run.objects.get(id=runs["paused"].id)
    again = thumbnails.decode(bytes(Thumbnail.objects.get(run=paused).data))
    assert (paused.epoch, again.epoch) == (30, 30)
    losses = stored_columns(paused)["test_loss"]
    assert len(again.places) == 31 and again.test[0] / again.test[-1] == pytest.approx(losses[0] / losses[-1], rel=0.02)


def test_a_trainer_that_did_not_see_the_beginning_reads_it(laboratory, start):
    run = start({"training": {"epochs": 100_000}})
    first = laboratory.start()
    wait_until(lambda: Run.objects.get(id=run.id).epoch > 60, "some epochs")
    laboratory.stop(first)
    assert not Thumbnail.objects.filter(run=run).exists()
    laboratory.start()
    settled([run], ["training"])
    services.command(Run.objects.get(id=run.id), "pause")
    settled([run], ["paused"])
    shown = thumbnails.decode(bytes(Thumbnail.objects.get(run=run).data))
    assert shown.places[0] == 0 and 24 <= len(shown.places) <= 48
