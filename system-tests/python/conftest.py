from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from processes import ROOT, Machine

sys.path.insert(0, str(ROOT / "pyarrow-client" / "tests"))


@pytest.fixture(scope="session", autouse=True)
def built() -> None:
    subprocess.run([ROOT / "tadashi", "build"], check=True)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    running = Machine(tmp_path)
    yield running
    for process in reversed(running.processes):
        process.stop()


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """A folder `g` with that many group-by rows in four files, made once."""
    made: dict[int, Path] = {}

    def make(rows: int) -> Path:
        if rows not in made:
            out = tmp_path_factory.mktemp(f"rows{rows}") / "g"
            script = ROOT / "testdata" / "groupby.py"
            subprocess.run(
                [sys.executable, script, "--rows", str(rows), "--out", out, "--files", "4"],
                check=True,
            )
            made[rows] = out
        return made[rows]

    return make
