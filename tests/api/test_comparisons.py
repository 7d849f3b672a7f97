"""Comparisons over the API: settings that differ, groups beside SciPy's own statistics, and what they say in a sentence."""

import numpy as np
import pytest
from scipy import stats

from engine.records import Schema, encode
from playground.runs import recipes, services, shares
from playground.runs.models import Chunk

ENDS = {0.03: [0.50, 0.52, 0.49, 0.51], 0.3: [0.20, 0.21, 0.19, 0.22]}


@pytest.fixture
def runs(alice) -> list:
    """Two rates from four seeds each, which end at ENDS."""
    made = []
    for rate, ends in ENDS.items():
        for seed, end in enumerate(ends):
            run = services.start_run(alice, recipes.parse({"optimizer": {"lr": rate}, "seed": seed}), token=f"{rate} {seed}")
            schema = Schema.from_dict(run.schema)
            columns = {name: np.full(3, 7.0) for name, *_ in schema.columns} | {"test_loss": np.array([1, 0.7, end])}
            for first in (0, 2):  # in two chunks
                part = {name: values[first : first + 2] for name, values in columns.items()}
                data = encode(schema, first, part)
                Chunk.objects.create(run=run, attempt=1, first_seq=first, rows=min(2, 3 - first), data=data, seconds=b"")
            run.seq, run.epoch, run.state = 3, 2, "finished"
            run.save()
            made.append(run)
    return made


def asked(runs, more: str = "") -> str:
    return "comparison?" + "&".join(f"run={one.id}" for one in runs) + more


def test_settings_that_differ_and_only_those(program, runs):
    told = program.told("get", asked(runs[:1] + runs[4:5], f"&base={runs[4].id}"))
    assert {row["key"]: [cell["value"] for cell in row["cells"]] for row in told["settings"]} == {"optimizer.lr": ["0.03", "0.3"]}
    assert [cell["changed"] for cell in told["settings"][0]["cells"]] == [True, False]
    assert [one["last"] for one in told["runs"]] == pytest.approx([0.5, 0.2]) and told["groups"] == [] and told["verdict"] == ""
    assert len(program.told("get", asked(runs[:2], "&every=true"))["settings"]) > 30


@pytest.mark.parametrize("key", ["optimizer.lr", "settings"])
def test_groups_are_summed_and_judged(program, runs, key):
    told = program.told("get", asked(runs, f"&group={key}"))
    assert [one["places"] for one in told["groups"]] == [[0, 1, 2, 3], [4, 5, 6, 7]]
    for one, ends in zip(told["groups"], ENDS.values(), strict=True):
        low, high = stats.t.interval(0.95, 3, loc=np.mean(ends), scale=stats.sem(ends))
        assert (one["mean"] - one["half"], one["mean"] + one["half"]) == pytest.approx((low, high), rel=1e-5)
        assert one["deviation"] == pytest.approx(np.std(ends, ddof=1), rel=1e-5)
    p = stats.ttest_ind(*ENDS.values(), equal_var=False).pvalue
    assert told["groups"][0]["p"] == pytest.approx(p, rel=1e-4) and told["groups"][1]["p"] == "NaN"
    assert told["verdict"].startswith("Learning rate 0.3 is better than Learning rate 0.03: 0.205 against 0.505, more than")


def test_noise_is_called_noise_and_one_run_says_nothing(program, runs):
    seeds = program.told("get", asked(runs[:4], "&group=seed"))
    assert "One run says nothing about noise" in seeds["verdict"] and "p is taken 6 times" in seeds["verdict"]
    single = program.told("get", asked(runs[:4], "&group=settings"))
    assert single["verdict"] == "All runs are in one group: there is nothing to tell apart."


def test_a_run_behind_a_link_has_no_number_and_what_is_unknown_is_named(stranger, runs):
    key = f"s:{shares.make(runs[0])}"
    told = stranger.told("get", f"comparison?run={key}&run={runs[1].id}")
    assert [one["name"] for one in told["runs"]] == ["Shared run 1"] and told["unknown"] == [runs[1].id]
    for more in ("&column=colour", "&group=optimizer.lr", "&base=x"):
        [said] = stranger.told("get", f"comparison?run={key}{more}", status=422)["errors"]
        assert said["field"] == more[1:].split("=")[0] and "Known:" in said["words"]
