"""Trainability maps as pages: asked for, filled by a trainer's hand, looked into, a cell opened, ended."""

import io
import re
import struct

import numpy as np
import pytest
from PIL import Image

from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from engine.training import Member, train
from playground.runs import keeping, maps
from playground.runs.models import Grid, Run, Task, Tile
from playground.training import mapping, tasks
from tests.site.pages import read
from tests.site.test_closer import trainer  # noqa: F401

pytestmark = pytest.mark.django_db
SMALL = {
    "x": "optimizer.lr",
    "x_low": "0.01",
    "x_high": "1000",
    "x_log": "on",
    "y": "optimizer.momentum",
    "y_low": "0",
    "y_high": "0.9",
}
SET_UP = {"optimizer.name": "momentum", "data.samples": "40", "training.batch_size": "20", "network.layers.0.name": "dense",
          "network.layers.0.units": "2"}  # fmt: skip


def started(client, **given) -> Grid:
    answer = client.post("/maps/", SET_UP | SMALL | given)
    assert answer.status_code == 303, read(answer).text[:2000]
    return Grid.objects.get(id=answer["Location"].split("/")[2])


def work(trainer, places: int = 1) -> None:  # noqa: F811
    for _ in range(places):
        working = tasks.claim(trainer, "print")
        while working.work():
            pass


def test_a_map_is_a_grid_its_tiles_and_a_task_a_tile(learner):
    grid = started(learner)
    assert (grid.side, grid.tiles.count(), Task.objects.filter(kind="trainability").count()) == (64, 16, 16)
    assert grid.spec["training"]["epochs"] == 100  # a hundred steps of one batch each
    assert "4,096 settings of Learning rate and Momentum" in read(learner.get(f"/maps/{grid.id}/")).text
    assert "Map 1" in read(learner.get("/maps/")).text


def test_a_tile_fills_and_its_cells_are_runs_with_exactly_their_values(learner, trainer):  # noqa: F811
    grid = started(learner)
    work(trainer)
    tile = grid.tiles.get(done__gt=0)
    assert tile.done == 256 and len(tile.data) == 256 * 11
    row, column = divmod(tile.place, 4)
    lr, momentum = np.geomspace(0.01, 1000, 64), np.linspace(0, 0.9, 64)
    for y, x in ((0, 0), (3, 15), (15, 8)):
        at = row * 16 + y, column * 16 + x
        answer = learner.post(f"/maps/{grid.id}/", {"do": "open", "column": at[1], "row": at[0]})
        run = Run.objects.get(id=answer["Location"].split("/")[2])
        assert run.spec["optimizer"]["lr"] == pytest.approx(lr[at[1]], rel=1e-3)
        assert run.spec["optimizer"]["momentum"] == pytest.approx(momentum[at[0]], abs=1e-3)
        plan = Plan(parse(run.spec))
        (lone,) = train([Member(plan, State.begin(plan))], plan.spec.training.epochs)
        found = maps.cell(grid, at[1], at[0])
        assert struct.pack("<ff", found.train_loss, found.test_loss) == b"".join(
            lone.columns[name][-1].tobytes() for name in ("train_loss", "test_loss")
        )
        assert (found.kind == "diverged") == (lone.state.stopped == "diverged")
    html = learner.get(f"/maps/{grid.id}/cell?column={column * 16}&row={row * 16}").content.decode()
    assert re.search(r"onverge|iverged", html) and 'value="open"' in html


def test_the_picture_has_a_pixel_a_cell_with_the_lowest_row_at_the_bottom(learner):
    grid = started(learner)
    kinds, epochs = np.zeros(256, np.uint8), np.zeros(256, np.uint16)
    kinds[:4], epochs[:4] = (3, 2, 1, 1), (5, 100, 1, 100)
    grid.tiles.filter(place=0).update(data=maps.packed(kinds, epochs, np.zeros(256), np.zeros(256)), done=4)
    answer = learner.get(f"/maps/{grid.id}/picture.png")
    image = Image.open(io.BytesIO(answer.content)).convert("RGB")
    assert answer["Content-Type"] == "image/png" and image.size == (64, 64)
    assert [image.getpixel((x, 63)) for x in range(5)] == [
        (0xFF, 0x5C, 0xA8), (0x59, 0x61, 0x6B), (0xF6, 0xF0, 0xCA), (0x1B, 0x1B, 0x42), (0x0E, 0x11, 0x16),
    ]  # fmt: skip
    assert "2 converged, 1 did not, 1 diverged. 4,092 are still to come." in read(learner.get(f"/maps/{grid.id}/")).text


