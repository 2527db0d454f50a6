"""Rows written through every door, by the clients that people use; bad rows; and what is killed."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import adbc_driver_flightsql.dbapi as adbc
import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.flight as flight
import pytest
from cluster import STREAM, Cluster
from processes import Machine, eventually

import tadashi_mizu as tm

ROWS = pa.table({"a": [1, 2, 3], "b": ["x", None, "größe"], "c": [1.5, None, -0.0]})


def rows(session: tm.Session, query: str) -> list[dict[str, Any]]:
    return session.sql(query).result().to_arrow().to_pylist()


def count(session: tm.Session, table: str) -> int:
    return int(rows(session, f"select count(*) as n from {table}")[0]["n"])


def exists(session: tm.Session, table: str) -> bool:
    return any(str(each.name) == f"main.{table}" for each in session.tables("main"))


# Doors


@pytest.mark.parametrize("direct", [True, False])
def test_python_writes_in_every_mode(session: tm.Session, direct: bool) -> None:
    table = f"modes_{direct}".lower()
    with pytest.raises(tm.UserError, match="UNKNOWN_TABLE"):
        session.write(table, ROWS, "append", direct=direct)
    written = session.write(table, ROWS, "create", direct=direct)
    assert (written.rows, written.repeated) == (3, False)
    assert rows(session, f"select * from {table} order by a") == ROWS.to_pylist()
    with pytest.raises(tm.UserError, match="TABLE_EXISTS"):
        session.write(table, ROWS, "create", direct=direct)
    session.write(table, ROWS, "append", direct=direct)
    session.write(table, ROWS, direct=direct)
    assert count(session, table) == 9
    session.write(table, pa.table({"z": [True]}), "replace", direct=direct)
    assert rows(session, f"select * from {table}") == [{"z": True}]


def test_anything_with_an_arrow_stream(session: tm.Session) -> None:
    data: dict[str, Any] = {
        "of_pandas": pd.DataFrame({"a": [1, 2]}),
        "of_polars": pl.DataFrame({"a": [1, 2]}),
        "of_duckdb": duckdb.sql("select range + 1 as a from range(2)"),
        "of_reader": pa.table({"a": [1, 2]}).to_reader(),
        "of_batch": pa.record_batch({"a": [1, 2]}),
    }
    for table, each in data.items():
        assert session.write(table, each).rows == 2
        assert rows(session, f"select * from {table} order by a") == [{"a": 1}, {"a": 2}]
    with pytest.raises(TypeError, match="come as Arrow"):
        session.write("of_list", [1, 2])


def test_a_large_upload_goes_to_all_workers_and_needs_no_load(session: tm.Session) -> None:
    large = duckdb.sql(
        "select i, (i % 7)::int as g, 's' || i % 1000 as s from range(2500000) t(i)"
    ).to_arrow_table()
    assert session.write("large", large, "replace").files >= 3
    mine = rows(session, "select g, count(*) n, sum(i) s, min(s) t from large group by g order by g")
    theirs = duckdb.sql(
        "select g, count(*) n, sum(i) s, min(s) t from large group by g order by g"
    ).to_arrow_table()
    assert [list(row.values()) for row in mine] == [list(r.values()) for r in theirs.to_pylist()]
    table = next(each for each in session.tables("main") if str(each.name) == "main.large")
    assert table.cached_partitions == table.partitions
    assert len({w for p in session.partitions("main.large") for w in p.cached_on}) == 2


def put(cluster: Cluster, path: list[str], data: pa.Table, said: bytes | None, **headers: str) -> Any:
    with flight.FlightClient(cluster.flight) as client:
        options = flight.FlightCallOptions(
            headers=[(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
        )
        writer, reader = client.do_put(
            flight.FlightDescriptor.for_path(*path), data.schema, options
        )
        if said is not None:
            writer.write_metadata(said)
        writer.write_table(data)
        writer.done_writing()
        answer = reader.read()
        writer.close()
        return json.loads(answer.to_pybytes())


def test_flight_put_under_a_path(cluster: Cluster, session: tm.Session) -> None:
    assert put(cluster, ["put"], ROWS, None)["rows"] == 3
    said = json.dumps({"mode": "append", "ingest_id": "p1"}).encode()
    assert not put(cluster, ["main", "put"], ROWS, said)["repeated"]
    assert put(cluster, ["main", "put"], ROWS, said)["repeated"]
    headers = {"x_tadashi_ingest_mode": "append", "x_tadashi_ingest_id": "p2"}
    put(cluster, ["put"], ROWS, None, **headers)
    assert put(cluster, ["put"], ROWS, None, **headers)["repeated"]
    assert count(session, "put") == 9
    with pytest.raises(pa.ArrowInvalid, match="names no table"):
        put(cluster, ["a", "b", "c"], ROWS, None)
    with pytest.raises(pa.ArrowInvalid, match="there is no field 'mod'"):
        put(cluster, ["put"], ROWS, b'{"mod": 1}')


def test_adbc_ingests_in_every_mode(cluster: Cluster, session: tm.Session) -> None:
    with adbc.connect(cluster.flight, autocommit=True) as connection, connection.cursor() as cursor:
        assert cursor.adbc_ingest("adbc", ROWS, mode="create") == 3
        with pytest.raises(adbc.Error, match="TABLE_EXISTS"):
            cursor.adbc_ingest("adbc", ROWS, mode="create")
        assert cursor.adbc_ingest("adbc", ROWS, mode="append") == 3
        assert cursor.adbc_ingest("adbc", ROWS, mode="create_append", db_schema_name="main") == 3
        assert count(session, "adbc") == 9
        assert cursor.adbc_ingest("adbc", ROWS, mode="replace", catalog_name="tadashi") == 3
        assert rows(session, "select * from adbc order by a") == ROWS.to_pylist()
        with pytest.raises(adbc.Error, match="temporary tables"):
            cursor.adbc_ingest("adbc_t", ROWS, mode="create", temporary=True)
        with pytest.raises(adbc.Error, match="there is no catalog 'other'"):
            cursor.adbc_ingest("adbc_t", ROWS, mode="create", catalog_name="other")
        assert connection.adbc_get_info()["driver_name"]


def test_polars_and_pandas_write_tables(cluster: Cluster, session: tm.Session) -> None:
    frame = pl.DataFrame({"a": [1, 2], "b": ["x", "long enough not to be inline"]})
    with adbc.connect(cluster.flight, autocommit=True) as connection:
        frame.write_database("by_polars", connection, if_table_exists="replace", engine="adbc")
        frame.write_database("by_polars", connection, if_table_exists="append", engine="adbc")
        pd.DataFrame({"a": [5]}).to_sql("by_pandas", connection, if_exists="replace", index=False)
        pd.DataFrame({"a": [6]}).to_sql("by_pandas", connection, if_exists="replace", index=False)
    assert count(session, "by_polars") == 4
    assert rows(session, "select * from by_pandas") == [{"a": 6}]


def test_rows_of_parameters_are_one_write(cluster: Cluster, session: tm.Session) -> None:
    session.sql("create table many (i int not null, s varchar, d date)").result()
    insert = "insert into many (s, i, d) values (?, ?, ?)"
    with adbc.connect(cluster.flight, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.executemany(insert, [("a", 1, "2020-01-01"), ("b", 2, None), (None, 3, None)])
        assert cursor.rowcount == 3
        with pytest.raises(adbc.Error, match="column 'i'"):
            cursor.executemany(insert, [("a", 1, None), ("b", None, None)])
    assert count(session, "many") == 3
    files = next(each for each in session.tables("main") if str(each.name) == "main.many").files
    assert files == 1


def test_http_takes_arrow_json_and_csv(cluster: Cluster, session: tm.Session) -> None:
    def post(body: bytes, kind: str, query: str = "") -> tuple[int, dict[str, Any]]:
        path = f"/v1/tables/http/rows{query}"
        status, _, answer = cluster.request("POST", path, body, {"Content-Type": kind})
        return status, json.loads(answer)

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, ROWS.schema) as writer:
        writer.write_table(ROWS)
    arrow = sink.getvalue().to_pybytes()
    assert post(arrow, STREAM, "?mode=create&ingest_id=h1")[1]["rows"] == 3
    assert post(arrow, STREAM, "?mode=create&ingest_id=h1")[1]["repeated"]
    assert post(b'{"a": 4, "b": "j"}\n{"c": 1}\n', "application/x-ndjson")[0] == 200
    assert post(b"b,a\nk,5\n", "text/csv")[0] == 200
    expected = [1, 2, 3, 4, 5, None]
    assert [r["a"] for r in rows(session, "select a from http order by a")] == expected
    status, problem = post(b'{"a": 1}\n{"a" 2}\n', "application/x-ndjson")
    assert (status, "line 2" in problem["detail"]) == (400, True)
    status, problem = post(b"a,b\nfoo,x\n", "text/csv")
    assert (status, "line 2 has 'foo' in column 'a'" in problem["detail"]) == (400, True)
    assert (problem["where"]["line"], problem["where"]["column"]) == ("2", "a")
    status, problem = post(b'{"a": 1}\n{"a": "no"}\n', "application/x-ndjson")
    assert (status, "line 2" in problem["detail"], "'a'" in problem["detail"]) == (400, True, True)
    assert post(arrow[: len(arrow) // 2], STREAM)[0] == 400
    assert post(b"x", "text/plain")[0] == 415
    assert post(arrow, STREAM, "?mod=append")[1]["name"] == "UNKNOWN_FIELD"
    assert count(session, "http") == 6


def test_sql_changes_tables_as_duckdb_does(session: tm.Session) -> None:
    judge = duckdb.connect()
    statements = [
        "create table s (i int, t varchar, d decimal(9, 2))",
        "insert into s values (1, 'x', 1.25), (2, null, 2.5), (3, 'z', null)",
        "insert into s (t, i) select t || '!', i + 10 from s where t is not null",
        "delete from s where i = 2",
        "delete from s where d > 1",
        "create table s2 as select i % 2 as k, count(*) as n from s group by i % 2",
        "create or replace table s2 as select i * 2 as i from s",
        "insert into s2 values (null), (-1)",
    ]
    for statement in statements:
        session.sql(statement).result()
        judge.execute(statement)
        for table in ("s", "s2"):
            if judge.execute(f"select count(*) from duckdb_tables() where table_name = '{table}'").fetchone() == (1,):
                mine = [tuple(r.values()) for r in rows(session, f"select * from {table} order by i nulls last" if "s2 as select i %" not in statement else f"select * from {table} order by 1")]
                theirs = judge.execute(f"select * from {table} order by 1 nulls last").fetchall()
                assert mine == theirs, statement
    assert session.sql("truncate s").result().to_arrow().to_pylist() == [{"rows": 3}]
    session.sql("drop table s").result()
    session.sql("drop table if exists s").result()
    for statement, why in {
        "drop table s": "UNKNOWN_TABLE",
        "create table s2 (i int)": "TABLE_EXISTS",
        "update s2 set i = 1": "not supported yet",
        "insert into s2 values (1, 2)": "1 columns to be filled",
        "insert into s2 values ('x')": "INVALID_CAST",
        "insert into s2 (nope) values (1)": "UNKNOWN_COLUMN",
        "create table t3 (i int primary key)": "PRIMARY of a column",
        "create table t3 as select 1 as a, 2 as a": "two columns",
    }.items():
        with pytest.raises(tm.UserError, match=why):
            session.sql(statement).result()


@pytest.mark.parametrize(
    ("statement", "line", "column"),
    [
        ("delete from places where nope = 1", 1, 26),
        ("delete from places\nwhere a = 1\n  and b < nope", 3, 11),
        ("delete from places where a = ", 1, 28),
        ("delete from places where a + b", 1, 26),
    ],
)
def test_errors_of_delete_name_places_of_the_users_text(
    session: tm.Session, statement: str, line: int, column: int
) -> None:
    session.write("places", ROWS, "replace")
    with pytest.raises(tm.UserError, match=rf"\(line {line}, column {column}\)"):
        session.sql(statement).result()


# Bad rows


@pytest.mark.parametrize("direct", [True, False])
def test_shapes(session: tm.Session, direct: bool) -> None:
    session.write("nothing", ROWS.slice(0, 0), "replace", direct=direct)
    assert count(session, "nothing") == 0
    with pytest.raises(tm.UserError, match="at least one column"):
        session.write("no_columns", pa.table({}), direct=direct)
    wide = pa.table({f"c{i}": [i] for i in range(10_000)})
    session.write("wide", wide, "replace", direct=direct)
    assert rows(session, "select c0, c9999 from wide") == [{"c0": 0, "c9999": 9999}]


@pytest.mark.parametrize("direct", [True, False])
def test_columns_are_checked_before_a_row_is_taken(session: tm.Session, direct: bool) -> None:
    session.write("fit", pa.table({"a": [1], "b": ["x"], "c": [1.5]}), "replace", direct=direct)
    session.write("fit", pa.table({"A": pa.array([2], pa.int8()), "c": pa.array([3], pa.float32())}), direct=direct)
    for bad, why in {
        "a": pa.table({"a": ["x"]}),
        "nope": pa.table({"a": [1], "nope": [1]}),
        "b": pa.table({"b": [1]}),
    }.items():
        with pytest.raises(tm.UserError, match=f"column '{bad}'"):
            session.write("fit", why, direct=direct)
    assert rows(session, "select * from fit order by a") == [
        {"a": 1, "b": "x", "c": 1.5},
        {"a": 2, "b": None, "c": 3.0},
    ]


@pytest.mark.parametrize("direct", [True, False])
def test_coded_and_viewed_values_come_back(session: tm.Session, direct: bool) -> None:
    coded = pa.chunked_array([
        pa.array(["a", "b", None]).dictionary_encode(),
        pa.array(["c", "a"]).dictionary_encode(),
    ])
    views = ["short", "much longer than twelve bytes", None, "", "ü" * 20]
    data = pa.table({
        "coded": coded,
        "numbers": pa.array([10, 20, 10, None, 30]).dictionary_encode(),
        "views": pa.array(views, pa.string_view()),
        "large": pa.array(views, pa.large_string()),
        "blobs": pa.array([v and v.encode() for v in views], pa.binary_view()),
    })
    session.write("coded", data, "replace", direct=direct)
    assert rows(session, "select * from coded") == data.to_pylist()


@pytest.mark.parametrize("direct", [True, False])
def test_damaged_batches_are_refused(session: tm.Session, direct: bool) -> None:
    good = pa.array(["ab", "cd"])
    text = bytearray(good.buffers()[2].to_pybytes())
    text[1] = 0xFF
    invalid = pa.Array.from_buffers(pa.string(), 2, [None, good.buffers()[1], pa.py_buffer(bytes(text))])
    with pytest.raises(tm.UserError, match="column 'u'.*not UTF-8"):
        session.write("damaged", pa.table({"u": invalid}), direct=direct)
    # pyarrow checks the sum of the lengths when it makes an array, and not their order.
    offsets = pa.py_buffer(b"".join(n.to_bytes(4, "little") for n in (0, 1_000_000, 4)))
    outside = pa.Array.from_buffers(pa.string(), 2, [None, offsets, good.buffers()[2]])
    with pytest.raises(tm.TadashiError, match="outside of its buffers"):
        session.write("damaged", pa.table({"u": outside}), direct=direct)
    assert not exists(session, "damaged")


@pytest.mark.parametrize("direct", [True, False])
def test_a_repeat_adds_nothing_and_other_rows_are_refused(session: tm.Session, direct: bool) -> None:
    name = f"once-{direct}"
    first = session.write("once", ROWS, "replace", ingest_id=name, direct=direct)
    again = session.write("once", ROWS, "replace", ingest_id=name, direct=direct)
    assert (again.repeated, again.snapshot) == (True, first.snapshot)
    with pytest.raises(tm.UserError, match="IDEMPOTENCY_CONFLICT"):
        session.write("once", pa.concat_tables([ROWS, ROWS]), "replace", ingest_id=name, direct=direct)
    with pytest.raises(tm.UserError, match="IDEMPOTENCY_CONFLICT"):
        session.write("once", ROWS, "append", ingest_id=name, direct=direct)
    assert count(session, "once") == 3


# Kills


def store_files(machine: Machine, table: str) -> list[Path]:
    return sorted((machine.folder / "server" / "store" / table / "data").glob("*.parquet"))


SLOW_CLIENT = """
import sys, time
import pyarrow as pa, pyarrow.flight as flight
client = flight.FlightClient(sys.argv[1])
batch = pa.record_batch({"a": list(range(100000))})
writer, reader = client.do_put(flight.FlightDescriptor.for_path("half"), batch.schema)
for i in range(100000):
    writer.write_batch(batch)
    print(i, flush=True)
    time.sleep(0.005)
