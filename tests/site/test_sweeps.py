"""Sweeps as pages: asked for without scripts, counted before anything is made, shown while they come in."""

import json
import re
import secrets

import pytest

from playground.experiments.sweeping import drawing, results
from playground.runs import recipes, sweep_reading, sweeps
from playground.runs.models import Run, Sweep
from playground.runs.states import State
from tests.site.pages import read

pytestmark = pytest.mark.django_db
GRID = {"optimizer.lr": "0.01, 0.1, 1", "optimizer.name": "sgd, adam"}
TITLES = {"sgd": "SGD", "adam": "Adam"}


def started(client, **texts) -> Sweep:
    answer = client.post(
        "/sweeps/", {key.replace("__", "."): text for key, text in texts.items()} | {"token": secrets.token_hex(8)}
    )
    assert answer.status_code == 303, answer.content.decode()[-3000:]
    return Sweep.objects.get(id=answer["Location"].split("/")[2])


def test_the_cost_is_said_before_anything_is_made(learner):
    page = read(
        learner.get("/sweeps/new/", {"optimizer.lr": "1e-4..1 log 20", "optimizer.name": "sgd, adam", "training.epochs": "50"})
    )
    assert "40 runs · 51 parameters each · 2,000 epochs in all" in page.text
    assert not Run.objects.exists()


def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(learner):
    answer = learner.get("/sweeps/new/", {"optimizer.lr": "0.1, 0"})
    assert answer.status_code == 400
    html = answer.content.decode()
    assert 'value="0.1, 0"' in html and "Learning rate: 0 is not more than 0." in html
    assert learner.post("/sweeps/", {"optimizer.lr": "0.1, 0"}).status_code == 422
    assert learner.post("/sweeps/", {"optimizer.lr": "0.1"}).status_code == 422
    assert not Sweep.objects.exists()


def test_what_the_form_sends_starts_the_sweep_it_showed(learner):
    asked = {"optimizer.lr": "0.01, 0.1", "network.layers.0.units": "4, 8", "data.noise": "0.2"}
    html = learner.get("/sweeps/new/", asked).content.decode()
    form = html[html.index('id="sweep-form"') : html.index("</form>", html.index('id="sweep-form"'))]
    body = dict(re.findall(r'<input[^>]*name="([^"]+)" value="([^"]*)"', form))
    answer = learner.post("/sweeps/", body)
    assert answer.status_code == 303
    cells = list(Run.objects.order_by("place"))
    assert [(cell.spec["optimizer"]["lr"], cell.spec["network"]["layers"][0]["units"]) for cell in cells] == [
        (rate, units) for units in (4, 8) for rate in (0.01, 0.1)
    ] or len(cells) == 4
    assert all(cell.spec["data"]["noise"] == 0.2 for cell in cells)


def test_results_show_a_square_a_run_with_its_words(learner):
    sweep = started(learner, **{key.replace(".", "__"): text for key, text in GRID.items()})
    cells = list(Run.objects.order_by("place"))
    ends = [(State.FINISHED, 0.9), (State.FINISHED, 0.7), (State.DIVERGED, None), (State.TRAINING, 0.6), (State.WAITING, None)]
    for cell, (state, score) in zip(cells, ends, strict=False):
        Run.objects.filter(id=cell.id).update(state=state, last_metric=score, epoch=17)
    html = learner.get(f"/sweeps/{sweep.id}/").content.decode()
    assert html.count('class="square ') == 6
    page = read(learner.get(f"/sweeps/{sweep.id}/"))
    assert "3 of 6 runs have ended, 1 diverged. Test accuracy at the end: the best is 0.9" in page.text
    rate, name = sweep.points[2]
    assert f"Learning rate {rate}, Optimizer {TITLES[name]}: diverged at epoch 17" in html
    assert f'href="/runs/{cells[0].id}/"' in html and 'hx-trigger="every 1s"' in html


