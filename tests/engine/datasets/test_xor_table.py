from engine.datasets.xor_table import XorTable
from tests.engine.datasets.checks import keeps_its_promises


def test_the_table_is_four_points_for_training_and_testing_alike():
    keeps_its_promises(XorTable())
    split = XorTable().split()
    assert {tuple(x): int(t) for x, t in zip(split.train_x, split.train_targets, strict=True)} == {
        (0, 0): 0,
        (0, 1): 1,
        (1, 0): 1,
        (1, 1): 0,
    }
    assert split.test_x.tolist() == split.train_x.tolist()
