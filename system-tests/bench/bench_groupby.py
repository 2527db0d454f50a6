"""The ten group-by queries of db-benchmark: our engine beside DuckDB, Polars, DataFusion and Sail.

Every side is a process of its own that loads the same Parquet files once and then answers queries in
turn with the others; an answer is delivered whole as Arrow batches, and compared group by group.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from figures import Series, groupby_folder, keep_answer, table, write_json
from groupby_queries import QUERIES, Query
from groupby_sail import Sail

HERE = Path(__file__).resolve().parent
HOME = Path(os.environ["TADASHI_HOME"])
DATA = HOME / ".tadashi" / "bench"
PEERS = {
    "duckdb": ["duckdb-enum", "duckdb-varchar"],
    "polars": ["polars-category", "polars-string"],
    "datafusion": ["datafusion"],
    "sail": ["sail"],
}
MODULES = {"sail": "pysail"}


class Side(Protocol):
    """Whatever answers queries. `run` gives seconds, and `cpu` seconds where they are known."""

    name: str

    def load(self, folder: Path, stay: bool) -> float: ...

    def run(self, query: Query, save: Path | None) -> dict[str, float]: ...

    def peak_mib(self) -> float: ...


class Process:
    """A side behind JSON lines."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name = name
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=HERE
        )

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *args: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(60)

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name} ended with {self.process.wait()}")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise SystemExit(f"{self.name}: {answer['error']}")
        return answer

    def load(self, folder: Path, stay: bool) -> float:
        return float(self.ask({"do": "load", "dir": str(folder), "stay": stay})["seconds"])

    def run(self, query: Query, save: Path | None) -> dict[str, float]:
        more = {"spec": query.spec, "project": query.projection}
        return self.ask({"do": "run", "query": query.name, "save": save and str(save), **more})

    def peak_mib(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024


def engine(threads: int, heap: str) -> Process:
    """Our engine in a JVM, run from the program's source over the built jars."""
    command = os.environ["BENCH_WORKER_JAVA"].split("\n")
    return Process("tadashi", [*command, f"-Xmx{heap}", str(HERE / "GroupByEngine.java"), str(threads)])


class Flight:
    """A real cluster of one worker, asked by the Python client."""

    name = "tadashi"

    def __init__(self, threads: int, heap: str, stack: ExitStack) -> None:
        sys.path[:0] = [str(HOME / "system-tests" / "python"), str(HOME / "pyarrow-client" / "src")]
        from processes import Machine, eventually

        import tadashi_mizu as tm

        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=DATA)))
        self.machine = Machine(folder)
        stack.callback(lambda: [process.stop() for process in reversed(self.machine.processes)])
        server = self.machine.server()
        more = ["--threads", str(threads), "--memory", heap + "iB"]
        self.worker = self.machine.worker("worker", server.flight, *more)
        self.session = stack.enter_context(tm.connect(server.http))
        eventually("a worker", lambda: any(w.healthy for w in self.session.workers()))

    def load(self, folder: Path, stay: bool) -> float:
        begin = time.perf_counter()
        link = self.machine.files / "bench"
        shutil.copytree(folder.parent, link, copy_function=os.link)
        self.session.register_object_store(f"file://{link}", name="bench")
        self.session.load("t")
        return time.perf_counter() - begin

    def run(self, query: Query, save: Path | None) -> dict[str, float]:
        begin = time.perf_counter()
        task = self.session.call("SubmitTask", {"aggregate": query.spec | {"table": "bench.t"}})
        answer = self.session.task(task["id"]).result().table
        seconds = time.perf_counter() - begin
        keep_answer(answer, save)
        return {"seconds": seconds}

    def peak_mib(self) -> float:
        return math.nan


def installed(names: list[str]) -> list[str]:
    """The peers that can be run here; the others are left out by name."""
    found = []
    for name in names:
        if name not in PEERS:
            raise SystemExit(f"there is no peer '{name}'; there are: {', '.join(PEERS)}")
        if importlib.util.find_spec(MODULES.get(name, name)) is None:
            print(f"{name}: not installed, left out (pip install -r requirements-bench.txt)")
        else:
            found += PEERS[name]
    return found


