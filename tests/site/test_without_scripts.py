"""Everything works as plain form posts: start, pause, step, layers, entries, activations, seeds."""

from urllib.parse import parse_qsl

import pytest
from django.http import QueryDict

from playground.experiments import declarations, links, remembering
from playground.runs.models import Run
from tests.site.pages import read

pytestmark = pytest.mark.django_db


def post(client, page, do: str, **changes):
    return client.post("/", page.body() | {key.replace("__", "."): value for key, value in changes.items()} | {"do": do})


def test_train_starts_a_run_and_its_page_says_so(learner):
    response = post(learner, read(learner.get("/")), "train")
    assert response.status_code == 303
    run = Run.objects.get()
    assert response["Location"] == f"/?run={run.id}"
    page = read(learner.get(response["Location"]))
    assert "Waiting" in page.text
    assert "Run 1" in page.text


def test_the_same_page_posted_twice_starts_one_run(learner):
    page = read(learner.get("/"))
    first, second = post(learner, page, "train"), post(learner, page, "train")
    assert first["Location"] == second["Location"]
    assert Run.objects.count() == 1


def test_scripts_are_told_the_run(learner):
    body = read(learner.get("/")).body() | {"do": "train", "data.noise": "0.2"}
    response = learner.post("/", body, headers={"accept": "application/json"})
    assert response.status_code == 201
    assert response.json()["run"] == Run.objects.get().id
    assert links.parse(dict(parse_qsl(response.json()["query"]))).data.noise == 0.2


def test_pause_and_continue(learner):
    opened = read(learner.get(post(learner, read(learner.get("/")), "train")["Location"]))
    assert post(learner, opened, "pause").status_code == 303
    assert Run.objects.get().holding
    assert post(learner, opened, "resume").status_code == 303
    assert not Run.objects.get().holding


def test_a_run_goes_on_at_the_speed_chosen(learner):
    opened = read(learner.get(post(learner, read(learner.get("/")), "train")["Location"]))
    post(learner, opened, "pause")
    assert Run.objects.get().speed == 30 and post(learner, opened, "resume", speed="5").status_code == 303
    assert Run.objects.get().speed == 5
    Run.objects.update(state="finished", epoch=300)  # an ended run takes no speed until it has more epochs
    assert post(learner, opened, "extend", speed="120").status_code == 303
    assert (Run.objects.get().speed, Run.objects.get().state, Run.objects.get().epochs) == (120, "waiting", 600)


def test_step_starts_a_run_that_takes_one_epoch(learner):
    post(learner, read(learner.get("/")), "step")
    run = Run.objects.get()
    assert run.holding
    assert list(run.commands.values_list("kind", "payload__epochs")) == [("step", 1)]


def test_add_and_remove_a_layer(learner):
    added = learner.get(post(learner, read(learner.get("/")), "layer.add")["Location"])
    assert "network.layers.2.units" in read(added).fields
    removed = learner.get(post(learner, read(added), "layer.remove.0")["Location"])
    assert [read(removed).fields[f"network.layers.{i}.units"][0]["value"] for i in (0, 1)] == ["4", "4"]


def test_remove_every_layer(learner):
    page = read(learner.get("/?network.layers.0.units=3"))
    response = post(learner, page, "layer.remove.0")
    assert response["Location"] == "/?network.layers=none"
    assert "network.layers.0.units" not in read(learner.get(response["Location"])).fields


def test_one_unit_more_and_fewer(learner):
    page = read(learner.get("/"))
    assert "network.layers.0.units=7" in post(learner, page, "units.more.0")["Location"]
    assert "network.layers.1.units=3" in post(learner, page, "units.fewer.1")["Location"]


def test_another_optimizer_drops_the_former_ones_fields_and_keeps_the_rate(learner):
    page = read(learner.get("/?optimizer.name=adam&optimizer.lr=0.01&optimizer.beta1=0.5"))
    response = post(learner, page, "apply", optimizer__name="sgd")
    optimizer = links.parse(links.read(QueryDict(response["Location"].removeprefix("/?")))).optimizer
    assert (optimizer.name, optimizer.lr) == ("sgd", 0.01)


@pytest.mark.parametrize("name", ["regression_plane", "xor_table", "iris", "noisy_line", "spirals"])
def test_another_data_set_brings_what_must_follow(learner, name):
    """Loss and batch size give way; nobody has to know that cross-entropy does not fit a line."""
    response = post(learner, read(learner.get("/")), "apply", data__name=name)
    assert response.status_code == 303, read(response).text
    assert f"data.name={name}" in response["Location"]


def test_one_activation_for_all_layers(learner):
    location = post(learner, read(learner.get("/")), "apply", all__activation="relu")["Location"]
    assert location.count("activation=relu") == 2


