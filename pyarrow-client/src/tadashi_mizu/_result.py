"""A task's answer: an Arrow table that goes into every dataframe library."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from ._show import grid, render

if TYPE_CHECKING:
    import pandas
    import polars

SHOWN_ROWS = 20


class Result:
    """Rows of a finished task, in memory. Anything that takes an Arrow stream takes it as it is."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    @property
    def table(self) -> pa.Table:
        """The rows as a pyarrow table."""
        return self._table

    def to_arrow(self) -> pa.Table:
        """The rows as a pyarrow table."""
        return self._table

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a pandas frame."""
        frame: pandas.DataFrame = self._table.to_pandas()
        return frame

    def to_polars(self) -> polars.DataFrame:
        """The rows as a polars frame."""
        import polars

        frame = polars.from_arrow(self._table)
        assert isinstance(frame, polars.DataFrame)
        return frame

    def to_pylist(self) -> list[dict[str, Any]]:
        """The rows as dictionaries."""
        rows: list[dict[str, Any]] = self._table.to_pylist()
        return rows

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)

    @property
    def schema(self) -> pa.Schema:
        """Names and types of the columns."""
        return self._table.schema

    @property
    def column_names(self) -> list[str]:
        """Names of the columns."""
        return list(self._table.column_names)

    @property
    def num_rows(self) -> int:
        """How many rows."""
        return int(self._table.num_rows)

    def __len__(self) -> int:
        return self.num_rows

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for batch in self._table.to_batches():
            yield from batch.to_pylist()

    def __getitem__(self, column: str) -> pa.ChunkedArray:
        return self._table[column]

    def __repr__(self) -> str:
        rows = self._table.slice(0, SHOWN_ROWS).to_pylist()
        cells = ([row[name] for name in self.column_names] for row in rows)
        more = f"\n... {self.num_rows:,} rows" if self.num_rows > SHOWN_ROWS else ""
        return render(grid(self.column_names, cells)) + more
