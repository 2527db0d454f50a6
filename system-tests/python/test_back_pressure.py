"""A store that is slower than the client: the client waits, and nobody's memory grows."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from buckets import SlowNetwork
from processes import Machine, Process, eventually

import tadashi_mizu as tm

MIB = 1 << 20
RATE = 32 * MIB
ROWS, BATCHES = 64 << 10, 144
COLUMNS = 16
# A quarter of the worker's memory may wait for the store; the rest is on its way through the network.
AHEAD = 256 * MIB
# The worker's memory and its Java heap, half of that, and what any JVM takes; less than what is written.
WORKER = 1024 * MIB


@pytest.fixture
def slow(endpoint: str, s3: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowNetwork]:
    network = SlowNetwork(endpoint, RATE)
    monkeypatch.setenv("AWS_ENDPOINT_URL", network.url)
    yield network
    network.close()


def resident(process: Process) -> int:
    lines = Path(f"/proc/{process.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is told by /proc")
@pytest.mark.parametrize("direct", [True, False])
def test_a_slow_store_slows_the_client_and_memory_stays_flat(
    machine: Machine, slow: SlowNetwork, direct: bool
) -> None:
    server = machine.server("--store-root", "s3://test-bucket/slow")
    worker = machine.worker("worker", server.flight, "--memory", "384MiB")
    numbers = np.random.default_rng(7)
    schema = pa.schema([(f"c{i}", pa.float64()) for i in range(COLUMNS)])
    taken, lead, memory = 0, [], []

    def batches() -> Iterator[pa.RecordBatch]:
        nonlocal taken
        for _ in range(BATCHES):
            batch = pa.record_batch([numbers.random(ROWS) for _ in range(COLUMNS)], schema=schema)
            taken += batch.nbytes
            yield batch
            lead.append(taken - slow.sent)
            memory.append((resident(server), resident(worker)))

    with tm.connect(server.http) as session:
        eventually("the worker is attached", lambda: any(each.healthy for each in session.workers()))
        begin = time.monotonic()
        rows = pa.RecordBatchReader.from_batches(schema, batches())
        written = session.write("main.slow", rows, "create", direct=direct)
        seconds = time.monotonic() - begin
        assert written.rows == ROWS * BATCHES
        assert session.sql("select count(*) as n from main.slow").result()["n"][0].as_py() == written.rows
    assert seconds > 0.9 * taken / RATE
    print(f"{taken / MIB:.0f} MiB in {seconds:.1f} s; ahead {max(lead) / MIB:.0f} MiB")
    print("resident MiB", [(s // MIB, w // MIB) for s, w in memory[:: BATCHES // 16]])
    assert max(lead) < AHEAD
    assert max(worker for _, worker in memory) < WORKER < taken
    half = len(memory) // 2
    assert max(each for each, _ in memory[half:]) < max(each for each, _ in memory[:half]) + 64 * MIB
