"""What every benchmark shares: alternating runs, least and median, one table, one JSON file."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa


@dataclass
class Series:
    """The times of one side, in seconds, in the order they were taken."""

    name: str
    seconds: list[float] = field(default_factory=list)

    @property
    def least(self) -> float:
        """The shortest run: what the machine can do when nobody disturbs it."""
        return min(self.seconds)

    @property
    def median(self) -> float:
        """The middle run."""
        return statistics.median(self.seconds)


def alternate(
    sides: Mapping[str, Callable[[], object]],
    runs: int,
    after: Mapping[str, Callable[[], object]] | None = None,
) -> dict[str, Series]:
    """Runs the sides in turn, so that what disturbs the machine disturbs all of them alike.

    What a side does `after` each of its runs is not timed.
    """
    series = {name: Series(name) for name in sides}
    for _ in range(runs):
        for name, run in sides.items():
            begin = time.perf_counter()
            run()
            series[name].seconds.append(time.perf_counter() - begin)
            if after and name in after:
                after[name]()
    return series


def table(header: list[str], rows: list[list[str]]) -> str:
    """The rows under their header, columns aligned."""
    widths = [max(len(line[i]) for line in [header, *rows]) for i in range(len(header))]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True))
        for line in [header, *rows]
    )


def bench_folder() -> Path:
    """Where data that is made once and figures are kept."""
    folder = Path(os.environ["TADASHI_HOME"]) / ".tadashi" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def groupby_folder(rows: int) -> Path:
    """A folder with the table `t` of the group-by benchmark, made once per size."""
    return _made("groupby", rows, "t", ["--files", "10"])


def hits_folder(rows: int) -> Path:
    """A folder with the table `hits`, made once per size."""
    return _made("hits", rows, "hits", [])


def _made(script: str, rows: int, table: str, options: list[str]) -> Path:
    folder = bench_folder() / f"{script}-{rows}"
    if not (folder / table).is_dir():
        draft = bench_folder() / f"making-{script}-{rows}"
        program = Path(os.environ["TADASHI_HOME"]) / "testdata" / f"{script}.py"
        command = [sys.executable, str(program), "--rows", str(rows), "--out", str(draft), *options]
        subprocess.run(command, check=True, stdout=sys.stderr)
        folder.mkdir(exist_ok=True)
        draft.rename(folder / table)
    return folder


def keep_answer(answer: pa.Table, file: Path | None) -> None:
    """Writes an answer that is to be compared; none when there is no file for it."""
    if file is not None:
        with pa.OSFile(str(file), "wb") as out, pa.ipc.new_stream(out, answer.schema) as writer:
            writer.write_table(answer)


def write_json(name: str, body: dict) -> Path:
    """Keeps a run's figures with the facts of the machine under `.tadashi/bench`."""
    file = bench_folder() / f"{name}-{time.strftime('%Y%m%d-%H%M%S')}.json"
    machine = {"system": platform.platform(), "cpus": os.cpu_count()}
    file.write_text(json.dumps({"bench": name, "machine": machine, **body}, indent=1))
    return file
