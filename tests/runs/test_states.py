"""The states of a run: which may follow which, written out by hand."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from playground.runs.states import ENDED, FINAL, FOLLOWS, OUTCOMES, ForbiddenMove, State, check_move

ROOT = Path(__file__).resolve().parents[2]
ALLOWED = """
waiting  -> training paused stopped failed
training -> waiting paused finished diverged stopped failed
paused   -> waiting stopped
finished -> waiting
diverged ->
stopped  ->
failed   ->
"""


def test_every_pair_of_states_is_allowed_or_refused_as_written_here():
    table = {}
    for line in ALLOWED.strip().splitlines():
        before, _, after = line.partition("->")
        table[before.strip()] = set(after.split())
    assert set(table) == {state.value for state in State}
    for before in table:
        for after in table:
            if before == after or after in table[before]:
                check_move(before, after)
            else:
                with pytest.raises(ForbiddenMove):
                    check_move(before, after)


def test_scripts_have_the_same_states():
    from playground.experiments.words import GLYPHS

    ask = """import { FINAL, GLYPHS, goesOn, MOVING } from "./static/js/live/states.js";
    const going = Object.keys(GLYPHS).filter(goesOn);
    console.log(JSON.stringify({ final: [...FINAL], going, moving: [...MOVING], glyphs: GLYPHS }));"""
    node = shutil.which("node") or str(ROOT / ".venv" / "bin" / "node")
    asked = [node, "--input-type=module", "--eval", ask]
    theirs = json.loads(subprocess.run(asked, cwd=ROOT, text=True, capture_output=True, timeout=60, check=True).stdout)
    assert set(theirs["final"]) == FINAL and set(theirs["going"]) == set(State) - ENDED
    assert set(theirs["moving"]) == set(theirs["going"]) - {State.PAUSED}
    assert theirs["glyphs"] == {"new": "○", **GLYPHS}


def test_final_states_lead_nowhere():
    """F36: one final word, never both."""
    assert {state for state, after in FOLLOWS.items() if not after} == FINAL
    assert {State.FINISHED} == ENDED - FINAL


def test_every_reason_the_engine_gives_is_a_state_of_ours():
    assert {reason: str(state) for reason, state in OUTCOMES.items()} == {
        "finished": "finished",
        "threshold": "stopped",
        "patience": "stopped",
        "diverged": "diverged",
    }
