"""The picker of data sets: kinds in a row, one of them shown, every set in exactly one of them."""

import re

import pytest

from engine.datasets import registry
from playground.experiments.data_groups import TITLES

GROUP = re.compile(r'<div class="data-group( shown)?" data-group="(\w+)">(.*?)</div>', re.S)


def groups(client, query: str = "") -> dict[str, tuple[bool, list[str]]]:
    """Kind → (whether it is the one shown, the sets in it)."""
    page = client.get(f"/{query}").content.decode()
    return {
        name: (bool(shown), re.findall(r'name="data\.name" value="(\w+)"', inside)) for shown, name, inside in GROUP.findall(page)
    }


@pytest.mark.django_db
def test_every_set_stands_in_exactly_one_kind(client):
    found = groups(client)
    listed = [name for _, names in found.values() for name in names]
    assert sorted(listed) == sorted(registry.entries) and set(found) <= set(TITLES)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "kind"),
    [("circles", "plane"), ("noisy_line", "curves"), ("iris", "tables"), ("digits", "pictures"), ("sine_sequence", "sequences")],
)
def test_the_kind_of_the_chosen_set_is_shown_and_no_other(client, name, kind):
    found = groups(client, f"?data.name={name}")
    assert [one for one, (shown, _) in found.items() if shown] == [kind] and name in found[kind][1]


@pytest.mark.django_db
def test_many_inputs_are_told_by_their_first_and_last_few_and_a_picture_by_itself(client):
    page = client.get("/?data.name=breast_cancer").content.decode()
    inputs = page[page.index('id="inputs"') : page.index('id="layers"')]
    assert inputs.count("data-feature=") == 10 and "… 20 more" in inputs
    page = client.get("/?data.name=mnist").content.decode()
    inputs = page[page.index('id="inputs"') : page.index('id="layers"')]
    assert "data-feature=" not in inputs and "input-picture" in inputs and "28 × 28" in inputs


@pytest.mark.django_db
def test_a_visitor_is_sent_no_more_of_the_points_than_a_page_can_use(client):
    for name in ("mnist", "digits", "breast_cancer", "circles"):
        answer = client.get(
            "/data/points",
            {
                "data.name": name,
                "loss.name": {"mnist": "cross_entropy", "digits": "cross_entropy"}.get(name, "binary_cross_entropy"),
            },
        )
        assert answer.status_code == 200 and len(answer.content) < 500_000, name
    assert len(client.get("/data/thumbnails").content) < 400_000


@pytest.mark.django_db
def test_a_sequence_shows_as_many_steps_as_its_fields_say_in_either_language(client):
    page = client.get("/?data.name=remember_first&data.lag=20&network.layers.0.name=lstm").content.decode()
    assert "step 21" in page and "step 22" not in page and "… 11 more" in page
    page = client.get("/?data.name=remember_first&data.lag=20&network.layers.0.name=lstm&lang=zh-hans").content.decode()
    assert "第 21 步" in page and "step 21</" not in page
