"""Calls in the order in which tools make them, and clusters that ask for a token."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import adbc_driver_flightsql.dbapi as adbc
import pyarrow as pa
import pyarrow.flight as flight
import pytest
from adbc_driver_flightsql import DatabaseOptions
from cluster import NYC, Cluster
from oracle import oracle

import tadashi_mizu as tm

PACKED = "type.googleapis.com/arrow.flight.protocol.sql."
GO_LIMIT = [("grpc.max_receive_message_length", 4 << 20)]
NAME, ARROW_VERSION, READ_ONLY, QUOTE = 0, 2, 3, 504
TOKEN = "a-secret-of-26-characters."


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    running = Cluster.start(tmp_path_factory.mktemp("tools"), workers=1)
    with tm.connect(running.http) as session:
        session.register_object_store(f"file://{NYC}", name="nyc")
    yield running
    running.stop()


def field(number: int, value: bytes | str) -> bytes:
    """A field of protobuf with a text or bytes."""
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


def varint(value: int) -> bytes:
    head = bytes([value & 0x7F | (0x80 if value > 0x7F else 0)])
    return head + (varint(value >> 7) if value > 0x7F else b"")


def command(name: str, body: bytes = b"") -> flight.FlightDescriptor:
    return flight.FlightDescriptor.for_command(field(1, PACKED + name) + field(2, body))


def sql_info(*codes: int) -> flight.FlightDescriptor:
    packed = b"".join(varint(code) for code in codes)
    return command("CommandGetSqlInfo", field(1, packed) if codes else b"")


def first(client: flight.FlightClient, descriptor: flight.FlightDescriptor) -> pa.Table:
    """All that a client gets that reads one endpoint and no other."""
    info = client.get_flight_info(descriptor)
    assert len(info.endpoints) == 1
    return client.do_get(info.endpoints[0].ticket).read_all()


def test_grafanas_plugin_asks_for_properties_then_base_tables_then_rows(cluster: Cluster) -> None:
    with flight.connect(cluster.flight, generic_options=GO_LIMIT) as client:
        assert first(client, sql_info()).num_rows > 50
        asked = command("CommandGetTables", field(4, "BASE TABLE"))
        tables = first(client, asked)
        assert set(tables["table_type"].to_pylist()) == {"TABLE"}
        assert "flights" in tables["table_name"].to_pylist()
        rows = first(client, command("CommandStatementQuery", field(1, "select * from nyc.flights")))
        assert rows.num_rows == 336_776


def test_the_old_superset_dialect_reads_one_endpoint(cluster: Cluster) -> None:
    query = "select carrier, count(*) as n from flights group by carrier order by carrier"
    with flight.connect(cluster.flight) as client:
        known = first(client, sql_info(NAME, ARROW_VERSION, READ_ONLY, QUOTE))
        assert sorted(known["info_name"].to_pylist()) == [NAME, ARROW_VERSION, READ_ONLY, QUOTE]
        described = first(client, command("CommandGetTables", field(3, "airlines") + b"\x28\x01"))
        schema = pa.ipc.read_schema(pa.py_buffer(described["table_schema"][0].as_py()))
        assert schema.names == ["carrier", "name"]
        rows = first(client, command("CommandStatementQuery", field(1, query)))
        assert [tuple(row.values()) for row in rows.to_pylist()] == oracle().execute(query).fetchall()


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    folder: Path = tmp_path_factory.mktemp("guarded")
    (folder / "token").write_text(TOKEN)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TADASHI_TOKEN_FILE", str(folder / "token"))
        running = Cluster.start(folder, workers=1)
    yield running
    running.stop()


@pytest.mark.parametrize(
    "login",
    [
        {"username": "anybody", "password": TOKEN},
        {DatabaseOptions.AUTHORIZATION_HEADER.value: f"Bearer {TOKEN}"},
    ],
    ids=["password", "bearer"],
)
def test_a_token_lets_adbc_in(guarded: Cluster, login: dict[str, str]) -> None:
    with (
        adbc.connect(guarded.flight, db_kwargs=login, autocommit=True) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("select count(*) from system.workers")
        assert cursor.fetchall() == [(1,)]


@pytest.mark.parametrize(
    "login",
    [
        {},
        {"username": "anybody", "password": "wrong"},
        {DatabaseOptions.AUTHORIZATION_HEADER.value: "Bearer wrong"},
    ],
    ids=["nothing", "password", "bearer"],
)
def test_adbc_without_the_token_is_kept_out(guarded: Cluster, login: dict[str, str]) -> None:
    with (
        pytest.raises(adbc.Error, match=r"(?i)unauth"),
        adbc.connect(guarded.flight, db_kwargs=login, autocommit=True) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("select 1")
