"""Rows into a durable table, beside pyarrow writing the same as a local Parquet file.

./tadashi bench ingest [--rows N] [--runs N] [--workers N] [--clients N] [--appends N] [--gigabytes G]

Then: the same rows straight to several workers beside one; many clients that append a few rows each time, and the
joining of their files; the memory of the processes while so many gigabytes come.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import adbc_driver_flightsql.dbapi as adbc
import duckdb
import pyarrow as pa
import pyarrow.flight as flight
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "pyarrow-client" / "tests"))

from cluster import Cluster  # noqa: E402

from figures import alternate  # noqa: E402
from resident import watched  # noqa: E402

import tadashi_mizu as tm  # noqa: E402

BATCH = 1 << 16
PEER, DOOR, STRAIGHT = "pyarrow, local Parquet", "DoPut", "session.write, straight"
BUDGET = "4GiB"
JOINED_SECONDS = 120.0


def table(rows: int) -> pa.Table:
    """The nine columns of the group-by benchmark."""
    return duckdb.sql(
        f"""select 'id' || lpad((hash(i) % 100)::varchar, 3, '0') as id1,
        'id' || lpad((hash(i + 1) % 100)::varchar, 3, '0') as id2,
        'id' || lpad((hash(i + 2) % ({rows} // 100))::varchar, 10, '0') as id3,
        (hash(i + 3) % 100)::int as id4, (hash(i + 4) % 100)::int as id5,
        (hash(i + 5) % ({rows} // 100))::int as id6, (hash(i + 6) % 5 + 1)::int as v1,
        (hash(i + 7) % 15 + 1)::int as v2, round((hash(i + 8) % 100000000) / 1e6, 6) as v3
        from range({rows}) t(i)"""
    ).to_arrow_table()


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def parquet(data: pa.Table, folder: Path) -> None:
    with (folder / "peer.parquet").open("wb") as file:
        pq.write_table(data, file)
        file.flush()
        os.fsync(file.fileno())


def put(uri: str, data: pa.Table) -> None:
    options = flight.FlightCallOptions(headers=[(b"x-tadashi-ingest-mode", b"replace")])
    with flight.FlightClient(uri) as client:
        path = flight.FlightDescriptor.for_path("put")
        writer, reader = client.do_put(path, data.schema, options)
        writer.write_table(data, max_chunksize=BATCH)
        writer.done_writing()
        reader.read()
        writer.close()


def ingest(uri: str, data: pa.Table) -> None:
    with adbc.connect(uri, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.adbc_ingest("adbc", data.to_reader(BATCH), mode="replace")


def into_duckdb(data: pa.Table, folder: Path) -> None:
    file = folder / "peer.duckdb"
    file.unlink(missing_ok=True)
    with duckdb.connect(str(file)) as connection:
        connection.execute("create table t as select * from data")
        connection.execute("checkpoint")


class Appends:
    """Clients that append 100 rows each time."""

    def __init__(self, http: str, clients: int) -> None:
        self.data = pa.table({"a": list(range(100)), "b": ["x"] * 100})
        self.sessions = [tm.connect(http) for _ in range(clients)]
        self.sessions[0].write("small", self.data, "replace")

    def run(self, each: int) -> float:
        """Appends per second of all clients."""

        def work(session: tm.Session) -> None:
            for _ in range(each):
                session.write("small", self.data, "append")

        threads = [threading.Thread(target=work, args=(session,)) for session in self.sessions]

        def all_of_them() -> None:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

        return len(threads) * each / timed(all_of_them)

    def files(self) -> int:
        [table] = [each for each in self.sessions[0].tables("main") if each.name.endswith("small")]
        return table.files

    def joined(self) -> str:
        """Waits until no more small files are joined."""
        before, begin = self.files(), time.perf_counter()
        last, changed = before, begin
        while time.perf_counter() - changed < 5 and time.perf_counter() - begin < JOINED_SECONDS:
            time.sleep(0.25)
            now = self.files()
            if now != last:
                last, changed = now, time.perf_counter()
        count = self.sessions[0].sql("select count(*) as n from small").result()["n"][0]
        return f"{before} files became {last} in {changed - begin:.1f} s; {count} rows"

    def close(self) -> None:
        for session in self.sessions:
            session.close()


def doors(stack: ExitStack, args: argparse.Namespace, data: pa.Table, folder: Path) -> float:
    """Each way to write the table; our wall time over that of pyarrow."""
    one = start(stack, folder / "one", 1)
    several = start(stack, folder / "several", args.workers)
    more = f"the same, {args.workers} workers"
    session, wide = stack.enter_context(tm.connect(one.http)), stack.enter_context(tm.connect(several.http))
    ways: dict[str, Callable[[], object]] = {
        PEER: lambda: parquet(data, folder),
        DOOR: lambda: put(one.flight, data),
        "adbc_ingest": lambda: ingest(one.flight, data),
        STRAIGHT: lambda: session.write("straight", data, "replace"),
        more: lambda: wide.write("straight", data, "replace"),
        "DuckDB, file database": lambda: into_duckdb(data, folder),
    }
    # Once for code that is compiled as it runs; nobody counts it.
    alternate(ways, 1)
    best = {way: series.median for way, series in alternate(ways, args.runs).items()}
    for way, seconds in best.items():
        print(f"{way:28} {seconds:8.2f} s   {seconds / best[PEER]:5.2f} x")
    print(f"{args.workers} workers, straight: {best[STRAIGHT] / best[more]:.2f} x as fast as one")
    return best[DOOR] / best[PEER]


def small_writes(stack: ExitStack, args: argparse.Namespace, folder: Path) -> None:
    clients = Appends(start(stack, folder / "small", 1).http, args.clients)
    stack.callback(clients.close)
    clients.run(1)
    rate = clients.run(max(1, args.appends // args.clients))
    print(f"{args.clients} clients, 100 rows each time: {rate:.0f} appends/s; {clients.joined()}")


def flood(data: pa.Table, size: float) -> Iterator[pa.RecordBatch]:
    """Batches of the table, again and again, until they have so many bytes."""
    sent = 0
    while sent < size:
        for batch in data.to_batches(BATCH):
            yield batch
            sent += batch.nbytes
            if sent >= size:
                return


def memory(stack: ExitStack, args: argparse.Namespace, data: pa.Table, folder: Path) -> None:
    """What the processes hold while rows come through the control plane, and straight to the worker."""
    cluster = start(stack, folder / "memory", 1, "--memory", BUDGET)
    session = stack.enter_context(tm.connect(cluster.http))
    for direct in (False, True):
        rows = pa.RecordBatchReader.from_batches(data.schema, flood(data, args.gigabytes * 1e9))
        with watched(cluster.process.pid) as found:
            seconds = timed(lambda: session.write("flood", rows, "replace", direct=direct))
        way = "straight" if direct else "through the control plane"
        print(f"{args.gigabytes:g} GB {way} in {seconds:.1f} s, of {BUDGET} for all processes")
        for process in found:
            print(f"  {process.text()}")


def start(stack: ExitStack, folder: Path, workers: int, *options: str) -> Cluster:
    folder.mkdir()
    cluster = Cluster.start(folder, workers, *options)
    stack.callback(cluster.stop)
    return cluster


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./tadashi bench ingest")
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2, help="beside one")
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--appends", type=int, default=3200, help="of all clients together")
    parser.add_argument("--gigabytes", type=float, default=1, help="while memory is watched")
    parser.add_argument("--only", choices=("doors", "appends", "memory"), help="one part of it")
    return parser.parse_args()


def main() -> None:
    args = arguments()
    data = table(args.rows)
    ratio = None
    folder = Path(tempfile.mkdtemp(prefix="tadashi-ingest-"))
    try:
        if args.only in (None, "doors"):
            with ExitStack() as stack:
                ratio = doors(stack, args, data, folder)
        if args.only in (None, "appends"):
            with ExitStack() as stack:
                small_writes(stack, args, folder)
        if args.only in (None, "memory") and args.gigabytes > 0:
            with ExitStack() as stack:
                memory(stack, args, data, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if ratio is not None:
        print(f"ingest: ratio={ratio:.2f}")


if __name__ == "__main__":
    main()
