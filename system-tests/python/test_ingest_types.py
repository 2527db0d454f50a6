"""Every type of Arrow that a table can hold comes back as equal values, to us and to others."""

from __future__ import annotations

import json
import os
import random
from datetime import date, datetime, time, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from cluster import Cluster
from pyiceberg.table import StaticTable

import tadashi_mizu as tm

SEED = int(os.environ.get("TADASHI_SEED", random.randrange(2**31)))
POINT = pa.struct([("x", pa.int64()), ("name of it", pa.string())])
NESTED: dict[str, tuple[pa.DataType, list[Any]]] = {
    "numbers": (pa.list_(pa.int64()), [[1, None, 3], [], None, [2**62]]),
    "flags": (pa.list_(pa.bool_()), [[True, None, False] * 5, [], None, [True]]),
    "texts": (pa.list_(pa.list_(pa.string())), [[["a", None], [], None], [], None, [["größe" * 9]]]),
    "large": (pa.large_list(pa.float64()), [[1.5, float("inf")], [], None, [-0.0]]),
    "fixed": (pa.list_(pa.int16(), 2), [[1, 2], [None, 4], None, [5, 6]]),
    "unsigned": (pa.list_(pa.uint32()), [[0, 2**32 - 1], [], None, [7]]),
    "wide": (pa.list_(pa.uint64()), [[0, 2**64 - 1], [], None, [7]]),
    "decimals": (pa.list_(pa.decimal128(38, 2)), [[Decimal("1.25"), None], [], None, [Decimal(10**30)]]),
    "moments": (pa.list_(pa.timestamp("ms")), [[datetime(1969, 1, 2), None], [], None, [datetime(2026, 1, 1)]]),
    "times": (pa.list_(pa.time64("ns")), [[time(1, 2, 3, 4), None], [], None, [time(23, 59)]]),
    "point": (POINT, [{"x": 1, "name of it": "a"}, {"x": None, "name of it": None}, None, {"x": 4, "name of it": ""}]),
    "points": (pa.list_(POINT), [[{"x": 1, "name of it": "a"}, None], [], None, [{"x": None, "name of it": "b"}]]),
    "deep": (
        pa.struct([("in", pa.struct([("list", pa.list_(pa.int32())), ("day", pa.date32())]))]),
        [{"in": {"list": [1, None], "day": date(2020, 2, 29)}}, {"in": None}, None, {"in": {"list": None, "day": None}}],
    ),
    "map": (pa.map_(pa.string(), pa.int64()), [[("a", 1), ("b", None)], [], None, [("ü", 2)]]),
    "maps": (
        pa.map_(pa.int32(), pa.list_(POINT)),
        [[(1, [{"x": 1, "name of it": None}]), (2, None)], [], None, [(3, [])]],
    ),
    "coded": (pa.list_(pa.dictionary(pa.int32(), pa.string())), [["a", "b", "a"], [], None, ["c", None]]),
    "views": (pa.struct([("v", pa.string_view())]), [{"v": "short"}, {"v": "rather longer than that"}, None, {"v": None}]),
}
FLAT: dict[str, tuple[pa.DataType, list[Any]]] = {
    "u64": (pa.uint64(), [0, 2**64 - 1, None, 5]),
    "t_ns": (pa.time64("ns"), [time(0), time(23, 59, 59, 999999), None, time(12)]),
    "half": (pa.float16(), [1.5, -2.0, None, 0.0]),
}


def table() -> pa.Table:
    return pa.table({n: pa.array(v, t) for n, (t, v) in (NESTED | FLAT).items()})


def read(session: tm.Session, query: str) -> pa.Table:
    return session.sql(query).result().to_arrow()


def folder(cluster: Cluster, name: str) -> Path:
    return next(cluster.files.parent.glob(f"data/**/store/{name}"))


def by_iceberg(cluster: Cluster, name: str) -> pa.Table:
    metadata = max(folder(cluster, name).glob("metadata/*.metadata.json"), key=lambda file: int(file.name.split("-")[0]))
    return StaticTable.from_metadata(str(metadata)).scan().to_arrow()


def by_duckdb(cluster: Cluster, name: str) -> pa.Table:
    return duckdb.read_parquet(str(folder(cluster, name) / "data" / "*.parquet")).to_arrow_table()


