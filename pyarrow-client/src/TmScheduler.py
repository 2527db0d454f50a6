"""The scheduler's calls in their short spelling, on one current session.

    import TmScheduler as tm

    tm.NewSession("localhost:8080")
    tm.RegisterWorker("localhost:50051")
    tm.RegisterObjectStore("s3://test-bucket")

A thin face of `tadashi_mizu`: arguments, answers and errors are those of `tadashi_mizu.Session`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tadashi_mizu import (
    Event,
    ExternalError,
    InternalError,
    ObjectStore,
    Partition,
    ResourceError,
    Result,
    Session,
    Table,
    TadashiError,
    Task,
    TaskInfo,
    UserError,
    Worker,
    Written,
    asc,
    avg,
    col,
    connect,
    count,
    count_distinct,
    desc,
    lit,
    max,
    mean,
    min,
    stddev,
    stddev_pop,
    stddev_samp,
    sum,
    var_pop,
    var_samp,
    variance,
)

__all__ = [
    "CancelTask", "CloseSession", "CurrentSession", "DrainWorker", "DropObjectStore", "EvictTable", "Events",
    "ExternalError", "GetResult", "GetTask", "InternalError", "ListObjectStores", "ListPartitions",
    "ListTables", "ListTasks", "ListWorkers", "LoadTable", "NewSession", "RegisterObjectStore",
    "RegisterWorker", "ResourceError", "Sql", "SubmitTask", "TadashiError", "UnregisterWorker",
    "UserError", "Write", "asc", "avg", "col", "count", "count_distinct", "desc", "lit", "max", "mean",
    "min", "stddev", "stddev_pop", "stddev_samp", "sum", "var_pop", "var_samp", "variance",
]  # fmt: skip

_current: Session | None = None


def NewSession(address: str = "localhost:8080", **options: Any) -> Session:
    """Opens a session and makes it the current one; the one before is closed."""
    global _current
    opened = connect(address, **options)
    CloseSession()
    _current = opened
    return opened


def CurrentSession() -> Session:
    """The session that all other calls act on."""
    if _current is None:
        raise UserError('there is no session: call NewSession("localhost:8080")', name="NO_SESSION")
    return _current


def CloseSession() -> None:
    """Closes the current session, when there is one."""
    global _current
    if _current is not None:
        _current.close()
        _current = None


def RegisterWorker(address: str) -> Worker:
    """Has the control plane dial a worker and take it in."""
    return CurrentSession().register_worker(address)


def DrainWorker(address: str) -> Worker:
    """Gives a worker nothing new."""
    return CurrentSession().drain_worker(address)


def UnregisterWorker(address: str) -> None:
    """Forgets a worker."""
    CurrentSession().unregister_worker(address)


def ListWorkers() -> list[Worker]:
    """All workers with health and load."""
    return CurrentSession().workers()


def RegisterObjectStore(uri: str, name: str | None = None, **options: Any) -> ObjectStore:
    """Registers an object store and finds its tables."""
    return CurrentSession().register_object_store(uri, name, **options)


def ListObjectStores() -> list[ObjectStore]:
    """All object stores."""
    return CurrentSession().object_stores()


def DropObjectStore(name: str) -> None:
    """Forgets a store and its tables; its files stay."""
    CurrentSession().drop_object_store(name)


def ListTables(store: str | None = None, **options: Any) -> list[Table]:
    """Tables of one store or of all."""
    return CurrentSession().tables(store, **options)


def LoadTable(table: str, columns: Sequence[str] | None = None, **options: Any) -> Task:
    """Brings a table into the workers' memory and waits for it."""
    return CurrentSession().load(table, columns, **options)


def EvictTable(table: str, columns: Sequence[str] | None = None) -> None:
    """Takes a table (or these columns) out of the workers' memory."""
    CurrentSession().evict(table, columns)


def ListPartitions(table: str) -> list[Partition]:
    """Partitions of a table, what is in them and where they are in memory."""
    return CurrentSession().partitions(table)


def SubmitTask(*spec: Any, **parts: Any) -> Task:
    """Submits an aggregation: a spec, or its parts by name."""
    return CurrentSession().submit(*spec, **parts)


def Sql(statement: str, parameters: Sequence[object] = (), **options: Any) -> Task:
    """Submits a statement of SQL with the values of its parameters."""
    return CurrentSession().sql(statement, parameters, **options)


def Write(table: str, data: Any, mode: str = "create_append", **options: Any) -> Written:
    """Writes rows, of anything that offers an Arrow stream, into a table."""
    return CurrentSession().write(table, data, mode, **options)


def GetTask(id: str) -> TaskInfo:
    """A task as it is now, with its stages and splits."""
    return CurrentSession().task(id).status()


def GetResult(task: str | Task, **options: Any) -> Result:
    """Waits for a task, by id or as SubmitTask gave it, and fetches its rows."""
    handle = task if isinstance(task, Task) else CurrentSession().task(task)
    return handle.result(**options)


def ListTasks(state: str | Sequence[str] | None = None, limit: int = 100) -> list[TaskInfo]:
    """Tasks, newest first: in that state or one of those."""
    return CurrentSession().tasks(state, limit)


def Events(last_id: str | None = None) -> Iterator[Event]:
    """What changes in the cluster, as it changes."""
    return CurrentSession().events(last_id)


def CancelTask(id: str) -> TaskInfo:
    """Cancels a task."""
    return CurrentSession().task(id).cancel()
