"""The launcher's own face: help, bad usage, and a cluster that leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest
from processes import ROOT, eventually

COMMANDS = ["demo", "test", "build", "server", "worker", "cluster", "python", "doctor"]


def launch(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "tadashi", *arguments], capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(command: str) -> None:
    ended = launch(command, "--help")
    assert ended.returncode == 0, ended.stderr
    assert "usage" in ended.stdout.lower()


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["bogus"],
        ["demo", "--fast"],
        ["test", "one"],
        ["build", "one"],
        ["doctor", "one"],
        ["server", "--bogus"],
        ["server", "--http-port", "x"],
        ["worker", "--bogus"],
        ["worker", "--memory", "much"],
        ["cluster", "--bogus"],
        ["cluster", "--workers"],
        ["cluster", "--workers", "0"],
        ["cluster", "--workers=x"],
        ["cluster", "--workers", "99999999999999999999"],
        ["cluster", "--memory", "much"],
    ],
    ids=" ".join,
)
def test_bad_usage_is_exit_code_2_and_one_clear_line(arguments: list[str]) -> None:
    ended = launch(*arguments)
    assert ended.returncode == 2, ended.stderr
    assert ended.stdout == ""
    assert len(ended.stderr.strip().splitlines()) == 1, ended.stderr


def processes_of(folder: Path) -> list[int]:
    """Those whose command line names the folder."""
    listed = subprocess.run(["ps", "-axww", "-o", "pid=,args="], capture_output=True, text=True, check=True)
    lines = [line.split(None, 1) for line in listed.stdout.splitlines()]
    return [int(pid) for pid, args in lines if f"java.io.tmpdir={folder}" in args]


def test_a_cluster_says_when_it_is_ready_and_leaves_nothing_behind(tmp_path: Path) -> None:
    command = [ROOT / "tadashi", "cluster", "--workers", "2", "--http-port", "0", "--flight-port", "0"]
    with subprocess.Popen(
        [*command, "--data-dir", tmp_path], stdout=subprocess.PIPE, text=True
    ) as cluster:
        assert cluster.stdout is not None
        assert cluster.stdout.readline().startswith("ready http=http://127.0.0.1:")
        assert len(processes_of(tmp_path)) == 3
        second = launch("cluster", "--data-dir", str(tmp_path))
        assert second.returncode == 1
        assert "already runs" in second.stderr
        cluster.send_signal(signal.SIGTERM)
        assert cluster.wait(30) == 0
    assert processes_of(tmp_path) == []


def test_a_cluster_stopped_while_it_starts_leaves_nothing_behind(tmp_path: Path) -> None:
    with subprocess.Popen(
        [ROOT / "tadashi", "cluster", "--workers", "1", "--http-port", "0", "--flight-port", "0",
         "--data-dir", tmp_path],
        stdout=subprocess.DEVNULL,
    ) as cluster:
        eventually("the server's JVM runs", lambda: processes_of(tmp_path))
        os.kill(cluster.pid, signal.SIGTERM)
        assert cluster.wait(30) != 0
    assert processes_of(tmp_path) == []
