"""Parsing: defaults, round trips, and every refusal in words with its path."""

import importlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.catalogue import describe
from engine.flat import flatten, unflatten
from engine.registry import Registry
from engine.spec import REGISTRIES, Refused, Spec, parse


def problems(data):
    with pytest.raises(Refused) as refused:
        parse(data)
    return {problem.path: problem for problem in refused.value.problems}


def test_nothing_given_is_first_light():
    spec = parse({})
    assert [layer.units for layer in spec.network.layers] == [6, 4] and spec.data.name == "circles"
    assert (spec.optimizer.name, spec.optimizer.lr, spec.training.batch_size, spec.training.epochs) == ("sgd", 0.03, 32, 300)
    assert (spec.data.samples, spec.data.noise, spec.data.test_share, spec.loss.name) == (500, 0.1, 0.5, "binary_cross_entropy")


def test_the_expanded_spec_says_everything_and_parses_to_itself():
    spec = parse({"data": {"name": "circles", "noise": 0.2}})
    assert parse(spec.expanded()) == spec and json.loads(json.dumps(spec.expanded())) == spec.expanded()
    assert spec.expanded()["schedule"]["horizon"] == 300


def test_more_epochs_leave_the_horizon_of_a_saved_run_alone():
    saved = parse({"training": {"epochs": 100}}).expanded()
    saved["training"]["epochs"] = 500
    assert parse(saved).schedule.horizon == 100


def test_every_entry_is_described_by_its_declaration_alone():
    described = describe()["concepts"]
    for path, registry in REGISTRIES.items():
        assert [entry["name"] for entry in described[path]] == list(registry.entries)
        for entry in described[path]:
            assert entry["title"] and entry["doc"], entry["name"]


def test_describe_leaves_out_no_folder_of_entries():
    """What is found in the folders of engine/ that hold a registry, by file, is what is described under some heading."""
    named = set()

    def walk(node):
        if isinstance(node, dict):
            named.update([node["name"]] if isinstance(node.get("name"), str) else [])
        for one in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            walk(one)

    walk(describe())
    modules = [importlib.import_module(f"engine.{path.parent.name}") for path in Path("engine").glob("*/__init__.py")]
    registries = [module.registry for module in modules if isinstance(getattr(module, "registry", None), Registry)]
    assert len(registries) >= 10
    assert {name for one in registries for name in one.entries} - named == set()


@pytest.mark.parametrize(
    "data, path, says",
    [
        ({"optimizer": {"name": "adm"}}, "optimizer", "adam"),
        ({"optimizer": {"name": "sgd", "lr": -1}}, "optimizer.lr", "-1"),
        ({"optimizer": {"name": "sgd", "lr": float("nan")}}, "optimizer.lr", "finite"),
        ({"network": {"layers": [{"name": "dense", "units": 5000}]}}, "network.layers.0.units", "5,000 is more than 256"),
        ({"network": {"layers": [{"name": "dense", "activation": "tahn"}]}}, "network.layers.0.activation", "tanh"),
        ({"network": {"layers": [{"name": "dense"}] * 51}}, "network.layers", "50"),
        ({"colour": 1}, "colour", "not a field"),
        ({"training": {"batch_size": 400}}, "training.batch_size", "250 training points"),
        ({"seed": True}, "seed", "not a number"),
        ({"version": 2}, "version", "2"),
        ({"loss": {"name": "cross_entropy"}}, "loss.name", "two classes"),
        ({"edits": [{"step": 0, "path": "training.epochs", "value": 1}]}, "edits.0.path", "cannot be changed"),
        ({"edits": [{"step": 0, "path": "weights.1.2.0", "value": 1}]}, "edits.0.path", "no parameter"),
        (
            {"network": {"output_bias": False}, "edits": [{"step": 0, "path": "biases.3.0", "value": 1}]},
            "edits.0.path",
            "no parameter",
        ),
        ({"edits": [{"step": 0, "path": "optimizer.lr", "value": -1}]}, "edits.0.value", "-1"),
        (
            {"edits": [{"step": 0, "path": "optimizer.lr", "value": 1e11}]},
            "edits.0.value",
            "cannot be 100000000000.0; it has to lie between 0 and 10,000,000,000",
        ),
        (
            {"edits": [{"step": 0, "path": "weights.1.0.0", "value": 1e39}]},
            "edits.0.value",
            "weights.1.0.0 cannot be 1e+39; it has to lie between -1,000,000 and 1,000,000",
        ),
        ({"training": {"epochs": 10**6}}, "training.epochs", "100,000"),
        ([], "", "named fields"),
    ],
)
def test_a_refusal_names_the_field_the_value_and_what_is_allowed(data, path, says):
    found = problems(data)
    assert path in found and says in found[path].message, found


