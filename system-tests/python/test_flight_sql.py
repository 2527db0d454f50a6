"""Flight SQL by the clients that people use, unmodified: ADBC, and pandas and polars over it."""

from __future__ import annotations

import datetime
import decimal
import threading
import time
from collections.abc import Iterator
from typing import Any

import adbc_driver_manager
import adbc_driver_flightsql.dbapi as adbc
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from cluster import NYC, Cluster
from oracle import oracle

import tadashi_mizu as tm

COUNTS = "select carrier, count(*) n, avg(distance) far from flights group by carrier order by 1"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    running = Cluster.start(tmp_path_factory.mktemp("flightsql"), workers=2)
    with tm.connect(running.http) as session:
        session.register_object_store(f"file://{NYC}", name="nyc")
        session.load("flights", progress=False)
    yield running
    running.stop()


@pytest.fixture
def connection(cluster: Cluster) -> Iterator[adbc.Connection]:
    with adbc.connect(cluster.flight, autocommit=True) as opened:
        yield opened


@pytest.fixture
def cursor(connection: adbc.Connection) -> Iterator[adbc.Cursor]:
    with connection.cursor() as opened:
        yield opened


def answer(cursor: adbc.Cursor, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    cursor.execute(statement, parameters or None)
    return cursor.fetchall()


@pytest.mark.parametrize(
    "query",
    [
        COUNTS,
        "select * from airlines order by carrier",
        "select origin, dest, max(dep_delay) from flights group by all order by 1, 2",
        "select count(*) from flights where dep_time is null",
        "select distinct month from flights order by 1",
    ],
)
def test_answers_are_those_of_duckdb(cursor: adbc.Cursor, query: str) -> None:
    theirs = oracle().execute(query).fetchall()
    assert answer(cursor, query) == theirs


def test_the_cursor_tells_of_its_columns(cursor: adbc.Cursor) -> None:
    cursor.execute("select 1 as a, 'x' as a")
    assert [column[0] for column in cursor.description] == ["a", "a"]
    assert cursor.fetchone() == (1, "x")
    assert cursor.fetchone() is None


def test_the_columns_are_known_before_a_statement_is_run(cursor: adbc.Cursor) -> None:
    schema = cursor.adbc_execute_schema(COUNTS)
    assert schema.names == ["carrier", "n", "far"]
    assert schema.field("n").type == pa.int64()


@pytest.mark.parametrize(
    "value",
    [
        7,
        -(2**63),
        0.1,
        "o'hü",
        b"\x00\xff",
        True,
        decimal.Decimal("12.34"),
        datetime.date(2024, 2, 29),
        datetime.datetime(2024, 2, 29, 1, 2, 3, 456),
        None,
    ],
)
def test_a_parameter_comes_back_as_it_was_bound(cursor: adbc.Cursor, value: Any) -> None:
    assert answer(cursor, "select ? as value", value) == [(value,)]


def test_parameters_in_a_query(cursor: adbc.Cursor) -> None:
    query = "select count(*) from flights where carrier = ? and distance > ?"
    for carrier in ("UA", "AA", "none"):
        theirs = oracle().execute(query, [carrier, 1000]).fetchall()
        assert answer(cursor, query, carrier, 1000) == theirs


def test_a_statement_with_an_effect_is_run_once(cursor: adbc.Cursor) -> None:
    cursor.execute("create view once as select 1 as one")
    assert answer(cursor, "select * from once") == [(1,)]
    with pytest.raises(adbc.Error, match="there is a view 'main.once' already"):
        cursor.execute("create view once as select 2 as two")
    cursor.execute("drop view once")
    with pytest.raises(adbc.Error, match="there is no table 'once'"):
        cursor.execute("select * from once")


def test_an_error_names_its_place(cursor: adbc.Cursor) -> None:
    with pytest.raises(adbc.ProgrammingError, match=r"UNKNOWN_COLUMN.*line 1, column 8"):
        cursor.execute("select carier from flights")


def objects(connection: adbc.Connection, **how: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = connection.adbc_get_objects(**how).read_all().to_pylist()
    return rows


def test_objects_at_every_depth(connection: adbc.Connection) -> None:
    assert objects(connection, depth="catalogs") == [
        {"catalog_name": "tadashi", "catalog_db_schemas": None}
    ]
    (catalog,) = objects(connection, depth="db_schemas")
    names = [schema["db_schema_name"] for schema in catalog["catalog_db_schemas"]]
    assert names == ["information_schema", "main", "nyc", "system"]
    (catalog,) = objects(connection, depth="tables", db_schema_filter="nyc")
    (nyc,) = catalog["catalog_db_schemas"]
    assert [(table["table_name"], table["table_type"]) for table in nyc["db_schema_tables"]] == [
        (name, "TABLE") for name in ("airlines", "airports", "flights", "planes", "weather")
    ]
    assert {table["table_columns"] for table in nyc["db_schema_tables"]} == {None}
    (catalog,) = objects(connection, depth="all", db_schema_filter="nyc", table_name_filter="air%")
    (nyc,) = catalog["catalog_db_schemas"]
    airlines, airports = nyc["db_schema_tables"]
    assert [column["column_name"] for column in airlines["table_columns"]] == ["carrier", "name"]
    assert airlines["table_columns"][0]["xdbc_type_name"] == "VARCHAR"
    assert len(airports["table_columns"]) == len(oracle().execute("from airports").description)


def test_all_objects_can_be_asked_for(connection: adbc.Connection) -> None:
    (catalog,) = objects(connection)
    tables = {
        (schema["db_schema_name"], table["table_name"]): len(table["table_columns"])
        for schema in catalog["catalog_db_schemas"]
        for table in schema["db_schema_tables"] or []
    }
    assert tables["nyc", "flights"] == len(oracle().execute("from flights").description)
    assert tables["information_schema", "columns"] > 0


def test_a_tables_schema_is_that_of_its_rows(
    connection: adbc.Connection, cursor: adbc.Cursor
) -> None:
    told = connection.adbc_get_table_schema("flights", db_schema_filter="nyc")
    cursor.execute("select * from nyc.flights limit 1")
    assert told.remove_metadata().names == cursor.fetch_arrow_table().schema.names
    with pytest.raises(adbc.Error):
        connection.adbc_get_table_schema("no_such_table")


def test_what_the_server_is(connection: adbc.Connection) -> None:
    info = connection.adbc_get_info()
    assert info["vendor_name"] == "Tadashi-Mizu"
    assert connection.adbc_get_table_types() == ["SYSTEM TABLE", "TABLE", "VIEW"]


def test_a_connection_keeps_its_session_without_cookies(cluster: Cluster) -> None:
    with (
        adbc.connect(cluster.flight, autocommit=True) as one,
        adbc.connect(cluster.flight, autocommit=True) as other,
        one.cursor() as cursor,
        other.cursor() as elsewhere,
    ):
        assert (one.adbc_current_catalog, one.adbc_current_db_schema) == ("tadashi", "main")
        one.adbc_current_db_schema = "nyc"
        assert one.adbc_current_db_schema == "nyc"
        assert answer(cursor, "show search_path") == [("nyc",)]
        cursor.execute("set priority = 4")
        assert answer(cursor, "show priority") == [("4",)]
        assert answer(elsewhere, "show priority") == [("0",)]
        with pytest.raises(adbc.Error):
            one.adbc_current_db_schema = "no_such_schema"


def test_a_user_and_a_password_are_taken(cluster: Cluster) -> None:
    login = {"username": "anybody", "password": "anything"}
    with (
        adbc.connect(cluster.flight, db_kwargs=login, autocommit=True) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("set priority = 2")
        assert answer(cursor, "show priority") == [("2",)]


def test_a_partition_is_read_by_another_connection(cluster: Cluster, cursor: adbc.Cursor) -> None:
    partitions, schema = cursor.adbc_execute_partitions(COUNTS)
    assert len(partitions) == 1
    assert schema is not None and schema.names == ["carrier", "n", "far"]
    with (
        adbc.connect(cluster.flight, autocommit=True) as other,
        other.cursor() as reader,
    ):
        reader.adbc_read_partition(partitions[0])
        assert reader.fetchall() == oracle().execute(COUNTS).fetchall()


def test_incremental_execution_tells_how_far_it_is(cursor: adbc.Cursor) -> None:
    incremental = adbc_driver_manager.StatementOptions.INCREMENTAL.value
    progress = adbc_driver_manager.StatementOptions.PROGRESS.value
    cursor.adbc_statement.set_options(**{incremental: "true"})
    partitions, seen = [], []
    while True:
        more, _ = cursor.adbc_execute_partitions(COUNTS)
        if not more:
            break
        partitions += more
        seen.append(cursor.adbc_statement.get_option_float(progress))
    assert len(partitions) == 1
    assert seen[-1] == 1.0
    cursor.adbc_statement.set_options(**{incremental: "false"})
    cursor.adbc_read_partition(partitions[0])
    assert cursor.fetchall() == oracle().execute(COUNTS).fetchall()


def test_a_cancelled_cursor_is_of_use_again(cluster: Cluster, cursor: adbc.Cursor) -> None:
    slow = "select tailnum, flight, dest, hour, count(*) from flights group by all"
    failures: list[BaseException] = []

    def run() -> None:
        try:
            while True:
                cursor.execute(slow)
                cursor.fetch_arrow_table()
        except adbc.Error as failure:
            failures.append(failure)

    thread = threading.Thread(target=run)
    thread.start()
    time.sleep(0.5)
    while thread.is_alive():
        cursor.adbc_cancel()
        thread.join(0.05)
    assert failures
    assert answer(cursor, "select 1") == [(1,)]


def test_ingestion_into_a_store_of_files_is_refused_with_a_reason(cursor: adbc.Cursor) -> None:
    with pytest.raises(adbc.Error, match="the object store 'nyc' is not writable"):
        cursor.adbc_ingest("t", pa.table({"a": [1]}), db_schema_name="nyc")


def test_pandas_reads_a_query(connection: adbc.Connection) -> None:
    frame = pd.read_sql(COUNTS, connection)
    theirs = oracle().execute(COUNTS).df()
    pd.testing.assert_frame_equal(frame, theirs, check_dtype=False)


def test_polars_reads_a_query(connection: adbc.Connection) -> None:
    frame = pl.read_database(COUNTS, connection)
    assert frame.rows() == oracle().execute(COUNTS).fetchall()


def test_the_task_behind_a_statement_is_seen_on_the_other_doors(
    cluster: Cluster, cursor: adbc.Cursor
) -> None:
    statement = "select 'seen', count(*) from airlines"
    cursor.execute(statement)
    cursor.fetchall()
    with tm.connect(cluster.http) as session:
        tasks = session.sql("select id, request from system.tasks").result(progress=False)
        assert any(statement in row["request"] for row in tasks.to_pylist())


def test_two_hundred_connections_come_and_go(cluster: Cluster) -> None:
    for number in range(200):
        with (
            adbc.connect(cluster.flight, autocommit=True) as connection,
            connection.cursor() as cursor,
        ):
            if number % 20 == 0:
                assert answer(cursor, f"select {number}") == [(number,)]
