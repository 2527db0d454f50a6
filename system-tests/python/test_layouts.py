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
    found = {table.name: table for table in session.tables("data")}
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


def listed(session: tm.Session, table: str) -> list[tm.Partition]:
    return list(session.partitions(table))


def test_partitions_tell_what_they_are_and_where(
    cluster: Cluster, session: tm.Session, duck: duckdb.DuckDBPyConnection
) -> None:
    write(cluster.files / "stats" / "t" / "1.parquet", n=[5, None, -7], s=["b", "a", None])
    write(cluster.files / "stats" / "t" / "2.parquet", n=[6, 1, 1], s=["z", "a", None])
    write(cluster.files / "stats" / "f" / "1.parquet", x=[float("nan"), -0.0, None], y=["x" * 999] * 3)
    write(cluster.files / "stats" / "big" / "1.parquet", n=list(range(70_000)))
    write(cluster.files / "stats" / "big" / "2.parquet", n=list(range(70_000, 140_000)))
    session.register_object_store(f"file://{cluster.files / 'stats'}")
    [before] = listed(session, "stats.t")
    assert [each.path for each in before.slices] == ["t/1.parquet", "t/2.parquet"]
    assert all(each.etag and each.row_groups == 1 for each in before.slices)
    assert (before.rows, before.columns, before.cached_on) == (6, (), ())
    session.load("stats.t", ["n"], progress=False)
    [loaded] = listed(session, "stats.t")
    [n] = loaded.columns
    assert (n.column, n.nulls, n.bytes > 0) == ("n", 1, True)
    assert n.min == {"lit": -7, "type": "int64"}
    assert n.max == {"lit": 6, "type": "int64"}
    [copy] = loaded.cached
    assert (copy.columns, (copy.worker,)) == (("n",), loaded.cached_on)
    session.load("stats.t", progress=False)
    session.evict("stats.t", ["n"])
    [partly] = listed(session, "stats.t")
    assert partly.cached[0].columns == ("s",)
    assert [each.column for each in partly.columns] == ["n", "s"]
    assert partly.columns[1].max == {"lit": "z", "type": "varchar"}
    with pytest.raises(tm.TadashiError, match="nope"):
        session.evict("stats.t", ["nope"])
    session.evict("stats.t")
    [gone] = listed(session, "stats.t")
    assert (gone.cached, gone.columns) == ((), partly.columns)
    session.load("stats.f", progress=False)
    [floats] = listed(session, "stats.f")
    assert floats.columns[0].min == {"lit": 0.0, "type": "float64"}
    assert floats.columns[0].max == {"lit": "NaN", "type": "float64"}
    assert (floats.columns[1].min, floats.columns[1].nulls) == (None, 0)


def test_partitions_come_page_by_page_on_both_doors(cluster: Cluster) -> None:
    bare = BareFlight(cluster.flight)
    everything = bare.act("ListPartitions", {"table": "stats.big"})
    assert len(everything["partitions"]) == 2
    assert "next" not in everything
    first, second = everything["partitions"]
    for request, expected, after in (
        ({"limit": 1}, first, first["id"]),
        ({"limit": 1, "after": first["id"]}, second, None),
    ):
        status, page = cluster.operate("ListPartitions", {"table": "stats.big", **request})
        assert status == 200
        assert page == bare.act("ListPartitions", {"table": "stats.big", **request})
        assert (page["partitions"], page.get("next")) == ([expected], after)
    for request in ({"limit": 0}, {"limit": 1001}, {"after": "none"}):
        status, problem = cluster.operate("ListPartitions", {"table": "stats.big", **request})
        assert (status, problem["where"]["field"]) == (400, next(iter(request)))


def total(session: tm.Session, table: str) -> dict[str, Any]:
    [row] = session.submit(
        table=table, aggregates=[tm.count().alias("n"), tm.sum("v").alias("v")]
    ).result().to_pylist()
    return row


