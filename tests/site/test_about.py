"""The page about the site: what trains is read off the trainers' rows, licences off the installed packages."""

import re
from importlib.metadata import version

import pytest
from django.template import loader
from django.test import Client

from playground.experiments import licences
from playground.training import claims

pytestmark = pytest.mark.django_db
FACTS = {"processor": "A Processor 3000", "gpu": "A GPU 9", "wanted": "auto", "torch": "2.0"}


def test_trainers_are_counted_by_what_they_compute_with(client):
    assert "No trainer is at work" in client.get("/about/").content.decode()
    for number in range(2):
        claims.register(number, "secret-host", "cpuprint", cuda_fingerprint="gpuprint", facts=FACTS)
    ended = claims.register(3, "secret-host", "gone", facts={"processor": "An old one"})
    claims.leave(ended.id)
    page = client.get("/about/").content.decode()
    for said in ("2 trainers are at work", "A Processor 3000", "A GPU 9", "cpuprint", "gpuprint", "where that is faster"):
        assert said in page
    assert "secret-host" not in page and "An old one" not in page


@pytest.mark.parametrize(("facts", "said"), [
    ({"gpu": "", "wanted": "auto"}, "everything trains on the processor"),
    ({"gpu": "", "wanted": "cpu"}, "told to train on the processor"),
    ({"gpu": "A GPU 9", "wanted": "cuda"}, "Everything new trains on the GPU"),
    ({}, "everything trains on the processor"),  # registered by an older version
])  # fmt: skip
def test_what_was_asked_for_is_said(client, facts, said):
    claims.register(1, "here", "print", facts=facts)
    assert said in client.get("/about/").content.decode()


def test_every_pinned_package_is_named_with_a_licence():
    told = {one.name.lower(): one for one in licences.packages()}
    assert {"django", "torch", "numpy", "scikit-learn", "mnist", "uplot"} <= set(told)
    assert told["torch"].version == version("torch") and told["mnist"].licence == "MIT"
    assert not [one.name for one in told.values() if not one.licence or len(one.licence) > licences.LONGEST]


def test_every_page_leads_there_in_both_languages(client):
    for address in ("/", "/experiments/", "/runs/", "/account/new/", "/nowhere/"):
        assert 'href="/about/"' in client.get(address).content.decode(), address
    assert "关于" in client.get("/about/?lang=zh-hans").content.decode()


def test_pages_that_know_nothing_of_their_visitor_lead_there_too():
    """Without a catalogue for the one, in both languages at once; a form without its mark for the other."""
    broken = loader.get_template("500.html").render()
    refused = Client(enforce_csrf_checks=True).post("/appearance/", {"theme": "dark"})
    assert refused.status_code == 403
    links = [re.search(r'<a href="/about/"[^>]*>([^<]+)</a>', page)[1] for page in (broken, refused.content.decode())]
    assert links == ["About · 关于", "About"]
