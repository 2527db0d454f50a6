"""Writes rows: to several workers at once, or through the control plane."""

from __future__ import annotations

import base64
import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.flight as flight

from ._decode import decode
from ._errors import ExternalError, ResourceError, TadashiError, UserError, typed_errors
from ._progress import Bar
from ._views import Written
from ._wire import Wire

MODES = ("create", "append", "replace", "create_append")
PIECE_ROWS = 1 << 17
MESSAGE_BYTES = 8 << 20
FEW_BYTES = 256 << 10
TRIES = 4
DIAL_SECONDS = 3.0


class Rows:
    """What a caller gave, as batches; read once, or again when the data can be read again."""

    def __init__(self, data: Any) -> None:
        self._data = data
        if isinstance(data, (pa.RecordBatchReader, pa.Table, pa.RecordBatch)):
            self.repeatable = not isinstance(data, pa.RecordBatchReader)
        elif hasattr(data, "__arrow_c_stream__"):
            self.repeatable = True
        else:
            raise TypeError(
                f"rows come as Arrow (pyarrow, polars, pandas, DuckDB), not as {type(data).__name__}"
            )
        self.count = _count(data)
        # The control plane puts the few rows of many clients together.
        self.few = isinstance(data, (pa.Table, pa.RecordBatch)) and data.nbytes <= FEW_BYTES

    def open(self) -> pa.RecordBatchReader:
        """All batches, from the first on."""
        if isinstance(self._data, pa.RecordBatchReader):
            return self._data
        if isinstance(self._data, pa.RecordBatch):
            return pa.Table.from_batches([self._data]).to_reader()
        if isinstance(self._data, pa.Table):
            # Chunks of a coded column may each have entries of their own.
            return self._data.unify_dictionaries().to_reader()
        return pa.RecordBatchReader.from_stream(self._data)


def _count(data: Any) -> int | None:
    if isinstance(data, (pa.Table, pa.RecordBatch)):
        return data.num_rows
    try:
        return len(data) if not isinstance(data, pa.RecordBatchReader) else None
    except (TypeError, ValueError):
        return None


def write(
    wire: Wire,
    table: str,
    data: Any,
    mode: str,
    ingest_id: str | None,
    direct: bool | None,
    progress: bool | None,
    tries: int = TRIES,
) -> Written:
    """Writes all rows under one ingest id, again when it broke and the rows can be read again."""
    if mode not in MODES:
        raise UserError(f"there is no mode '{mode}'", name="MODE", hint="modes: " + ", ".join(MODES))
    rows = Rows(data)
    name = ingest_id or str(uuid.uuid4())
    straight = not rows.few if direct is None else direct
    attempt = 0
    while True:
        attempt += 1
        with Bar(f"write {table}", progress) as bar:
            upload = Upload(wire, table, mode, name, rows, bar)
            try:
                return upload.direct() if straight else upload.relayed()
            except Unreachable as failure:
                if direct:
                    raise failure.cause from failure
                # Only the control plane can be reached from here; no row was read yet.
                straight = False
                attempt -= 1
            except (ExternalError, ResourceError) as failure:
                if not rows.repeatable:
                    raise read_once(failure, name) from failure
                if attempt >= tries:
                    raise
        time.sleep(0.2 * attempt)


def read_once(failure: TadashiError, name: str) -> TadashiError:
    """The failure, and that the rows could not be sent again."""
    return type(failure)(
        failure.message,
        code=failure.code,
        name=failure.name,
        where=failure.where,
        hint="the rows came from a reader, which can be read once, so they were not sent again: "
        f"write them from a new one with ingest_id='{name}'",
    )


class Unreachable(Exception):
    """A worker cannot be reached from here."""

    def __init__(self, cause: TadashiError) -> None:
        super().__init__(str(cause))
        self.cause = cause


