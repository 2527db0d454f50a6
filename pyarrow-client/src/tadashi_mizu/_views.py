"""What the server tells of workers, stores, tables, partitions and tasks, as plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from ._errors import TASK_CANCELLED, TadashiError, UserError, from_detail

# The fields named `bytes` are sizes and would hide the type.
Opaque: TypeAlias = bytes

TERMINAL = frozenset({"succeeded", "failed", "cancelled"})


@dataclass(frozen=True)
class ErrorDetail:
    """Why a task, split or table failed."""

    code: int
    name: str
    message: str
    where: Mapping[str, str] | None = None
    hint: str | None = None

    def to_error(self) -> TadashiError:
        """The exception of its class."""
        return from_detail(vars(self))


@dataclass(frozen=True)
class Written:
    """What a write did; `repeated` when it had been done before, and this is the first answer."""

    table: str
    rows: int
    bytes: int
    files: int
    snapshot: int
    repeated: bool = False


@dataclass(frozen=True)
class WorkerCounters:
    """What a worker has done since its process began; sizes in bytes."""

    splits: int = 0
    splits_failed: int = 0
    rows_read: int = 0
    loads: int = 0
    loaded_bytes: int = 0
    exchange_bytes_in: int = 0
    exchange_bytes_out: int = 0


@dataclass(frozen=True)
class WorkerLoad:
    """What a worker says of itself in each report; sizes in bytes, `cpu_load` -1 when not known."""

    threads: int = 0
    memory_limit: int = 0
    memory_used: int = 0
    cached_bytes: int = 0
    cached_partitions: int = 0
    running_splits: int = 0
    cpu_load: float = -1.0
    counters: WorkerCounters = WorkerCounters()


@dataclass(frozen=True)
class Worker:
    """A worker and its health: joining, healthy, suspect, lost or draining."""

    address: str
    state: str
    incarnation: str | None
    load: WorkerLoad
    registered: dt.datetime
    last_report: dt.datetime | None

    @property
    def healthy(self) -> bool:
        """Whether it takes work."""
        return self.state == "healthy"


@dataclass(frozen=True)
class ObjectStore:
    """A registered object store; its name is a schema."""

    name: str
    uri: str
    endpoint: str | None
    region: str | None
    credentials_ref: str | None
    writable: bool
    registered: dt.datetime


@dataclass(frozen=True)
class Column:
    """A column of a table."""

    name: str
    type: str
    nullable: bool = True


@dataclass(frozen=True)
class Table:
    """A table: pending until a worker has looked at its files, then ready or failed."""

    name: str
    format: str
    state: str
    columns: tuple[Column, ...] = ()
    files: int = 0
    partitions: int = 0
    cached_partitions: int = 0
    rows: int = 0
    bytes: int = 0
    error: ErrorDetail | None = None


@dataclass(frozen=True)
class Slice:
    """Row groups of one file, whose content the ETag names."""

    path: str
    etag: str
    size: int
    first_row_group: int
    row_groups: int
    total_row_groups: int
    rows: int
    bytes: int


@dataclass(frozen=True)
class ColumnStatistics:
    """What is in a column of a partition; the values are JSON: `{"lit": ..., "type": ...}`."""

    column: str
    nulls: int
    bytes: int
    min: dict[str, Any] | None = None
    max: dict[str, Any] | None = None


@dataclass(frozen=True)
class CachedCopy:
    """Columns of a partition in a worker's memory."""

    worker: str
    columns: tuple[str, ...]
    bytes: int


@dataclass(frozen=True)
class Partition:
    """A partition of a table: its files, what is in it, and the workers that hold it in memory."""

    id: str
    slices: tuple[Slice, ...]
    rows: int
    bytes: int
    columns: tuple[ColumnStatistics, ...] = ()
    cached_on: tuple[str, ...] = ()
    cached: tuple[CachedCopy, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """The paths of its files."""
        return tuple(dict.fromkeys(each.path for each in self.slices))


@dataclass(frozen=True)
class Split:
    """A split of a stage; `attempts` counts the tries."""

    split: int
    state: str
    attempts: int = 0
    worker: str | None = None
    partitions: int = 0
    partitions_done: int = 0
    rows: int = 0
    bytes: int = 0
    strategy: str | None = None
    started: dt.datetime | None = None
    finished: dt.datetime | None = None
    error: ErrorDetail | None = None


@dataclass(frozen=True)
class Stage:
    """A stage of a task: its splits, and the workers that own its output."""

    stage: int
    state: str
    exchange: str
    owners: tuple[str, ...] = ()
    buckets: int = 0
    buckets_complete: int = 0
    progress: float = 0.0
    splits: tuple[Split, ...] = ()


@dataclass(frozen=True)
class Input:
    """How much of its table a task has read; bytes are of the files, in proportion to the rows."""

    rows: int = 0
    rows_total: int = 0
    bytes: int = 0
    bytes_total: int = 0


@dataclass(frozen=True)
class TaskInfo:
    """A task as it was when asked; `stages` only in the detail of one task.

    `input` is there while it waits or runs, and of a load also after; `waiting` says why it has not
    started yet. Of the table's `partitions` those are `partitions_pruned` of which no row can meet
    the conditions; they are not read.
    """

    id: str
    kind: str
    state: str
    progress: float
    submitted: dt.datetime
    started: dt.datetime | None = None
    finished: dt.datetime | None = None
    detached: bool = False
    idempotency_key: str | None = None
    request: str = ""
    input: Input | None = None
    waiting: str | None = None
    rows: int = 0
    bytes: int = 0
    result_expires: dt.datetime | None = None
    ticket: Opaque | None = None
    error: ErrorDetail | None = None
    partitions: int = 0
    partitions_pruned: int = 0
    stages: tuple[Stage, ...] = ()

    @property
    def done(self) -> bool:
        """Whether it succeeded, failed or was cancelled."""
        return self.state in TERMINAL

    @property
    def seconds(self) -> float | None:
        """From submission to the end."""
        return (self.finished - self.submitted).total_seconds() if self.finished else None

    def raise_for_state(self) -> None:
        """Raises the task's error when it failed or was cancelled."""
        if self.state == "cancelled":
            raise UserError(
                "the task was cancelled",
                code=TASK_CANCELLED,
                name="TASK_CANCELLED",
                where={"task": self.id},
                hint=self.error.message if self.error else None,
            )
        if self.state == "failed":
            raise self.error.to_error() if self.error else TadashiError(f"task {self.id} failed")
