"""A write under an ingest id that is known: the same rows add nothing, others are refused, at every door."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable

import adbc_driver_flightsql.dbapi as adbc
import pyarrow as pa
import pyarrow.flight as flight
import pytest
from cluster import STREAM, Cluster
from processes import ROOT, Machine, eventually

import tadashi_mizu as tm

Door = Callable[[str, str, str, pa.Table, str], bool]
"""Writes rows into a table under an id: (http, flight, table, rows, id); whether it was a repeat."""


def python(direct: bool) -> Door:
    def write(http: str, grpc: str, table: str, data: pa.Table, name: str) -> bool:
        with tm.connect(http) as session:
            return session.write(table, data, ingest_id=name, direct=direct).repeated

    return write


def put(http: str, grpc: str, table: str, data: pa.Table, name: str) -> bool:
    with flight.FlightClient("grpc://" + grpc.removeprefix("grpc://")) as client:
        writer, reader = client.do_put(flight.FlightDescriptor.for_path(table), data.schema)
        writer.write_metadata(json.dumps({"ingest_id": name}).encode())
        writer.write_table(data)
        writer.done_writing()
        answer = reader.read()
        writer.close()
        return bool(json.loads(answer.to_pybytes())["repeated"])


def ingest(http: str, grpc: str, table: str, data: pa.Table, name: str) -> bool:
    """Flight SQL tells the number of rows only."""
    with adbc.connect("grpc://" + grpc.removeprefix("grpc://"), autocommit=True) as connection, connection.cursor() as cursor:
        cursor.adbc_statement.set_options(**{"adbc.flight.sql.rpc.call_header.x-tadashi-ingest-id": name})
        with tm.connect(http) as session:
            before = count(session, table)
            cursor.adbc_ingest(table, data, mode="create_append")
            return count(session, table) == before


def post(http: str, table: str, name: str, body: bytes, kind: str) -> bool:
    url = f"{http}/v1/tables/{table}/rows?ingest_id={name}"
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, {"Content-Type": kind})) as answer:
            return bool(json.loads(answer.read())["repeated"])
    except urllib.error.HTTPError as failure:
        raise ValueError(failure.read().decode()) from failure


def arrow(http: str, grpc: str, table: str, data: pa.Table, name: str) -> bool:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, data.schema) as writer:
        writer.write_table(data)
    return post(http, table, name, sink.getvalue().to_pybytes(), STREAM)


def lines(http: str, grpc: str, table: str, data: pa.Table, name: str) -> bool:
    body = "".join(json.dumps(row) + "\n" for row in data.to_pylist())
    return post(http, table, name, body.encode(), "application/x-ndjson")


DOORS: dict[str, Door] = {
    "python through the control plane": python(False),
    "python straight to workers": python(True),
    "put": put,
    "ingest": ingest,
    "arrow over http": arrow,
    "lines over http": lines,
}


def count(session: tm.Session, table: str) -> int:
    if not any(str(each.name) == f"main.{table}" for each in session.tables("main")):
        return 0
    return int(session.sql(f"select count(*) n from {table}").result().to_arrow()["n"][0].as_py())


def rows(number: int, few: bool) -> pa.Table:
    """Few enough to share a file with others, or more."""
    size = 50 if few else 20_000
    return pa.table({
        "i": range(number, number + size),
        "s": [f"text {n % 7}" if n % 11 else None for n in range(size)],
        "f": [n / 8 for n in range(size)],
    })


def one_value_other(data: pa.Table) -> pa.Table:
    values = data["f"].to_pylist()
    values[len(values) // 2] += 1
    return data.set_column(2, "f", pa.array(values))


def two_values_swapped(data: pa.Table) -> pa.Table:
    values = data["i"].to_pylist()
    values[3], values[4] = values[4], values[3]
    return data.set_column(0, "i", pa.array(values))


@pytest.mark.parametrize("few", [True, False], ids=["few", "many"])
@pytest.mark.parametrize("door", DOORS)
def test_other_rows_under_a_known_id_are_refused(cluster: Cluster, session: tm.Session, door: str, few: bool) -> None:
    table = f"r_{door.replace(' ', '_')}_{few}".lower()
    write, data = DOORS[door], rows(1, few)
    ways = (cluster.http, cluster.flight)
    session.write(table, rows(-1, True))
    before = count(session, table)
    assert not write(*ways, table, data, "known")
    assert write(*ways, table, data, "known")
    for other in (one_value_other(data), two_values_swapped(data), data.slice(1), pa.concat_tables([data, data.slice(0, 1)])):
        with pytest.raises(Exception, match="IDEMPOTENCY_CONFLICT|ALREADY_EXISTS|ingest id 'known' was used"):
            write(*ways, table, other, "known")
    assert count(session, table) == before + len(data)
    # Whoever comes by another door, with the rows in other batches and another order, writes the same.
    shuffled = data.take(pa.array(random.Random(7).sample(range(len(data)), len(data))))
    pieces = pa.concat_tables([shuffled.slice(0, 7), shuffled.slice(7, 20), shuffled.slice(27)])
    for again in ("python straight to workers", "put", "arrow over http"):
        assert DOORS[again](*ways, table, pieces, "known"), again
    coded = pieces.set_column(1, "s", pieces["s"].combine_chunks().dictionary_encode())
    assert DOORS["put"](*ways, table, coded, "known")
    with pytest.raises(tm.UserError, match="IDEMPOTENCY_CONFLICT.*it was: create_append"):
        session.write(table, data, "append", ingest_id="known")
    assert count(session, table) == before + len(data)


def test_ids_keep_their_rows_after_a_restart_and_a_recovery(machine: Machine) -> None:
    server = machine.server("--compact-files", "100")
    worker = machine.worker("worker", server.flight)
    ports = dict(zip(("http_port", "flight_port"), server.ports()))

    def attached() -> None:
        with tm.connect(server.http) as session:
            eventually("a worker", lambda: any(w.state == "healthy" for w in session.workers()))

    def check() -> None:
        with tm.connect(server.http) as session:
            for name, few in (("a", True), ("b", False)):
                for direct in (True, False):
                    assert session.write("kept", rows(1, few), ingest_id=name, direct=direct).repeated
                    with pytest.raises(tm.UserError, match="IDEMPOTENCY_CONFLICT"):
                        session.write("kept", one_value_other(rows(1, few)), ingest_id=name, direct=direct)
            assert count(session, "kept") == 20_050

    attached()
    with tm.connect(server.http) as session:
        session.write("kept", rows(1, True), ingest_id="a")
        session.write("kept", rows(1, False), ingest_id="b")
    check()
    server.kill()
    server = machine.server("--compact-files", "100", **ports)
    attached()
    check()
    worker.kill()
    server.kill()
    shutil.rmtree(machine.folder / "server" / "catalog")
    subprocess.run([ROOT / "tadashi", "recover", "--data-dir", machine.folder / "server"], check=True, capture_output=True)
    server = machine.server("--compact-files", "100", **ports)
    machine.worker("worker2", server.flight)
    attached()
    check()


def test_a_statement_is_known_by_its_text_and_not_by_rows_that_it_makes_later(session: tm.Session) -> None:
    session.write("source", pa.table({"i": [1, 2]}), "replace")
    session.sql("create table target (i bigint)").result()
    insert = "insert into target select i from source"
    for _ in range(2):
        session.sql(insert, idempotency_key="once").result()
        session.write("source", pa.table({"i": [3]}), "append")
    assert count(session, "target") == 2
    with pytest.raises(tm.UserError, match="IDEMPOTENCY_CONFLICT"):
        session.sql("insert into target values (5), (6)", idempotency_key="once").result()
    assert count(session, "target") == 2


def test_a_batch_of_parameters_under_a_known_id(session: tm.Session) -> None:
    """The rows of a VALUES are those of its text."""
    session.sql("create table valued (i bigint)").result()
    session.sql("insert into valued values (?)", parameters=[1], idempotency_key="v").result()
    session.sql("insert into valued values (?)", parameters=[1], idempotency_key="v").result()
    with pytest.raises(tm.UserError, match="IDEMPOTENCY_CONFLICT"):
        session.sql("insert into valued values (?)", parameters=[2], idempotency_key="v").result()
    assert count(session, "valued") == 1

