"""One table in every format, and files that cannot be read, on a real cluster against DuckDB."""

from __future__ import annotations

import datetime as dt
import gzip
import random
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.csv
import pyarrow.json
import pyarrow.orc
import pyarrow.parquet as pq
import pytest
from cluster import ROOT, Cluster
from oracle import assert_same, rows_of

import tadashi_mizu as tm

ROWS = 2_000
SEED = random.SystemRandom().randrange(2**32)
FORMATS = {
    "parquet": "parquet",
    "csv": "csv",
    "csv_gz": "csv.gz",
    "csv_zst": "csv.zst",
    "tsv": "tsv",
    "jsonl": "jsonl",
    "jsonl_gz": "jsonl.gz",
    "orc": "orc",
    "arrow": "arrow",
    "arrow_lz4": "feather",
    "arrow_zstd": "ipc",
    "stream": "arrows",
}
SQL = """
select carrier, day, count(*) n, sum(number) number, avg(share) share, min(seen) early, max(seen) late,
       count(note) notes, min(note) note
from t where number > 20 or number is null group by all order by carrier, day
"""


def table() -> pa.Table:
    dice = random.Random(SEED)

    def some(value: object) -> object:
        return None if dice.random() < 0.1 else value

    start = dt.datetime(2023, 12, 31, 23, 59, 58, 250_000)
    words = ["plain", "with, comma", 'with "quotes"', "two\nlines", "größe 東京", " spaces "]
    return pa.table(
        {
            "carrier": [some(dice.choice(["AA", "UA", "ÖS", "9E"])) for _ in range(ROWS)],
            "day": pa.array([dt.date(2024, 2, 27 + i % 3) for i in range(ROWS)], pa.date32()),
            "seen": pa.array(
                [some(start + dt.timedelta(hours=i, microseconds=i)) for i in range(ROWS)],
                pa.timestamp("us"),
            ),
            "number": pa.array([some(dice.randint(-(2**40), 2**40)) for _ in range(ROWS)], pa.int64()),
            "share": [some(dice.random() * 1e6) for _ in range(ROWS)],
            "flag": [some(i % 3 == 0) for i in range(ROWS)],
            "note": [some(dice.choice(words)) for _ in range(ROWS)],
        }
    )


def write(rows: pa.Table, folder: Path) -> None:
    def at(name: str) -> Path:
        return folder / f"t_{name}.{FORMATS[name]}"

    pq.write_table(rows, at("parquet"))
    pa.csv.write_csv(rows, at("csv"))
    pa.csv.write_csv(rows, at("tsv"), pa.csv.WriteOptions(delimiter="\t"))
    for name, codec in (("csv_gz", "gzip"), ("csv_zst", "zstd")):
        with pa.CompressedOutputStream(str(at(name)), codec) as out:
            pa.csv.write_csv(rows, out)
    duckdb.from_arrow(rows).query("t", f"copy t to '{at('jsonl')}' (format json)")
    at("jsonl_gz").write_bytes(gzip.compress(at("jsonl").read_bytes()))
    pa.orc.write_table(rows, at("orc"), compression="zlib")
    for name, codec in (("arrow", None), ("arrow_lz4", "lz4"), ("arrow_zstd", "zstd")):
        options = pa.ipc.IpcWriteOptions(compression=codec)
        with pa.ipc.new_file(at(name), rows.schema, options=options) as out:
            out.write_table(rows, max_chunksize=300)
    with pa.ipc.new_stream(at("stream"), rows.schema) as out:
        out.write_table(rows, max_chunksize=700)


def deep_parquet() -> bytes:
    """A column of lists in lists, deeper than the stack of a thread."""
    kind = pa.int64()
    for _ in range(4000):
        kind = pa.list_(kind)
    out = pa.BufferOutputStream()
    pq.write_table(pa.table({"id": [1], "deep": pa.nulls(1, kind)}), out, store_schema=False)
    return bytes(out.getvalue())


def write_bad(folder: Path) -> dict[str, list[str]]:
    """Files that cannot be read, and what their tables' errors must name beside the file."""
    good = folder / "t_parquet.parquet"
    resources = ROOT / "formats" / "src" / "test" / "resources"
    bad = {
        "ragged.csv": (b"a,b\n1,2\n3\n", ["line 3", "'b'"]),
        "twice.csv": (b"a,b,a\n1,2,3\n", ["'a'"]),
        "nojson.jsonl": (b'{"a": 1}\n{"a": oops}\n', ["line 2"]),
        "deep.jsonl": (b'{"a": ' + b"[" * 5000 + b"]" * 5000 + b"}\n", ["line 1"]),
        "named.csv": (good.read_bytes(), []),
        "named.parquet": (b"a,b\n1,2\n" * 10, []),
        "named.orc": (good.read_bytes(), []),
        "named.arrow": (good.read_bytes(), []),
        "cut.parquet": (good.read_bytes()[:5000], []),
        "cut.arrow": ((folder / "t_arrow.arrow").read_bytes()[:5000], []),
        "cut.orc": ((folder / "t_orc.orc").read_bytes()[:5000], []),
        "cut.csv.gz": ((folder / "t_csv_gz.csv.gz").read_bytes()[:5000], []),
        "encrypted.parquet": ((resources / "encrypted.parquet").read_bytes(), ["encrypted"]),
        "twice.parquet": ((resources / "same-name-twice.parquet").read_bytes(), ["'same'"]),
        "twice.arrow": ((resources / "same-name-twice.arrow").read_bytes(), ["'same'"]),
        "twice.jsonl": (b'{"a": 1, "a": 2}\n', ["line 1", "'a'"]),
        "deep.orc": ((resources / "deep.orc").read_bytes(), ["'deep'"]),
        "deep.parquet": (deep_parquet(), ["'deep'"]),
        "none.parquet": (b"", []),
        "none.csv": (b"", []),
        "none.jsonl": (b"", []),
        "none.orc": (b"", []),
        "none.arrow": (b"", []),
    }
    for name, (content, _) in bad.items():
        stem, ending = name.split(".", 1)
        (folder / f"bad_{stem}_{ending.replace('.', '_')}.{ending}").write_bytes(content)
    return {f"bad_{name.replace('.', '_')}": parts for name, (_, parts) in bad.items()}


