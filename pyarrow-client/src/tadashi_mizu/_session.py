"""A session: the cluster as one Python object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any

from ._decode import decode
from ._events import Event, listen
from ._literals import encode
from ._show import Listing
from ._spec import (
    AggregateLike,
    ExprLike,
    KeyLike,
    OrderLike,
    Timeout,
    build_spec,
    duration,
)
from ._task import Task
from ._views import ObjectStore, Partition, Table, TaskInfo, Worker, Written
from ._wire import Wire
from ._write import TRIES, write

PAGE = 100


def connect(
    address: str = "localhost:8080",
    *,
    token: str | None = None,
    search_path: Sequence[str] | None = None,
    timeout: float | None = None,
) -> Session:
    """Opens a session.

    `address` is the control plane's HTTP address (`host:port` or a URL) or its Flight address
    (`grpc://host:port`). `token` is the cluster token, when it has one. `search_path` lists the
    stores whose tables need no qualified name; without it all do, in order of registration.
    `timeout` limits each call, in seconds.
    """
    return Session(Wire(address, token, search_path, timeout))


class Session:
    """All that a client can ask of a cluster. Use it in a `with` block, or `close()` it."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    @property
    def id(self) -> str:
        """The session's id, the same on every door."""
        return self._wire.session

    @property
    def flight_uri(self) -> str:
        """Where a bare Flight client connects."""
        return self._wire.flight_uri

    def call(self, operation: str, request: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Any operation by name, JSON in and JSON out."""
        return self._wire.call(operation, request)

    def operations(self) -> dict[str, str]:
        """Names of the operations, each with its line of documentation."""
        return self._wire.operations()

    # Workers

    def register_worker(self, address: str) -> Worker:
        """Has the control plane dial a worker at `host:port` and take it in."""
        return decode(Worker, self.call("RegisterWorker", {"address": address}))

    def drain_worker(self, address: str) -> Worker:
        """Gives a worker nothing new; it finishes what it has."""
        return decode(Worker, self.call("DrainWorker", {"address": address}))

    def unregister_worker(self, address: str) -> None:
        """Forgets a worker; what it held is placed elsewhere."""
        self.call("UnregisterWorker", {"address": address})

    def workers(self) -> Listing[Worker]:
        """All workers with health and load."""
        return Listing(decode(Worker, each) for each in self.call("ListWorkers")["workers"])

    # Object stores and tables

    def register_object_store(
        self,
        uri: str,
        name: str | None = None,
        *,
        endpoint: str | None = None,
        region: str | None = None,
        credentials_ref: str | None = None,
        writable: bool = False,
    ) -> ObjectStore:
        """Registers `s3://bucket/prefix` or `file:///dir` and finds the tables in it.

        `name` is the schema of its tables (the bucket or the last folder when absent);
        `credentials_ref` says where credentials are (default, anonymous, profile:NAME, env:PREFIX).
        Into a `writable` one `write` and SQL may put tables; those that a cluster wrote there
        before are found again.
        """
        request = {
            "uri": uri,
            "name": name,
            "endpoint": endpoint,
            "region": region,
            "credentials_ref": credentials_ref,
            "writable": writable or None,
        }
        return decode(ObjectStore, self.call("RegisterObjectStore", _given(request))["store"])

    def object_stores(self) -> Listing[ObjectStore]:
        """All object stores."""
        return Listing(
            decode(ObjectStore, each) for each in self.call("ListObjectStores")["stores"]
        )

    def drop_object_store(self, name: str) -> None:
        """Forgets a store and its tables; its files stay."""
        self.call("DropObjectStore", {"name": name})

    def tables(self, store: str | None = None, *, refresh: bool = False) -> Listing[Table]:
        """Tables of one store or of all; `refresh` lists the files again first."""
        request = _given({"store": store, "refresh": refresh or None})
        return Listing(decode(Table, each) for each in self.call("ListTables", request)["tables"])

    def partitions(self, table: str) -> Listing[Partition]:
        """Partitions of a table, what is in them and where they are in memory."""
        found: Listing[Partition] = Listing()
        after: str | None = None
        while True:
            request = _given({"table": table, "limit": PAGE, "after": after})
            answer = self.call("ListPartitions", request)
            found.extend(decode(Partition, each) for each in answer["partitions"])
            after = answer.get("next")
            if after is None:
                return found

    def load(
        self,
        table: str,
        columns: Sequence[str] | None = None,
        *,
        wait: bool = True,
        timeout: float | None = None,
        progress: bool | None = None,
    ) -> Task:
        """Brings a table (or these columns) into the workers' memory.

        Waits for the end behind a progress bar and raises what went wrong, unless `wait` is False.
        """
        names = None if columns is None else list(columns)
        answer = self.call("LoadTable", _given({"table": table, "columns": names}))
        task = Task(self._wire, answer["id"], f"load {table}")
        if wait:
            task.wait(timeout, progress).raise_for_state()
        return task

    def write(
        self,
        table: str,
        data: Any,
        mode: str = "create_append",
        *,
        ingest_id: str | None = None,
        direct: bool | None = None,
        progress: bool | None = None,
        tries: int = TRIES,
    ) -> Written:
        """Writes rows into a table; durable and visible, all of them, when this returns.

        `data` is anything that offers an Arrow stream: pyarrow, polars, pandas, DuckDB relations.
        `mode` is create, append, replace or create_append. A call has an `ingest_id` of its own
        and is tried again under it when it breaks, `tries` times in all, where the data can be read
        again (a RecordBatchReader cannot); name it yourself to repeat a call safely.
        Rows go to all workers at once; `direct=False` sends them through the control plane, as
        happens by itself to few rows and where workers cannot be reached.
        """
        return write(self._wire, table, data, mode, ingest_id, direct, progress, tries)

    def evict(self, table: str, columns: Sequence[str] | None = None) -> None:
        """Takes a table (or these columns) out of the workers' memory."""
        names = None if columns is None else list(columns)
        self.call("EvictTable", _given({"table": table, "columns": names}))

    # Tasks

    def submit(
        self,
        spec: Mapping[str, Any] | None = None,
        /,
        *,
        table: str | None = None,
        by: KeyLike | Iterable[KeyLike] | None = None,
        aggregates: AggregateLike | Iterable[AggregateLike] | None = None,
        where: ExprLike | None = None,
        having: ExprLike | None = None,
        order_by: OrderLike | Iterable[OrderLike] | None = None,
        limit: int | None = None,
        offset: int | None = None,
        detached: bool = False,
        idempotency_key: str | None = None,
        priority: int | None = None,
        timeout: Timeout | None = None,
    ) -> Task:
        """Submits an aggregation: a spec as the server reads it, or its parts as arguments.

        `having` and `order_by` name output columns. A `detached` task goes on without its client.
        A repeat with the same `idempotency_key` returns the first task. After `timeout` (seconds,
        a timedelta or "30s") the server ends the task.
        """
        parts = {
            "by": by,
            "aggregates": aggregates,
            "where": where,
            "having": having,
            "order_by": order_by,
            "limit": limit,
            "offset": offset,
        }
        if spec is None:
            if table is None:
                raise TypeError("submit needs a spec or a table")
            aggregate = build_spec(table=table, **parts)  # type: ignore[arg-type]
        elif table is not None or any(part is not None for part in parts.values()):
            raise TypeError("submit takes a spec or its parts, not both")
        else:
            aggregate = dict(spec)
        work = {"aggregate": aggregate}
        options = _options(detached, idempotency_key, priority, timeout)
        answer = self.call("SubmitTask", {**work, **options})
        return Task(self._wire, answer["id"], f"aggregate {aggregate.get('table', '')}")

    def sql(
        self,
        statement: str,
        parameters: Sequence[object] = (),
        *,
        detached: bool = False,
        idempotency_key: str | None = None,
        priority: int | None = None,
        timeout: Timeout | None = None,
    ) -> Task:
        """Submits a statement of SQL; `parameters` are the values of its `?` or `$1`, in order.

        Its rows come with `.result()`. An effect, as of CREATE VIEW, is there when this returns.
        """
        values = [encode(value) for value in parameters]
        work = _given({"sql": statement, "parameters": values or None})
        options = _options(detached, idempotency_key, priority, timeout)
        answer = self.call("SubmitTask", {**work, **options})
        return Task(self._wire, answer["id"], "query")

    def task(self, id: str) -> Task:
        """A task by id, also one that another client submitted; an unknown one is an error."""
        kind = self.call("GetTask", {"id": id})["kind"]
        return Task(self._wire, id, kind)

    def tasks(
        self, state: str | Sequence[str] | None = None, limit: int = 100
    ) -> Listing[TaskInfo]:
        """Tasks, newest first: in that state or one of those, at most `limit`."""
        found: Listing[TaskInfo] = Listing()
        after: str | None = None
        while len(found) < limit:
            page = min(PAGE, limit - len(found))
            states = [state] if isinstance(state, str) else state and list(state)
            request = _given({"state": states, "limit": page, "after": after})
            answer = self.call("ListTasks", request)
            found.extend(decode(TaskInfo, each) for each in answer["tasks"])
            after = answer.get("next")
            if after is None:
                break
        return found

    def events(self, last_id: str | None = None) -> Iterator[Event]:
        """What changes in the cluster, as it changes; ends when the control plane stops.

        It begins with a snapshot, or with what happened since the event `last_id`. A listener that
        is too slow is cut off, and may come back with the id of the last event it had.
        """
        return listen(self._wire.events_url(), self._wire.token, self.id, last_id)

    def close(self) -> None:
        """Closes the connection; tasks go on, and a large result that nobody fetches is dropped."""
        self._wire.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Session {self._wire.session} at {self._wire.address}>"


def _options(
    detached: bool, idempotency_key: str | None, priority: int | None, timeout: Timeout | None
) -> dict[str, Any]:
    return _given(
        {
            "detached": detached or None,
            "idempotency_key": idempotency_key,
            "priority": priority,
            "timeout": None if timeout is None else duration(timeout),
        }
    )


def _given(request: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in request.items() if value is not None}
