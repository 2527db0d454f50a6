"""Resident memory of a cluster's processes while something goes on, from /proc; nothing where there is none."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

MIB = 1 << 20
PAUSE_SECONDS = 0.1


@dataclass
class Resident:
    """One process: its resident bytes, sample by sample."""

    name: str
    folder: Path
    bytes: list[int] = field(default_factory=list)

    def sample(self) -> None:
        try:
            lines = (self.folder / "status").read_text().splitlines()
        except OSError:
            return
        self.bytes += [int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS")]

    def text(self) -> str:
        """Where it began and the most in each quarter of the time."""
        size = max(1, -(-len(self.bytes) // 4))
        quarters = [self.bytes[at : at + size] for at in range(0, len(self.bytes), size)]
        most = " ".join(f"{max(quarter) / MIB:6.0f}" for quarter in quarters)
        first = self.bytes[0] / MIB if self.bytes else 0
        return f"{self.name:14} MiB at first {first:6.0f}, most in each quarter {most}"


def processes(leader: int) -> list[Resident]:
    """The control plane and the workers among the children of `./tadashi cluster`."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            session = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[3])
            words = (folder / "cmdline").read_text().split("\0")
        except (OSError, IndexError, ValueError):
            continue
        if session == leader and words[0].endswith("java"):
            name = "worker" if any("--server" in word for word in words) else "control plane"
            found.append(Resident(name, folder))
    return sorted(found, key=lambda each: each.name)


@contextmanager
def watched(leader: int) -> Iterator[list[Resident]]:
    """Samples the processes until the block ends."""
    found = processes(leader)
    done = threading.Event()

    def watch() -> None:
        while True:
            for each in found:
                each.sample()
            if done.wait(PAUSE_SECONDS):
                return

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        done.set()
        thread.join()
