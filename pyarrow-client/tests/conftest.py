from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator

import duckdb
import pytest
from cluster import NYC, ROOT, Cluster, is_built
from little_server import LittleServer
from oracle import oracle

import tadashi_mizu as tm


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def server() -> Iterator[LittleServer]:
    with LittleServer() as running:
        yield running


@pytest.fixture
def session(server: LittleServer) -> Iterator[tm.Session]:
    with tm.connect(server.uri) as opened:
        yield opened


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """One control plane and three workers for all tests that need them."""
    if not is_built():
        pytest.skip("the project is not built: ./tadashi build")
    running = Cluster.start(tmp_path_factory.mktemp("cluster"), workers=3)
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="session")
def flights(cluster: Cluster) -> Iterator[tm.Session]:
    """A session with the flights of 2013 registered and loaded."""
    with tm.connect(cluster.http) as session:
        session.register_object_store(f"file://{NYC}")
        session.load("flights", progress=False)
        yield session


@pytest.fixture(scope="session")
def big(cluster: Cluster, flights: tm.Session) -> tm.Session:
    """The same session with three million generated rows, not loaded."""
    script = ROOT / "testdata" / "groupby.py"
    out = cluster.files / "big" / "g1"
    subprocess.run(
        [sys.executable, script, "--rows", "3e6", "--out", out, "--files", "3"], check=True
    )
    flights.register_object_store(f"file://{out.parent}")
    return flights


@pytest.fixture(scope="session")
def duck() -> duckdb.DuckDBPyConnection:
    return oracle()