def shown(rows: pa.Table) -> list[str]:
    """Rows in any order, columns in one."""
    return sorted(repr([plain(row[name]) for name in sorted(row)]) for row in rows.to_pylist())


def plain(value: Any) -> Any:
    match value:
        case dict():
            return {name: plain(part) for name, part in value.items()}
        case list() | tuple():
            return [plain(part) for part in value]
        case Decimal():
            return int(value) if value == int(value) else value
        case datetime() if value.tzinfo:
            return value.astimezone(timezone.utc).replace(tzinfo=timezone.utc)
    return value


@pytest.mark.parametrize("direct", [True, False])
def test_nested_and_odd_types_are_read_back_by_us_and_by_others(
    cluster: Cluster, session: tm.Session, direct: bool
) -> None:
    name = f"odd_{direct}".lower()
    session.write(name, table(), "create", direct=direct)
    session.write(name, table().slice(1, 2), "append", direct=direct)
    written = shown(pa.concat_tables([table(), table().slice(1, 2)]))
    assert shown(read(session, f"select * from {name}")) == written
    session.evict(f"main.{name}")
    assert shown(read(session, f"select * from {name}")) == written
    assert shown(by_duckdb(cluster, name)) == written
    # pyiceberg reads null as an empty list where the elements are structs, whoever wrote the file.
    lists_of_structs = ["points", "maps"]
    expected = pa.concat_tables([table(), table().slice(1, 2)]).drop_columns(lists_of_structs)
    read_by_iceberg = by_iceberg(cluster, name)
    assert read_by_iceberg.num_rows == 6
    assert shown(read_by_iceberg.drop_columns(lists_of_structs)) == shown(expected)


@pytest.mark.parametrize("direct", [True, False])
def test_many_rows_of_random_nested_values(cluster: Cluster, session: tm.Session, direct: bool) -> None:
    print(f"TADASHI_SEED={SEED}")
    chance = random.Random(SEED)
    name = f"random_{direct}".lower()
    kinds = {f"c{i}": any_type(chance, 3) for i in range(6)}
    batches = []
    for length in (1, 5_000, 20_000):
        columns = [pa.array([any_value(chance, kind) for _ in range(length)], kind) for kind in kinds.values()]
        batches.append(pa.record_batch(columns, list(kinds)))
    data = pa.Table.from_batches(batches)
    data = data.append_column("row", pa.array(range(len(data))))
    session.write(name, data.to_reader(3_000), "create", direct=direct)
    written = shown(data)
    assert shown(read(session, f"select * from {name}")) == written, kinds
    session.evict(f"main.{name}")
    assert shown(read(session, f"select * from {name}")) == written, kinds
    assert shown(by_duckdb(cluster, name)) == written, kinds
    few = read(session, f"select c1, row, c0 from {name} where row % 1000 = 7 order by row limit 9").to_pylist()
    assert [plain(row) for row in few] == [
        plain({"c1": row["c1"], "row": row["row"], "c0": row["c0"]})
        for row in data.to_pylist()
        if row["row"] % 1000 == 7
    ][:9]


@pytest.mark.parametrize("direct", [False, True])
def test_lists_that_structs_cannot_have_are_refused_by_name_before_a_row_is_taken(
    session: tm.Session, direct: bool
) -> None:
    for part in (pa.large_list(pa.int32()), pa.list_(pa.int32(), 1)):
        inner = pa.struct([("f", part)])
        for kind, value in (
            (inner, {"f": [1]}),
            (pa.list_(inner), [{"f": [1]}]),
            (pa.struct([("in", inner)]), {"in": {"f": [1]}}),
            (pa.map_(pa.string(), inner), [("k", {"f": [1]})]),
        ):
            with pytest.raises(tm.UserError, match="INVALID_ARGUMENT.*column 'c'.*part 'f' is a (LargeList|FixedSizeList)"):
                session.write("large", pa.table({"c": pa.array([value], kind)}), "create", direct=direct)
    assert "large" not in [table.name for table in session.tables("main")]