def plain(file: Path, query: Query) -> pa.Table:
    """An answer with texts as texts, lists sorted, so that answers can be joined."""
    with pa.OSFile(str(file)) as source, pa.ipc.open_stream(source) as reader:
        answer = reader.read_all()
    if "least" in answer.column_names:
        difference = pc.subtract(answer["most"], answer["least"])
        answer = answer.select(list(query.keys)).append_column("range", difference)
    if "r" in answer.column_names:
        square = pc.multiply(answer["r"], answer["r"])
        answer = answer.select(list(query.keys)).append_column("r2", square)
    columns = []
    for name in [*query.keys, *query.results]:
        column = answer[name]
        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        columns.append(column)
    return pa.table(columns, names=[*query.keys, *query.results])


def differences(ours: pa.Table, theirs: pa.Table, query: Query) -> int:
    """Groups that only one side has, or with other results: integers exact, doubles within 1e-9."""
    connection = duckdb.connect()
    connection.register("ours", ours)
    connection.register("theirs", theirs)
    keys = " and ".join(f"a.{k}::varchar is not distinct from b.{k}::varchar" for k in query.keys)
    if all(pa.types.is_integer(ours.schema.field(k).type) for k in query.keys):
        keys = " and ".join(f"a.{k} is not distinct from b.{k}" for k in query.keys)

    def same(name: str) -> str:
        a, b = f"a.{name}", f"b.{name}"
        if pa.types.is_list(ours.schema.field(name).type):
            return f"list_sort({a}) is not distinct from list_sort({b})"
        if pa.types.is_floating(ours.schema.field(name).type):
            return f"({a} is not distinct from {b} or abs({a} - {b}) <= 1e-9 * greatest(1, abs({a})))"
        return f"{a} is not distinct from {b}"

    equal = " and ".join(same(name) for name in query.results)
    matched = connection.execute(
        f"select count(*) from ours a join theirs b on {keys} where {equal}"
    ).fetchone()
    assert matched is not None
    return max(ours.num_rows, theirs.num_rows) - int(matched[0])


def compare(query: Query, sides: list[Any], folder: Path) -> list[str]:
    """Runs every side once more and names those that disagree with the first."""
    files = {side.name: folder / f"{side.name}.arrow" for side in sides}
    for side in sides:
        files[side.name].unlink(missing_ok=True)
        side.run(query, files[side.name])
    tables = {name: plain(file, query) for name, file in files.items() if file.exists()}
    first = next(iter(tables))
    wrong = []
    for name, other in list(tables.items())[1:]:
        count = differences(tables[first], other, query)
        if count:
            wrong.append(f"{query.name}: {name} and {first} differ in {count} groups")
    return wrong


def measure(query: Query, sides: list[Any], runs: int) -> dict[str, dict[str, Any]]:
    """All sides in turn; the first run of each is kept apart."""
    first = {side.name: side.run(query, None)["seconds"] for side in sides}
    series = {side.name: Series(side.name) for side in sides}
    cpu: dict[str, list[float]] = {side.name: [] for side in sides}
    for _ in range(runs):
        for side in sides:
            done = side.run(query, None)
            series[side.name].seconds.append(done["seconds"])
            cpu[side.name].append(done.get("cpu", math.nan))
    return {
        side.name: {
            "first": first[side.name],
            "seconds": series[side.name].seconds,
            "min": series[side.name].least,
            "median": series[side.name].median,
            "cpu": min(cpu[side.name]),
        }
        for side in sides
    }


def lines(query: Query, results: dict[str, dict[str, Any]]) -> list[list[str]]:
    peers = [name for name in results if name != "tadashi"]
    best = min(peers, key=lambda name: results[name]["min"]) if peers else None
    shown = []
    for name, figures in results.items():
        ratio = f"{figures['min'] / results['tadashi']['min']:.2f}" if "tadashi" in results else ""
        millis = [f"{figures[k] * 1e3:.1f}" for k in ("min", "median", "first", "cpu")]
        shown.append([query.name, name + (" *" if name == best else ""), *millis, ratio])
    return shown


