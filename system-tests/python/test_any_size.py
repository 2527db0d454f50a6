"""The same answers with 1, 2, 3 and 7 workers and with any partition sizes, against DuckDB."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from cluster import Cluster
from oracle import assert_same, rows_of
from processes import ROOT

import tadashi_mizu as tm

SEED = random.SystemRandom().randrange(2**32)
LAYOUTS = {"small": (120_000, 7, 4_000), "wide": (1_500_000, 3, 400_000)}
KEYS = ["id1", "id2", "id3", "id4", "id5", "id6"]
VALUES = ["v1", "v2", "v3"]
FUNCTIONS = ["count", "sum", "avg", "min", "max", "stddev_samp", "var_pop", "count_distinct"]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tables `small` (many little partitions) and `wide` (few large ones), with nulls."""
    root = tmp_path_factory.mktemp("layouts") / "data"
    for name, (rows, parts, group) in LAYOUTS.items():
        command = [sys.executable, ROOT / "testdata" / "groupby.py", "--rows", str(rows)]
        command += ["--files", str(parts), "--row-group", str(group), "--nulls", "5"]
        subprocess.run([*map(str, command), "--out", str(root / name)], check=True)
    return root


@pytest.fixture(scope="module", params=[1, 2, 3, 7])
def session(
    request: pytest.FixtureRequest, files: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tm.Session]:
    cluster = Cluster.start(tmp_path_factory.mktemp("cluster"), workers=request.param)
    with tm.connect(cluster.http) as opened:
        shutil.copytree(files, cluster.files / "data")
        opened.register_object_store(f"file://{cluster.files}/data")
        yield opened
    assert cluster.stop() == 0


@pytest.mark.parametrize("number", range(8))
@pytest.mark.parametrize("table", LAYOUTS)
def test_random_specs(session: tm.Session, files: Path, table: str, number: int) -> None:
    dice = random.Random(f"{SEED} {table} {number}")
    keys = dice.sample(KEYS, dice.randint(0, 2))
    calls = [(dice.choice(FUNCTIONS), dice.choice(VALUES)) for _ in range(dice.randint(1, 3))]
    least = dice.randint(0, 10)
    task = session.submit(
        table=table,
        by=keys,
        aggregates=[tm.aggregate(fn, col).alias(f"a{i}") for i, (fn, col) in enumerate(calls)],
        where=tm.col("v2") > least,
    )
    columns = [
        f"count(distinct {col}) a{i}" if fn == "count_distinct" else f"{fn}({col}) a{i}"
        for i, (fn, col) in enumerate(calls)
    ]
    grouping = f"group by {', '.join(keys)}" if keys else ""
    sql = (
        f"select {', '.join(keys + columns)} from '{files}/{table}/*.parquet' "
        f"where v2 > {least} {grouping}"
    )
    try:
        assert_same(task.result().to_pylist(), rows_of(duckdb.connect(), sql))
    except AssertionError as failure:
        raise AssertionError(f"seed {SEED}: {sql}") from failure


def test_more_groups_than_one_owner_takes_are_spread_and_ordered(
    session: tm.Session, files: Path
) -> None:
    task = session.submit(
        table="wide",
        by=["id3", "id6"],
        aggregates=[tm.sum("v1").alias("s"), tm.max("v3").alias("m"), tm.count().alias("n")],
        order_by=[tm.desc("n"), tm.asc("id3"), tm.asc("id6")],
        limit=1000,
    )
    sql = (
        f"select id3, id6, sum(v1) s, max(v3) m, count(*) n from '{files}/wide/*.parquet' "
        "group by all order by n desc, id3 nulls last, id6 nulls last limit 1000"
    )
    ours = task.result().to_pylist()
    assert_same(ours, rows_of(duckdb.connect(), sql), ordered=True)
    if len(session.workers()) > 1:
        assert task.status().stages[0].exchange == "hash"


def test_a_large_result_comes_whole(session: tm.Session, files: Path) -> None:
    """Over 16 MiB: streamed from its owners, once."""
    task = session.submit(table="wide", by=["id3", "id6"], aggregates=[tm.sum("v2").alias("s")])
    ours_table = task.result().table
    assert ours_table.nbytes > 16 << 20
    sql = f"select id3, id6, sum(v2) s from '{files}/wide/*.parquet' group by all"
    theirs = duckdb.connect().execute(f"select count(*), sum(s) from ({sql})").fetchone()
    ours = duckdb.connect().execute("select count(*), sum(s) from ours_table").fetchone()
    assert ours == theirs
