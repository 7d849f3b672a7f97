"""The engine from the command line: ``python -m engine run spec.json``, ``python -m engine describe``."""

from __future__ import annotations

import argparse
import json
import math
import sys
from pathlib import Path

import numpy as np

from engine.catalogue import describe
from engine.device import NoSuchDevice, usable
from engine.fingerprint import facts
from engine.plan import Plan
from engine.spec import Refused, Spec, parse
from engine.state import State
from engine.training import Member, Outcome, train


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m engine", description="Train specs without the site.")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="train a spec and print one JSON object a record")
    run.add_argument("spec", help="a JSON file, or - for standard input")
    run.add_argument(
        "--audit", metavar="DIR", help="write data, first and last weights as safetensors, to repeat the run without us"
    )
    written = commands.add_parser("script", help="train a spec and print it as a PyTorch script that arrives at the same loss")
    written.add_argument("spec", help="a JSON file, or - for standard input")
    written.add_argument("--notebook", action="store_true", help="print a Jupyter notebook instead")
    written.add_argument("--untrained", action="store_true", help="do not train first: nothing to compare with at the end")
    gauges = commands.add_parser("curvature", help="train a spec and print the gauges of curvature and noise over its epochs")
    gauges.add_argument("spec", help="a JSON file, or - for standard input")
    gauges.add_argument("--epoch", type=int, metavar="N", help="look at this epoch too, and train no further")
    gauges.add_argument("--full", action="store_true", help="more epochs, all points, more probes")
    checked = commands.add_parser("check", help="compare backward pass, autograd and difference quotients; one JSON object")
    checked.add_argument("spec", help="a JSON file, or - for standard input")
    checked.add_argument("--epoch", type=int, default=0, metavar="N", help="train so many epochs first (default 0)")
    preset = commands.add_parser("preset", help="print the spec of an article's experiment")
    preset.add_argument("name", help="as in xor-2-4-1; an unknown one lists them all")
    preset.add_argument("--as-printed", action="store_true", help="as the article prints it, mistakes included")
    commands.add_parser("describe", help="list every entry with its fields")
    commands.add_parser("fingerprint", help="what the bits of a record depend on here")
    options = parser.parse_args(arguments)
    try:
        usable()
    except NoSuchDevice as wrong:
        print(wrong, file=sys.stderr)
        return 2
    if options.command == "describe":
        print(json.dumps(describe(), indent=1, ensure_ascii=False))
        return 0
    if options.command == "fingerprint":
        print(json.dumps([facts(device) for device in usable()] if len(usable()) > 1 else facts(), indent=1))
        return 0
    if options.command == "script":
        return write_script(options.spec, options.notebook, options.untrained)
    if options.command == "curvature":
        return measure_curvature(options.spec, options.epoch, options.full)
    if options.command == "preset":
        return print_preset(options.name, options.as_printed)
    if options.command == "check":
        return check_spec(options.spec, options.epoch)
    return run_spec(options.spec, options.audit)


def read(source: str) -> Spec | None:
    """The spec of a file or of standard input; None, and what is wrong with it on standard error, where it is refused."""
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text("utf-8")
        return parse(json.loads(text))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        print(f"{source}: {error}", file=sys.stderr)
    except Refused as refused:
        for problem in refused.problems:
            print(f"{problem.path}: {problem.message}", file=sys.stderr)
    return None


def print_preset(name: str, as_printed: bool) -> int:
    """Print a preset's spec with every default filled in. Exit status 2 where there is none, with why."""
    from engine.presets import known

    if name not in known():
        print(f"There is no preset {name!r}. Known: {', '.join(known())}.", file=sys.stderr)
        return 2
    try:
        recipe = known()[name].spec(as_printed)
    except ValueError as none:
        print(none, file=sys.stderr)
        return 2
    print(json.dumps(parse(recipe).expanded(), indent=1, ensure_ascii=False))
    return 0


