"""Slow imports beside a loop that goes on."""

import sys
from time import monotonic

import pytest

from playground.training.patience import loaded


def test_the_loop_goes_on_while_a_slow_module_loads(tmp_path, monkeypatch):
    (tmp_path / "slow_to_load.py").write_text("import time\ntime.sleep(0.6)\nREADY = True\n")
    monkeypatch.syspath_prepend(tmp_path)
    began, turns = monotonic(), []
    for _progress in loaded("slow_to_load"):
        turns.append(monotonic() - began)
    assert len(turns) >= 4 and sys.modules["slow_to_load"].READY
    assert turns[0] < 0.5  # the first turn came before it was there


def test_what_cannot_be_loaded_says_so():
    with pytest.raises(ModuleNotFoundError):
        list(loaded("there_is_no_such_module"))
