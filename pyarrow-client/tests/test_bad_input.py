"""Bad input on both doors: a numbered error of the right class, and nothing changed."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.flight as flight
import pyarrow.parquet as pq
import pytest
from cluster import NYC

import tadashi_mizu as tm

UNKNOWN_ID = "0190a0a0-0000-7000-8000-000000000001"


def aggregate(**changes):
    return {"aggregate": {"table": "flights", "by": ["carrier"], **changes}}


def where(expr):
    return aggregate(where=expr)


def fn(**item):
    return aggregate(aggregates=[item])


CASES = [
    ("unknown field", "SubmitTask", {**aggregate(), "colour": 1}, "UNKNOWN_FIELD"),
    ("unknown field inside", "SubmitTask", aggregate(colour=1), "UNKNOWN_FIELD"),
    ("unknown table", "SubmitTask", aggregate(table="nope"), "UNKNOWN_TABLE"),
    ("unknown store", "SubmitTask", aggregate(table="nope.flights"), "UNKNOWN_TABLE"),
    ("unknown key", "SubmitTask", aggregate(by=["nope"]), "UNKNOWN_COLUMN"),
    ("unknown column", "SubmitTask", fn(fn="sum", column="nope"), "UNKNOWN_COLUMN"),
    ("unknown order", "SubmitTask", aggregate(order_by=[{"by": "nope"}]), "UNKNOWN_COLUMN"),
    ("unknown aggregate", "SubmitTask", fn(fn="nope", column="month"), "UNKNOWN_FUNCTION"),
    ("unknown function", "SubmitTask", where({"op": "nope", "args": []}), "UNKNOWN_FUNCTION"),
    (
        "unknown type",
        "SubmitTask",
        where({"op": ">", "args": [{"col": "month"}, {"lit": 1, "type": "int1000"}]}),
        "UNKNOWN_TYPE",
    ),
    ("sum of texts", "SubmitTask", fn(fn="sum", column="carrier"), "TYPE_MISMATCH"),
    (
        "a text against a number",
        "SubmitTask",
        where({"op": ">", "args": [{"col": "carrier"}, {"lit": 1}]}),
        "TYPE_MISMATCH",
    ),
    ("a number as condition", "SubmitTask", where({"col": "month"}), "TYPE_MISMATCH"),
    ("a limit that is a text", "SubmitTask", aggregate(limit="ten"), "INVALID_ARGUMENT"),
    ("a negative limit", "SubmitTask", aggregate(limit=-1), "INVALID_ARGUMENT"),
    ("a broken expression", "SubmitTask", where({"nope": 1}), "INVALID_ARGUMENT"),
    ("no table", "SubmitTask", {"aggregate": {"by": ["carrier"]}}, "INVALID_ARGUMENT"),
    ("nothing to aggregate", "SubmitTask", aggregate(by=[]), "EMPTY_AGGREGATION"),
    ("a timeout that is none", "SubmitTask", {**aggregate(), "timeout": "soon"}, "INVALID_ARGUMENT"),
    ("unknown task", "GetTask", {"id": UNKNOWN_ID}, "UNKNOWN_TASK"),
    ("cancel of an unknown task", "CancelTask", {"id": UNKNOWN_ID}, "UNKNOWN_TASK"),
    ("a wait below zero", "GetTask", {"id": UNKNOWN_ID, "await": "-1s"}, "INVALID_ARGUMENT"),
    ("a wait over half a minute", "GetTask", {"id": UNKNOWN_ID, "await": "31s"}, "INVALID_ARGUMENT"),
    ("a task id that is none", "GetTask", {"id": "nope"}, "UNKNOWN_TASK"),
    ("a state that is none", "ListTasks", {"state": "nope"}, "INVALID_ARGUMENT"),
    ("unknown table to load", "LoadTable", {"table": "nope"}, "UNKNOWN_TABLE"),
    ("unknown column to load", "LoadTable", {"table": "flights", "columns": ["nope"]}, "UNKNOWN_COLUMN"),
    ("unknown table to evict", "EvictTable", {"table": "nope"}, "UNKNOWN_TABLE"),
    ("partitions of an unknown table", "ListPartitions", {"table": "nope"}, "UNKNOWN_TABLE"),
    ("tables of an unknown store", "ListTables", {"store": "nope"}, "UNKNOWN_STORE"),
    ("unknown store to drop", "DropObjectStore", {"name": "nope"}, "UNKNOWN_STORE"),
    ("unknown worker to drain", "DrainWorker", {"address": "localhost:1"}, "UNKNOWN_WORKER"),
    ("unknown worker to forget", "UnregisterWorker", {"address": "localhost:1"}, "UNKNOWN_WORKER"),
    ("an address that is none", "RegisterWorker", {"address": "nope"}, "INVALID_ARGUMENT"),
    ("a worker that does not answer", "RegisterWorker", {"address": "localhost:1"}, "WORKER_UNREACHABLE"),
    ("a folder outside the roots", "RegisterObjectStore", {"uri": "file:///etc"}, "PATH_NOT_ALLOWED"),
    (
        "a way out of the roots",
        "RegisterObjectStore",
        {"uri": f"file://{NYC}/../../.."},
        "PATH_NOT_ALLOWED",
    ),
    ("a store of no kind we know", "RegisterObjectStore", {"uri": "ftp://host/x"}, ("UNSUPPORTED", "INVALID_ARGUMENT")),
    ("a store that is there", "RegisterObjectStore", {"uri": f"file://{NYC}"}, "STORE_EXISTS"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("operation", "request_", "name"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_both_doors_answer_the_same_numbered_error(cluster, flights, operation, request_, name):
    before = newest(flights), len(flights.object_stores())
    with pytest.raises(tm.TadashiError) as caught:
        flights.call(operation, request_)
    status, problem = cluster.operate(operation, request_)
    assert caught.value.name in ([name] if isinstance(name, str) else name)
    assert (problem["code"], problem["name"]) == (caught.value.code, caught.value.name)
    assert 400 <= status < 600 and (status < 500) == (caught.value.code < 2000)
    assert caught.value.message
    assert before == (newest(flights), len(flights.object_stores()))


def newest(session):
    """The id of the task that was submitted last."""
    return [task.id for task in session.tasks(limit=1)]


def test_an_unknown_operation(cluster, flights):
    with pytest.raises(tm.UserError, match="UNKNOWN_OPERATION"):
        flights.call("Nope")
    status, kind, body = cluster.request("GET", "/v1/nope")
    assert (status, json.loads(body)["name"]) == (404, "UNKNOWN_OPERATION")
    assert kind == "application/problem+json"


def test_internal_operations_are_not_for_clients(flights):
    with pytest.raises(tm.UserError):
        flights.call("Attach", {"protocol": 1, "address": "x", "incarnation": "y", "load": {}})


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b'{"aggregate": 1}', b"\xff\xfe", b"{} {}"])
def test_bodies_that_are_no_request(cluster, flights, body):
    action = flight.Action("SubmitTask", body)
    with pytest.raises((pa.ArrowException, flight.FlightError)) as caught:
        list(flights._wire.client.do_action(action, flights._wire._options(flights.id)))
    assert "INVALID_JSON" in str(caught.value) or "INVALID_ARGUMENT" in str(caught.value)
    status, _, answer = cluster.request("POST", "/v1/tasks", body)
    assert status == 400 and json.loads(answer)["name"] in ("INVALID_JSON", "INVALID_ARGUMENT")


def test_a_body_over_16_mib(cluster, flights):
    spec = aggregate(table="x" * (17 << 20))
    with pytest.raises(tm.UserError, match="BODY_TOO_LARGE"):
        flights.call("SubmitTask", spec)
    try:
        status, _, answer = cluster.request("POST", "/v1/tasks", json.dumps(spec).encode())
        assert (status, json.loads(answer)["name"]) == (413, "BODY_TOO_LARGE")
    except OSError:
        pass  # the server may close the connection before it has read what it will not take
    assert flights.submit(table="flights", by="origin").result().num_rows == 3


def test_writes_over_http_need_a_json_content_type(cluster, flights):
    status, _, _ = cluster.request(
        "POST", "/v1/tasks", json.dumps(aggregate()).encode(), {"Content-Type": "text/plain"}
    )
    assert 400 <= status < 500


def test_another_host_name_is_refused(cluster, flights):
    status, _, answer = cluster.request("GET", "/v1/workers", headers={"Host": "evil.example"})
    assert (status, json.loads(answer)["name"]) == (403, "HOST_REFUSED")


def test_what_answers_but_is_no_worker(cluster, flights):
    for uri in (cluster.flight, cluster.http):
        address = uri.split("://")[1]
        with pytest.raises(tm.ExternalError) as caught:
            flights.register_worker(address)
        assert caught.value.name in ("NOT_A_WORKER", "WORKER_UNREACHABLE")
    assert len(flights.workers()) == 3


def test_a_bad_ticket(flights):
    for ticket in (b"", b"nope", b"\x00" * 100):
        with pytest.raises(tm.UserError, match="INVALID_TICKET"):
            flights._wire.fetch(ticket)


def test_broken_files_are_named_and_other_tables_go_on(cluster, flights):
    folder = cluster.files / "mixed"
    folder.mkdir()
    good = pa.table({"a": [1, 2, 3]})
    pq.write_table(good, folder / "good.parquet")
    (folder / "text.parquet").write_text("this is no Parquet")
    whole = (NYC / "weather.parquet").read_bytes()
    (folder / "cut.parquet").write_bytes(whole[: len(whole) // 2])
    (folder / "empty.parquet").write_bytes(b"")
    flights.register_object_store(f"file://{folder}")
    tables = {table.name.split(".", 1)[1]: table for table in flights.tables("mixed")}
    assert tables["good"].state == "ready"
    for name in ("text", "cut", "empty"):
        if name not in tables:
            continue
        assert tables[name].state == "failed"
        assert tables[name].error.name == "FILE_CORRUPT"
        assert f"{name}.parquet" in str(tables[name].error)
        with pytest.raises(tm.TadashiError) as caught:
            flights.submit(table=f"mixed.{name}", aggregates=tm.count()).result()
        assert caught.value.name in ("TABLE_FAILED", "FILE_CORRUPT")
    rows = flights.submit(table="mixed.good", aggregates=tm.sum("a")).result().to_pylist()
    assert rows == [{"sum_a": 6}]
    flights.drop_object_store("mixed")


def test_a_missing_folder(cluster, flights):
    with pytest.raises(tm.ExternalError, match="FILE_NOT_FOUND"):
        flights.register_object_store(f"file://{cluster.files}/nowhere")


def test_a_result_asked_for_too_early_or_after_cancel(cluster, big):
    task = big.submit(table="big.g1", by="id3", aggregates=tm.count_distinct("v3").alias("n"))
    status, _, body = cluster.request("GET", f"/v1/tasks/{task.id}/result")
    assert (status, json.loads(body)["name"]) == (409, "RESULT_NOT_READY")
    task.cancel()
    assert task.wait(timeout=30).state == "cancelled"
    with pytest.raises(tm.UserError, match="TASK_CANCELLED"):
        task.result()
    status, _, body = cluster.request("GET", f"/v1/tasks/{task.id}/result")
    assert (status, json.loads(body)["name"]) == (409, "TASK_CANCELLED")


def test_a_large_result_streams_once(big):
    task = big.submit(table="big.g1", by=["id3", "v3"])
    info = task.wait()
    assert info.bytes > 16 << 20
    assert big._wire.fetch(info.ticket).num_rows == info.rows
    with pytest.raises(tm.UserError, match="RESULT_GONE"):
        big._wire.fetch(info.ticket)


def test_cancel_of_a_finished_task(cluster, flights):
    task = flights.submit(table="flights", by="origin", detached=True)
    task.wait()
    with pytest.raises(tm.UserError, match="TASK_FINISHED"):
        task.cancel()
    status, problem = cluster.operate("CancelTask", {"id": task.id})
    assert (status, problem["name"]) == (409, "TASK_FINISHED")


def test_errors_while_running_name_what_failed(flights):
    for expr, name in (
        (tm.col("distance") / (tm.col("month") - tm.col("month")), "DIVISION_BY_ZERO"),
        (tm.col("distance") * tm.lit(2**62), "NUMERIC_OVERFLOW"),
    ):
        with pytest.raises(tm.UserError) as caught:
            flights.submit(table="flights", aggregates=tm.sum(expr).alias("s")).result()
        assert caught.value.name == name
