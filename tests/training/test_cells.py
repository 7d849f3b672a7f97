"""How many cells a trainer may hold: few first, soon a whole cohort, and never more than that of all sweeps together."""

from types import SimpleNamespace

from playground.training.cells import Cells
from playground.training.claims import COHORT


def held(sweep: str, count: int, quiet: bool = True) -> dict:
    return {f"{sweep} {place}": SimpleNamespace(run=SimpleNamespace(sweep_id=sweep), quiet=quiet) for place in range(count)}


def may_take(cells: Cells, here: dict, sweep: str) -> int:
    return max(0, cells.rooms(here).for_sweep(sweep))


def test_a_new_sweep_brings_eight_and_grows_fourfold_with_what_has_ended():
    cells, taken, here = Cells(), [], {}
    for _ in range(4):
        room = may_take(cells, here, "one")
        taken.append(room)
        for each in held("one", room).values():
            cells.end(each)
    assert taken == [8, 32, COHORT, COHORT]


def test_what_it_holds_counts_and_runs_by_themselves_do_not():
    cells, here = Cells(), held("one", 8)
    assert may_take(cells, here, "one") == 0
    assert may_take(cells, here, "another") == 8
    assert may_take(cells, held("by hand", 300, quiet=False), "one") == 8
    assert may_take(cells, held("one", COHORT), "another") == 0


def test_it_asks_only_where_a_good_few_would_come():
    cells = Cells()
    assert cells.ready({})
    assert not cells.ready(held("one", 8))  # the first are on their way
    for each in held("one", 8).values():
        cells.end(each)
    assert cells.ready(held("one", 24))
    assert not cells.ready(held("one", 25))
    assert not cells.ready(held("one", COHORT))
