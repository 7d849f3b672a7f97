"""Who visits the site: clients with cookies of their own, and owners to make one for."""

import pytest
from django.test import Client

from playground.runs.owners import new_owner


@pytest.fixture
def learner():
    return Client()


@pytest.fixture
def stranger():
    return Client()


@pytest.fixture
def alice() -> str:
    """Whose runs the tests of rights are about (an owner, not a client)."""
    return new_owner()


@pytest.fixture
def bob() -> str:
    """Somebody else."""
    return new_owner()
