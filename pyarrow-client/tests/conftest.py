from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from little_server import LittleServer

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
