"""Every control changes the run: each entry and each of its fields, set to something else through the link, gives other records.

Nothing is listed here that the declarations do not say; a new field is tried by itself. Where a field needs company to act,
WITH gives it; where the value next to the default would not show within these few epochs, VALUES does; and what does not
change the records at all has its reason in STILL, which must be true as well.
"""

import hashlib
from functools import cache
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from engine import csv_file
from engine.catalogue import describe
from engine.optimizers import registry as optimizers
from engine.plan import Plan
from engine.records import encode
from engine.state import State
from engine.training import Member, train
from playground.experiments import links
from playground.runs import tables

DECLARED = describe()
LAYERS, LAYER = "network.layers", "network.layers.0"
COMMON = {"training.epochs": "6", "training.batch_size": "8", "data.samples": "60", f"{LAYER}.units": "4"}
# What a layer stands on that cannot take points on a plane, and the layers that follow it.
PICTURES = {"data.name": "digits", "training.batch_size": "64", f"{LAYERS}.1.name": "flatten"}
SEQUENCES = {"data.name": "remember_first", "data.lag": "4", f"{LAYERS}.1.name": "flatten"}
STANDS_ON = dict.fromkeys(("conv2d", "max_pool2d", "avg_pool2d"), PICTURES) | dict.fromkeys(("rnn", "gru", "lstm"), SEQUENCES)
DENSE = {f"{LAYERS}.{number}.{name}": value for number in (1, 2) for name, value in (("name", "dense"), ("units", "2"))}
TOWER = {f"{LAYERS}.{number}.{name}": value for number in range(3) for name, value in (("name", "dense"), ("units", "4"))}
PLACE = {"residual": f"{LAYERS}.3"}  # where a layer stands that cannot come first
STANDS_ON |= {name: {"data.samples": "60", **DENSE} for name in ("batch_norm", "layer_norm", "flatten", "dropout")}
NO_SAMPLES = {entry["name"] for entry in DECLARED["concepts"]["data"] if "samples" not in {f["name"] for f in entry["fields"]}}
OF_TASK = {"binary": "circles", "regression": "regression_plane", "multiclass": "iris"}
OTHER = csv_file.read([b"a,b,c\n" + b"".join(f"{n},{n * n % 7},{'xy'[n % 2]}\n".encode() for n in range(30))])  # another table
BOUNCING = {"optimizer.name": "sgd", "optimizer.lr": "30", "training.batch_size": "1"}  # the loss goes up and down
VALUES = {
    "faults": "missing_minus",
    "data.features": "x1,x2,x1_x2",
    "data.points": "kIMy5IAZzMjXApz_GA",  # two of each
    "data.digest": OTHER.digest,
    "data.input_columns": "2",
    "data.target_column": "4",
    "test_share": "0.35",
    "over": "1",
    "training.batch_size": "4",
    "eps": "0.1",
    "loss.delta": "0.05",
    "schedule.warmup": "3",
    "schedule.horizon": "40",
    "schedule.every": "2",
    "schedule.patience": "0",
    "training.epochs": "4",
    "training.stop_below": "10",
    "training.patience": "1",
    "training.clip_norm": "0.01",
    "training.clip_value": "0.001",
    "training.adversarial": "0.1",
    "optimizer.initial_accumulator": "1",
    "optimizer.history": "2",
}
SOON = {"schedule.every": "2", "schedule.patience": "0"}  # within these few epochs
NEEDS_SOON = {"gamma", "factor"}
WITH = {"data.target_as": {"data.target_column": "4"}}
WITH |= dict.fromkeys(("schedule.factor", "schedule.patience", "training.patience"), BOUNCING)
LASTING = "Its rate does not depend on where the schedule ends."
LASTS = ("constant", "step", "exponential", "inverse_time", "reduce_on_plateau")
STILL = {("schedule", name, "horizon"): LASTING for name in LASTS}
BESIDE = {  # what an address or a form carries besides the set-up: nothing of it belongs to the recipe
    "run": "which stored run to show",
    "parent": "which run it was forked from",
    "view": "the page for a projector",
    "tab": "which tab below the instrument is open",
    "x": "what lies to the right of the curves",
    "task": "which answer stands in it",
    "epoch": "which moment of it to look at",
    "show": "what the picture shows",
    "lang": "the language",
    "speed": "how fast it goes, not where",
    "links": "what the lines of the picture stand for",
    "do": "which button was pressed",
    "token": "so that the same press twice is one run",
    "csrfmiddlewaretoken": "that the form is ours",
}


