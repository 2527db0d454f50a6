"""One peer in a process of its own: `groupby_peers.py NAME THREADS`, JSON lines in and out."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any, Protocol

from groupby_queries import QUERIES, Query

BY_NAME = {query.name: query for query in QUERIES}


class Peer(Protocol):
    """Loads the files once, then runs queries; every answer is a whole Arrow table.

    When the rows stay in the files, every query reads them there.
    """

    def load(self, files: str, stay: bool) -> None: ...

    def run(self, query: Query) -> Any: ...


class DuckDb:
    """In process; texts as ENUM or as VARCHAR."""

    def __init__(self, threads: int, enums: bool) -> None:
        import duckdb

        self.enums = enums
        self.connection = duckdb.connect(config={"threads": threads})
        self.connection.execute("set preserve_insertion_order = false")

    def load(self, files: str, stay: bool) -> None:
        if stay:
            self.connection.execute(f"create view t as from '{files}'")
            return
        columns = "*"
        if self.enums:
            for name in ("id1", "id2", "id3"):
                distinct = f"select distinct {name} from '{files}' where {name} is not null"
                self.connection.execute(f"create type e_{name} as enum ({distinct})")
            casts = ", ".join(f"{name}::e_{name} as {name}" for name in ("id1", "id2", "id3"))
            columns = f"* replace ({casts})"
        self.connection.execute(f"create table t as select {columns} from '{files}'")

    def run(self, query: Query) -> Any:
        return self.connection.sql(query.sql).to_arrow_table()


class Polars:
    """In memory; texts as categories or as strings."""

    def __init__(self, categories: bool) -> None:
        self.categories = categories

    def load(self, files: str, stay: bool) -> None:
        import polars as pl

        if stay:
            self.frame = pl.scan_parquet(files)
            return
        frame = pl.read_parquet(files)
        if self.categories:
            frame = frame.with_columns(pl.col("id1", "id2", "id3").cast(pl.Categorical))
        self.frame = frame.rechunk().lazy()

    def run(self, query: Query) -> Any:
        import polars as pl

        c = pl.col
        lazy = self.frame
        if query.name == "q8":
            top = lazy.group_by("id6").agg(c("v3").drop_nulls().top_k(2).alias("top2"))
            return top.collect().to_arrow()
        forms: dict[str, list[Any]] = {
            "q1": [c("v1").sum().alias("s1")],
            "q2": [c("v1").sum().alias("s1")],
            "q3": [c("v1").sum().alias("s1"), c("v3").mean().alias("a3")],
            "q4": [c("v1").mean().alias("a1"), c("v2").mean().alias("a2"), c("v3").mean().alias("a3")],
            "q5": [c("v1").sum().alias("s1"), c("v2").sum().alias("s2"), c("v3").sum().alias("s3")],
            "q6": [c("v3").median().alias("m3"), c("v3").std().alias("d3")],
            "q7": [(c("v1").max() - c("v2").min()).alias("range")],
            "q9": [(pl.corr("v1", "v2") ** 2).alias("r2")],
            "q10": [c("v3").sum().alias("s3"), pl.len().alias("n")],
        }
        return lazy.group_by(query.keys).agg(forms[query.name]).collect().to_arrow()


class DataFusion:
    """In memory, texts as views."""

    def __init__(self, threads: int) -> None:
        import datafusion

        config = datafusion.SessionConfig().with_target_partitions(threads)
        self.context = datafusion.SessionContext(config)

    def load(self, files: str, stay: bool) -> None:
        self.context.register_parquet("t" if stay else "files", files)
        if stay:
            return
        batches = self.context.sql("select * from files").collect()
        self.context.register_record_batches("t", [batches])

    def run(self, query: Query) -> Any:
        if query.name == "q8":
            rank = "row_number() over (partition by id6 order by v3 desc) as r"
            inner = f"select id6, v3, {rank} from t where v3 is not null"
            sql = f"select id6, array_agg(v3 order by v3 desc) as top2 from ({inner}) where r <= 2 group by id6"
        else:
            sql = query.sql.replace("corr(v1, v2) ^ 2", "power(corr(v1, v2), 2)")
        return self.context.sql(sql).to_arrow_table()


def peer(name: str, threads: int) -> Peer:
    makers: dict[str, Callable[[], Peer]] = {
        "duckdb-enum": lambda: DuckDb(threads, True),
        "duckdb-varchar": lambda: DuckDb(threads, False),
        "polars-category": lambda: Polars(True),
        "polars-string": lambda: Polars(False),
        "datafusion": lambda: DataFusion(threads),
    }
    return makers[name]()


def save(answer: Any, file: str) -> None:
    import pyarrow as pa

    with pa.OSFile(file, "wb") as out, pa.ipc.new_stream(out, answer.schema) as writer:
        writer.write_table(answer)


def run(side: Peer, request: dict[str, Any]) -> dict[str, Any]:
    cpu, begin = time.process_time(), time.perf_counter()
    answer = side.run(BY_NAME[request["query"]])
    done = {"seconds": time.perf_counter() - begin, "cpu": time.process_time() - cpu}
    if request.get("save"):
        save(answer, request["save"])
    return done | {"groups": answer.num_rows}


def main() -> None:
    os.environ["POLARS_MAX_THREADS"] = os.environ["TOKIO_WORKER_THREADS"] = sys.argv[2]
    side = peer(sys.argv[1], int(sys.argv[2]))
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request["do"] == "load":
                begin = time.perf_counter()
                folder = request["dir"]
                files = folder if sys.argv[1] == "datafusion" else f"{folder}/*.parquet"
                side.load(files, request["stay"])
                answer: dict[str, Any] = {"seconds": time.perf_counter() - begin}
            else:
                answer = run(side, request)
        except Exception as failure:
            answer = {"error": f"{type(failure).__name__}: {failure}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
