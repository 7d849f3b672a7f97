"""The tab of filters and feature maps: asked for an example, shown as pictures with words; in words where there are none."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from playground.training.kinds.feature_maps import png, tiles
from tests.site.test_closer import do, trainer  # noqa: F401
from tests.site.test_curvature_tab import finished

pytestmark = pytest.mark.django_db
CNN = {
    "data": {"name": "digits"},
    "network": {
        "layers": [
            {"name": "conv2d", "channels": 20}, {"name": "max_pool2d"},
            {"name": "conv2d", "channels": 5, "kernel": 2}, {"name": "flatten"},
        ]
    },
}  # fmt: skip


def test_filters_maps_and_their_gradients_stand_there_with_words(learner, trainer):  # noqa: F811
    run = finished(learner, CNN, 1)
    address = f"/runs/{run.id}/tabs/feature-maps/"
    assert "Look inside" in learner.get(address).content.decode()
    learner.post(address, {"epoch": "1", "example": "3"})
    do(trainer)
    found = learner.get(address, HTTP_ACCEPT="application/json").json()["result"]
    layers = [(row["number"], row["channels"], row["size"]) for row in found["layers"]]
    assert layers == [(1, 20, [6, 6]), (2, 20, [3, 3]), (3, 5, [2, 2])]
    assert [len(row["maps"]["tiles"]) for row in found["layers"]] == [16, 16, 5] and "filters" not in found["layers"][1]
    deep = found["layers"][2]["filters"]["tiles"][0]
    assert (deep["width"], deep["height"]) == (2, 8) and found["layers"][2]["inputs"] == 20  # the first four of its inputs
    assert Image.open(io.BytesIO(base64.b64decode(found["picture"]["png"]))).size == (8, 8)
    page = learner.get(address).content.decode()
    assert "Test example 3 at epoch 1: its loss is" in page and "the first 16 of 20" in page
    assert page.count("Gradient of the feature maps") == 3 and page.count("Gradient of the filters") == 2
    assert "one below the other for 4 of 20 inputs" in page and 'alt="1: from ' in page


def test_what_cannot_be_shown_is_said(learner):
    run = finished(learner, {}, 1)
    page = learner.get(f"/runs/{run.id}/tabs/feature-maps/").content.decode()
    assert "no convolution or pooling layer" in page
    run = finished(learner, CNN, 1)
    answer = learner.post(f"/runs/{run.id}/tabs/feature-maps/", {"epoch": "1", "example": "13"}, HTTP_ACCEPT="application/json")
    assert answer.status_code == 422 and "from 1 to 12" in answer.json()["problem"]


def test_colours_are_signed_and_share_a_scale():
    pictures = np.array([[[0.0, 2.0]], [[-1.0, 0.0]], [[0.0, 0.0]]])
    made = tiles(pictures, 2)
    assert made["most"] == 2 and made["silent"] == 1 and len(made["tiles"]) == 2
    assert (made["tiles"][1]["low"], made["tiles"][1]["high"]) == (-1, 0)
    row = np.asarray(Image.open(io.BytesIO(base64.b64decode(png(np.array([[-1.0, 0.0, 1.0]]))))))[0].astype(int)
    assert row[0][0] > row[0][2] and row[2][2] > row[2][0]  # negative is orange, positive blue