@pytest.fixture(autouse=True)
def another_table_is_there(monkeypatch):
    monkeypatch.setattr(tables, "find", {OTHER.digest: OTHER}.get)


def spec_of(flat: dict[str, str]):
    """As a visitor's address is read."""
    return links.parse(links.read(QueryDict(urlencode(flat))))


@cache
def _outcome(flat: frozenset) -> str:
    plan = Plan(spec_of(dict(flat)))
    [made] = train([Member(plan, State.begin(plan))], plan.spec.training.epochs)
    frames = b"".join(data for _, _, data in made.key_frames)
    return hashlib.sha256(encode(plan.schema, 0, made.columns) + frames).hexdigest()


def outcome(flat: dict[str, str]) -> str:
    """SHA-256 of everything that a run of this address stores: records and key frames."""
    return _outcome(frozenset(flat.items()))


def setting(path: str, entry: str | None, facts: dict | None = None) -> dict[str, str]:
    """An address under which this entry of the concept (or the plain section) is at work."""
    flat = dict(COMMON)
    if path == "loss":
        flat["data.name"] = OF_TASK[facts["tasks"][0]]
    if path == LAYERS:
        flat |= TOWER if entry in PLACE else {}
        flat[f"{PLACE.get(entry, LAYER)}.name"] = entry
        if entry in STANDS_ON:
            del flat[f"{LAYER}.units"], flat["data.samples"]
            flat |= STANDS_ON[entry]
    elif entry:
        flat[f"{path}.name"] = entry
    if path == "optimizer" and optimizers[entry].full_batch:
        flat["training.batch_size"] = "none"
    if path == "optimizer" and optimizers[entry].shaped:
        flat |= TOWER  # with one hidden layer there is no matrix between the first and the last
    if flat.get("data.name") in NO_SAMPLES and path != LAYERS:
        del flat["data.samples"]
        flat["training.batch_size"] = "2"  # the smallest of them has four points
    if flat.get("data.name") == "mnist":
        flat["data.examples"] = "200"
    return flat


def another(key: str, field: dict) -> str:
    """A value the field does not have by default."""
    name, default = field["name"], field["default"]
    if found := VALUES.get(key) or VALUES.get(name):
        return found
    if field["kind"] == "bool":
        return "false" if default else "true"
    if field["kind"] == "choice":
        return next(choice for choice in field["choices"] if choice != default)
    assert field["kind"] in ("int", "float") and default is not None, f"say in VALUES what to try for {key}"
    top = field["maximum"]
    if not default:
        return "0.3" if top is not None and top <= 1 else "1"
    return str(default * 2 if top is None or default * 2 <= top else default / 2)


def controls() -> list:
    """(concept or section, entry or None, field): every field there is."""
    made = [
        pytest.param(path, entry, field, id=f"{path}.{entry['name']}.{field['name']}")
        for path, entries in DECLARED["concepts"].items()
        for entry in entries
        for field in entry["fields"]
    ]
    for path, fields in DECLARED["sections"].items():
        made += [pytest.param(path, None, field, id=f"{path or 'spec'}.{field['name']}") for field in fields]
    return made


@pytest.mark.parametrize(("path", "entry", "field"), controls())
def test_a_field_set_to_something_else_changes_the_records(path, entry, field):
    name = entry and entry["name"]
    place = PLACE.get(name, LAYER) if path == LAYERS else path
    key = f"{place}.{field['name']}".lstrip(".")
    flat = setting(path, name, entry) | WITH.get(key, {})
    if field["name"] in NEEDS_SOON:
        flat |= soon(path, entry)
    changed = flat | {key: another(key, field)}
    assert spec_of(changed) != spec_of(flat)
    same = outcome(flat) == outcome(changed)
    reason = STILL.get((path, name, field["name"]))
    assert same == bool(reason), f"{key} = {changed[key]} {'changes nothing' if same else f'does change the run; {reason!r}'}"


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        pytest.param(path, entry, id=f"{path}.{entry['name']}")
        for path, entries in DECLARED["concepts"].items()
        for entry in entries
        if path != LAYERS
    ],
)
def test_an_entry_chosen_instead_of_another_changes_the_records(path, entry):
    flat = setting(path, entry["name"], entry)
    other = next(
        one for one in DECLARED["concepts"][path]
        if one is not entry and set(one.get("tasks", ())) >= set(entry.get("tasks", ())[:1])
    )  # fmt: skip
    instead = flat | {f"{path}.name": other["name"]} if path == "loss" else setting(path, other["name"], other)
    company = BOUNCING if path == "schedule" else {}  # so that the one which waits for a plateau has reason to act
    assert outcome({**flat, **company, **soon(path, entry)}) != outcome({**instead, **company, **soon(path, other)})


