"""The page's verdict on runs of the engine's: records and key frames as bytes, judged by static/js/verdict.js under node."""

import json
import struct
from dataclasses import dataclass, field
from pathlib import Path

from engine.plan import Plan
from engine.records import encode
from engine.spec import parse
from engine.state import State
from engine.training import Member, Outcome, train
from playground.experiments import declarations, links
from playground.experiments.recipe_form import RecipeForm
from playground.runs import recipes
from tests.live.test_js import run as node

SCRIPT = "tests/js/verdicts_on_runs.js"


@dataclass
class Trained:
    """A run that has trained, and at which counts of records it is to be judged (the last one if none are named)."""

    plan: Plan
    outcome: Outcome
    at: list[int] = field(default_factory=list)

    @property
    def counts(self) -> list[int]:
        return self.at or [self.outcome.rows]

    def column(self, name: str):
        return self.outcome.columns[name]

    @property
    def metric(self):
        return self.column("test_r2" if self.plan.task == "regression" else "test_accuracy")


def trained(specs: list, epochs: int | None = None) -> list[Trained]:
    """These specs trained, those of one cohort key together."""
    plans = [Plan(parse(spec) if isinstance(spec, dict) else spec) for spec in specs]
    done: dict[int, Trained] = {}
    for key in dict.fromkeys(plan.cohort_key for plan in plans):
        places = [place for place, plan in enumerate(plans) if plan.cohort_key == key]
        members = [Member(plans[place], State.begin(plans[place])) for place in places]
        longest = max(plans[place].spec.training.epochs for place in places)
        for place, outcome in zip(places, train(members, epochs or longest), strict=True):
            done[place] = Trained(plans[place], outcome)
    return [done[place] for place in range(len(plans))]


def seeded(settings: dict[str, str], seeds) -> list:
    """A set-up of flat keys with other first weights and, where the data is drawn at random, other points."""
    drawn = "data.seed" in recipes.flatten(recipes.expanded(links.parse(settings)))
    iris = settings.get("data.name") == "iris"  # there the seed is of the split, which is part of the experiment
    own = [{"seed": str(seed), **({"data.seed": str(seed - 1)} if drawn and not iris else {})} for seed in seeds]
    return [links.parse({**settings, **more}) for more in own]


def verdicts(runs: list[Trained], folder: Path) -> list[list[dict]]:
    """What the page says of each run at each count: [{"kind", "word", "text", "change"}], for all its records also "then", the
    flat set-up with the change made. Files go into `folder`."""
    blob, header = bytearray(), []
    for run in runs:
        chunk = encode(run.plan.schema, 0, run.outcome.columns)
        frames = b"".join(data for _, _, data in run.outcome.key_frames)
        places = {}
        for name, data in (("chunk", chunk), ("frames", frames)):
            blob += b"\0" * (-len(blob) % 8)
            places[name] = [len(blob), len(data)]
            blob += data
        header.append(places | _facts(run))
    text = json.dumps({"runs": header}).encode()
    file = folder / "runs.bin"
    file.write_bytes(struct.pack("<I", len(text)) + text + blob)
    return json.loads(node(SCRIPT, str(file)))


def _facts(run: Trained) -> dict:
    form, stopped = RecipeForm.of_spec(run.plan.spec), run.outcome.state.stopped
    keys = [key for key in form.values if form.control(key)]
    return {
        "schema": run.plan.schema.as_dict(),
        "frame_schema": run.plan.frame_schema.as_dict(),
        "at": run.counts,
        "task": run.plan.task,
        "layers": [
            {"fan_out": slot.fan_out, "activation": getattr(slot.layer, "activation", "identity")} for slot in run.plan.slots
        ],
        "state": stopped or "training",
        "detail": run.outcome.state.detail,
        "values": form.values,
        "bounds": {key: _bounds(key, form) for key in keys},
        "defaults": {key: form.control(key).default for key in keys},
    }


def _bounds(key: str, form: RecipeForm) -> dict:
    facts = form.control(key).facts
    path, _, name = key.rpartition(".")
    if name == "name" and path in declarations.concepts():
        return {"choices": [one["name"] for one in declarations.entries(path)]}
    named = {"minimum": "minimum", "maximum": "maximum", "exclusive_minimum": "exclusiveMinimum"}
    bounds = {theirs: facts[ours] for ours, theirs in (named | {"exclusive_maximum": "exclusiveMaximum"}).items()}
    return {name: value for name, value in bounds.items() if value is not None}