@pytest.fixture(scope="module")
def rows() -> pa.Table:
    return table()


@pytest.fixture(scope="module")
def bad_names() -> dict[str, list[str]]:
    return {}


@pytest.fixture(scope="module")
def session(
    rows: pa.Table, bad_names: dict[str, list[str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tm.Session]:
    cluster = Cluster.start(tmp_path_factory.mktemp("formats"), workers=2)
    with tm.connect(cluster.http) as opened:
        data = cluster.files / "data"
        data.mkdir()
        write(rows, data)
        bad_names.update(write_bad(data))
        other = {"id": [1, 2, 3], "point": [{"x": 1}, None, {"x": 2}], "list": [[1], [], None]}
        pq.write_table(pa.table(other), data / "other.parquet")
        wide = {f"c{i}": [i, None, -i] for i in range(10_000)}
        pq.write_table(pa.table(wide), data / "wide.parquet")
        (data / "clash.csv").write_text("a\n1\n")
        (data / "clash.jsonl").write_text('{"a": 1}\n')
        opened.register_object_store(f"file://{data}")
        yield opened
    assert cluster.stop() == 0


@pytest.mark.parametrize("name", FORMATS)
def test_the_answers_are_duckdbs(session: tm.Session, rows: pa.Table, name: str) -> None:
    task = session.submit(
        table=f"t_{name}",
        by=["carrier", "day"],
        aggregates=[
            tm.count().alias("n"),
            tm.sum("number").alias("number"),
            tm.avg("share").alias("share"),
            tm.min("seen").alias("early"),
            tm.max("seen").alias("late"),
            tm.count("note").alias("notes"),
            tm.min("note").alias("note"),
        ],
        where=(tm.col("number") > 20) | tm.col("number").is_null(),
    )
    connection = duckdb.connect()
    connection.register("t", rows)
    try:
        assert_same(task.result().to_pylist(), rows_of(connection, SQL))
    except AssertionError as failure:
        raise AssertionError(f"seed {SEED}") from failure


def test_files_that_cannot_be_read_are_named_and_harm_no_other(
    session: tm.Session, bad_names: dict[str, list[str]]
) -> None:
    tables = {table.name.split(".")[-1]: table for table in session.tables()}
    assert len(bad_names) == 23
    for name, parts in bad_names.items():
        found = tables[name]
        assert found.state == "failed", name
        assert name in str(found.error), found
        assert all(part in str(found.error) for part in parts), found
    for name in FORMATS:
        assert tables[f"t_{name}"].state == "ready", tables[f"t_{name}"]
        assert tables[f"t_{name}"].rows == ROWS


def test_nested_columns_are_carried_and_grouped_by_but_not_computed_on(session: tm.Session) -> None:
    found = next(table for table in session.tables() if table.name.endswith("other"))
    assert "struct(x int64)" in str(found)
    answer = session.submit(table="other", aggregates=[tm.sum("id").alias("s")]).result()
    assert answer.to_pylist() == [{"s": 6}]
    groups = session.submit(table="other", by=["point"], aggregates=[tm.count().alias("n")]).result().to_pylist()
    assert sorted(str(group) for group in groups) == [
        "{'point': None, 'n': 1}", "{'point': {'x': 1}, 'n': 1}", "{'point': {'x': 2}, 'n': 1}",
    ]
    for column in ("point", "list"):
        with pytest.raises(tm.TadashiError, match="does not take"):
            session.submit(table="other", aggregates=[tm.sum(column)])


def test_ten_thousand_columns_are_a_table_like_any_other(session: tm.Session) -> None:
    found = next(table for table in session.tables() if table.name.endswith("wide"))
    assert (found.state, len(found.columns), found.rows) == ("ready", 10_000, 3)
    assert session.load("wide").status().state == "succeeded"
    answer = session.submit(
        table="wide", aggregates=[tm.sum("c9999").alias("s"), tm.count("c0").alias("n")]
    )
    assert answer.result().to_pylist() == [{"s": 0, "n": 2}]


def test_two_files_that_would_be_one_table_are_both_named(session: tm.Session) -> None:
    found = next(table for table in session.tables() if table.name.endswith("clash"))
    assert found.state == "failed"
    assert "clash.csv" in str(found.error) and "clash.jsonl" in str(found.error)
    with pytest.raises(tm.TadashiError, match="clash"):
        session.submit(table="clash", aggregates=[tm.count()])


def test_one_folder_under_two_names_is_refused_by_its_first_name(session: tm.Session) -> None:
    [first] = [store for store in session.object_stores() if store.name != "main"]
    for uri in (first.uri, first.uri + "/"):
        with pytest.raises(tm.TadashiError, match=f"'{first.name}'") as failure:
            session.register_object_store(uri, "again")
        assert failure.value.name == "STORE_EXISTS"
    assert {store.name for store in session.object_stores()} == {"main", first.name}