def test_refresh_sees_new_changed_and_removed_files(
    cluster: Cluster, session: tm.Session
) -> None:
    store = cluster.files / "moving"
    for name in ("kept", "replaced", "removed"):
        write(store / "t" / f"{name}.parquet", v=[1, 2])
    write(store / "gone.parquet", v=[1])
    session.register_object_store(f"file://{store}")
    assert total(session, "moving.t") == {"n": 6, "v": 9}
    session.load("moving.gone", progress=False)
    old = {each.path: each.etag for part in listed(session, "moving.t") for each in part.slices}
    replacement = store / "t" / ".new"
    write(replacement, v=[10, 20])
    replacement.rename(store / "t" / "replaced.parquet")
    (store / "t" / "removed.parquet").unlink()
    (store / "gone.parquet").unlink()
    write(store / "t" / "added.parquet", v=[100], w=[1])
    write(store / "t" / "more" / "x.parquet", v=[5])
    found = {table.name: table for table in session.tables("moving", refresh=True)}
    assert sorted(found) == ["moving.t", "moving.t/more"]
    assert all(table.state == "ready" for table in found.values())
    assert total(session, "moving.t") == {"n": 5, "v": 133}
    new = {each.path: each.etag for part in listed(session, "moving.t") for each in part.slices}
    assert new.keys() == {"t/added.parquet", "t/kept.parquet", "t/replaced.parquet"}
    assert new["t/kept.parquet"] == old["t/kept.parquet"]
    assert new["t/replaced.parquet"] != old["t/replaced.parquet"]
    with pytest.raises(tm.TadashiError, match="no table"):
        session.load("moving.gone", progress=False)
    (store / "t" / "kept.parquet").write_bytes(b"no parquet")
    [table, _] = session.tables("moving", refresh=True)
    assert (table.state, "kept.parquet" in str(table.error)) == ("failed", True)
    write(store / "t" / "kept.parquet", v=[1000])
    session.tables("moving", refresh=True)
    assert total(session, "moving.t") == {"n": 4, "v": 1130}


def test_a_dropped_store_leaves_the_memory(cluster: Cluster, session: tm.Session) -> None:
    def cached() -> int:
        return sum(worker.load.cached_partitions for worker in session.workers())

    before = cached()
    write(cluster.files / "dropped" / "t.parquet", v=[1])
    session.register_object_store(f"file://{cluster.files / 'dropped'}")
    session.load("dropped.t", progress=False)
    assert cached() == before + 1
    session.drop_object_store("dropped")
    assert cached() == before


SAMPLES: dict[str, list[Any]] = {
    "year": [2022, 2023, 2024, 2025],
    "word": ["a", "b", "c d", "é", "z"],
    "n": [-1, 0, 150, 199, 200, 250, 1000],
    "x": [-0.5, 0.0, 0.25, 2.0, float("nan")],
    "s": ["", "a", "m150", "m2", "z"],
}


def write_prunable(folder: Path) -> None:
    """Values that go with their folder, so that statistics leave partitions out."""
    dice = random.Random(SEED)
    for year in (2023, 2024, HIVE_NULL):
        for word in ("a", "c%20d", "é"):
            low = 100 if year == 2023 else 200
            rows = dice.randint(1, 30)
            some = [i if word == "a" or dice.random() < 0.7 else None for i in range(rows)]
            write(
                folder / f"year={year}" / f"word={word}" / "part.parquet",
                n=pa.array([None if i is None else low + i for i in some], pa.int32()),
                x=pa.array(
                    [dice.choice([None, 0.0, -0.0, 1.5, low / 100, float("nan")]) for _ in some],
                    pa.float64(),
                ),
                s=pa.array([None if word == "é" else f"m{low + (i or 0)}" for i in some], pa.string()),
            )


def predicate(dice: random.Random, depth: int) -> tuple[dict[str, Any], str]:
    """A random condition, as a spec and as SQL."""
    kind = dice.randrange(4 if depth == 0 else 8)
    column = dice.choice(list(SAMPLES))
    if kind == 0:
        null = dice.choice(["is_null", "is_not_null"])
        return {"op": null, "args": [{"col": column}]}, f"({column} {null.replace('_', ' ')})"
    if kind <= 3:
        op = dice.choice(["=", "<>", "<", "<=", ">", ">="]) if kind > 1 else "in"
        values = [dice.choice(SAMPLES[column]) for _ in range(2 if op == "in" else 1)]
        texts = ["'nan'::double" if value != value else repr(value) for value in values]
        literals = [
            {"lit": "NaN", "type": "float64"} if value != value else {"lit": value}
            for value in values
        ]
        right = f"({', '.join(texts)})" if op == "in" else texts[0]
        return {"op": op, "args": [{"col": column}, *literals]}, f"({column} {op} {right})"
    left, left_sql = predicate(dice, depth - 1)
    if kind == 4:
        return {"op": "not", "args": [left]}, f"(not {left_sql})"
    right, right_sql = predicate(dice, depth - 1)
    op = dice.choice(["and", "or"])
    return {"op": op, "args": [left, right]}, f"({left_sql} {op} {right_sql})"


