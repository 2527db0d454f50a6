from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from buckets import moto_server
from processes import ROOT, Machine

import tadashi_mizu as tm

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


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Two workers and no object store but main."""
    from cluster import Cluster

    running = Cluster.start(tmp_path_factory.mktemp("cluster"), workers=2)
    yield running
    running.stop()


@pytest.fixture
def session(cluster: Any) -> Iterator[tm.Session]:
    with tm.connect(cluster.http) as opened:
        yield opened


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


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with moto_server() as url:
        yield url


@pytest.fixture
def s3(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A client of an empty bucket; its server and keys are those of the environment."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    client = boto3.client("s3")
    client.create_bucket(Bucket="test-bucket")
    yield client
    listed = client.list_objects_v2(Bucket="test-bucket").get("Contents", [])
    for item in listed:
        client.delete_object(Bucket="test-bucket", Key=item["Key"])
    client.delete_bucket(Bucket="test-bucket")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slt-write", action="store_true", help="write the answers of slt/ anew")


def pytest_configure(config: pytest.Config) -> None:
    from slt_files import COUNTS

    config.stash[COUNTS] = {"passed": 0, "without DuckDB": 0, "random": 0}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    from slt_files import COUNTS

    counts = config.stash[COUNTS]
    if counts["passed"] + counts["random"]:
        terminalreporter.write_line(
            f"slt: {counts['passed']} statements right, {counts['without DuckDB']} of them not compared "
            f"with DuckDB, {counts['random']} random conditions right"
        )
