"""What holds for every data set, found by discovery: a new one is tested here without a line being written."""

import itertools
import subprocess
import sys

import numpy as np
import pytest

from engine.datasets import registry
from engine.datasets.pictures import Pictures

ENTRIES = list(registry)
every_dataset = pytest.mark.parametrize("entry", ENTRIES, ids=[entry.model_fields["name"].default for entry in ENTRIES])
CHOICES = {
    "samples": (10, 37, 500),
    "examples": (100, 400),
    "test_share": (0.01, 0.3, 0.5, 0.99),
    "noise": (0.0, 0.5),
    "seed": (0, 2**31 - 1),
}


def variants(entry):
    """The entry with every combination of sizes, noise and seed that it knows."""
    known = [name for name in CHOICES if name in entry.model_fields]
    for values in itertools.product(*(CHOICES[name] for name in known)):
        yield entry(**dict(zip(known, values, strict=True)))


@every_dataset
def test_sizes_are_known_before_anything_is_drawn(entry):
    for data in variants(entry):
        split = data.split()
        assert data.sizes() == (len(split.train_x), len(split.test_x)) == (len(split.train_targets), len(split.test_targets))
        assert min(data.sizes()) >= 1


@every_dataset
def test_points_stay_near_the_drawing_and_targets_are_what_the_task_says(entry):
    for data in variants(entry):
        raw = data.sample()
        assert raw.points.dtype in (np.float64, np.uint8) and raw.points.shape == (data.count(), len(data.columns))
        assert np.isfinite(raw.points).all() and (len(data.columns) > 2 or np.abs(raw.points).max() < 12)
        if data.task == "regression":
            assert np.isfinite(raw.targets).all() and np.abs(raw.targets).max() < 5
        else:
            assert set(raw.targets.tolist()) <= set(range(len(data.classes)))


@every_dataset
def test_the_seed_alone_decides_the_draw_and_another_seed_draws_others(entry):
    one, two = (entry().split() for _ in range(2))
    assert one.train_x.tobytes() == two.train_x.tobytes() and one.test_targets.tobytes() == two.test_targets.tobytes()
    if "seed" in entry.model_fields:
        assert entry(seed=5).split().train_x.tobytes() != entry(seed=6).split().train_x.tobytes()


@pytest.mark.parametrize(
    "entry", [entry for entry in ENTRIES if "test_share" in entry.model_fields], ids=lambda entry: entry.__name__
)
def test_the_test_share_does_not_redraw_the_points(entry):
    few, many = entry(test_share=0.1), entry(test_share=0.6)
    assert few.sample().points.tobytes() == many.sample().points.tobytes()
    assert {*map(tuple, few.split().test_points)} <= {*map(tuple, many.split().test_points)}


@pytest.mark.parametrize(
    "entry", [entry for entry in ENTRIES if "standardize" in entry.model_fields], ids=lambda entry: entry.__name__
)
def test_standardizing_is_fitted_on_the_training_split_alone(entry):
    plain, scaled = entry(standardize=False).split(), entry(standardize=True).split()
    train, test = plain.train_x.astype(np.float64), plain.test_x.astype(np.float64)
    mean, deviation = (train.mean(), train.std()) if issubclass(entry, Pictures) else (train.mean(0), train.std(0))
    np.testing.assert_allclose(scaled.train_x, (train - mean) / deviation, atol=2e-4)
    np.testing.assert_allclose(scaled.test_x, (test - mean) / deviation, atol=2e-4)  # as the training points would be
    np.testing.assert_array_equal(plain.train_points, scaled.train_points)


@every_dataset
def test_the_shape_of_an_input_holds_every_feature_once(entry):
    assert np.prod(entry().shape()) == len(entry().feature_names())


def test_scikit_learn_is_not_imported_for_its_tables():
    watch = "import sys, engine.datasets as d; [one().split() for one in d.registry]; print('sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", watch], capture_output=True, text=True, check=True).stdout == "False\n"
