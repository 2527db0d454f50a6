"""ClickBench's 43 queries on generated rows: right, on three workers."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from cluster import Cluster
from processes import ROOT

import tadashi_mizu as tm

sys.path.insert(0, str(ROOT / "system-tests" / "bench"))

from clickbench_queries import QUERIES, Query, Row, difference  # noqa: E402

ROWS = "1.3e5"


@pytest.fixture(scope="module")
def hits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clickbench") / "hits"
    script = ROOT / "testdata" / "hits.py"
    subprocess.run([sys.executable, script, "--rows", ROWS, "--out", folder, "--files", "5"], check=True)
    return folder


@pytest.fixture(scope="module")
def session(hits: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tm.Session]:
    running = Cluster.start(tmp_path_factory.mktemp("clickbench-cluster"), workers=3)
    try:
        for file in hits.iterdir():
            target = running.files / "bench" / "hits" / file.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.hardlink_to(file)
        with tm.connect(running.http) as opened:
            opened.register_object_store(f"file://{running.files / 'bench'}", name="bench")
            yield opened
    finally:
        running.stop()


@pytest.fixture(scope="module")
def theirs(hits: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(f"create table hits as from '{hits}/*.parquet'")
    return connection


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_query(session: tm.Session, theirs: duckdb.DuckDBPyConnection, query: Query) -> None:
    answer = session.sql(query.sql).result(timeout=120, progress=False).to_arrow()
    columns = [column.to_pylist() for column in answer.columns]
    ours: list[Row] = list(zip(*columns, strict=True))
    expected = theirs.execute(query.sql).fetchall()
    whole = theirs.execute(query.whole).fetchall() if query.is_limited else expected
    assert difference(query, ours, expected, whole) is None