class Upload:
    """One try to write."""

    def __init__(
        self, wire: Wire, table: str, mode: str, ingest_id: str, rows: Rows, bar: Bar
    ) -> None:
        self._wire = wire
        self._table = table
        self._mode = mode
        self._ingest_id = ingest_id
        self._rows = rows
        self._bar = bar
        self._sent = 0
        self._lock = threading.Lock()

    def direct(self) -> Written:
        """Straight to the workers, to all of them at once."""
        reader = self._rows.open()
        begun = self._wire.call(
            "BeginIngest",
            {
                "table": self._table,
                "schema": base64.b64encode(reader.schema.serialize().to_pybytes()).decode(),
                "mode": self._mode,
                "ingest_id": self._ingest_id,
                **({} if self._rows.count is None else {"rows": self._rows.count}),
            },
        )
        try:
            receipts = self._bring(begun["targets"], reader)
        except BaseException:
            self._abandon(begun["upload"])
            raise
        request = {"upload": begun["upload"], "receipts": receipts}
        return decode(Written, self._wire.call("CommitIngest", request))

    def _abandon(self, upload: str) -> None:
        try:
            self._wire.call("AbandonIngest", {"upload": upload})
        except TadashiError:
            pass  # It ends by itself.

    def _bring(self, targets: list[Mapping[str, Any]], reader: pa.RecordBatchReader) -> list[str]:
        streams: list[Stream] = []
        try:
            for target in targets:
                streams.append(Stream(self._wire, target, reader.schema))
            pieces = self._pieces(reader)
            failures: list[BaseException] = []
            threads = [
                threading.Thread(target=self._feed, args=(stream, pieces, failures), daemon=True)
                for stream in streams
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            if failures:
                raise failures[0]
            return [stream.receipt for stream in streams if stream.receipt]
        finally:
            for stream in streams:
                stream.close()

    def _pieces(self, reader: pa.RecordBatchReader) -> Iterator[list[pa.RecordBatch]]:
        """Batches, put together so that neighbours mostly stay in one file."""
        piece: list[pa.RecordBatch] = []
        rows = 0
        for batch in reader:
            at = 0
            while at < batch.num_rows:
                part = batch.slice(at, PIECE_ROWS - rows)
                piece.append(part)
                rows += part.num_rows
                at += part.num_rows
                if rows == PIECE_ROWS:
                    yield piece
                    piece, rows = [], 0
        if piece:
            yield piece

    def _feed(
        self,
        stream: Stream,
        pieces: Iterator[list[pa.RecordBatch]],
        failures: list[BaseException],
    ) -> None:
        try:
            while not failures:
                with self._lock:
                    piece = next(pieces, None)
                if piece is None:
                    break
                for batch in piece:
                    stream.write(batch)
                    self._tell(batch.num_rows)
            if not failures:
                stream.finish()
        except BaseException as failure:
            failures.append(failure)

    def _tell(self, rows: int) -> None:
        with self._lock:
            self._sent += rows
            if self._rows.count:
                self._bar.update(self._sent / self._rows.count)

    def relayed(self) -> Written:
        """Through the control plane, which passes the rows on."""
        reader = self._rows.open()
        path = self._table.split(".", 1)
        metadata = json.dumps({"mode": self._mode, "ingest_id": self._ingest_id}).encode()
        with typed_errors():
            writer, answers = self._wire.put(flight.FlightDescriptor.for_path(*path), reader.schema)
            try:
                writer.write_metadata(pa.py_buffer(metadata))
                for batch in reader:
                    for part in cut(batch):
                        writer.write_batch(part)
                        self._tell(part.num_rows)
                writer.done_writing()
                answer = answers.read()
            except BaseException:
                _quietly(writer.close)
                raise
            # A call that failed has no answer, and says why when it is closed.
            writer.close()
        if answer is None:
            raise ExternalError("the write was not answered", name="NO_ANSWER")
        return decode(Written, json.loads(answer.to_pybytes()))


def _quietly(work: Callable[[], None]) -> None:
    try:
        work()
    except (pa.ArrowException, flight.FlightError):
        pass  # The first failure is the one that is told.


class Stream:
    """One stream of rows to a worker."""

    def __init__(self, wire: Wire, target: Mapping[str, Any], schema: pa.Schema) -> None:
        self.receipt: str | None = None
        self._ended = False
        self._client = wire.dial(target["worker"])
        try:
            with typed_errors():
                self._client.wait_for_available(DIAL_SECONDS)
        except TadashiError as failure:
            self._client.close()
            raise Unreachable(failure) from failure
        with typed_errors():
            command = flight.FlightDescriptor.for_command(base64.b64decode(target["ticket"]))
            self._writer, self._answers = self._client.do_put(command, schema, wire.options())

    def write(self, batch: pa.RecordBatch) -> None:
        with typed_errors():
            for part in cut(batch):
                self._writer.write_batch(part)

    def finish(self) -> None:
        with typed_errors():
            self._writer.done_writing()
            answer = self._answers.read()
            self._writer.close()
            self._ended = True
        if answer is None:
            raise ExternalError("a worker gave no receipt for its rows", name="NO_RECEIPT")
        self.receipt = base64.b64encode(answer.to_pybytes()).decode()

    def close(self) -> None:
        # What was not ended is given up with its connection.
        self._client.close()


def cut(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """The batch in messages of a few MiB."""
    size = max(1, batch.nbytes)
    step = max(1, batch.num_rows * MESSAGE_BYTES // size)
    step = step // 8192 * 8192 or step
    for at in range(0, batch.num_rows, step):
        yield batch.slice(at, step)
