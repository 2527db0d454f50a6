"""Real processes, joined by hand, killed and restarted; every answer against DuckDB."""

from __future__ import annotations

import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
import TmScheduler
from oracle import assert_same, rows_of
from processes import ROOT, Machine, eventually

import tadashi_mizu as tm

ROWS = 10_000_000
SPEC = {
    "table": "g",
    "by": ["id3"],
    "aggregates": [tm.sum("v1").alias("v1"), tm.avg("v3").alias("v3"), tm.count().alias("n")],
}
SQL = "select id3, sum(v1) v1, avg(v3) v3, count(*) n from '{folder}/*.parquet' group by all"


def expected(folder: Path) -> list[dict[str, object]]:
    return rows_of(duckdb.connect(), SQL.format(folder=folder))


def healthy(session: tm.Session, count: int) -> Callable[[], bool]:
    return lambda: sum(worker.healthy for worker in session.workers()) == count


def share(machine: Machine, folder: Path) -> Path:
    """The generated files below the machine's file root."""
    target = machine.files / "data" / "g"
    shutil.copytree(folder, target)
    return target


def test_workers_started_by_hand_join_by_the_missions_calls(machine: Machine) -> None:
    server = machine.server()
    workers = [machine.worker(f"worker-{n}") for n in range(3)]
    TmScheduler.NewSession(server.http.removeprefix("http://"))
    for worker in workers:
        TmScheduler.RegisterWorker(worker.address)
    TmScheduler.RegisterObjectStore(f"file://{ROOT}/testdata/nycflights13")
    assert [w.state for w in TmScheduler.ListWorkers()] == ["healthy"] * 3
    with tm.connect(server.http) as session:
        with pytest.raises(tm.UserError, match="WORKER_EXISTS"):
            session.register_worker(workers[0].address)
        task = session.submit(table="flights", aggregates=[tm.count().alias("n")])
        assert task.result().to_pylist() == [{"n": 336_776}]


def test_a_worker_killed_while_a_task_runs_changes_no_answer(
    machine: Machine, generated: Callable[[int], Path]
) -> None:
    folder = share(machine, generated(ROWS))
    server = machine.server()
    workers = [machine.worker(f"worker-{n}", server.flight) for n in range(3)]
    with tm.connect(server.http) as session:
        eventually("three workers", healthy(session, 3))
        session.register_object_store(f"file://{folder.parent}")
        task = session.submit(**SPEC)
        eventually("it has begun", lambda: 0 < task.progress < 1)
        workers[1].kill()
        assert_same(task.result().to_pylist(), expected(folder))
        eventually("it shows as lost", lambda: "lost" in [w.state for w in session.workers()])
        again = session.submit(**SPEC)
        assert_same(again.result().to_pylist(), expected(folder))


def test_a_worker_killed_between_tasks_changes_no_answer(
    machine: Machine, generated: Callable[[int], Path]
) -> None:
    folder = share(machine, generated(1_000_000))
    server = machine.server()
    workers = [machine.worker(f"worker-{n}", server.flight) for n in range(2)]
    with tm.connect(server.http) as session:
        eventually("two workers", healthy(session, 2))
        session.register_object_store(f"file://{folder.parent}")
        session.load("g", progress=False)
        workers[0].kill()
        assert_same(session.submit(**SPEC).result().to_pylist(), expected(folder))


def test_a_paused_worker_is_replaced_and_harmless_when_it_wakes(
    machine: Machine, generated: Callable[[int], Path]
) -> None:
    folder = share(machine, generated(1_000_000))
    server = machine.server()
    workers = [machine.worker(f"worker-{n}", server.flight) for n in range(3)]
    with tm.connect(server.http) as session:
        eventually("three workers", healthy(session, 3))
        session.register_object_store(f"file://{folder.parent}")
        task = session.submit(**SPEC)
        workers[2].signal(signal.SIGSTOP)
        try:
            assert_same(task.result().to_pylist(), expected(folder))
        finally:
            workers[2].signal(signal.SIGCONT)
        eventually("it is back", healthy(session, 3))
        assert_same(session.submit(**SPEC).result().to_pylist(), expected(folder))


def test_the_control_plane_killed_and_restarted_keeps_what_it_acknowledged(
    machine: Machine, generated: Callable[[int], Path]
) -> None:
    folder = share(machine, generated(ROWS))
    server = machine.server()
    for n in range(2):
        machine.worker(f"worker-{n}", server.flight)
    http_port, flight_port = server.ports()
    with tm.connect(server.http) as session:
        eventually("two workers", healthy(session, 2))
        session.register_object_store(f"file://{folder.parent}")
        done = session.submit(table="g", aggregates=[tm.count().alias("n")], detached=True)
        assert done.result().to_pylist() == [{"n": ROWS}]
        running = session.submit(**SPEC, detached=True)
        server.kill()
    machine.server(http_port=http_port, flight_port=flight_port)
    with tm.connect(server.http) as session:
        eventually("the workers attach by themselves", healthy(session, 2))
        assert {done.id, running.id} <= {task.id for task in session.tasks()}
        assert session.task(done.id).result().to_pylist() == [{"n": ROWS}]
        assert_same(session.task(running.id).result().to_pylist(), expected(folder))


