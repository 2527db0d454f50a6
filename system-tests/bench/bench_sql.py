"""What SQL costs besides the work: planning, the first statement, a small one, and fetching many rows.

Planning is timed in the control plane's JVM; everything else by the ADBC driver against real processes.
The rows come once from our cluster and once from a Flight server of Arrow C++ that sends the same batches.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import adbc_driver_flightsql.dbapi as adbc
import pyarrow as pa
import pyarrow.flight as flight
from clickbench_queries import QUERIES
from figures import alternate, groupby_folder, table, write_json

HERE = Path(__file__).resolve().parent
HOME = Path(os.environ["TADASHI_HOME"])
DATA = HOME / ".tadashi" / "bench"
LIMITS = {"planned ms": 4.0, "cached ms": 0.5, "first statement ms": 500.0, "small p50 ms": 10.0}
LEAST_RATIO = 0.7
NAMES = {pa.int16(): "int16", pa.int32(): "int32", pa.int64(): "int64", pa.string(): "varchar"}
NAMES |= {pa.date32(): "date", pa.timestamp("us"): "timestamp(us)"}


class Batches(flight.FlightServerBase):
    """Sends what it was given."""

    def __init__(self, rows: pa.Table) -> None:
        super().__init__("grpc://127.0.0.1:0")
        self.rows = rows

    def do_get(self, context: Any, ticket: flight.Ticket) -> flight.RecordBatchStream:
        return flight.RecordBatchStream(self.rows)


def planning(folder: Path) -> dict[str, float]:
    sys.path.insert(0, str(HOME / "testdata"))
    import hits

    queries, columns = folder / "queries", folder / "columns"
    queries.write_text("\n".join(query.sql for query in QUERIES))
    schema = hits.make(100).schema
    columns.write_text("\n".join(f"{field.name.lower()} {NAMES[field.type]}" for field in schema))
    command = os.environ["BENCH_SERVER_JAVA"].split("\n")
    program = [*command, str(HERE / "SqlPlanning.java"), str(queries), str(columns)]
    out = subprocess.run(program, check=True, stdout=subprocess.PIPE, text=True).stdout
    figures: dict[str, float] = json.loads(out.splitlines()[-1])
    return figures


def statement(cursor: adbc.Cursor, sql: str) -> float:
    begin = time.perf_counter()
    cursor.execute(sql)
    cursor.fetchall()
    return (time.perf_counter() - begin) * 1e3


def fetched(cursor: adbc.Cursor, sql: str) -> pa.Table:
    cursor.execute(sql)
    return cursor.fetch_arrow_table()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./tadashi bench sql", description=__doc__)
    parser.add_argument("--rows", type=lambda text: int(float(text)), default=10_000_000)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--small", type=int, default=300, help="how many small statements")
    return parser.parse_args()


def cluster_figures(args: argparse.Namespace, folder: Path, stack: ExitStack) -> dict[str, float]:
    sys.path[:0] = [str(HOME / "system-tests" / "python"), str(HOME / "pyarrow-client" / "src")]
    from processes import Machine, eventually

    import tadashi_mizu as tm

    machine = Machine(folder / "machine")
    stack.callback(lambda: [process.stop() for process in reversed(machine.processes)])
    source = groupby_folder(args.rows) / "t"
    (machine.files / "bench" / "t").mkdir(parents=True)
    for file in source.glob("*.parquet"):
        os.link(file, machine.files / "bench" / "t" / file.name)
    server = machine.server()
    machine.worker("worker", server.flight, "--threads", "2", "--memory", "3GiB")
    connection = stack.enter_context(adbc.connect(f"grpc://{server.flight}", autocommit=True))
    cursor = stack.enter_context(connection.cursor())
    first = statement(cursor, "select state, count(*) from system.workers group by state")
    with tm.connect(server.http) as session:
        session.register_object_store(f"file://{machine.files / 'bench'}", name="bench")
        eventually("the table is ready", lambda: session.tables()[0].state == "ready")
        session.load("t", progress=False)
    small = [statement(cursor, "select count(*), max(v1) from bench.t") for _ in range(args.small)]
    tiny = [statement(cursor, f"select {number} as x") for number in range(args.small)]
    figures = {"first statement ms": first, "small p50 ms": statistics.median(tiny)}
    figures["table p50 ms"] = statistics.median(small)
    figures["fetch x"] = fetch_ratio(args, cursor, stack)
    return figures


def fetch_ratio(args: argparse.Namespace, cursor: adbc.Cursor, stack: ExitStack) -> float:
    sql = "select id6, v1, v3 from bench.t"
    rows = fetched(cursor, sql)
    assert rows.num_rows == args.rows
    other = stack.enter_context(Batches(rows))
    client = stack.enter_context(flight.connect(f"grpc://127.0.0.1:{other.port}"))
    sides = {
        "tadashi": lambda: fetched(cursor, sql),
        "arrow c++": lambda: client.do_get(flight.Ticket(b"")).read_all(),
    }
    series = alternate(sides, args.runs)
    for name, one in series.items():
        print(f"{args.rows} rows from {name}: {one.least:.2f} s")
    return series["arrow c++"].least / series["tadashi"].least


def main() -> None:
    args = arguments()
    DATA.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=DATA)))
        (folder / "machine").mkdir()
        planned = planning(folder)
        figures = {"planned ms": planned["planned"], "cached ms": planned["cached"]}
        figures["first plan ms"] = planned["first"]
        figures |= cluster_figures(args, folder, stack)
    lines = [[name, f"{value:.2f}", str(LIMITS.get(name, ""))] for name, value in figures.items()]
    print(table(["what", "is", "at most"], lines))
    write_json("sql", {"options": vars(args), "figures": figures})
    missed = [name for name, limit in LIMITS.items() if figures[name] > limit]
    missed += ["fetch x"] if figures["fetch x"] < LEAST_RATIO else []
    print(f"sql: fetch={figures['fetch x']:.2f} missed={','.join(missed) or 'none'}")


if __name__ == "__main__":
    main()
