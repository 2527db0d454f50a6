"""The launcher's own face: help, bad usage, and a cluster that leaves nothing behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from pathlib import Path

import pytest
from processes import ROOT, Machine, eventually

COMMANDS = ["demo", "test", "build", "server", "worker", "cluster", "python", "doctor", "config",
    "bench", "sql",
]


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
        ["demo", "--s3", "bucket"],
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
        ["cluster", "--config"],
        ["config", "--bogus"],
        ["config", "--worker", "--http-port", "1"],
        ["config", "--config", "/nowhere/settings"],
    ],
    ids=" ".join,
)
def test_bad_usage_is_exit_code_2_and_one_clear_line(arguments: list[str]) -> None:
    ended = launch(*arguments)
    assert ended.returncode == 2, ended.stderr
    assert ended.stdout == ""
    assert len(ended.stderr.strip().splitlines()) == 1, ended.stderr


def test_help_needs_no_build_and_no_java() -> None:
    bare = {"PATH": "/usr/bin:/bin", "HOME": "/nowhere", "JAVA_HOME": "/nowhere"}
    for command in ("server", "worker", "config"):
        ended = subprocess.run(
            [ROOT / "tadashi", command, "--help"],
            capture_output=True, text=True, timeout=5, check=True, env=bare,
        )
        assert ended.stdout.startswith(f"usage: ./tadashi {command}")
        assert ended.stderr == ""


def in_force(*arguments: str, **environment: str) -> dict[str, tuple[str, str]]:
    ended = subprocess.run(
        [ROOT / "tadashi", "config", *arguments],
        capture_output=True, text=True, timeout=60, check=True, env=os.environ | environment,
    )
    rows = [re.split(r"  +", line.strip(), maxsplit=2) for line in ended.stdout.splitlines()[1:]]
    return {name: (value, origin) for name, value, origin in rows}


def test_config_tells_each_value_and_where_it_is_from(tmp_path: Path) -> None:
    file = tmp_path / "settings"
    file.write_text("# for this machine\nhttp-port = 9000\nflight-port = 9001\nthreads = 2\n")
    server = in_force("--config", str(file), "--min-workers=3", TADASHI_FLIGHT_PORT="9002")
    assert server["http-port"] == ("9000", f"{file} line 2")
    assert server["flight-port"] == ("9002", "environment TADASHI_FLIGHT_PORT")
    assert server["min-workers"] == ("3", "flag --min-workers")
    assert server["policy"] == ("locality", "default")
    worker = in_force("--worker", "--config", str(file), TADASHI_MEMORY="2GiB")
    assert worker["threads"] == ("2", f"{file} line 4")
    assert worker["memory"] == ("2GiB", "environment TADASHI_MEMORY")


def test_a_misspelt_setting_stops_a_server_before_it_listens(tmp_path: Path) -> None:
    file = tmp_path / "settings"
    file.write_text("http-prot = 9000\n")
    ended = launch("server", "--config", str(file), "--data-dir", str(tmp_path / "data"))
    assert ended.returncode == 2
    assert "did you mean 'http-port'?" in ended.stderr
    assert not (tmp_path / "data").exists()


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


def test_the_load_benchmark_tells_its_ratio_last() -> None:
    command = [ROOT / "tadashi", "bench", "load", "--rows", "1e5", "--runs", "1", "--s3"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    assert ended.returncode == 0, ended.stderr
    lines = ended.stdout.rstrip().splitlines()
    assert re.fullmatch(r"load: ratio=\d+\.\d\d", lines[-1])
    assert [line.split("  ")[0].strip() for line in map(str.strip, lines[:5])] == [
        "side", "disk", "duckdb", "s3 hot", "s3 cold",
    ]


def test_processes_start_from_the_caches_of_the_build(machine: Machine) -> None:
    server = machine.server()
    command = Path(f"/proc/{server.process.pid}/cmdline")
    if not command.exists():
        pytest.skip("no /proc to read a process's command from")
    flags = command.read_text().split("\0")
    caches = [flag for flag in flags if flag.startswith("-XX:AOTCache=")]
    assert len(caches) == 1, flags
    mapped = Path(f"/proc/{server.process.pid}/maps").read_text()
    assert caches[0].split("=", 1)[1] in mapped
