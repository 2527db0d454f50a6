"""The files in `slt/` on clusters of one and of three workers; each answer is DuckDB's, too.

`pytest test_slt.py --slt-write` writes the answers anew. Random queries print their seed, and
`TADASHI_SEED` repeats them.
"""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Iterator

import pytest
import slt_files
from cluster import NYC, Cluster
from oracle import oracle
from random_queries import RandomQueries
from slt_files import COUNTS

import tadashi_mizu as tm

FILES = sorted(slt_files.FOLDER.glob("*.slt"))
RANDOM_QUERIES = int(os.environ.get("TADASHI_RANDOM_QUERIES", "12"))


@pytest.fixture(scope="module", params=[1, 3], ids=["1 worker", "3 workers"])
def session(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tm.Session]:
    running = Cluster.start(tmp_path_factory.mktemp("slt"), workers=request.param)
    try:
        with tm.connect(running.http) as opened:
            opened.register_object_store(f"file://{NYC}", name="nyc")
            yield opened
    finally:
        running.stop()


def answer(session: tm.Session, sql: str) -> list[slt_files.Row]:
    rows = session.sql(sql).result(timeout=120, progress=False).to_arrow()
    columns = [column.to_pylist() for column in rows.columns]
    return list(zip(*columns, strict=True)) if columns else []


def theirs(sql: str) -> list[slt_files.Row]:
    connection = oracle()
    connection.execute("set default_null_order = 'nulls_last_on_asc_first_on_desc'")
    return connection.execute(sql).fetchall()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_file(session: tm.Session, file: object, request: pytest.FixtureRequest) -> None:
    assert isinstance(file, type(slt_files.FOLDER))
    counts = request.config.stash[COUNTS]
    written, wrong = [], []
    for record in slt_files.read(file):
        place = f"{file.name}:{record.line}"
        if not record.is_query:
            wrong += statement(session, record, place)
            written.append(record)
            counts["passed"] += 1
            continue
        ours = slt_files.lines(answer(session, record.sql), record)
        written.append(record.with_rows(ours))
        if not request.config.getoption("--slt-write") and list(record.rows) != ours:
            wrong.append(f"{place}: {record.sql}\nis    {ours}\nnot   {list(record.rows)}")
        if record.duckdb == "no":
            counts["without DuckDB"] += 1
        else:
            other = slt_files.lines(theirs(record.duckdb or record.sql), record)
            if other != ours:
                wrong.append(f"{place}: {record.sql}\nours  {ours}\nduckdb {other}")
        counts["passed"] += 1
    if request.config.getoption("--slt-write"):
        slt_files.write(file, written)
    assert not wrong, "\n".join(wrong)


def statement(session: tm.Session, record: slt_files.Record, place: str) -> list[str]:
    try:
        answer(session, record.sql)
    except tm.TadashiError as failure:
        if record.error is None or not re.search(record.error, str(failure)):
            return [f"{place}: {record.sql}\nfailed with {failure}"]
        return []
    return [] if record.error is None else [f"{place}: {record.sql}\ndid not fail"]


@pytest.fixture
def seed() -> int:
    chosen = int(os.environ.get("TADASHI_SEED", time.time_ns() % 1_000_000_007))
    print(f"seed {chosen}")
    return chosen


def test_random_queries(session: tm.Session, seed: int, request: pytest.FixtureRequest) -> None:
    """Rows with a condition, its negation and its unknown are all rows; a condition that filters counts
    what the same condition counts as a value; and all is as DuckDB has it."""
    made = RandomQueries(random.Random(seed))
    for _ in range(RANDOM_QUERIES):
        condition = made.condition()
        check_partition(session, made, condition, seed)
        check_remainder(session, made, condition, seed)
        filtered = f"select count(*) from flights where {condition}"
        counted = f"select coalesce(sum(case when {condition} then 1 else 0 end), 0) from flights"
        ours = int(answer(session, filtered)[0][0])
        assert int(answer(session, counted)[0][0]) == ours, (seed, counted)
        assert theirs(filtered)[0][0] == ours, (seed, filtered)
        request.config.stash[COUNTS]["random"] += 1


def check_remainder(session: tm.Session, made: RandomQueries, condition: str, seed: int) -> None:
    """What is left of all rows without some of them are the others, each as often as it is there."""
    column = made.any(["origin", "dest", "hour"])
    some = f"select {column} x from flights where {condition}"
    for operation, others in {"except": f"not coalesce({condition}, false)", "intersect": condition}.items():
        left = f"select x, count(*) n from (select {column} x from flights {operation} all {some}) group by x"
        expected = f"select {column} x, count(*) n from flights where {others} group by x"
        record = slt_files.Record("query rowsort", left)
        ours = slt_files.lines(answer(session, left), record)
        assert ours == slt_files.lines(answer(session, expected), record), (seed, left)
        assert ours == slt_files.lines(theirs(expected), record), (seed, expected)


def test_docs_tell_how_many_statements_are_compared() -> None:
    records = [record for file in FILES for record in slt_files.read(file)]
    queries = [record for record in records if record.is_query]
    alone = sum(record.duckdb == "no" for record in queries)
    text = (slt_files.FOLDER.parents[2] / "docs" / "sql.md").read_text()
    counts = f"{len(records)} statements, {len(queries)} of them queries, {len(queries) - alone} of which DuckDB answers alike"
    assert counts in " ".join(text.split()), counts


def check_partition(session: tm.Session, made: RandomQueries, condition: str, seed: int) -> None:
    whole = made.query("true")
    record = slt_files.Record("query rowsort", whole)
    all_rows = slt_files.lines(answer(session, whole), record)
    assert slt_files.lines(theirs(whole), record) == all_rows, (seed, whole)
    parts = [f"({condition})", f"not ({condition})", f"({condition}) is null"]
    union = " union all ".join(whole.replace("where true", f"where {part}") for part in parts)
    if made.regroup is not None:
        union = made.regroup.format(union)
    assert slt_files.lines(answer(session, union), record) == all_rows, (seed, union)