def test_new_seed_changes_the_seed_alone(learner):
    location = post(learner, read(learner.get("/")), "seed")["Location"]
    assert location == "/" or location.startswith("/?seed=")


def test_choosing_an_entry_answers_with_its_fields(learner):
    page = read(learner.get("/"))
    answer = learner.get("/fields/optimizer/", page.body() | {"optimizer.name": "adam"})
    fields = read(answer).fields
    assert {"optimizer.beta1", "optimizer.beta2", "optimizer.eps", "optimizer.lr"} <= set(fields)
    assert fields["was.optimizer"][0]["value"] == "adam"


def swapped(learner, body: dict, **chosen) -> dict:
    """The body of the form after a choice: what the fragments bring in the place of what they replace."""
    sent = body | {key.replace("__", "."): value for key, value in chosen.items()}
    brought = {key: values[-1] for key, values in read(learner.get("/fields/optimizer/", sent)).body().items()}
    named = {"optimizer.name": sent["optimizer.name"]}  # the choice itself is not drawn again
    return {key: value for key, value in sent.items() if not key.startswith(("optimizer.", "was."))} | named | brought


def test_what_was_set_by_hand_comes_back_after_an_optimizer_without_such_a_field(learner):
    """Newton's rate is a share of a known step, so it does not take SGD's; whoever goes back finds both as they were."""
    body = swapped(learner, read(learner.get("/")).body() | {"optimizer.lr": "0.3"}, optimizer__name="newton")
    assert (body["optimizer.lr"], body["was.kept.sgd.optimizer.lr"]) == ("1", "0.3")
    body = swapped(learner, body | {"optimizer.lr": "0.5"}, optimizer__name="momentum")
    assert body["optimizer.lr"] == "0.3", "its rate is the same thing as SGD's"
    assert [key for key in body if key.startswith("was.kept")] == ["was.kept.newton.optimizer.lr"]
    default = declarations.spelled("lr", remembering.fields_of("optimizer", "momentum")["lr"]["default"])
    body = swapped(learner, body | {"optimizer.lr": default, "optimizer.momentum": "0.8"}, optimizer__name="gauss_newton")
    assert body["optimizer.lr"] == "0.5"
    body = swapped(learner, body, optimizer__name="sgd")
    assert body["optimizer.lr"] == "0.03", "taken back by hand before it left: nothing of it comes back"
    assert swapped(learner, body, optimizer__name="momentum")["optimizer.momentum"] == "0.8"


def test_what_gave_way_to_a_method_that_takes_all_points_comes_back_after_it(learner):
    """Also past a second one, and not once it was taken back."""
    body = swapped(learner, read(learner.get("/")).body() | {"training.batch_size": "10"}, optimizer__name="newton")
    assert (body["training.batch_size"], body["was.kept.newton.training.batch_size"]) == ("", "10")
    past = swapped(learner, body, optimizer__name="gauss_newton")
    assert (past["training.batch_size"], past["was.kept.gauss_newton.training.batch_size"]) == ("", "10")
    assert "was.kept.newton.training.batch_size" not in past
    for one in (body, past):
        back = swapped(learner, one, optimizer__name="sgd")
        assert back["training.batch_size"] == "10" and not any(key.startswith("was.kept") for key in back)


def test_apply_without_scripts_carries_along_what_was_set_by_hand(learner):
    def applied(page, **chosen):
        return read(learner.get(post(learner, page, "apply", **chosen)["Location"]))

    def stands(page):
        return [page.body()[name][-1] for name in ("optimizer.lr", "training.batch_size")]

    page = applied(read(learner.get("/")), optimizer__lr="0.3", training__batch_size="10")
    assert not any(key.startswith("was.kept") for key in page.body()), "nothing is kept of what stands in its field"
    newton = applied(page, optimizer__name="newton")
    assert stands(newton) == ["1", ""]
    refused = read(post(learner, newton, "apply", optimizer__lr="much"))
    for between in (newton, applied(newton), refused):
        assert stands(applied(between, optimizer__name="momentum", optimizer__lr="1")) == ["0.3", "10"]


def test_fields_of_nothing_are_not_found(learner):
    assert learner.get("/fields/colours/").status_code == 404


def test_hold_records_the_untrained_network_and_waits(learner):
    post(learner, read(learner.get("/")), "hold")
    run = Run.objects.get()
    assert run.holding
    assert not run.commands.exists()


def test_an_unknown_thing_to_do_starts_nothing(learner):
    response = post(learner, read(learner.get("/")), "fly")
    assert response.status_code == 422
    assert "'fly'" in read(response).text
    assert not Run.objects.exists()