def number(text: str) -> int:
    return int(float(text))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./tadashi bench groupby", description=__doc__)
    parser.add_argument("--rows", type=number, default=10_000_000)
    parser.add_argument("--queries", default="q1..q10", help="names and ranges, such as q1..q5,q9")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--peers", default="duckdb,polars,datafusion", help="or 'none'")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--mode", choices=["loaded", "parquet"], default="loaded")
    parser.add_argument("--through", choices=["engine", "flight"], default="engine")
    parser.add_argument("--heap", default="6g", help="of our side")
    parser.add_argument("--no-compare", action="store_true", help="measure only")
    return parser.parse_args()


def chosen(names: str) -> list[Query]:
    by_name = {query.name: query for query in QUERIES}
    order = list(by_name)
    wanted: list[str] = []
    for part in names.split(","):
        first, _, last = part.partition("..")
        known = first in by_name and (last or first) in by_name
        wanted += order[order.index(first) : order.index(last or first) + 1] if known else [part]
    unknown = [name for name in wanted if name not in by_name]
    if unknown:
        raise SystemExit(f"there is no query {unknown[0]}; there are: {', '.join(by_name)}")
    return [by_name[name] for name in wanted]


def open_sides(args: argparse.Namespace, stack: ExitStack) -> list[Any]:
    ours = (
        stack.enter_context(engine(args.threads, args.heap))
        if args.through == "engine"
        else Flight(args.threads, args.heap.upper(), stack)
    )
    sides: list[Any] = [ours]
    peers = installed([] if args.peers == "none" else args.peers.split(","))
    if args.mode == "parquet":
        # Files have no representations to choose from.
        peers = [name for name in peers if name not in ("duckdb-enum", "polars-category")]
    for name in peers:
        if name == "sail":
            sides.append(Sail(args.threads, stack))
            continue
        command = [sys.executable, str(HERE / "groupby_peers.py"), name, str(args.threads)]
        sides.append(stack.enter_context(Process(name, command)))
    return sides


def main() -> None:
    args = arguments()
    queries = chosen(args.queries)
    if args.mode == "parquet" and args.through == "flight":
        raise SystemExit("--mode parquet goes through the engine: a cluster loads what it reads")
    DATA.mkdir(parents=True, exist_ok=True)
    folder = groupby_folder(args.rows) / "t"
    ratios, rows, wrong, kept = {}, [], [], {}
    with ExitStack() as stack:
        sides = open_sides(args, stack)
        loads = {side.name: side.load(folder, args.mode == "parquet") for side in sides}
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=DATA)))
        for query in queries:
            kept[query.name] = results = measure(query, sides, args.runs)
            rows += lines(query, results)
            if not args.no_compare and len(sides) > 1:
                wrong += compare(query, sides, scratch)
            peers = [figures["min"] for name, figures in results.items() if name != "tadashi"]
            if min(peers, default=math.inf) < math.inf:
                ratios[query.name] = min(peers) / results["tadashi"]["min"]
        memory = {side.name: side.peak_mib() for side in sides}
    print(table(["query", "side", "min ms", "median", "first", "cpu ms", "ours x"], rows))
    print("load s: " + ", ".join(f"{name} {seconds:.2f}" for name, seconds in loads.items()))
    print("peak MiB: " + ", ".join(f"{name} {mib:.0f}" for name, mib in memory.items()))
    body = {"options": vars(args), "results": kept, "load": loads, "peak_mib": memory}
    write_json("groupby", body | {"ratios": ratios, "wrong": wrong})
    for line in wrong:
        print(line)
    if ratios:
        geomean = math.exp(sum(map(math.log, ratios.values())) / len(ratios))
        worst = min(ratios, key=lambda name: ratios[name])
        print(f"groupby: geomean={geomean:.2f} worst={ratios[worst]:.2f} ({worst})")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
