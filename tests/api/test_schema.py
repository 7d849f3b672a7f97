"""Schemathesis asks every operation what its own OpenAPI description says one may, and what it says one may not.

No answer is a 5xx, each has a status, a content type and a body that the description promises. In-process and seeded; half of
the ids are of things that are there, and whatever an example did is rolled back before the next.
"""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import ServerError
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from playground.api import service
from tests.api.policy import API
from tests.api.test_matrix import things  # noqa: F401 (a fixture)

EXAMPLES = 6  # of each operation
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
]  # fmt: skip
KINDS = {"run_id": "run", "sweep_id": "sweep", "grid_id": "map", "task_id": "task", "share_id": "share", "token": "link"}
KNOWN = {"kind": "gradient_check", "form": "json", "digest": "example", "place": 3}
RACES = {"/api/v1/arena/races/{task_id}": "race", "/api/v1/arena/trails/{task_id}": "trails"}
BOUNDED = settings(
    max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
)


def operations():
    schema = schemathesis.openapi.from_dict(service.description())
    schema.app = get_wsgi_application()
    return {one.ok().label: one.ok() for one in schema.get_all_operations()}


OPERATIONS = operations()


def test_every_route_of_the_policy_is_described():
    described = {label.partition(" ")[2] for label in OPERATIONS}
    assert len(described) == len(API) - 1, "all but the one that answers: nothing here"
    assert len(OPERATIONS) == sum(len(methods) for methods in service.description()["paths"].values())


@pytest.fixture(autouse=True)
def in_process():
    """A request of this process must not close the test's connection; hypothesis draws numbers that the engine flushes to 0."""
    import torch

    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    torch.set_flush_denormal(False)
    yield
    torch.set_flush_denormal(True)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_every_operation_answers_as_it_is_described(things, program):  # noqa: F811
    for operation in OPERATIONS.values():  # what fails names its operation and how to ask it again
        batter(operation, things, program)


def batter(operation, things, program) -> None:  # noqa: F811
    drawn = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]

    @seed(7)
    @BOUNDED
    @given(case=st.one_of(drawn), known=st.booleans())
    def asked(case, known):
        if known:
            there = {**KINDS, "task_id": RACES.get(operation.path, "task")}
            asked_of = case.path_parameters or {}
            case.path_parameters = {name: KNOWN[name] if name in KNOWN else things[there[name]] for name in asked_of}
        with transaction.atomic():
            case.call_and_validate(headers=headers(program), checks=CHECKS)
            transaction.set_rollback(True)

    asked()


def headers(program) -> dict[str, str]:
    return {**program.headers, "Accept-Encoding": "identity"}


def test_the_check_finds_an_answer_that_is_not_as_described(things, program, monkeypatch):  # noqa: F811
    """It can fail."""
    monkeypatch.setattr("playground.api.specs.recipes.describe", lambda: 1 / 0)
    case = OPERATIONS["GET /api/v1/specs/described"].Case()
    with pytest.raises(BaseExceptionGroup) as found:
        case.call_and_validate(headers=headers(program), checks=CHECKS)
    assert any(isinstance(one, ServerError) for one in found.value.exceptions)
