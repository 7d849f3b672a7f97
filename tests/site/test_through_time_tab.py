"""The tab "Through time": what it shows is what the run's key frames hold, in a figure, a sentence and a table."""

import pytest

from engine.plan import Plan
from engine.records import decode_frame
from engine.state import State as EngineState
from engine.training import Member, train
from playground.experiments.run_rows import readout
from playground.experiments.tabs.through_time import _words
from playground.runs import recipes, services
from playground.runs.models import KeyFrame, Run
from tests.site.test_runs_pages import owner_of

pytestmark = pytest.mark.django_db
SPEC = {
    "data": {"name": "remember_first", "lag": 6, "samples": 40},
    "network": {"layers": [{"name": "lstm", "units": 4, "returns": "all"}, {"name": "rnn", "units": 3}]},
    "training": {"epochs": 3, "batch_size": 10},
}


def run_of(learner, spec: dict = SPEC) -> tuple[Run, list]:
    """A finished run with its key frames, as a trainer would leave it; and the norms of each, read by the engine itself."""
    made = services.start_run(owner_of(learner), recipes.parse(spec), token=str(Run.objects.count()))
    plan = Plan(recipes.parse(spec))
    [outcome] = train([Member(plan, EngineState.begin(plan))], 3)
    KeyFrame.objects.bulk_create(
        KeyFrame(run_id=made.id, attempt=made.attempt, seq=seq, epoch=epoch, data=data) for seq, epoch, data in outcome.key_frames
    )
    Run.objects.filter(id=made.id).update(state="finished", epoch=3)
    norms = [decode_frame(plan.frame_schema, data)[1].get("time_gradients") for _, _, data in outcome.key_frames]
    return Run.objects.get(id=made.id), norms


def test_every_step_of_every_layer_stands_in_the_table_at_the_epoch_asked_for(learner):
    run, norms = run_of(learner)
    address = f"/runs/{run.id}/tabs/through_time/"
    for epoch, asked in ((1, "?epoch=1"), (3, ""), (3, "?epoch=99"), (3, "?epoch=x")):
        page = learner.get(address + asked).content.decode()
        assert f"At epoch {epoch}:" in page and page.count("<svg") == 2
        assert page.count('<tr><th scope="row">') == 7
        for layer in range(2):
            for value in norms[epoch][layer].tolist():
                assert f"<td>{readout(value)}</td>" in page
    assert "1 · LSTM" in page and "2 · Recurrent (Elman)" in page


def test_the_sentence_says_how_much_of_the_gradient_comes_back():
    assert "30 steps ago gets 2.00·10⁻⁹ of the gradient of the last step: it vanishes" in _words([2e-9] + [0.5] * 29 + [1.0])
    assert "2 steps ago gets 0.500 of the gradient of the last step: it arrives" in _words([1.0, 3.0, 2.0])
    assert "gets 50.0 times the gradient" in _words([100.0, 2.0]) and "grows" in _words([100.0, 2.0])
    assert "no number" in _words([float("nan"), 1.0]) and "No gradient arrives" in _words([0.0, 0.0])
    assert "vanishes" in _words([0.0, 1.0])


def test_a_network_without_time_is_told_what_would_have_one(learner):
    run, _ = run_of(learner, {"training": {"epochs": 3}})
    assert "No layer of this network goes through time." in learner.get(f"/runs/{run.id}/tabs/through_time/").content.decode()


def test_the_tab_speaks_chinese(learner):
    run, _ = run_of(learner)
    page = learner.get(f"/runs/{run.id}/tabs/through_time/", HTTP_ACCEPT_LANGUAGE="zh-Hans").content.decode()
    assert "回传" in page and "Each figure" not in page