def check_spec(source: str, epoch: int) -> int:
    """Print the gradient check's report. Exit status 0 for "ok", 1 for any other verdict, 2 for what is refused."""
    from engine.check import MOST, check

    spec = read(source)
    if spec is None:
        return 2
    if not 0 <= epoch <= spec.training.epochs:
        print(f"--epoch: {epoch} is not from 0 to {spec.training.epochs}, the epochs of this spec.", file=sys.stderr)
        return 2
    plan = Plan(spec)
    if plan.counts.sum() > MOST:
        print(f"This network has {plan.counts.sum():,} parameters; the check takes at most {MOST:,}.", file=sys.stderr)
        return 2
    state = State.begin(plan)
    if epoch:
        state = train([Member(plan, state)], epoch)[0].state
    report = check(plan, state)
    print(json.dumps(spelled(report), ensure_ascii=False))
    return 0 if report["verdict"] == "ok" else 1


def write_script(source: str, as_notebook: bool, untrained: bool) -> int:
    """Print the spec as a program. Exit status 2 for a spec that is refused or cannot be written as one."""
    from engine.export import script
    from engine.export.fitting import obstacle
    from engine.export.rounding import measured

    spec = read(source)
    if spec is None:
        return 2
    if hindrance := obstacle(spec):
        print(hindrance, file=sys.stderr)
        return 2
    plan = Plan(spec)
    stored = None
    if not untrained:
        ended = trained(plan).state
        stored = measured(plan, ended.epoch, ended.stopped)
    print((script.notebook if as_notebook else script.script)(plan, stored), end="")
    return 0


def trained(plan: Plan) -> Outcome:
    """The plan's spec trained to its end, without a word; the outcome is the last hundred epochs'."""
    outcome = train([Member(plan, State.begin(plan))], 100)[0]
    while outcome.state.stopped is None:
        outcome = train([Member(plan, outcome.state)], 100)[0]
    return outcome


def measure_curvature(source: str, epoch: int | None, full: bool) -> int:
    """Print one JSON object an epoch looked at. Exit status 2 for a spec that is refused or an epoch it does not have."""
    from engine.curvature import survey
    from engine.curvature.base import ECONOMY, FULL

    spec = read(source)
    if spec is None:
        return 2
    if epoch is not None and not 0 <= epoch <= spec.training.epochs:
        print(f"epoch: {epoch} is not one of 0 to {spec.training.epochs}.", file=sys.stderr)
        return 2
    for row in survey.along(Plan(spec), spec.training.epochs if epoch is None else epoch, FULL if full else ECONOMY):
        print(json.dumps(spelled(row)), flush=True)
    return 0


def spelled(value):
    """Nested numbers as JSON can carry them."""
    if isinstance(value, dict):
        return {name: spelled(one) for name, one in value.items()}
    if isinstance(value, list):
        return [spelled(one) for one in value]
    return spell(np.float64(value)) if isinstance(value, float) else value


def run_spec(source: str, audit: str | None) -> int:
    """Print records as they come, then ``{"finished": reason}``. Exit status 2 for a spec that is refused."""
    spec = read(source)
    if spec is None:
        return 2
    plan = Plan(spec)
    state = State.begin(plan)
    first = state.params.clone()
    while state.stopped is None:
        outcome = train([Member(plan, state)], 100)[0]
        state = outcome.state
        for row in range(outcome.rows):
            print(json.dumps(record(plan, outcome.columns, row)), flush=True)
    print(json.dumps({"finished": state.stopped, **state.detail}))
    if audit:
        from engine.audit import write

        write(Path(audit), plan, first, state.judged(plan), state.buffers)
    return 0


def record(plan: Plan, columns: dict, row: int) -> dict:
    """One record as JSON; numbers that JSON cannot spell become "NaN", "Infinity", "-Infinity"."""
    result: dict = {"layers": [{} for _ in plan.slots]}
    for name, values in columns.items():
        value = spell(values[row])
        if name.startswith("layer."):
            _, index, quantity = name.split(".")
            result["layers"][int(index) - 1][quantity] = value
        else:
            result[name] = value
    result["layers"] = result.pop("layers")
    return result


def spell(value) -> int | float | str:
    number = value.item()
    if isinstance(number, int) or math.isfinite(number):
        return number
    return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"


if __name__ == "__main__":
    sys.exit(main())