"""


def test_a_killed_client_leaves_nothing(machine: Machine) -> None:
    server = machine.server()
    machine.worker("worker", server.flight)
    with tm.connect(server.http) as session:
        eventually("a worker", lambda: session.workers() and session.workers()[0].state == "healthy")
        client = subprocess.Popen(
            [sys.executable, "-c", SLOW_CLIENT, "grpc://" + server.flight], stdout=subprocess.PIPE
        )
        assert client.stdout is not None
        while int(client.stdout.readline()) < 25:
            pass  # More than two files' worth.
        eventually("a file was written", lambda: store_files(machine, "half"))
        client.send_signal(signal.SIGKILL)
        client.wait()
        eventually("the files are gone", lambda: not store_files(machine, "half"))
        assert not exists(session, "half")
        eventually("its memory is free", lambda: session.workers()[0].load.memory_used < 16 << 20)


def test_killed_workers_and_servers_lose_nothing_that_was_acknowledged(machine: Machine) -> None:
    server = machine.server()
    workers = [machine.worker(f"worker{i}", server.flight) for i in range(2)]
    http, grpc = server.ports()
    acknowledged: list[int] = []
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            name = f"write-{number}"
            data = pa.table({"k": [number] * 1000})
            try:
                with tm.connect(server.http) as session:
                    session.write("kept", data, ingest_id=name, direct=number % 2 == 0)
            except tm.TadashiError:
                time.sleep(0.1)
                continue  # The same again under the same id.
            acknowledged.append(number)
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        eventually("some writes", lambda: len(acknowledged) > 3)
        workers[0].kill()
        before = len(acknowledged)
        eventually("writes go on", lambda: len(acknowledged) > before + 2)
        server.kill()
        time.sleep(0.3)
        server = machine.server(http_port=http, flight_port=grpc)
        before = len(acknowledged)
        eventually("writes go on", lambda: len(acknowledged) > before + 3)
    finally:
        stop.set()
        writer.join()
    with tm.connect(server.http) as session:
        found = rows(session, "select k, count(*) n from kept group by k order by k")
    seen = {row["k"]: row["n"] for row in found}
    assert set(acknowledged) <= set(seen), "acknowledged writes are all there"
    assert set(seen.values()) == {1000}, "each once, and whole"
    assert len(seen) <= len(acknowledged) + 1
