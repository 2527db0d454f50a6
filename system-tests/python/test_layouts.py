"""Untidy folders on a real cluster: nested, hive keys, files that differ, against DuckDB."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from cluster import BareFlight, Cluster
from oracle import assert_same, rows_of

import tadashi_mizu as tm

SEED = random.SystemRandom().randrange(2**32)
HIVE_NULL = "__HIVE_DEFAULT_PARTITION__"
YEARS = ["2023", "2024", HIVE_NULL]
DAYS = ["2024-02-29", "2024-03-01"]
WORDS = ["plain", "with space", "a%2Fb", "größe", "100%25", HIVE_NULL]


def write(path: Path, **columns: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), path)


def write_hive(folder: Path) -> None:
    """Three levels of keys, two of which also are columns of the files with other values."""
    dice = random.Random(SEED)
    for year in YEARS:
        for day in DAYS:
            for word in WORDS:
                if dice.random() < 0.8 or word == "plain":
                    rows = dice.randint(1, 40)
                    write(
                        folder / f"year={year}" / f"day={day}" / f"word={word}" / "part.parquet",
                        number=[dice.choice([None, dice.randint(-9, 9)]) for _ in range(rows)],
                        year=[1.5] * rows,
                        text=[dice.choice(["x", "y", None]) for _ in range(rows)],
                    )


def write_differing(folder: Path) -> None:
    def array(kind: pa.DataType, *values: Any) -> pa.Array:
        return pa.array(values, kind)

    one, two, three = (folder / f"{name}.parquet" for name in ("one", "two", "three"))
    write(
        one,
        id=array(pa.int8(), 1, None, 3),
        size=array(pa.float32(), 0.5, None, 2.25),
        price=array(pa.decimal128(6, 2), Decimal("1.25"), None, Decimal("-9999.99")),
        seen=array(pa.date32(), dt.date(2024, 2, 29), None, dt.date(1969, 12, 31)),
        key=array(pa.string(), "a", "b", "a"),
    )
    write(
        two,
        key=array(pa.string(), "b", "c"),
        id=array(pa.int64(), 2**40, -5),
        size=array(pa.float64(), 1e300, 0.125),
        seen=array(pa.timestamp("us"), dt.datetime(2024, 3, 1, 12), None),
        more=array(pa.bool_(), True, None),
    )
    write(
        three,
        id=array(pa.uint32(), 2**32 - 1),
        price=array(pa.decimal128(9, 2), Decimal("1234567.25")),
        key=array(pa.null(), None),
    )


def write_all(data: Path) -> None:
    write_hive(data / "lake" / "hive")
    write_differing(data / "lake" / "differing")
    for number in range(3):
        write(data / "lake" / "nested" / "very" / f"{number}.parquet", n=[number])
        write(data / "lake" / "nested" / f"{number}.parquet", n=[number + 10])
    write(data / "alone.parquet", n=[1, 2, 3])
    write(data / "part=1" / "x.parquet", n=[1])
    write(data / "part=b" / "x.parquet", n=[2])
    for left in ("_temporary", ".hidden", "half.tmp"):
        write(data / "lake" / "nested" / left / "left.parquet", n=[1000])
    (data / "lake" / "nested" / "_SUCCESS").write_bytes(b"")
    (data / "lake" / "nested" / ".0.parquet.crc").write_bytes(b"crc")
    write(data / "bad" / "keys" / "a=1" / "b=1" / "x.parquet", n=[1])
    write(data / "bad" / "keys" / "a=1" / "b=2" / "x.parquet", n=[1])
    write(data / "bad" / "keys" / "b=3" / "x.parquet", n=[1])
    write(data / "bad" / "types" / "1.parquet", n=[1], t=["x"])
    write(data / "bad" / "types" / "2.parquet", n=[1], t=["x"])
    write(data / "bad" / "types" / "odd.parquet", n=[1], t=[dt.date(2024, 1, 1)])
    text = data / "text"
    text.mkdir()
    (text / "1.csv").write_text("id,mixed,word,flag\n1,5,x,true\n2,,y,\n")
    (text / "2.csv").write_text("word,id,mixed\nz,3,2.5\n17,,1e3\n")
    (text / "3.csv").write_text("id,mixed,word,late\n,7,2024-01-01,2024-02-29\n")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    running = Cluster.start(tmp_path_factory.mktemp("layouts"), workers=2)
    write_all(running.files / "data")
    with tm.connect(running.http) as session:
        session.register_object_store(f"file://{running.files / 'data'}")
    yield running
    assert running.stop() == 0


@pytest.fixture
def session(cluster: Cluster) -> Iterator[tm.Session]:
    with tm.connect(cluster.http) as opened:
        yield opened


@pytest.fixture
def duck(cluster: Cluster) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    lake = cluster.files / "data" / "lake"
    options = "hive_partitioning = true, union_by_name = true"
    for name in ("hive", "differing"):
        connection.execute(
            f"create view {name} as from read_parquet('{lake}/{name}/**/*.parquet', {options})"
        )
    connection.execute(
        f"create view texts as from read_csv('{cluster.files}/data/text/*.csv', union_by_name = true)"
    )
    return connection


def types(session: tm.Session, table: str) -> dict[str, str]:
    found = next(each for each in session.tables() if each.name == table)
    assert found.state == "ready", found
    return {column.name: str(column.type) for column in found.columns}


def test_tables_are_found_in_nested_folders(session: tm.Session) -> None:
    found = {table.name: table for table in session.tables()}
    names = ["alone", "data", "bad/keys", "bad/types", "lake/differing", "lake/hive"]
    names += ["lake/nested", "lake/nested/very", "text"]
    assert sorted(found) == sorted(f"data.{name}" for name in names)
    assert found["data.lake/nested"].files == 3
    answer = session.submit(table="lake/nested", aggregates=[tm.sum("n").alias("s")]).result()
    assert answer.to_pylist() == [{"s": 33}]


def test_keys_in_the_path_are_typed_columns(
    session: tm.Session, duck: duckdb.DuckDBPyConnection
) -> None:
    assert types(session, "data.lake/hive") == {
        "number": "int64",
        "text": "varchar",
        "year": "int64",
        "day": "date",
        "word": "varchar",
    }
    ours = session.submit(
        table="lake/hive",
        by=["year", "day", "word", "text"],
        aggregates=[tm.count().alias("n"), tm.sum("number").alias("s")],
    ).result()
    theirs = rows_of(
        duck,
        "select year, day, word, text, count(*) n, sum(number) s from hive group by all",
    )
    assert len(theirs) > 20, SEED
    assert_same(ours.to_pylist(), theirs)
    assert types(session, "data.data") == {"n": "int64", "part": "varchar"}
    rows = session.submit(table="data", by=["part"], aggregates=[tm.sum("n").alias("n")]).result()
    assert_same(rows.to_pylist(), [{"part": "1", "n": 1}, {"part": "b", "n": 2}])


def test_files_with_other_columns_are_unified(
    session: tm.Session, duck: duckdb.DuckDBPyConnection
) -> None:
    assert types(session, "data.lake/differing") == {
        "id": "int64",
        "key": "varchar",
        "price": "decimal(9,2)",
        "size": "float64",
        "seen": "timestamp(us)",
        "more": "bool",
    }
    columns = ["id", "size", "price", "seen", "more"]
    ours = session.submit(
        table="lake/differing",
        by=["key"],
        aggregates=[
            tm.count().alias("n"),
            *(tm.count(name).alias(f"n_{name}") for name in columns),
            *(tm.max(name).alias(f"max_{name}") for name in columns[:4]),
        ],
    ).result()
    parts = [f"count({name}) n_{name}" for name in columns]
    parts += [f"max({name}) max_{name}" for name in columns[:4]]
    theirs = rows_of(
        duck, f"select key, count(*) n, {', '.join(parts)} from differing group by key"
    )
    assert_same(ours.to_pylist(), theirs)


def test_text_files_are_unified_as_one_file_would_be(
    session: tm.Session, duck: duckdb.DuckDBPyConnection
) -> None:
    assert types(session, "data.text") == {
        "id": "int64",
        "mixed": "float64",
        "word": "varchar",
        "flag": "bool",
        "late": "date",
    }
    ours = session.submit(
        table="text",
        by=["word", "flag", "late"],
        aggregates=[tm.sum("id").alias("id"), tm.sum("mixed").alias("mixed")],
    ).result()
    theirs = rows_of(
        duck, "select word, flag, late, sum(id) id, sum(mixed) mixed from texts group by all"
    )
    assert_same(ours.to_pylist(), theirs)


@pytest.mark.parametrize(
    ("table", "parts"),
    [("bad/keys", ["bad/keys/b=3", "[a, b]"]), ("bad/types", ["odd.parquet", "'t'", "date"])],
)
def test_the_odd_one_is_named_and_harms_no_other(
    session: tm.Session, table: str, parts: list[str]
) -> None:
    found = next(each for each in session.tables() if each.name == f"data.{table}")
    assert found.state == "failed"
    assert all(part in str(found.error) for part in parts), found.error
    with pytest.raises(tm.TadashiError, match=parts[0]):
        session.submit(table=table, aggregates=[tm.count()])


@pytest.mark.parametrize("name", ["lake/nested/very", "data.lake/nested/very"])
def test_names_with_slashes_work_on_every_door(cluster: Cluster, name: str) -> None:
    status, task = cluster.operate("LoadTable", {"table": name})
    assert status == 200, task
    assert cluster.finished(task["id"])["rows"] == 3
    status, shown = cluster.operate("ListPartitions", {"table": name})
    assert (status, shown["table"]) == (200, "data.lake/nested/very")
    bare = BareFlight(cluster.flight)
    assert bare.act("ListPartitions", {"table": name}) == shown
    spec = {"table": name, "aggregates": [{"fn": "max", "column": "n", "as": "s"}]}
    assert bare.rows(spec) == cluster.http_rows(spec, "application/json") == [{"s": 2}]
