"""The tab "Shrink it": from the button to a table that needs no script, and the numbers that the sliders read."""

import html
import json
import re

import pytest

from playground.runs.models import Trainer
from tests.site.test_closer import do
from tests.site.test_pytorch_tab import trained

pytestmark = pytest.mark.django_db
ADDRESS = "/runs/{id}/tabs/shrink/"


@pytest.fixture
def trainer():
    return Trainer.objects.create(pid=1, host="here", fingerprint="print")


def test_every_setting_is_worked_out_at_once_and_shown_without_scripts(learner, trainer):
    run, _ = trained(learner, {"training": {"epochs": 30}}, "one")
    address = ADDRESS.format(id=run.id)
    learner.post(address, {"epoch": "30"})
    assert do(trainer).state == "finished"
    page = learner.get(address).content.decode()
    report = json.loads(html.unescape(re.search(r'data-report="([^"]*)"', page)[1]))
    assert (len(report["settings"]), len(report["settings"][0])) == (len(report["shares"]), len(report["bits"])) == (12, 6)
    whole = report["settings"][0][0]
    assert whole["kept"] == 6 * 2 + 4 * 6 + 4 and whole["bytes"] == 4 * (40 + 11)
    assert page.count("<td>") == 12 * 6 and f"<td>{whole['score']:.1%}</td>" in page


def test_a_fit_is_judged_by_its_r2(learner, trainer):
    run, _ = trained(learner, {"data": {"name": "noisy_line"}, "training": {"epochs": 5}}, "one")
    learner.post(ADDRESS.format(id=run.id), {"epoch": "0"})
    do(trainer)
    assert "Test R²" in learner.get(ADDRESS.format(id=run.id)).content.decode()
