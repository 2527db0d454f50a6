"""Statements of SQL from a terminal: `python -m tadashi_mizu.shell`, or `./tadashi sql`."""

from __future__ import annotations

import argparse
import contextlib
import csv
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from ._errors import TadashiError
from ._session import Session, connect
from ._show import grid, render
from ._statements import split
from ._task import Task

PROMPT, MORE = "tadashi> ", "    ...> "
SHOWN_ROWS = 1_000
WIDTH = 10_000
HELP = """statements end with ';' and may go over several lines; ^C cancels the one that runs
  \\d          tables and views          \\d NAME    columns of one
  \\f FORMAT   table, csv, json, arrow   \\q         leave (also ^D)"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the statements given, those of standard input, or a prompt; 1 when one failed."""
    options = _options(arguments)
    try:
        token = options.token_file and Path(options.token_file).read_text().strip()
        with connect(options.server, token=token) as session:
            return Shell(session, options.format).run(options.statement)
    except (TadashiError, OSError) as failure:
        return _tell(failure)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./tadashi sql", description=__doc__)
    parser.add_argument("statement", nargs="*", help="statements; none: a prompt, or standard input")
    parser.add_argument(
        "--server",
        default=os.environ.get("TADASHI_SERVER", "localhost:8080"),
        help="the control plane, HOST:PORT or grpc://HOST:PORT (localhost:8080)",
    )
    parser.add_argument("--format", choices=FORMATS, default="table", help="of the rows (table)")
    parser.add_argument("--token-file", help="file with the cluster token")
    return parser.parse_args(arguments)


def _tell(failure: Exception) -> int:
    print(f"error: {failure}", file=sys.stderr)
    hint = getattr(failure, "hint", None)
    if hint:
        print(f"hint: {hint}", file=sys.stderr)
    return 1


class Shell:
    """Runs statements in one session and writes their rows to standard output."""

    def __init__(self, session: Session, form: str) -> None:
        self._session = session
        self._form = form

    def run(self, statements: Sequence[str]) -> int:
        """The statements given; without any a prompt, or standard input when it is no terminal."""
        if statements:
            return self._all(" ".join(statements))
        return self._prompt() if sys.stdin.isatty() else self._all(sys.stdin.read())

    def _all(self, text: str) -> int:
        done, rest = split(text)
        for statement in [*done, *([rest] if rest else [])]:
            if self._one(statement) != 0:
                return 1
        return 0

    def _one(self, statement: str) -> int:
        try:
            began = time.monotonic()
            task = self._session.sql(statement)
            table = self._fetch(task)
            FORMATS[self._form](table, sys.stdout)
            seconds = time.monotonic() - began
            print(f"({table.num_rows} rows, {seconds * 1000:.0f} ms)", file=sys.stderr)
        except (TadashiError, OSError) as failure:
            return _tell(failure)
        return 0

    def _fetch(self, task: Task) -> pa.Table:
        """The rows; an interruption cancels the task."""
        try:
            return task.result().to_arrow()
        except KeyboardInterrupt:
            with contextlib.suppress(TadashiError):
                task.cancel()
            return task.result().to_arrow()

    def _prompt(self) -> int:
        _history()
        print(HELP, file=sys.stderr)
        text = ""
        while True:
            try:
                line = input(MORE if text else PROMPT)
            except KeyboardInterrupt:
                text = ""
                print()
                continue
            except EOFError:
                print()
                return 0
            if not text and line.strip() in ("\\q", "quit", "exit"):
                return 0
            if not text and line.startswith("\\"):
                self._command(line.split())
                continue
            done, text = split(f"{text}\n{line}")
            for statement in done:
                self._one(statement)

    def _command(self, words: list[str]) -> None:
        if words[0] == "\\d":
            self._one(f"describe {words[1]}" if len(words) > 1 else "show tables")
        elif words[0] == "\\f" and words[1:2] and words[1] in FORMATS:
            self._form = words[1]
        else:
            print(HELP, file=sys.stderr)


def _history() -> None:
    """Line editing and a history that outlives the prompt, where Python has readline."""
    with contextlib.suppress(ImportError):
        import atexit
        import readline

        file = Path.home() / ".tadashi_history"
        with contextlib.suppress(OSError):
            readline.read_history_file(file)
        readline.set_history_length(1_000)
        atexit.register(lambda: _write_history(readline, file))


def _write_history(readline: Any, file: Path) -> None:
    with contextlib.suppress(OSError):
        readline.write_history_file(file)


def _rows(table: pa.Table) -> list[list[Any]]:
    columns = [column.to_pylist() for column in table.columns]
    return [list(row) for row in zip(*columns, strict=True)]


def _as_table(table: pa.Table, out: IO[str]) -> None:
    shown = table.slice(0, SHOWN_ROWS)
    print(render(grid(table.column_names, _rows(shown), cell=_cell), WIDTH), file=out)
    if table.num_rows > SHOWN_ROWS:
        print(f"the first {SHOWN_ROWS} rows; --format csv has all", file=sys.stderr)


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def _as_csv(table: pa.Table, out: IO[str]) -> None:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.column_names)
    for batch in table.to_batches():
        writer.writerows(_rows(pa.Table.from_batches([batch])))


def _as_json(table: pa.Table, out: IO[str]) -> None:
    """One array of objects; what JSON has no form for is a text."""
    separator = "["
    for batch in table.to_batches():
        for row in _rows(pa.Table.from_batches([batch])):
            object_ = dict(zip(table.column_names, map(_json, row), strict=True))
            out.write(f"{separator}{json.dumps(object_, ensure_ascii=False)}")
            separator = ",\n"
    out.write("]\n" if separator != "[" else "[]\n")


def _json(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float) and value - value != 0:
        return str(value)
    return value if isinstance(value, int | float | str | list | dict | type(None)) else str(value)


def _as_arrow(table: pa.Table, out: IO[str]) -> None:
    with pa.ipc.new_stream(out.buffer, table.schema) as stream:  # type: ignore[attr-defined]
        stream.write_table(table)


FORMATS = {"table": _as_table, "csv": _as_csv, "json": _as_json, "arrow": _as_arrow}

if __name__ == "__main__":
    sys.exit(main())