SLOW_VALUE = (
    "select min(k) / 1e9 from (select id3, sum(sqrt(v3) + ln(v3 + 1) + sin(v3) * cos(v1) + atan(v3 * v2)) k "
    "from g group by id3)"
)


def subquery_of(session: tm.Session, task: tm.Task) -> tm.Task | None:
    """The task that answers the first subquery of another, once it runs."""
    key = f"subquery 0 of {task.id}"
    found = [one for one in session.tasks() if one.idempotency_key == key and one.state == "running"]
    return session.task(found[0].id) if found else None


def test_the_control_plane_killed_within_a_subquery_answers_after_its_restart(
    machine: Machine, generated: Callable[[int], Path]
) -> None:
    folder = share(machine, generated(ROWS))
    server = machine.server()
    machine.worker("worker-0", server.flight)
    http_port, flight_port = server.ports()
    query = f"select count(*) c, min(v1) m from g where v1 >= ({SLOW_VALUE})"
    with tm.connect(server.http) as session:
        eventually("the worker", healthy(session, 1))
        session.register_object_store(f"file://{folder.parent}")
        eventually("the table is ready", lambda: session.tables()[0].state == "ready")
        running = session.sql(query, detached=True)
        inner = eventually("the subquery runs", lambda: subquery_of(session, running))
        server.kill()
    machine.server(http_port=http_port, flight_port=flight_port)
    with tm.connect(server.http) as session:
        eventually("the worker attaches by itself", healthy(session, 1))
        files = SQL.format(folder=folder).split(" from ")[1].split(" group")[0]
        assert_same(
            session.task(running.id).result().to_pylist(),
            rows_of(duckdb.connect(), query.replace("from g", f"from {files}")),
        )
        key = f"subquery 0 of {running.id}"
        assert [one.id for one in session.tasks() if one.idempotency_key == key] == [inner.id]


def test_a_task_cancelled_within_a_subquery_takes_it_along(
    machine: Machine, generated: Callable[[int], Path]
) -> None:
    folder = share(machine, generated(ROWS))
    server = machine.server()
    machine.worker("worker-0", server.flight)
    with tm.connect(server.http) as session:
        eventually("the worker", healthy(session, 1))
        session.register_object_store(f"file://{folder.parent}")
        eventually("the table is ready", lambda: session.tables()[0].state == "ready")
        running = session.sql(f"select count(*) from g where v1 = ({SLOW_VALUE})")
        inner = eventually("the subquery runs", lambda: subquery_of(session, running))
        running.cancel()
        eventually("both are cancelled", lambda: {running.state, inner.state} == {"cancelled"})
        assert session.sql("select count(*) n from g").result().to_pylist() == [{"n": ROWS}]


def test_a_second_process_on_the_directory_or_port_is_refused(machine: Machine) -> None:
    server = machine.server()
    http_port, flight_port = server.ports()
    same_directory = refused("server", server.data, 0, 0)
    assert str(server.data) in same_directory
    assert str(http_port) in refused("server", machine.folder / "other", http_port, 0)
    assert str(flight_port) in refused("server", machine.folder / "another", 0, flight_port)


def refused(kind: str, data: Path, http_port: int, flight_port: int) -> str:
    command = [ROOT / "tadashi", kind, "--data-dir", data, "--http-port", str(http_port)]
    ended = subprocess.run(
        [*command, "--flight-port", str(flight_port)], capture_output=True, text=True, timeout=60
    )
    assert ended.returncode != 0
    assert "ADDRESS_IN_USE" in ended.stderr
    return ended.stderr


def test_a_broken_file_fails_its_table_by_name_and_no_other(machine: Machine) -> None:
    store = machine.files / "mixed"
    shutil.copytree(ROOT / "testdata" / "nycflights13", store)
    whole = (store / "weather.parquet").read_bytes()
    (store / "weather.parquet").write_bytes(whole[: len(whole) // 2])
    (store / "airports.parquet").write_bytes(b"these are no columns")
    server = machine.server()
    machine.worker("worker", server.flight)
    with tm.connect(server.http) as session:
        eventually("a worker", healthy(session, 1))
        session.register_object_store(f"file://{store}")
        states = {table.name: table for table in session.tables()}
        assert states["mixed.weather"].state == states["mixed.airports"].state == "failed"
        assert "weather.parquet" in str(states["mixed.weather"].error)
        with pytest.raises(tm.TadashiError, match="weather.parquet"):
            session.submit(table="weather", aggregates=[tm.count()])
        counted = session.submit(table="flights", aggregates=[tm.count().alias("n")])
        assert counted.result().to_pylist() == [{"n": 336_776}]


def test_a_table_registered_before_any_worker_becomes_ready_with_one(machine: Machine) -> None:
    server = machine.server()
    with tm.connect(server.http) as session:
        session.register_object_store(f"file://{ROOT}/testdata/nycflights13")
        assert {table.state for table in session.tables()} == {"pending"}
        with pytest.raises(tm.UserError, match="TABLE_PENDING"):
            session.submit(table="flights", aggregates=[tm.count()])
        session.register_worker(machine.worker("worker").address)
        eventually("ready", lambda: {t.state for t in session.tables()} == {"ready"})
        assert session.submit(table="airlines", aggregates=[tm.count().alias("n")]).result().to_pylist() == [{"n": 16}]