def any_type(chance: random.Random, depth: int, in_struct: bool = False) -> pa.DataType:
    """Large lists within structs are left out: see the test of what is refused."""
    leaves = [pa.int32(), pa.bool_(), pa.string(), pa.float64(), pa.decimal128(25, 3), pa.date32(), pa.timestamp("us", "UTC")]
    match chance.randrange(4 if depth else 1):
        case 1:
            lists = [pa.list_] if in_struct else [pa.list_, pa.large_list]
            return chance.choice(lists)(any_type(chance, depth - 1, in_struct))
        case 2:
            return pa.struct([(f"f{i}", any_type(chance, depth - 1, True)) for i in range(chance.randint(1, 3))])
        case 3:
            return pa.map_(chance.choice(leaves[:3]), any_type(chance, depth - 1, True))
    return chance.choice(leaves)


def any_value(chance: random.Random, kind: pa.DataType, null: float = 0.2) -> Any:
    if chance.random() < null:
        return None
    if pa.types.is_struct(kind):
        return {field.name: any_value(chance, field.type) for field in kind}
    if pa.types.is_map(kind):
        keys = [any_value(chance, kind.key_type, 0) for _ in range(chance.randrange(3))]
        return [(key, any_value(chance, kind.item_type)) for key in dict.fromkeys(keys)]
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return [any_value(chance, kind.value_type) for _ in range(chance.choice([0, 1, 2, 9]))]
    number = chance.randrange(100_000)
    return {
        pa.int32(): number,
        pa.bool_(): number % 2 == 0,
        pa.string(): "" if number % 5 == 0 else f"täxt {number}",
        pa.float64(): number / 7,
        pa.decimal128(25, 3): Decimal(number) / 8,
        pa.date32(): date.fromordinal(700_000 + number),
        pa.timestamp("us", "UTC"): datetime.fromtimestamp(number * 1000, timezone.utc),
    }[kind]


@pytest.mark.parametrize("direct", [True, False])
def test_what_a_type_cannot_do_is_said(session: tm.Session, direct: bool) -> None:
    def refused(message: str, name: str, **columns: pa.Array) -> None:
        with pytest.raises(tm.UserError, match=message):
            session.write(name, pa.table(columns), direct=direct)

    refused("column 't': the time in row 1 of a batch is not in whole microseconds", "refused", t=pa.array([1000, 1], pa.time64("ns")))
    refused("column 'n' of type null", "refused", n=pa.nulls(3))
    refused("column 's'.*nulls alone have no type", "refused", s=pa.array([{"a": None}]))
    refused("column 'd' of type other", "refused", d=pa.array([1], pa.duration("s")))
    refused("column 'd' of type other", "refused", d=pa.array([[1]], pa.list_(pa.duration("s"))))
    assert not any(str(table.name) == "main.refused" for table in session.tables("main"))
    session.write("kept", pa.table({"a": [1], "l": [[1]], "s": [{"x": 1}]}), "replace", direct=direct)
    refused("column 'l' is list", "kept", l=pa.array([["x"]]))
    refused("column 's' is struct", "kept", s=pa.array([{"y": 1}]))
    # Nulls fit any column that may have some, and so do narrower values deep inside.
    session.write(
        "kept",
        pa.table({"a": pa.nulls(2), "l": pa.array([[None], []], pa.list_(pa.null())), "s": pa.array([{"x": 5}, None], pa.struct([("x", pa.int8())]))}),
        direct=direct,
    )
    assert read(session, "select * from kept order by a nulls first, l is null").num_rows == 3
    found = shown(read(session, "select * from kept where a is null"))
    assert found == shown(pa.table({"a": pa.nulls(2, pa.int64()), "l": [[None], []], "s": [{"x": 5}, None]}))


def test_nested_columns_are_counted_filtered_by_nulls_copied_and_not_computed_on(session: tm.Session) -> None:
    session.write("nest", table(), "replace")
    counted = read(session, "select count(*) c, count(points) p, count(map) m from nest").to_pylist()
    assert counted == [{"c": 4, "p": 3, "m": 3}]
    assert read(session, "select point from nest where point is null").num_rows == 1
    grouped = read(session, "select point, count(*) n from (select * from nest union all select * from nest) group by point")
    assert shown(grouped) == shown(table().select(["point"]).append_column("n", [[2] * 4]))
    read(session, "create table nest_copy as select * from nest")
    assert shown(read(session, "select * from nest_copy")) == shown(read(session, "select * from nest"))
    read(session, "insert into nest_copy select * from nest where numbers is null")
    read(session, "delete from nest_copy where u64 = 5")
    assert read(session, "select count(*) c from nest_copy").to_pylist() == [{"c": 4}]
    for query in ("select * from nest order by point", "select point + 1 from nest", "select max(map) from nest"):
        with pytest.raises(tm.UserError):
            read(session, query)


