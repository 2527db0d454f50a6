"""Loading a Parquet table into memory: one worker with two threads against DuckDB's `create table as`.

    ./tadashi bench load [--peers duckdb] [--rows 1e7] [--runs 5] [--s3] [--small-files 10000]

The db-benchmark table is made once under `.tadashi/bench`. The sides load all columns in turn, with the
file cache warm, and forget them after each run; eight loads of each that nobody counts come first. With
--s3 the same files also come from a local S3 server: `s3 hot` when the worker has its local copies,
`s3 cold` from objects it never saw. With --small-files a new cluster registers and loads, once, a table of
so many files of 1,000 rows. The last line is ours / DuckDB, the least time of each.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import duckdb
from figures import Series, alternate, bench_folder, groupby_folder, table, write_json

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "system-tests" / "python"))

from processes import Process, Server, Worker, eventually  # noqa: E402

import tadashi_mizu as tm  # noqa: E402

THREADS = 2
MEMORY = "4GiB"
BUCKET = "bench"
MIB = 1 << 20
WARM_UPS = 8
SMALL_ROWS = 1_000
POLL = 0.005


def small_files(files: int) -> Path:
    """A folder with the table `t` of so many files, made when it is not there."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = bench_folder() / f"small-{files}"
    if not folder.is_dir():
        draft = folder.with_suffix(".new")
        (draft / "t").mkdir(parents=True)
        numbers = np.random.default_rng(1)
        for i in range(files):
            columns = {
                "id": numbers.integers(0, 50, SMALL_ROWS),
                "v": numbers.integers(0, 100, SMALL_ROWS),
                "x": numbers.random(SMALL_ROWS),
            }
            rows = pa.table(columns).set_column(0, "id", pa.array(columns["id"]).cast(pa.string()))
            pq.write_table(rows, draft / "t" / f"{i:06}.parquet")
        draft.rename(folder)
    return folder


def load_small_files(files: int, scratch: Path) -> dict[str, float]:
    folder = small_files(files)
    with cluster(folder, scratch) as (session, _):
        begin = time.perf_counter()
        session.register_object_store(folder.as_uri(), "small")
        eventually("the table is known", lambda: session.tables("small")[0].state == "ready", 600)
        known = time.perf_counter()
        session.load("small.t")
        loaded = time.perf_counter()
    print(f"small files: {files} registered in {known - begin:.1f} s, loaded in {loaded - known:.1f} s")
    return {"files": files, "register": known - begin, "load": loaded - known}