def test_partitions_without_a_matching_row_are_left_out(
    cluster: Cluster, session: tm.Session
) -> None:
    folder = cluster.files / "prune" / "t"
    write_prunable(folder)
    session.register_object_store(f"file://{folder.parent}")
    connection = duckdb.connect()
    # A table: DuckDB itself leaves out a file whose only number above the bound is a NaN.
    connection.execute(
        f"create table t as from read_parquet('{folder}/**/*.parquet', hive_partitioning = true)"
    )
    dice = random.Random(SEED)
    aggregates = [tm.count().alias("c"), tm.sum("n").alias("n"), tm.count("s").alias("s")]
    aggregates += [tm.min("word").alias("w"), tm.max("x").alias("x")]
    # Nothing is in memory yet, so nothing is known of the column; the task itself may change that.
    far = tm.build_spec(table="prune.t", aggregates=aggregates, where=tm.col("n") > 1_000)
    assert pruned_by(session, far) == 0
    pruned = {False: 0, True: 0}
    conditions = [predicate(dice, 2) for _ in range(40)]
    for known in (False, True):
        if known:
            session.load("prune.t", progress=False)
            assert pruned_by(session, far) == 9
        for where, sql in conditions:
            spec = tm.build_spec(table="prune.t", aggregates=aggregates)
            task = session.submit({**spec, "where": where})
            theirs = rows_of(
                connection,
                "select count(*) c, sum(n) n, count(s) s, min(word) w, max(x) x "
                f"from t where {sql}",
            )
            try:
                [ours] = task.result().to_pylist()
                assert repr(ours) == repr(ours | {k: plain(v) for k, v in theirs[0].items()})
            except AssertionError as failure:
                raise AssertionError(f"seed {SEED}: {sql}") from failure
            info = task.status()
            assert info.partitions == 9
            pruned[known] += info.partitions_pruned
    assert 0 < pruned[False] <= pruned[True], (SEED, pruned)


def pruned_by(session: tm.Session, spec: dict[str, Any]) -> int:
    task = session.submit(spec)
    assert task.result().to_pylist() == [{"c": 0, "n": None, "s": 0, "w": None, "x": None}]
    return task.status().partitions_pruned


def plain(value: Any) -> Any:
    """As our answers have it: sums of integers are decimals, and there is one zero."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return value + 0.0 if isinstance(value, float) else value


def test_a_task_tells_what_it_left_out(cluster: Cluster, session: tm.Session) -> None:
    def run(sql: str) -> tuple[list[dict[str, Any]], int]:
        task = session.sql(sql)
        return task.result().to_pylist(), task.status().partitions_pruned

    rows, pruned = run('select count(*) as c from "prune"."t" where year = 2023 and word > \'b\'')
    assert (pruned, rows[0]["c"] > 0) == (7, True)
    rows, pruned = run('select count(*) as c from "prune"."t" where year is null')
    assert (pruned, rows[0]["c"] > 0) == (6, True)
    rows, pruned = run('select count(*) as c from "prune"."t" where year < 0')
    assert (pruned, rows) == (9, [{"c": 0}])
    status, task = cluster.operate(
        "SubmitTask",
        {
            "aggregate": {
                "table": "prune.t",
                "aggregates": [{"fn": "count"}],
                "where": {"op": "=", "args": [{"col": "year"}, {"lit": 2024}]},
            }
        },
    )
    assert status == 200
    ended = cluster.finished(task["id"])
    assert (ended["partitions"], ended["partitions_pruned"]) == (9, 6)