def test_several_runs_on_one_square_are_their_mean():
    sweep = sweeps.start(
        "alice", recipes.parse({}), {"optimizer.lr": "0.1, 1", "seed": "1..4", "training.batch_size": "8, 16"}, token="t"
    )
    for place, cell in enumerate(Run.objects.order_by("place")):
        Run.objects.filter(id=cell.id).update(state=State.FINISHED, last_metric=place / 16)
    look = results.Look(0, 2, results.scores(False)[0])
    drawn = results.heat(sweep, sweep_reading.cells(sweep), look)
    for square in (one for row in drawn.rows for one in row):
        places = [
            p
            for p, point in enumerate(sweep.points)
            if point[0] == drawn.x.ticks[square.column] and point[2] == drawn.y.ticks[1 - square.row]
        ]
        assert len(places) == 4 and square.score == pytest.approx(sum(places) / 4 / 16)


def test_many_drawn_values_share_bins_on_their_own_scale():
    sweep = sweeps.start("alice", recipes.parse({}), {"optimizer.lr": "~1e-4..1 log"}, token="t", draws=100)
    axis = results.axis_of(sweep, 0)
    assert len(axis.ticks) == results.BINS and len(axis.place_of) > 95
    rates = sorted(axis.place_of, key=float)
    assert [axis.place_of[rate] for rate in rates] == sorted(axis.place_of.values())


