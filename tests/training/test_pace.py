"""Speed, quanta, commit cadence and the checkpoint ladder, with numbers worked out by hand."""

from playground.training.ladder import spare_rungs
from playground.training.pace import CADENCE, MANY, Cadence, Cost, Pace


def test_thirty_epochs_a_second_are_due_every_33_ms():
    pace = Pace(30, now=0.0)
    assert pace.due(0.0) == 1
    pace.count(1)
    assert pace.due(0.033) == 0
    assert abs(pace.next_due() - 1 / 30) < 1e-9
    assert pace.due(0.034) == 1
    assert pace.due(0.101) == 3


def test_a_run_that_could_not_keep_up_does_not_burst():
    pace = Pace(100, now=0.0)
    assert pace.due(60.0) == 25  # a quarter of a second's worth, not 6,000
    pace.count(25)
    assert pace.due(60.0) == 0
    assert pace.due(60.011) == 1


def test_no_speed_means_as_many_as_there_is_time_for():
    assert Pace(0, now=5.0).due(5.0) == MANY


def test_a_quantum_is_fifty_milliseconds_of_measured_epochs():
    cost = Cost()
    assert cost.epochs("key", 3) == 1  # unknown: one epoch, then measured
    cost.note("key", 3, epochs=10, seconds=0.02)  # 2 ms each
    assert cost.epochs("key", 3) == 25
    assert cost.epochs("key", 6) == 12  # twice the company is taken to cost twice as much
    assert cost.epochs("key", 1) == 25  # fewer: not more than was measured


def test_a_company_whose_epoch_takes_too_long_is_trained_in_parts():
    cost = Cost()
    cost.note("key", 100, epochs=1, seconds=1.0)
    assert cost.members("key", 100) == 10  # 10 of 100 take 0.1 s
    cost.note("small", 100, epochs=1, seconds=0.05)
    assert cost.members("small", 100) == 100


def test_commits_come_at_once_and_then_ever_calmer():
    cadence, times = Cadence(), []
    for second in range(1, 7):
        cadence.trained(second)
        cadence.trained(second + 0.04)  # the oldest record counts
        times.append(round(cadence.due() - second, 6))
        cadence.committed()
    assert times == [0.0, 0.05, 0.1, 0.2, 0.3, 0.3]
    assert max(CADENCE) <= 0.3


def test_the_ladder_keeps_the_newest_two_and_the_first_of_each_octave():
    rungs = [(epoch, epoch * 10) for epoch in (1, 2, 3, 4, 5, 6, 7, 9, 12, 15, 16)]
    kept = sorted({step for _, step in rungs} - set(spare_rungs(rungs)))
    assert kept == [10, 20, 40, 90, 150, 160]  # 1 | 2 | 4 | 9 (first of 8–15) | 15, 16 newest


def test_the_ladder_never_grows_beyond_ten():
    rungs: list[tuple[int, int]] = []
    for epoch in range(1, 5000):
        rungs.append((epoch, epoch))
        spare = set(spare_rungs(rungs))
        rungs = [rung for rung in rungs if rung[1] not in spare]
        assert len(rungs) <= 10
    assert [epoch for epoch, _ in rungs[-2:]] == [4998, 4999]
