import numpy as np

from engine.datasets.sine_sequence import SineSequence
from tests.engine.datasets.checks import is_split, keeps_its_promises, noise_matters


def test_sine_sequence_can_be_drawn_again_and_split_honestly():
    for entry in (SineSequence(), SineSequence(seed=7, test_share=0.3, length=2)):
        keeps_its_promises(entry)
        is_split(entry)


def test_a_clean_wave_obeys_the_recurrence_of_its_period_and_the_target_is_its_next_value():
    """sin is the only wave with x(t+1) + x(t−1) = 2·cos(2π/P)·x(t) for all t: solved for P on the inputs, it gives the target."""
    clean, noisy = noise_matters(SineSequence, samples=400, seed=3)
    x = np.concatenate([clean.points, clean.targets[:, None]], axis=1)
    twice_cosine = ((x[:, 2:-1] + x[:, :-3]) * x[:, 1:-2]).sum(1) / (x[:, 1:-2] ** 2).sum(1)
    np.testing.assert_allclose(twice_cosine * x[:, -2] - x[:, -3], x[:, -1], atol=1e-9)
    periods = 2 * np.pi / np.arccos(twice_cosine / 2)
    assert 8 <= periods.min() < 8.5 and 24.5 < periods.max() <= 25
    scatter = np.concatenate([noisy.points - clean.points, (noisy.targets - clean.targets)[:, None]], axis=1)
    assert abs(scatter.std() - 0.4) < 0.02 and abs(scatter.mean()) < 0.02


def test_a_longer_sequence_is_the_same_shape_of_data():
    assert SineSequence(length=7).shape() == (7, 1) and SineSequence(length=7).feature_names() == tuple(
        f"step {i}" for i in range(1, 8)
    )