def test_a_hole_that_random_draws_leave_is_no_run_that_waits():
    sweep = sweeps.start("alice", recipes.parse({}), {"optimizer.lr": "0.1, 1", "data.noise": "~0..0.5"}, token="t", draws=60)
    values = sorted({float(noise) for _, noise in sweep.points})
    gap = slice(len(values) // 3, len(values) // 2)  # none was drawn there
    sweep.points = [[rate, str(values[gap.start]) if float(noise) in values[gap] else noise] for rate, noise in sweep.points]
    drawn = results.heat(sweep, sweep_reading.cells(sweep), results.Look(1, 0, results.scores(False)[0]))
    svg = drawing.heat_map(sweep, drawn)
    filled = {(drawn.x.place_of[noise], rate) for rate, noise in sweep.points}
    holes = len(drawn.x.ticks) * 2 - len(filled)
    assert svg.count('class="square ') == len(filled) and svg.count('class="no-run"') == holes > 0


def test_a_sweep_rests_goes_on_ends_and_grows_by_plain_forms(learner):
    sweep = started(learner, optimizer__lr="0.01, 0.1")
    address = f"/sweeps/{sweep.id}/"
    assert learner.post(address, {"do": "pause"}).status_code == 303
    assert 'value="resume"' in learner.get(address).content.decode()
    learner.post(address, {"do": "resume"})
    assert learner.post(address, {"do": "extend", "optimizer.lr": "0.01, 0.03, 0.1"}).status_code == 303
    assert learner.post(address, {"do": "extend", "optimizer.lr": "0.01, 0.03"}).status_code == 422
    assert learner.post(address, {"do": "extend", "optimizer.lr": "0.01, -1"}).status_code == 422
    learner.post(address, {"do": "stop"})
    assert list(Run.objects.values_list("state", flat=True)) == ["stopped"] * 3
    assert learner.post(address, {"do": "explode"}).status_code == 422
    assert "Sweep 1" in read(learner.get("/sweeps/")).text


def test_a_sweep_is_its_owners_alone(learner, stranger):
    sweep = started(learner, optimizer__lr="0.01, 0.1")
    assert stranger.get(f"/sweeps/{sweep.id}/").status_code == 404
    assert stranger.post(f"/sweeps/{sweep.id}/", {"do": "stop"}).status_code == 404
    assert stranger.get(f"/sweeps/{sweep.id}/curve?place=0").status_code == 404
    assert learner.get(f"/sweeps/{sweep.id}/curve?place=0").status_code == 200
    assert learner.get(f"/sweeps/{sweep.id}/curve?place=9").status_code == 404


def test_one_click_gives_a_run_ten_seeds(learner):
    learner.post("/", {"do": "train", "token": "one"})
    run = Run.objects.get()
    answer = learner.post(f"/runs/{run.id}/seeds/")
    assert answer.status_code == 303 and Sweep.objects.get().runs.count() == 10
    assert learner.get(answer["Location"]).status_code == 200


def ended(sweep: Sweep, scores: list[float | None]) -> None:
    """Give the cells these results, in order; None: diverged."""
    for cell, score in zip(sweep.runs.order_by("place"), scores, strict=True):
        state = State.DIVERGED if score is None else State.FINISHED
        sweep.runs.filter(id=cell.id).update(state=state, last_metric=score, epoch=9)


def test_figures_of_the_page_are_told_where_everything_stands(learner):
    sweep = started(learner, optimizer__lr="0.01, 0.1, 1", optimizer__name="sgd, adam")
    ended(sweep, [0.5, 0.75, None, 0.5, 1.0, 0.75])
    html = learner.get(f"/sweeps/{sweep.id}/").content.decode()
    facts = json.loads(re.search(r'id="sweep-data"[^>]*>(.*?)</template>', html)[1])
    lr, name = sorted(range(2), key=lambda axis: facts["axes"][axis]["label"] != "Learning rate")
    assert facts["axes"][lr]["values"] == ["0.01", "0.1", "1"] and facts["axes"][lr]["at"] == [0, 0.5, 1]  # by equal factors
    assert facts["axes"][name]["values"] == ["sgd", "adam"] and facts["axes"][name]["words"] == ["SGD", "Adam"]
    assert facts["axes"][name]["ticks"] == [[0, "SGD"], [1, "Adam"]]
    assert facts["axes"][name]["named"] and "named" not in facts["axes"][lr]
    for place, (cell, score) in enumerate(zip(facts["cells"], [0.5, 0.75, None, 0.5, 1.0, 0.75], strict=True)):
        assert [facts["axes"][axis]["values"][cell[axis]] for axis in range(2)] == sweep.points[place]
        assert cell[2] == (None if score is None else pytest.approx(2 * score - 1))  # from a coin's throw to 1
        assert cell[4] == ("d" if score is None else "") and cell[5] == sweep.runs.get(place=place).id


def test_values_are_called_by_the_names_people_read_elsewhere(learner):
    """In squares, axes, the table and the sentence, in both languages; rates of one axis in one way of writing numbers."""
    texts = {
        "loss.name": "mse, binary_cross_entropy",
        "network.layers.0.activation": "relu, tanh",
        "optimizer.lr": "1e-5, 1e-4, 0.0316",
    }
    sweep = started(learner, **{key.replace(".", "__"): text for key, text in texts.items()})
    ended(sweep, [0.5, 0.6, 0.7, 0.8, 0.9, 0.95] * 2)
    for language, loss, relu in (("en", "Binary cross-entropy", "ReLU"), ("zh-hans", "二元交叉熵", "ReLU")):
        page = learner.get(f"/sweeps/{sweep.id}/?lang={language}&x=network.layers.0.activation&y=loss.name").content.decode()
        for raw in ("mse", "binary_cross_entropy", "relu", "1e-05", "0.0001"):
            shown = re.sub(r'"values":\[[^]]*\]|value="[^"]*"|name="[^"]*"|href="[^"]*"|hx-get="[^"]*"', "", page)
            assert not re.search(rf"(?<![\w.-]){re.escape(raw)}(?![\w-])", shown), (language, raw)
        assert loss in page and relu in page and "10⁻⁵" in page and "10⁻⁴" in page and "0.0316" in page
        rows = re.findall(r"<tr data-cells.*?</tr>", page)
        assert len(rows) == 12 and all(relu in row or "tanh" in row for row in rows)
        assert loss in learner.get(f"/sweeps/{sweep.id}/curve?place=11&lang={language}").content.decode()
        assert f"{loss}" in learner.get(f"/sweeps/?lang={language}").content.decode()


def test_importance_is_an_analysis_of_variance_of_ranks(learner):
    """Ranks 1…8 of a 2 × 4 grid without equals: variance 5.25 between them, worked for each field by hand."""
    sweep = started(learner, data__noise="0, 0.1", seed="1..4")
    paths = [axis["path"] for axis in sweep.axes]
    noise = [point[paths.index("data.noise")] for point in sweep.points]
    rank = {("0", "1"): 1, ("0", "2"): 2, ("0", "3"): 3, ("0", "4"): 4, ("0.1", "1"): 6, ("0.1", "2"): 5, ("0.1", "3"): 7}
    seeds = [point[paths.index("seed")] for point in sweep.points]
    ended(sweep, [1 - rank[key] / 10 if (key := (a, b)) in rank else None for a, b in zip(noise, seeds, strict=True)])
    page = read(learner.get(f"/sweeps/{sweep.id}/")).text
    between_noise = 2.0**2 / 5.25  # means 2.5 and 6.5 of 4.5
    between_seeds = ((3.5 - 4.5) ** 2 + (3.5 - 4.5) ** 2 + (5 - 4.5) ** 2 + (6 - 4.5) ** 2) / 4 / 5.25
    assert f"{100 * between_noise:.0f} %" in page and f"{100 * between_seeds:.0f} %" in page
    assert f"{100 * (1 - between_noise - between_seeds):.0f} %" in page and "exactly, because every combination was tried" in page


def test_a_grid_meets_draws_on_the_same_budget_and_the_other_way_round(learner):
    sweep = started(learner, optimizer__lr="0.01..1 log 3", optimizer__name="sgd, adam")
    ended(sweep, [0.5, 0.6, 0.7, 0.8, None, 0.9])
    assert "The same budget at random" in read(learner.get(f"/sweeps/{sweep.id}/")).text
    for _twice in range(2):
        assert learner.post(f"/sweeps/{sweep.id}/", {"do": "rival"}).status_code == 303
    rival = Sweep.objects.exclude(id=sweep.id).get()
    assert rival.kind == "random" and rival.runs.count() == 6 and rival.axes[0]["text"].startswith("~")
    html = learner.get(f"/sweeps/{sweep.id}/").content.decode()
    assert 'hx-trigger="every 1s"' in html and f"/sweeps/{rival.id}/" in html  # its runs are still to come
    ended(rival, [0.9, None, 0.4, 0.5, 0.6, 0.7])
    html = learner.get(f"/sweeps/{sweep.id}/").content.decode()
    assert 'class="own mean"' in html and 'class="rival mean"' in html and "hx-trigger" not in html
    drawn = started(learner, optimizer__lr="~0.01..1 log", draws="7")
    learner.post(f"/sweeps/{drawn.id}/", {"do": "rival"})
    laid = Sweep.objects.get(versus=drawn)
    assert laid.kind == "grid" and laid.runs.count() == 7 and laid.axes[0]["text"] == "0.01..1 log 7"


def test_pruning_is_asked_for_priced_and_refused_in_words(learner):
    page = read(learner.get("/sweeps/new/?seed=1..27&prune=3&prune_epochs=3&training.epochs=27"))
    assert "pruned: about 189 epochs" in page.text  # 27·3 + 9·6 + 3·18
    html = learner.get("/sweeps/new/?seed=1..27&prune=1&prune_epochs=90&training.epochs=27")
    assert html.status_code == 400
    assert "“1” is not a whole number from 2 to 10" in html.content.decode()
    assert "“90” is not a whole number from 1 to 26" in html.content.decode() and 'value="90"' in html.content.decode()
    assert learner.post("/sweeps/", {"seed": "1..4", "prune": "x"}).status_code == 422
    assert learner.post("/sweeps/", {"training.epochs": "10, 20", "prune": "2"}).status_code == 422
    assert not Sweep.objects.exists()


def test_what_pruning_saved_is_said(learner):
    sweep = started(learner, seed="1..4", training__epochs="20", prune="2", prune_epochs="5")
    assert sweep.halving == {"factor": 2, "epochs": 5} and set(sweep.runs.values_list("rung", flat=True)) == {5}
    for place in range(4):
        state = State.STOPPED if place < 2 else State.WAITING
        sweep.runs.filter(place=place).update(state=state, epoch=5, rung=5 if place < 2 else 10, last_metric=0.5 + place / 10)
    page = read(learner.get(f"/sweeps/{sweep.id}/"))
    assert "at epoch 5, 10 one in 2 goes on" in page.text
    assert "2 runs ended early, their results are those of their last epochs; that saved 30 of 80 epochs (38 %)" in page.text
    assert "Pruned at epoch 5" in page.text and "Extend it" not in page.text
    assert "0.5, pruned at epoch 5" in learner.get(f"/sweeps/{sweep.id}/").content.decode()


def test_a_sweep_is_deleted_on_its_own_page_with_all_its_runs(learner, stranger):
    """A cell refuses to be deleted by itself and names the sweep: that has a button for it."""
    sweep = started(learner, **{"optimizer__lr": "0.01, 0.1"})
    kept = started(learner, seed="1, 2")
    address = f"/sweeps/{sweep.id}/"
    html = learner.get(address).content.decode()
    assert 'name="do" value="delete"' in html and "deleted at once and for good" in html
    assert stranger.post(address, {"do": "delete"}).status_code == 404
    assert learner.post(address, {"do": "delete"})["Location"] == "/sweeps/"
    assert learner.get(address).status_code == 404
    assert [*Sweep.objects.all()] == [kept] and Run.objects.count() == 2


def test_a_cell_s_page_leads_back_to_its_sweep(learner):
    sweep = started(learner, seed="1, 2")
    html = learner.get(f"/runs/{sweep.runs.first().id}/").content.decode()
    deeds = html[html.index('class="run-deeds"') :]
    assert f'href="/sweeps/{sweep.id}/"' in deeds and "Sweep 1" in deeds and "← My runs" not in deeds


def test_the_legend_names_no_state_that_nothing_is_in_any_more(learner):
    sweep = started(learner, seed="1, 2")
    assert "in training" in read(learner.get(f"/sweeps/{sweep.id}/")).text
    ended(sweep, [0.5, 0.75])
    answer = learner.get(f"/sweeps/{sweep.id}/")
    page = read(answer).text
    assert "diverged" in page and "in training" not in page and "waiting" not in page
    scale = re.search(r'class="scale"><span>[^<]+</span> <span class="ramp".*?</span> <span>[^<]+</span></span>', answer.text)
    assert scale, "the ramp and its two ends are one piece that no line break parts"


def test_one_field_with_a_run_a_value_is_not_said_to_explain_everything(learner):
    sweep = started(learner, optimizer__lr="0.01, 0.1, 1")
    ended(sweep, [0.5, 0.9, 0.6])
    page = read(learner.get(f"/sweeps/{sweep.id}/")).text
    assert "What moves the result" not in page and "100 %" not in page


def test_a_paused_cell_that_is_stopped_says_the_epoch_it_had_come_to(learner):
    sweep = started(learner, seed="1, 2")
    rested = sweep.runs.order_by("place").last()
    sweep.runs.filter(id=rested.id).update(state=State.PAUSED, epoch=42, seq=43)
    learner.post(f"/sweeps/{sweep.id}/", {"do": "stop"})
    assert set(sweep.runs.values_list("state", flat=True)) == {State.STOPPED}
    assert "You stopped it at epoch 42." in read(learner.get(f"/runs/{rested.id}/")).text