def test_a_rectangle_becomes_a_finer_map_of_it(learner):
    grid = started(learner)
    given = {"do": "zoom", "x_low": "1", "x_high": "10", "y_low": "0.2", "y_high": "0.4", "side": "128"}
    answer = learner.post(f"/maps/{grid.id}/", given)
    finer = Grid.objects.get(id=answer["Location"].split("/")[2])
    assert (finer.parent_id, finer.side, finer.x["low"], finer.y["high"]) == (grid.id, 128, 1.0, 0.4)
    assert finer.spec == grid.spec and finer.x["log"] and not finer.y["log"]
    for wrong, says in (
        ({"x_low": "ten"}, "“ten” is not a number"),
        ({"x_low": "20"}, "from a smaller to a larger"),
        ({"side": "9"}, "“9” is none"),
    ):
        answer = learner.post(f"/maps/{grid.id}/", given | wrong)
        assert answer.status_code == 422 and says in read(answer).text
    assert 'value="ten"' in learner.post(f"/maps/{grid.id}/", given | {"x_low": "ten"}).content.decode()


def test_the_legend_names_cells_that_wait_as_long_as_there_are_any(learner):
    grid = started(learner)
    address = f"/maps/{grid.id}/"

    def waiting(**headers) -> dict:
        [found] = [attrs for _tag, attrs in read(learner.get(address, headers=headers)).tags if attrs.get("id") == "map-left"]
        return found

    assert "hidden" not in waiting() and "hx-swap-oob" in waiting(hx_request="true")
    kinds = np.ones(256, np.uint8)
    grid.tiles.update(data=maps.packed(kinds, kinds.astype(np.uint16), np.zeros(256), np.zeros(256)), done=256)
    Task.objects.update(state="finished")
    assert "hidden" in waiting() and "hidden" in waiting(hx_request="true"), "also where htmx brings the last of them"


def test_stopping_leaves_what_is_there_and_begins_no_tile(learner, trainer):  # noqa: F811
    grid = started(learner)
    work(trainer)
    assert learner.post(f"/maps/{grid.id}/", {"do": "stop"}).status_code == 303
    assert tasks.claim(trainer, "print") is None and not mapping.is_going(grid)
    html = learner.get(f"/maps/{grid.id}/").content.decode()
    assert "Map 1 is deleted at once and for good." in html
    assert "hx-trigger" not in html and "256 / 4,096" in html and "not trained" in html and "still to come" not in html
    learner.post(f"/maps/{grid.id}/", {"do": "delete"})
    assert not Grid.objects.exists() and not Tile.objects.exists()


def test_what_makes_no_map_is_refused_at_its_axis_and_kept(learner):
    for wrong, says in (
        ({"x_low": "small"}, "“small” is not a number"),
        ({"x": "training.epochs"}, "“training.epochs” cannot be mapped"),
        ({"y": "optimizer.lr", "y_high": "1"}, "varies two fields"),
        ({"schedule.name": "reduce_on_plateau"}, "cannot watch their own losses"),
        ({"y_high": "7"}, "7 is not less than 1"),
    ):
        answer = learner.post("/maps/", SET_UP | SMALL | wrong)
        assert answer.status_code == 422 and says in read(answer).text, (wrong, read(answer).text[-1500:])
    assert 'value="small"' in learner.post("/maps/", SET_UP | SMALL | {"x_low": "small"}).content.decode()
    assert not Grid.objects.exists() and not Task.objects.exists()


def test_a_map_is_its_owners_alone_and_goes_with_them(learner, stranger):
    grid = started(learner)
    for path in ("", "picture.png", "cell?column=0&row=0"):
        assert stranger.get(f"/maps/{grid.id}/{path}").status_code == 404
        assert learner.get(f"/maps/{grid.id}/{path}").status_code == 200
    assert stranger.post(f"/maps/{grid.id}/", {"do": "stop"}).status_code == 404
    assert learner.get(f"/maps/{grid.id}/cell?column=64&row=0").status_code == 404
    keeping.adopt(grid.owner, "somebody")
    assert Grid.objects.get().owner == "somebody"
    keeping.delete_all("somebody")
    assert not Grid.objects.exists() and not Task.objects.exists()
