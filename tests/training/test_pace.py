"""Speed, quanta, commit cadence and the checkpoint ladder, with numbers worked out by hand."""

import pytest

from playground.training.ladder import spare_rungs
from playground.training.pace import MANY, SELDOM, Cadence, Cost, Pace, Rhythm


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


def test_runs_of_one_speed_are_due_at_the_same_moments_whenever_they_began():
    early, late = Pace(30, now=12.345), Pace(30, now=12.361)
    assert (early.due(12.345), late.due(12.361)) == (1, 1)  # the first at once
    for pace in (early, late):
        pace.count(1)
    assert early.next_due() == late.next_due() == 371 / 30  # the next moment of a clock that ticks thirty times a second
    for pace in (early, late):
        pace.count(1)
    assert early.next_due() == late.next_due() == 372 / 30


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


def test_a_trainer_commits_ten_times_a_second_while_that_is_cheap():
    rhythm, times, now = Rhythm(), [], 100.0
    assert rhythm.due() < now  # the first at once
    for _ in range(5):
        now = max(now, rhythm.due())
        times.append(now)
        rhythm.committed(now, now + 0.002)  # 2 ms of 100: two percent
    assert [round(time - 100, 6) for time in times] == [0.0, 0.1, 0.2, 0.3, 0.4]


@pytest.mark.parametrize(("cost", "interval"), [(0.001, 0.1), (0.005, 0.1), (0.0075, 0.15), (0.0125, 0.25), (0.1, 0.3), (9, 0.3)])
def test_a_busy_trainers_commits_take_a_twentieth_of_the_time_or_come_at_their_calmest(cost, interval):
    rhythm = Rhythm()
    rhythm.committed(0.0, cost)
    assert rhythm.due() == pytest.approx(interval)
    assert cost / rhythm.interval <= 0.0501 or rhythm.interval == SELDOM


def test_a_trainer_with_time_to_spare_gives_half_of_it_to_commits():
    rhythm = Rhythm()
    rhythm.committed(0.0, 0.02)
    assert rhythm.interval == pytest.approx(0.3)  # busy: a twentieth would be every 0.4 s
    rhythm.spare = 0.2
    assert rhythm.interval == pytest.approx(0.2)
    rhythm.spare = 0.6
    assert rhythm.interval == pytest.approx(0.1)  # 20 of 100 ms, and 40 more to spare


def test_one_commit_that_had_to_wait_changes_little_and_many_change_the_rhythm():
    rhythm = Rhythm()
    for _ in range(9):
        rhythm.committed(0.0, 0.004)
    rhythm.committed(0.0, 5.0)  # somebody else held the database
    assert rhythm.interval == pytest.approx(0.1)
    for _ in range(9):
        rhythm.committed(0.0, 0.0125)
    assert 0.2 < rhythm.interval < 0.25


def test_a_runs_first_records_do_not_wait_for_the_rhythm_and_later_ones_share_it():
    rhythm, cadence, waits = Rhythm(), Cadence(), []
    for second in range(1, 7):
        rhythm.committed(second - 0.02, second - 0.018)  # another run's commit, a moment ago
        cadence.trained(second)
        cadence.trained(second + 0.04)  # the oldest record counts
        waits.append(round(cadence.due(rhythm) - second, 6))
        cadence.committed()
    assert waits == [0.0, 0.05, 0.08, 0.08, 0.08, 0.08]
    alone = Cadence()
    alone.commits = 5
    alone.trained(60.0)
    assert alone.due(rhythm) < 60.0  # a slow run's record finds the last commit long ago: it goes at once


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
