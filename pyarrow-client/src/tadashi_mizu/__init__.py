"""Python client of Tadashi-Mizu.

import tadashi_mizu as tm

with tm.connect("localhost:8080") as session:
    session.register_object_store("file:///data/nycflights13")
    session.load("flights")
    task = session.submit(
        table="flights",
        by="carrier",
        aggregates=[tm.avg("dep_delay").alias("delay"), tm.count().alias("flights")],
        where=tm.col("distance") > 500,
        order_by=tm.desc("delay"),
        limit=10,
    )
    print(task.result())
"""

from ._aggregates import (
    Aggregate,
    aggregate,
    avg,
    count,
    count_distinct,
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
from ._errors import ExternalError, InternalError, ResourceError, TadashiError, UserError
from ._events import Event
from ._expr import Expr, Key, call, col, lit
from ._result import Result
from ._session import Session, connect
from ._spec import Order, asc, build_spec, desc
from ._task import Task
from ._views import (
    CachedCopy,
    Column,
    ColumnStatistics,
    ErrorDetail,
    Input,
    ObjectStore,
    Partition,
    Slice,
    Split,
    Stage,
    Table,
    TaskInfo,
    Worker,
    WorkerCounters,
    WorkerLoad,
)

__version__ = "0.1.0"

__all__ = [
    "Aggregate",
    "CachedCopy",
    "Column",
    "ColumnStatistics",
    "ErrorDetail",
    "Event",
    "Expr",
    "ExternalError",
    "Input",
    "InternalError",
    "Key",
    "ObjectStore",
    "Order",
    "Partition",
    "ResourceError",
    "Result",
    "Session",
    "Slice",
    "Split",
    "Stage",
    "Table",
    "TadashiError",
    "Task",
    "TaskInfo",
    "UserError",
    "Worker",
    "WorkerCounters",
    "WorkerLoad",
    "aggregate",
    "asc",
    "avg",
    "build_spec",
    "call",
    "col",
    "connect",
    "count",
    "count_distinct",
    "desc",
    "lit",
    "max",
    "mean",
    "min",
    "stddev",
    "stddev_pop",
    "stddev_samp",
    "sum",
    "var_pop",
    "var_samp",
    "variance",
]