def test_lists_that_queries_make_can_be_kept(session: tm.Session) -> None:
    session.write("many", pa.table({"g": [1, 1, 2], "x": [5, 7, 9]}), "replace")
    read(session, "create table tops as select g, max(x, 2) best from many group by g")
    assert read(session, "select * from tops order by g").to_pylist() == [{"g": 1, "best": [7, 5]}, {"g": 2, "best": [9]}]


def test_http_answers_nested_values_as_json(cluster: Cluster, session: tm.Session) -> None:
    session.write("as_json", pa.table({"p": [{"x": 1, "l": [1, None]}], "m": pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int64()))}), "replace")
    task = session.sql("select * from as_json")
    task.result()
    status, _, body = cluster.request("GET", f"/v1/tasks/{task.id}/result", headers={"Accept": "application/json"})
    assert status == 200
    assert json.loads(body)["rows"] == [[{"x": 1, "l": [1, None]}, [{"key": "a", "value": 1}]]]


TEXTS: dict[str, tuple[str, list[Any], list[Any]]] = {
    "t": ("time", ["12:34:56.789", "00:00", "23:59:59.999999"], ["25:00:00", "1:00", "12:00:00Z"]),
    "d": ("date", ["2024-02-29", "1969-12-31", "0001-01-01"], ["2024-02-30", "now"]),
    "ts": ("timestamp", ["2024-02-29 12:34:56.123456", "1969-12-31T23:59:59", "2024-02-29"], ["2024-13-01 00:00", "2024-02-29T12:00:00Z"]),
    "dec": ("decimal(10,2)", ["12.50", "-1", "99999999.99"], ["1.239", "1e999999999", "123456789"]),
    "wide": ("decimal(30,3)", ["123456789012345678901234.125", "-0.001", "7"], ["x", "1.2345"]),
    "b": ("boolean", ["true", "false", "true"], ["maybe"]),
    "i": ("int", ["1", "-2147483648", "7"], ["99999999999", "1.5"]),
    "s": ("varchar", ["true", "12", "2024-01-01"], []),
}


def test_text_fills_the_types_of_the_table_and_bad_values_are_told_by_line_and_column(
    cluster: Cluster, session: tm.Session, tmp_path: Path
) -> None:
    def post(body: str, kind: str) -> dict[str, Any]:
        answer = cluster.request("POST", "/v1/tables/texts/rows?mode=append", body.encode(), {"Content-Type": kind})
        return json.loads(answer[2])

    columns = {name: kind for name, (kind, _, _) in TEXTS.items()}
    session.sql("create table texts (" + ", ".join(f"{n} {k}" for n, k in columns.items()) + ")").result()
    values = list(zip(*(good for _, good, _ in TEXTS.values())))
    csv = ",".join(columns) + "\n" + "".join(",".join(row) + "\n" for row in values) + "," * (len(columns) - 1) + "\n"
    lines = "".join(json.dumps(dict(zip(columns, row))) + "\n" for row in values) + json.dumps({"i": None}) + "\n"
    assert post(csv, "text/csv")["rows"] == post(lines, "application/x-ndjson")["rows"] == 4
    file = tmp_path / "texts.csv"
    file.write_text(csv)
    judged = duckdb.read_csv(str(file), dtype=columns, header=True).to_arrow_table()
    assert shown(read(session, "select * from texts")) == shown(pa.concat_tables([judged, judged]))
    for name, (_, good, bad) in TEXTS.items():
        for value in bad:
            problem = post(f"{name},s\n{good[0]},\n{value},\n", "text/csv")
            assert (problem["name"], problem["where"]) == ("INVALID_ARGUMENT", {"line": "3", "column": name}), value
            problem = post(json.dumps({name: good[0]}) + "\n" + json.dumps({name: value}) + "\n", "application/x-ndjson")
            assert (problem["name"], problem["where"]) == ("INVALID_ARGUMENT", {"line": "2", "column": name}), value
    assert read(session, "select count(*) c from texts").to_pylist() == [{"c": 8}]
