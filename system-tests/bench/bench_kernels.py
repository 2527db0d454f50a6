"""Microbenchmarks (JMH) of expressions, tables of groups and text pools, in nanoseconds per row.

    ./tadashi bench kernels [PATTERN] [--quick]

PATTERN is a regular expression over `class.method`, as JMH takes it. Everything is measured in forked JVMs with the
flags of a worker.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from figures import bench_folder

ROOT = Path(__file__).resolve().parents[2]
MODULE = ROOT / "system-tests"

# Forks, iterations that warm up and that count, and their seconds.
QUICK = {"-f": "1", "-wi": "1", "-w": "1", "-i": "1", "-r": "1"}
THOROUGH = {"-f": "2", "-wi": "3", "-w": "1", "-i": "5", "-r": "1"}


def maven(*words: str) -> None:
    command = ["mvn", "-B", "-q", "-Denforcer.skip", "-Dspotless.check.skip", *words]
    subprocess.run(command, cwd=ROOT, check=True, stdout=sys.stderr)


def class_path() -> str:
    """Compiles the benchmarks and what they measure; the result is what a JVM needs to run them."""
    listed = bench_folder() / "kernels.classpath"
    goals = ["test-compile", "dependency:build-classpath"]
    options = [f"-Dmdep.outputFile={listed}", "-Dmdep.includeScope=test", "-DskipTests"]
    maven("-pl", "system-tests", "-am", *goals, *options)
    return f"{MODULE / 'target' / 'test-classes'}{os.pathsep}{listed.read_text().strip()}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="./tadashi bench kernels", description=__doc__.splitlines()[0])
    parser.add_argument("pattern", nargs="?", default="dev.tadashi.bench")
    parser.add_argument("--quick", action="store_true", help="one short iteration each: shows that they run")
    args = parser.parse_args()
    java, *words = os.environ["BENCH_WORKER_JAVA"].splitlines()
    flags = words[: words.index("-cp")]
    times = QUICK if args.quick else THOROUGH
    patience = [word for option in times.items() for word in option]
    command = [java, *flags, "-cp", class_path(), "org.openjdk.jmh.Main", "-bm", "avgt", "-tu", "ns", *patience]
    subprocess.run([*command, args.pattern], check=True)


if __name__ == "__main__":
    main()
