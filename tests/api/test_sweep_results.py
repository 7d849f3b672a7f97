"""What a sweep came to over the API: best, heat map, importance, best so far, pruning and seeds, beside plain arithmetic."""

import itertools
import statistics

import pytest
from scipy import stats

from playground.runs.models import Run

RATES, SIZES = ("0.01", "0.1", "1"), ("8", "16", "32")


def end(sweep: str, values: dict[int, float]) -> None:
    for place, loss in values.items():
        facts = {"state": "finished", "epoch": 300, "last_loss": loss, "last_metric": 1 - loss, "best_metric": 1 - loss}
        Run.objects.filter(sweep=sweep, place=place).update(**facts)


@pytest.fixture
def sweep(program) -> dict:
    """Nine cells, whose loss is the rank of the rate and a tenth of that of the size."""
    axes = {"optimizer.lr": ", ".join(RATES), "training.batch_size": ", ".join(SIZES)}
    made = program.told("post", "sweeps", {"axes": axes}, 201)
    end(made["id"], {3 * rate + size: 0.1 * rate + 0.01 * size for rate, size in itertools.product(range(3), range(3))})
    return made


def test_the_figures_of_its_page(program, sweep):
    told = program.told("get", f"sweeps/{sweep['id']}/results?score=loss&x=training.batch_size&y=optimizer.lr")
    assert (told["best"]["place"], told["best"]["values"], told["score"]) == (0, ["0.01", "8"], "loss")
    assert told["heat"]["x"]["ticks"] == list(SIZES) and len(told["heat"]["squares"]) == 9
    at = {(one["column"], one["row"]): one["score"] for one in told["heat"]["squares"]}
    assert at[0, 2] == 0 and at[2, 0] == pytest.approx(0.22), "rows from the top, larger values further up"
    ranks = list(range(1, 10))  # the losses ascend with the place
    whole = statistics.pvariance(ranks)
    by_rate = statistics.pvariance([statistics.fmean(ranks[3 * one : 3 * one + 3]) for one in range(3)]) / whole
    by_size = statistics.pvariance([statistics.fmean(ranks[one::3]) for one in range(3)]) / whole
    shares = {one["path"]: one["share"] for one in told["importance"]}
    assert shares == pytest.approx({"optimizer.lr": by_rate, "training.batch_size": by_size}, abs=1e-3)
    course = {one["name"]: one["points"] for one in told["best_so_far"]}
    assert course["own ran"] == [[1, 0.0], [9, 0.0]] and course["own mean"][-1] == [9, 0.0]
    assert course["own mean"][0][1] == pytest.approx(statistics.fmean([0.1 * a + 0.01 * b for a in range(3) for b in range(3)]))
    assert len(told["parallel"]["axes"]) == 2 and len(told["parallel"]["cells"]) == 9
    assert told["pruning"] is None and told["seeds"] is None and told["rival"] is None


def test_the_same_budget_searched_the_other_way(program, sweep):
    rival = program.told("post", f"sweeps/{sweep['id']}/rival", status=201)
    assert (rival["kind"], rival["versus"], rival["runs"]) == ("random", sweep["id"], 9)
    assert program.told("get", f"sweeps/{sweep['id']}/results")["rival"] == rival["id"]


def test_pruning_says_what_it_saves_and_what_it_saved(program):
    asked = {
        "axes": {"optimizer.lr": "1e-3..1 log 8"},
        "prune": {"factor": 2, "epochs": 50},
        "spec": {"training": {"epochs": 200}},
    }
    quote = program.told("post", "sweeps/quotes", asked)
    assert quote["epochs"] == 1600 and quote["pruned_epochs"] == 8 * 50 + 4 * 50 + 2 * 100
    made = program.told("post", "sweeps", asked, 201)
    assert made["prune"] == {"factor": 2, "epochs": 50}
    for place in range(4):
        Run.objects.filter(sweep=made["id"], place=place).update(state="stopped", epoch=50, rung=50)
    told = program.told("get", f"sweeps/{made['id']}/results")["pruning"]
    assert (told["rungs"], told["ended_early"], told["epochs_saved"], told["epochs_whole"]) == ([50, 100], 4, 600, 1600)
    assert [one["pruned"] for one in program.told("get", f"sweeps/{made['id']}/cells")["cells"]] == [True] * 4 + [False] * 4
    wrong = {**asked, "prune": {"factor": 1, "epochs": 200}}
    assert [one["field"] for one in program.told("post", "sweeps", wrong, 422)["errors"]] == ["prune.factor", "prune.epochs"]


def test_ten_seeds_say_how_far_chance_goes(program, run):
    made = program.told("post", f"runs/{run.id}/seeds", status=201)
    losses = [0.1, 0.12, 0.09, 0.11, 0.1, 0.13]
    end(made["id"], dict(enumerate(losses)))
    told = program.told("get", f"sweeps/{made['id']}/results?score=loss")["seeds"]
    low, high = stats.t.interval(0.95, 5, loc=statistics.fmean(losses), scale=stats.sem(losses))
    assert (told["low"], told["high"]) == pytest.approx((low, high)) and told["values"] == losses
    assert "over 6 seeds" in told["words"]
