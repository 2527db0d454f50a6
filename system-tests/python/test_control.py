"""What operators do: look at figures, drain a worker, take it out."""

from __future__ import annotations

import urllib.request

import TmScheduler as scheduler
from processes import ROOT, Machine, eventually
from prometheus_client.parser import text_string_to_metric_families

NYC = ROOT / "testdata" / "nycflights13"
ROWS = 336_776


def figures(http: str) -> dict[tuple[str, str], float]:
    """Samples by name and worker (or state), read by Prometheus' own parser."""
    with urllib.request.urlopen(f"{http}/metrics", timeout=30) as answer:
        text = answer.read().decode()
    found = {}
    for family in text_string_to_metric_families(text):
        assert family.documentation, family.name
        for sample in family.samples:
            label = sample.labels.get("worker") or sample.labels.get("state") or ""
            found[sample.name, label] = sample.value
    return found


def test_figures_follow_the_work_and_a_drained_worker_gets_none(machine: Machine) -> None:
    server = machine.server()
    names = [machine.worker(f"worker-{n}", server.flight).address for n in (1, 2)]
    scheduler.NewSession(server.http)
    try:
        eventually("both are healthy", lambda: all(w.healthy for w in scheduler.ListWorkers()) and
                   len(scheduler.ListWorkers()) == 2)
        scheduler.RegisterObjectStore(f"file://{NYC}")
        scheduler.LoadTable("flights", progress=False)
        task = scheduler.SubmitTask(table="flights", by=["carrier", "origin", "dest"])
        assert scheduler.GetResult(task.id).num_rows == 439

        def counted() -> dict[tuple[str, str], float] | None:
            now = figures(server.http)
            read, sent, received = (
                sum(now[f"tadashi_worker_{count}_total", name] for name in names)
                for count in ("rows_read", "exchange_sent_bytes", "exchange_received_bytes")
            )
            # The load and the task each read the table; each report tells what happened before it.
            return now if read >= 2 * ROWS and sent > 0 and received > 0 else None

        now = eventually("the workers have reported", counted)
        assert now["tadashi_task_duration_seconds_count", "succeeded"] == 2
        assert now["tadashi_workers", "healthy"] == 2
        for name in names:
            assert now["tadashi_worker_cached_bytes", name] > 0
            assert now["tadashi_worker_loads_total", name] > 0
            assert now["tadashi_worker_memory_limit_bytes", name] == 1 << 30

        assert scheduler.DrainWorker(names[0]).state == "draining"
        task = scheduler.SubmitTask(table="flights", by="carrier")
        assert scheduler.GetResult(task.id).num_rows == 16
        used = {s.worker for stage in scheduler.GetTask(task.id).stages for s in stage.splits}
        assert used == {names[1]}
        scheduler.UnregisterWorker(names[0])
        assert [worker.address for worker in scheduler.ListWorkers()] == [names[1]]
        assert not any(name == names[0] for _, name in figures(server.http))
    finally:
        scheduler.CloseSession()