def soon(path: str, entry: dict) -> dict[str, str]:
    """What lets this entry act within these few epochs."""
    own = {f"{path}.{field['name']}" for field in entry["fields"]}
    return {key: value for key, value in SOON.items() if key in own}


@pytest.mark.parametrize("activation", [one["name"] for one in DECLARED["activations"]])
def test_each_activation_gives_records_of_its_own(activation):
    flat = {**COMMON, f"{LAYER}.activation": activation}
    others = [{**COMMON, f"{LAYER}.activation": one["name"]} for one in DECLARED["activations"] if one["name"] != activation]
    assert outcome(flat) not in [outcome(one) for one in others]


@pytest.mark.parametrize("fault", DECLARED["faults"], ids=lambda fault: fault["name"])
def test_each_planted_fault_changes_the_records(fault):
    flat = {**COMMON, f"{LAYER}.activation": "tanh", f"{LAYER}.dropout": "0.3", "training.batch_size": "4"}
    assert outcome({**flat, "faults": fault["name"]}) != outcome(flat)


@pytest.mark.parametrize("place", range(3))
def test_a_layer_more_changes_the_records_wherever_it_stands(place):
    """Adding and removing on the picture are the same link keys."""
    flat = dict(COMMON)
    for number in range(place + 1):
        flat |= {f"{LAYERS}.{number}.name": "dense", f"{LAYERS}.{number}.units": "4"}
    more = flat | {f"{LAYERS}.{place + 1}.name": "dense", f"{LAYERS}.{place + 1}.units": "4"}
    assert outcome(flat) != outcome(more)


def live_fields() -> list[str]:
    sgd = next(entry for entry in DECLARED["concepts"]["optimizer"] if entry["name"] == "sgd")
    sections = {**DECLARED["sections"], "optimizer": sgd["fields"]}
    return [f"{path}.{field['name']}" for path, fields in sections.items() for field in fields if field["live"]]


@pytest.mark.parametrize("key", [*live_fields(), "weights.1.0.0", "biases.1.0"])
def test_an_edit_while_it_trains_changes_what_follows_and_nothing_before(key):
    spec = spec_of(COMMON)
    half = Plan(spec).steps_per_epoch * 3
    edits = [{"step": half, "path": key, "value": 0.4}]
    edited = type(spec).model_validate({**spec.expanded(), "edits": edits})
    columns = []
    for one in (spec, edited):
        plan = Plan(one)
        [made] = train([Member(plan, State.begin(plan))], 6)
        columns.append(made.columns)
    assert columns[0]["train_loss"][:4].tolist() == columns[1]["train_loss"][:4].tolist()
    assert columns[0]["train_loss"][-1] != columns[1]["train_loss"][-1]


def test_what_else_an_address_carries_is_no_part_of_the_recipe():
    assert set(BESIDE) == set(links.BESIDE), "a new parameter beside the set-up: say in BESIDE why it changes no record"
    assert spec_of({**COMMON, **dict.fromkeys(BESIDE, "1"), "was.optimizer": "adam", "all.activation": "relu"}) == spec_of(COMMON)
    assert all(path in DECLARED["concepts"] for path, _, _ in STILL)


def test_a_control_that_does_nothing_would_be_noticed():
    """The same set-up spelled otherwise is the same run to the last bit, so a field that is never read would show."""
    spelled = {**COMMON, "training.epochs": "6.0", "loss.name": "binary_cross_entropy", "regularization.l1": "0.00"}
    assert spelled != COMMON and outcome(spelled) == outcome(COMMON)