@pytest.mark.parametrize("path", ["weights.1.0.0", "biases.2.0"])
@pytest.mark.parametrize("value, nearest", [(1e39, 1e6), (3.5e38, 1e6), (-1e300, -1e6), (1_000_000.5, 1e6), (-1_000_001, -1e6)])
def test_a_parameter_cannot_be_set_beyond_where_a_weight_has_diverged(path, value, nearest):
    problem = problems({"edits": [{"step": 0, "path": path, "value": value}]})["edits.0.value"]
    assert problem.nearest == nearest
    assert parse({"edits": [{"step": 0, "path": path, "value": nearest}]}).edits[0].value == nearest


def test_a_rate_that_is_none_has_no_nearest_one():
    assert problems({"edits": [{"step": 0, "path": "optimizer.lr", "value": 0}]})["edits.0.value"].nearest is None


def test_every_problem_is_told_at_once():
    found = problems({"seed": -1, "optimizer": {"name": "sgd", "lr": 0}, "training": {"epochs": 0}})
    assert set(found) == {"seed", "optimizer.lr", "training.epochs"}
    assert found["training.epochs"].nearest == 1


def test_flat_keys_and_nested_spec_are_two_spellings_of_one_thing():
    for data in (
        {},
        {"network": {"layers": []}},
        {"training": {"batch_size": None}},
        {"edits": [{"step": 3, "path": "optimizer.lr", "value": 0.1}]},
    ):
        spec = parse(data)
        flat = flatten(spec.expanded())
        assert all(isinstance(value, str) for value in flat.values())
        assert parse(unflatten(flat)) == spec


@pytest.mark.parametrize(
    ("keys", "path", "says"),
    [
        (["network.layers.9999.units"], "network.layers.9999", "network.layers: 9999 follows where 0 is next"),
        (["network.layers.0.units", "network.layers.2.units"], "network.layers.2", "network.layers: 2 follows where 1 is next"),
        (["network.layers.0.units", "network.layers.00.name"], "network.layers.00", "network.layers: 00 follows where 1 is next"),
        (["edits.1.step", "edits.5.step"], "edits.1", "edits: 1 follows where 0 is next"),
        (["7.units"], "7", "7 follows where 0 is next"),
    ],
)
def test_a_list_with_a_gap_is_refused_by_its_number(keys, path, says):
    with pytest.raises(Refused) as refusal:
        unflatten(dict.fromkeys(keys, "4"))
    [problem] = refusal.value.problems
    assert problem.path == path and says.lower() in problem.message.lower()


def test_a_list_in_any_order_and_of_any_length_has_no_gap():
    flat = {f"network.layers.{index}.units": str(index) for index in reversed(range(12))}
    assert [int(layer["units"]) for layer in unflatten(flat)["network"]["layers"]] == list(range(12))


@given(st.floats(min_value=1e-12, max_value=1e10, allow_subnormal=False))
def test_a_rate_written_into_a_link_comes_back_bit_for_bit(rate):
    spec = parse({"optimizer": {"name": "sgd", "lr": rate}})
    assert parse(unflatten(flatten(spec.expanded()))).optimizer.lr == rate


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_subnormal=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*Spec.model_fields, "name", "lr", "units", "layers"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(junk)
def test_whatever_is_given_the_answer_is_a_spec_or_a_refusal_in_words(data):
    try:
        assert isinstance(parse(data), Spec)
    except Refused as refused:
        assert refused.problems and all(problem.message.endswith(".") for problem in refused.problems)


def test_a_group_without_a_name_is_the_default_entry_with_those_fields():
    assert parse({"optimizer": {"lr": 0.3}}) == parse({"optimizer": {"name": "sgd", "lr": 0.3}})
    assert parse({"data": {"name": "noisy_line"}, "loss": {}}).loss.name == "mse"
    assert parse({"data": {"noise": 0.2}}).data.noise == 0.2
