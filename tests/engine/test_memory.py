"""Freed memory stays for the next array of its size: its pages are not faulted in again."""

import resource
import sys

import numpy as np
import pytest

import engine.memory

PAGES = 200  # of 4 KiB, in an array that glibc would map by itself and give back at once


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only glibc gives back so eagerly")
def test_an_array_made_again_and_again_costs_its_pages_once():
    def faults() -> int:
        return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

    assert engine.memory.keep_freed()
    for _ in range(3):
        np.empty(PAGES * 4096, np.uint8).fill(1)
    before = faults()
    for _ in range(50):
        np.empty(PAGES * 4096, np.uint8).fill(1)
    assert faults() - before < 2 * PAGES, "given back and faulted in again, they would be 50 times as many"


def test_a_system_without_such_a_thing_changes_nothing(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not engine.memory.keep_freed()
