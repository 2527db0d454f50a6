"""Rows into a durable table, beside pyarrow writing the same as a local Parquet file.

./tadashi bench ingest [--rows N] [--runs N]
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import adbc_driver_flightsql.dbapi as adbc
import duckdb
import pyarrow as pa
import pyarrow.flight as flight
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "pyarrow-client" / "tests"))

from cluster import Cluster  # noqa: E402

import tadashi_mizu as tm  # noqa: E402

BATCH = 1 << 16


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


def appends(http: str, clients: int, each: int) -> float:
    """Appends of 100 rows per second, of that many clients at once."""
    data = pa.table({"a": list(range(100)), "b": ["x"] * 100})
    sessions = [tm.connect(http) for _ in range(clients)]
    sessions[0].write("small", data, "replace")

    def work(session: tm.Session) -> None:
        for _ in range(each):
            session.write("small", data, "append", direct=False)

    threads = [threading.Thread(target=work, args=(session,)) for session in sessions]

    def run() -> None:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    seconds = timed(run)
    for session in sessions:
        session.close()
    return clients * each / seconds


def main() -> None:
    parser = argparse.ArgumentParser(prog="./tadashi bench ingest")
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--clients", type=int, default=64)
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="tadashi-ingest-"))
    data = table(args.rows)
    cluster = Cluster.start(folder, workers=1)
    try:
        with tm.connect(cluster.http) as session:
            ways: dict[str, Callable[[], object]] = {
                "pyarrow, local Parquet": lambda: parquet(data, folder),
                "DoPut": lambda: put(cluster.flight, data),
                "adbc_ingest": lambda: ingest(cluster.flight, data),
                "session.write, straight": lambda: session.write("straight", data, "replace"),
                "DuckDB, file database": lambda: into_duckdb(data, folder),
            }
            times: dict[str, list[float]] = {way: [] for way in ways}
            for _ in range(args.runs):
                for way, work in ways.items():
                    times[way].append(timed(work))
            best = {way: statistics.median(each) for way, each in times.items()}
            peer = best["pyarrow, local Parquet"]
            for way, seconds in best.items():
                print(f"{way:28} {seconds:8.2f} s   {seconds / peer:5.2f} x")
            each = max(1, 640 // args.clients)
            rate = appends(cluster.http, args.clients, each)
            print(f"{args.clients} clients, 100 rows each time: {rate:.0f} appends/s")
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"ingest: ratio={best['DoPut'] / peer:.2f}")


if __name__ == "__main__":
    main()
