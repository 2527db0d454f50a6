"""Tables in a bucket of a real S3 server (moto), through real processes, against DuckDB."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pytest
from buckets import answers
from oracle import Rows, assert_same, rows_of
from processes import ROOT, Machine, Server, eventually

import tadashi_mizu as tm
import TmScheduler

FLIGHTS = ROOT / "testdata" / "nycflights13" / "flights"
FILES = sorted(FLIGHTS.glob("*.parquet"))


def upload(s3: Any, folder: Path, prefix: str) -> None:
    for file in sorted(folder.glob("*.parquet")):
        s3.upload_file(str(file), "test-bucket", f"{prefix}/{file.name}")


def started(machine: Machine) -> tuple[Server, str]:
    server = machine.server()
    workers = [machine.worker(f"worker{i}", server.flight) for i in range(2)]
    session = tm.connect(server.http)
    eventually("the workers are attached", lambda: len(session.workers()) == len(workers))
    session.close()
    return server, server.http.removeprefix("http://")


def asked(session: tm.Session) -> Rows:
    spec = {
        "table": "flights",
        "by": ["carrier"],
        "aggregates": [{"fn": "count", "as": "n"}, {"fn": "avg", "column": "dep_delay", "as": "delay"}],
    }
    return session.submit(spec).result().to_pylist()


def told(files: list[Path]) -> Rows:
    """DuckDB's answer over local copies of the files."""
    names = [str(file) for file in files]
    with duckdb.connect() as oracle:
        return rows_of(
            oracle,
            "select carrier, count(*) n, avg(dep_delay) delay"
            f" from read_parquet({names}) group by all",
        )


def test_a_bucket_is_registered_and_asked_as_the_mission_says(machine: Machine, s3: Any) -> None:
    upload(s3, FLIGHTS, "flights")
    _, address = started(machine)
    session = TmScheduler.NewSession(address)
    store = TmScheduler.RegisterObjectStore("s3://test-bucket")
    assert store.name == "test-bucket"
    assert_same(asked(session), told(FILES))
    session.evict("test-bucket.flights")
    assert_same(asked(session), told(FILES))


def test_a_replaced_object_is_never_mixed_in_and_refresh_sees_it(
    machine: Machine, s3: Any
) -> None:
    upload(s3, FLIGHTS, "flights")
    server, _ = started(machine)
    with tm.connect(server.http) as session:
        session.register_object_store("s3://test-bucket")
        s3.upload_file(str(FILES[0]), "test-bucket", f"flights/{FILES[1].name}")
        # The workers looked into the objects when the store was registered, and hold that content.
        assert_same(asked(session), told(FILES))
        session.tables(refresh=True)
        assert_same(asked(session), told([FILES[0], FILES[0], *FILES[2:]]))


def test_a_bucket_that_is_not_there_changes_nothing(machine: Machine, s3: Any) -> None:
    server, _ = started(machine)
    with tm.connect(server.http) as session:
        with pytest.raises(tm.TadashiError, match="no-such-bucket") as failure:
            session.register_object_store("s3://no-such-bucket")
        assert failure.value.name == "FILE_NOT_FOUND"
        assert [store.name for store in session.object_stores()] == ["main"]
        session.register_object_store("s3://test-bucket/empty/prefix")
        assert list(session.tables()) == []


NAMES = ["two words", "größe 日本", "100%", "%41", "a+b", "q?x=1&y#z", "it's", "(x)"]


def test_keys_of_any_name_are_tables(machine: Machine, s3: Any, tmp_path: Path) -> None:
    for i, name in enumerate(NAMES):
        s3.put_object(Bucket="test-bucket", Key=f"{name}.csv", Body=f"n\n{i}\n".encode())
        s3.put_object(Bucket="test-bucket", Key=f"in {name}/of {name}.csv", Body=f"n\n{-i}\n".encode())
    server, _ = started(machine)
    with tm.connect(server.http) as session:
        session.register_object_store("s3://test-bucket", "keys")
        tables = {table.name: table for table in session.tables()}
        assert len(tables) == 2 * len(NAMES)
        for i, name in enumerate(NAMES):
            for table, value in ((f"keys.{name}", i), (f"keys.in {name}", -i)):
                assert tables[table].error is None
                task = session.submit(table=table, aggregates=[tm.sum("n").alias("n")])
                assert task.result().to_pylist() == [{"n": value}], table


def test_a_bucket_under_two_names_is_refused_by_its_first_name(machine: Machine, s3: Any) -> None:
    upload(s3, FLIGHTS, "flights")
    server, _ = started(machine)
    with tm.connect(server.http) as session:
        session.register_object_store("s3://test-bucket", "one")
        for uri in ("s3://test-bucket", "s3://test-bucket/"):
            with pytest.raises(tm.TadashiError, match="'one'") as failure:
                session.register_object_store(uri, "two")
            assert failure.value.name == "STORE_EXISTS"
        assert_same(asked(session), told(FILES))


def test_the_demo_from_a_bucket_answers_and_stops_its_server() -> None:
    ended = subprocess.run(
        [ROOT / "tadashi", "demo", "--s3"], capture_output=True, text=True, timeout=300, check=False
    )
    assert ended.returncode == 0, ended.stderr
    last = ended.stdout.rstrip().splitlines()[-1]
    assert re.fullmatch(r"demo: ok rows=336776 workers=3 seconds=\d+\.\d", last)
    assert "s3://test-bucket" in ended.stdout
    [url] = re.findall(r"^s3: (http://\S+)$", ended.stderr, re.MULTILINE)
    assert answers(url) is None
