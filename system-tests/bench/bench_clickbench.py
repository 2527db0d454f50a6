"""The 43 queries of ClickBench on generated rows: a cluster of one worker beside DuckDB, both loaded.

Each query goes through Flight SQL's command and comes back whole as Arrow; DuckDB gives Arrow in process.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from clickbench_queries import QUERIES, Query, Row, difference
from figures import Series, alternate, hits_folder, table, write_json

HOME = Path(os.environ["TADASHI_HOME"])
DATA = HOME / ".tadashi" / "bench"


def rows_of(answer: pa.Table) -> list[Row]:
    columns = [column.to_pylist() for column in answer.columns]
    return list(zip(*columns, strict=True))


class Ours:
    """A real cluster of one worker."""

    def __init__(self, folder: Path, threads: int, memory: str, stack: ExitStack) -> None:
        sys.path[:0] = [str(HOME / "system-tests" / "python"), str(HOME / "pyarrow-client" / "src")]
        from processes import Machine, eventually

        import tadashi_mizu as tm

        machine = Machine(Path(stack.enter_context(tempfile.TemporaryDirectory(dir=DATA))))
        stack.callback(lambda: [process.stop() for process in reversed(machine.processes)])
        link = machine.files / "bench"
        link.mkdir(parents=True)
        for file in folder.glob("*.parquet"):
            (link / "hits").mkdir(exist_ok=True)
            os.link(file, link / "hits" / file.name)
        server = machine.server()
        more = ["--threads", str(threads), "--memory", memory]
        machine.worker("worker", server.flight, *more)
        self.session = stack.enter_context(tm.connect(server.http))
        self.session.register_object_store(f"file://{link}", name="bench")
        eventually("the table is ready", lambda: self.session.tables()[0].state == "ready")
        self.session.load("hits", progress=False)

    def run(self, sql: str) -> pa.Table:
        return self.session.sql(sql).result(timeout=600, progress=False).to_arrow()


class DuckDb:
    """In process, in its own tables."""

    def __init__(self, folder: Path, threads: int) -> None:
        self.connection = duckdb.connect(config={"threads": threads})
        self.connection.execute(f"create table hits as from '{folder}/*.parquet'")

    def run(self, sql: str) -> pa.Table:
        return self.connection.sql(sql).to_arrow_table()


def check(query: Query, ours: Ours, other: DuckDb) -> str | None:
    theirs = rows_of(other.run(query.sql))
    whole = rows_of(other.run(query.whole)) if query.is_limited else theirs
    wrong = difference(query, rows_of(ours.run(query.sql)), theirs, whole)
    return wrong and f"{query.name}: {wrong[:300]}"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./tadashi bench clickbench", description=__doc__)
    parser.add_argument("--rows", type=lambda text: int(float(text)), default=1_000_000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--memory", default="4GiB", help="of our worker")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peers", choices=["duckdb"], default="duckdb")
    return parser.parse_args()


def main() -> None:
    args = arguments()
    DATA.mkdir(parents=True, exist_ok=True)
    folder = hits_folder(args.rows) / "hits"
    ratios: dict[str, float] = {}
    lines: list[list[str]] = []
    wrong: list[str] = []
    kept: dict[str, Any] = {}
    with ExitStack() as stack:
        begin = time.perf_counter()
        ours = Ours(folder, args.threads, args.memory, stack)
        print(f"loaded in {time.perf_counter() - begin:.1f} s")
        other = DuckDb(folder, args.threads)
        for query in QUERIES:
            failure = check(query, ours, other)
            wrong += [failure] if failure else []
            sides = {"tadashi": lambda: ours.run(query.sql), "duckdb": lambda: other.run(query.sql)}
            series: dict[str, Series] = alternate(sides, args.runs)
            mine, least = series["tadashi"].least, series["duckdb"].least
            ratios[query.name] = least / mine
            kept[query.name] = {name: one.seconds for name, one in series.items()}
            lines.append([query.name, f"{mine * 1e3:.1f}", f"{least * 1e3:.1f}", f"{least / mine:.2f}"])
    print(table(["query", "ours ms", "duckdb ms", "ours x"], lines))
    write_json("clickbench", {"options": vars(args), "results": kept, "ratios": ratios, "wrong": wrong})
    for line in wrong:
        print(line)
    print(f"{len(QUERIES) - len(wrong)} of {len(QUERIES)} right")
    geomean = math.exp(sum(map(math.log, ratios.values())) / len(ratios))
    worst = min(ratios, key=lambda name: ratios[name])
    print(f"clickbench: geomean={geomean:.2f} worst={ratios[worst]:.2f} ({worst})")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
