"""What holds for every schedule, found by discovery: a new one is tested here without a line being written."""

import numpy as np
import pytest

from engine.schedules import registry

ENTRIES = list(registry)
every_schedule = pytest.mark.parametrize("entry", ENTRIES, ids=[entry.model_fields["name"].default for entry in ENTRIES])
PER_EPOCH = 7


@every_schedule
def test_factors_stay_between_0_and_1_for_ever_also_past_the_horizon(entry):
    for warmup, horizon in ((0, 1), (0, 20), (5, 20), (5, 5), (9, 3)):
        factors = entry(warmup=warmup, horizon=horizon).factors(np.arange(60 * PER_EPOCH), PER_EPOCH, {})
        assert factors.dtype == np.float64 and factors.shape == (60 * PER_EPOCH,)
        assert (factors >= 0).all() and (factors <= 1).all(), (warmup, horizon)


@every_schedule
def test_a_steps_factor_does_not_depend_on_which_steps_are_asked_with_it(entry):
    schedule, steps = entry(warmup=2, horizon=20), np.arange(30 * PER_EPOCH)
    whole = schedule.factors(steps, PER_EPOCH, {})
    parts = [schedule.factors(part, PER_EPOCH, {}) for part in np.split(steps, [1, 40, 41, 180])]
    assert np.concatenate(parts).tobytes() == whole.tobytes()


@every_schedule
def test_more_epochs_do_not_change_the_past_because_the_horizon_is_a_field_of_its_own(entry):
    short, long = entry(horizon=20), entry(horizon=40)
    steps = np.arange(20 * PER_EPOCH)
    assert np.array_equal(
        short.factors(steps, PER_EPOCH, {}), short.factors(np.arange(80 * PER_EPOCH), PER_EPOCH, {})[: len(steps)]
    )
    same = np.array_equal(short.factors(steps, PER_EPOCH, {}), long.factors(steps, PER_EPOCH, {}))
    assert entry.plans is not same


@every_schedule
def test_warm_up_climbs_in_equal_steps_to_the_schedules_own_start(entry):
    warm = entry(warmup=3, horizon=23).factors(np.arange(23 * PER_EPOCH), PER_EPOCH, {})
    plain = entry(horizon=20).factors(np.arange(20 * PER_EPOCH), PER_EPOCH, {})
    np.testing.assert_allclose(warm[: 3 * PER_EPOCH], plain[0] * np.arange(1, 22) / 21, rtol=1e-14)
    np.testing.assert_allclose(warm[3 * PER_EPOCH :], plain, rtol=1e-14)
