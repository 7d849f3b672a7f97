"""Clients of the site: each fixture is a person with a cookie of their own."""

import pytest
from django.test import Client


@pytest.fixture
def learner():
    return Client()


@pytest.fixture
def stranger():
    return Client()
