from tests.engine.faults.naive import Program, assert_same_mistake, by_engine


class Climbing(Program):
    """t − y where y − t is meant."""

    def outer(self, y, t):
        return -super().outer(y, t)


def test_every_step_climbs():
    assert_same_mistake("missing_minus", Climbing)
    losses = by_engine({}, "missing_minus")[:, 0]
    assert losses[-1] > losses[0]