class Memory:
    """What the system says of a process's resident memory; zeros where there is no /proc."""

    def __init__(self, process: Process) -> None:
        self.folder = Path(f"/proc/{process.process.pid}")

    def resident(self, what: str) -> int:
        if not self.folder.exists():
            return 0
        lines = (self.folder / "status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(what))

    def forget_peak(self) -> None:
        if self.folder.exists():
            (self.folder / "clear_refs").write_text("5")


class Ours:
    """A table of the cluster that is loaded and evicted."""

    def __init__(self, session: tm.Session, memory: Memory, store: str, rows: int) -> None:
        self.session, self.memory, self.rows = session, memory, rows
        self.table = f"{store}.t"
        self.size = 0
        self.peak = 0

    def load(self) -> None:
        """Asks often how far it is: the client's longer pauses would be counted as loading."""
        task = self.session.load(self.table, wait=False)
        while not (status := task.status()).done:
            time.sleep(POLL)
        if status.state != "succeeded" or status.rows != self.rows:
            raise SystemExit(f"load: failed: {status}")

    def forget(self) -> None:
        self.peak = max(self.peak, self.memory.resident("VmHWM"))
        self.size = eventually("the table is cached", lambda: self.cached() or None)
        self.session.evict(self.table)
        eventually("nothing is cached", lambda: self.cached() == 0)
        self.memory.forget_peak()

    def cached(self) -> int:
        [worker] = self.session.workers()
        return int(worker.load.cached_bytes)


class Peer:
    """DuckDB in memory, with as many threads."""

    def __init__(self, folder: Path) -> None:
        self.files = str(folder / "t" / "*.parquet")
        self.database = duckdb.connect(config={"threads": THREADS})

    def load(self) -> None:
        self.database.execute(f"create table g as select * from read_parquet('{self.files}')")

    def forget(self) -> None:
        self.database.execute("drop table g")


class Bucket:
    """The same files in a bucket: under one prefix for hot runs, under a new one for each cold run."""

    def __init__(self, url: str, session: tm.Session, ours: Callable[[str], Ours]) -> None:
        import boto3

        self.url, self.session, self.ours = url, session, ours
        self.client: Any = boto3.client("s3", endpoint_url=url)
        self.copies = 0
        self.hot = self.table("hot", f"s3://{BUCKET}/hot")
        self.cold = self.copied()

    def table(self, store: str, uri: str) -> Ours:
        self.session.register_object_store(uri, store, endpoint=self.url)
        eventually("the table is known", lambda: self.session.tables(store)[0].state == "ready")
        return self.ours(store)

    def copied(self) -> Ours:
        self.copies += 1
        for item in self.client.list_objects_v2(Bucket=BUCKET, Prefix="hot/")["Contents"]:
            key = item["Key"].replace("hot/", f"cold{self.copies}/", 1)
            self.client.copy_object(Bucket=BUCKET, Key=key, CopySource=f"{BUCKET}/{item['Key']}")
        return self.table(f"cold{self.copies}", f"s3://{BUCKET}/cold{self.copies}")

    def load_cold(self) -> None:
        self.cold.load()

    def forget_cold(self) -> None:
        self.cold.forget()
        self.session.drop_object_store(f"cold{self.copies}")
        self.cold = self.copied()


@contextmanager
def s3_server(folder: Path, scratch: Path) -> Iterator[str]:
    ready = scratch / "s3.ready"
    script = ROOT / "launcher" / "s3_server.py"
    command = [sys.executable, script, folder, "--bucket", BUCKET, "--prefix", "hot/", "--ready", ready]
    with (scratch / "s3.log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        eventually("the S3 server is up", ready.exists)
        yield ready.read_text().strip()
    finally:
        process.terminate()
        process.wait()


@contextmanager
def cluster(folder: Path, scratch: Path) -> Iterator[tuple[tm.Session, Worker]]:
    with ExitStack() as stack:
        server = Server(scratch / "server", folder)
        stack.callback(server.stop)
        size = ["--threads", str(THREADS), "--memory", MEMORY]
        worker = Worker(scratch / "worker", folder, server.flight, *size)
        stack.callback(worker.stop)
        session = stack.enter_context(tm.connect(server.http))
        eventually("the worker is attached", lambda: len(session.workers()) == 1)
        yield session, worker


def measured(args: argparse.Namespace, scratch: Path) -> tuple[dict[str, Series], Ours]:
    folder = groupby_folder(args.rows)
    with ExitStack() as stack:
        url = ""
        if args.s3:
            os.environ.update(AWS_ACCESS_KEY_ID="local", AWS_SECRET_ACCESS_KEY="local")
            url = stack.enter_context(s3_server(folder, scratch))
        session, worker = stack.enter_context(cluster(folder, scratch))
        memory = Memory(worker)
        session.register_object_store(folder.as_uri(), "disk")
        disk = Ours(session, memory, "disk", args.rows)
        sides, after = {"disk": disk.load}, {"disk": disk.forget}
        if "duckdb" in args.peers:
            peer = Peer(folder)
            sides["duckdb"], after["duckdb"] = peer.load, peer.forget
        if url:
            bucket = Bucket(url, session, lambda store: Ours(session, memory, store, args.rows))
            sides["s3 hot"], after["s3 hot"] = bucket.hot.load, bucket.hot.forget
            sides["s3 cold"], after["s3 cold"] = bucket.load_cold, bucket.forget_cold
        # For the file cache, and for code that is compiled as it runs; nobody counts these.
        alternate(sides, WARM_UPS, after)
        return alternate(sides, args.runs, after), disk


def report(
    args: argparse.Namespace, series: dict[str, Series], disk: Ours, small: dict[str, float] | None
) -> None:
    ours = series["disk"].least
    print(table(
        ["side", "min s", "median s", "min / disk"],
        [
            [each.name, f"{each.least:.2f}", f"{each.median:.2f}", f"{each.least / ours:.2f}"]
            for each in series.values()
        ],
    ))
    over = (disk.peak - disk.size) / MIB
    print(
        f"memory: table {disk.size / MIB:.0f} MiB, worker's process at most {disk.peak / MIB:.0f} MiB,"
        f" {over:.0f} MiB over the table"
    )
    ratio = ours / series["duckdb"].least if "duckdb" in series else None
    body = {
        "rows": args.rows,
        "threads": THREADS,
        "duckdb_version": duckdb.__version__,
        "seconds": {each.name: each.seconds for each in series.values()},
        "table_bytes": disk.size,
        "peak_bytes": disk.peak,
        "ratio": ratio,
        "small_files": small,
    }
    print(f"figures: {write_json('load', body)}")
    print("load: no peer" if ratio is None else f"load: ratio={ratio:.2f}")


def number(text: str) -> int:
    """1e7 is how people say it."""
    return int(float(text))


def main() -> None:
    parser = argparse.ArgumentParser(prog="./tadashi bench load", description=__doc__.splitlines()[0])
    parser.add_argument("--peers", type=lambda text: text.split(","), default=["duckdb"])
    parser.add_argument("--rows", type=number, default=10_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--s3", action="store_true", help="also from a local S3 server")
    parser.add_argument("--small-files", type=number, default=0, help="also a table of so many files")
    args = parser.parse_args()
    if args.rows < 1 or args.runs < 1 or set(args.peers) - {"duckdb"}:
        parser.error("rows and runs are at least 1, and the only peer is duckdb")
    with tempfile.TemporaryDirectory(prefix="run-", dir=bench_folder()) as scratch:
        series, disk = measured(args, Path(scratch))
        small = load_small_files(args.small_files, Path(scratch) / "small") if args.small_files else None
        report(args, series, disk, small)


if __name__ == "__main__":
    main()
