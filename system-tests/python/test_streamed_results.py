"""Results too large to be kept: the control plane passes on what their owners send, as it is."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Iterator
from pathlib import Path

import adbc_driver_flightsql.dbapi as adbc
import adbc_driver_manager
import pyarrow as pa
import pyarrow.flight as flight
import pyarrow.parquet as pq
import pytest
from processes import Machine, eventually

import tadashi_mizu as tm

ROWS = 400_000
PARTS = 8
DAY = datetime.date(2024, 2, 29)


def rows(first: int, count: int) -> pa.Table:
    """Columns of every type, each with nulls but the first."""
    numbers = range(first, first + count)

    def column(kind: pa.DataType, value: object, every: int) -> pa.Array:
        make = value if callable(value) else lambda n: value
        return pa.array([None if n % every == 0 else make(n) for n in numbers], kind)

    return pa.table(
        {
            "id": pa.array(numbers, pa.int64()),
            "flag": column(pa.bool_(), lambda n: n % 2 == 0, 3),
            "tiny": column(pa.int8(), lambda n: n % 100, 5),
            "short": column(pa.int16(), lambda n: n % 30_000, 7),
            "int": column(pa.int32(), lambda n: -n, 11),
            "single": column(pa.float32(), lambda n: n / 4, 13),
            "double": column(pa.float64(), lambda n: n / 8, 17),
            "amount": column(pa.decimal128(20, 2), lambda n: decimal.Decimal(n) / 100, 19),
            "day": column(pa.date32(), lambda n: DAY + datetime.timedelta(days=n % 9000), 23),
            "at": column(pa.timestamp("us"), lambda n: n * 1_000_003, 29),
            "word": column(pa.string(), lambda n: f"wörd {n % 50}", 2),
            "text": column(pa.string(), lambda n: f"text {n}", 31),
            "bytes": column(pa.binary(), lambda n: n.to_bytes(4, "big"), 37),
        }
    )


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    started = Machine(tmp_path_factory.mktemp("streamed"))
    folder = started.files / "data" / "all_types"
    folder.mkdir(parents=True)
    for part in range(PARTS):
        pq.write_table(rows(part * ROWS // PARTS, ROWS // PARTS), folder / f"{part}.parquet")
    server = started.server("--fetch-window", "5s")
    started.worker("first", server.flight)
    started.worker("second", server.flight)
    with tm.connect(server.http) as session:
        session.register_object_store(f"file://{folder.parent}", name="data")
        eventually("the table is ready", lambda: session.tables()[0].state == "ready")
        eventually("both workers are there", lambda: len(session.workers()) == 2)
    yield started
    for process in reversed(started.processes):
        process.stop()


def connect(machine: Machine) -> adbc.Connection:
    return adbc.connect(f"grpc://{machine.processes[0].ready['flight'].removeprefix('grpc://')}",
                        autocommit=True)


def test_values_of_every_type_arrive_as_they_are_stored(machine: Machine) -> None:
    with connect(machine) as connection, connection.cursor() as cursor:
        cursor.execute("select * from data.all_types")
        ours = cursor.fetch_arrow_table().sort_by("id")
    stored = rows(0, ROWS)
    assert ours.schema.names == stored.schema.names
    assert ours.cast(stored.schema).equals(stored)


def test_the_statement_names_the_columns(machine: Machine) -> None:
    with connect(machine) as connection, connection.cursor() as cursor:
        cursor.execute('select id + 1 as "Next", text, text from data.all_types')
        ours = cursor.fetch_arrow_table()
    assert ours.schema.names == ["Next", "text", "text"]
    assert sum(ours.column(0).to_pylist()) == ROWS * (ROWS + 1) // 2


def test_owners_that_hold_buckets_are_read_one_after_another(machine: Machine) -> None:
    with connect(machine) as connection, connection.cursor() as cursor:
        cursor.execute("select text, id, count(*) n, max(double) d from data.all_types group by all")
        ours = cursor.fetch_arrow_table()
    assert ours.num_rows == ROWS
    assert sum(ours.column("n").to_pylist()) == ROWS
    assert sum(ours.column("id").to_pylist()) == ROWS * (ROWS - 1) // 2


def test_a_reader_that_goes_midway_leaves_nothing(machine: Machine) -> None:
    client = flight.connect(machine.processes[0].ready["flight"])
    with tm.connect(machine.processes[0].ready["http"]) as session:
        task = session.sql("select * from data.all_types")
        info = client.get_flight_info(flight.FlightDescriptor.for_path("task", task.id))
        reader = client.do_get(info.endpoints[0].ticket)
        assert reader.read_chunk().data.num_rows > 0
        reader.cancel()
        del reader

        def gone() -> bool:
            with pytest.raises(pa.ArrowException, match="RESULT_GONE"):
                client.do_get(info.endpoints[0].ticket).read_all()
            return True

        assert eventually("it can be fetched once", gone)
        again = session.sql("select count(*) n from data.all_types")
        assert again.result().to_pylist() == [{"n": ROWS}]


def test_a_worker_that_dies_midway_is_a_clear_error(machine: Machine) -> None:
    server = machine.processes[0]
    with connect(machine) as connection, connection.cursor() as cursor:
        cursor.execute("select a.*, a.text || 'x' t, a.text || 'y' u from data.all_types a")
        batches = cursor.fetch_record_batch()
        assert batches.read_next_batch().num_rows > 0
        for worker in machine.processes[1:3]:
            worker.kill()
        with pytest.raises((adbc_driver_manager.Error, pa.ArrowException, OSError),
                           match="WORKER_UNREACHABLE"):
            while True:
                batches.read_next_batch()
    machine.worker("third", server.ready["flight"].removeprefix("grpc://"))
    with connect(machine) as connection, connection.cursor() as cursor:
        cursor.execute("select count(*) from data.all_types")
        assert cursor.fetchall() == [(ROWS,)]
