"""The engine from the command line: ``python -m engine run spec.json``, ``python -m engine describe``."""

from __future__ import annotations

import argparse
import json
import math
import sys
from pathlib import Path

from engine.catalogue import describe
from engine.fingerprint import facts
from engine.plan import Plan
from engine.spec import Refused, parse
from engine.state import State
from engine.training import Member, train


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m engine", description="Train specs without the site.")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="train a spec and print one JSON object a record")
    run.add_argument("spec", help="a JSON file, or - for standard input")
    run.add_argument(
        "--audit", metavar="DIR", help="write data, first and last weights as safetensors, to repeat the run without us"
    )
    commands.add_parser("describe", help="list every entry with its fields")
    commands.add_parser("fingerprint", help="what the bits of a record depend on here")
    options = parser.parse_args(arguments)
    if options.command == "describe":
        print(json.dumps(describe(), indent=1, ensure_ascii=False))
        return 0
    if options.command == "fingerprint":
        print(json.dumps(facts(), indent=1))
        return 0
    return run_spec(options.spec, options.audit)


def run_spec(source: str, audit: str | None) -> int:
    """Print records as they come, then ``{"finished": reason}``. Exit status 2 for a spec that is refused."""
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text("utf-8")
        spec = parse(json.loads(text))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        print(f"{source}: {error}", file=sys.stderr)
        return 2
    except Refused as refused:
        for problem in refused.problems:
            print(f"{problem.path}: {problem.message}", file=sys.stderr)
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

        write(Path(audit), plan, first, state.params)
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
