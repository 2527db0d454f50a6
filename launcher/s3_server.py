"""A local S3 server (moto) with a bucket that holds a folder's files, for the demo and the benchmarks.

    python launcher/s3_server.py FOLDER --bucket NAME --ready FILE [--prefix KEYS/]

The keys are PREFIX and the paths of the Parquet files below FOLDER. When all are there, the server's URL is written to
FILE. It serves until it is told to end, or until the process that started it is gone.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from pathlib import Path

KEYS = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local", "AWS_DEFAULT_REGION": "us-east-1"}


def upload(url: str, bucket: str, folder: Path, prefix: str) -> None:
    import boto3

    client = boto3.client("s3", endpoint_url=url)
    client.create_bucket(Bucket=bucket)
    for file in sorted(folder.rglob("*.parquet")):
        client.upload_file(str(file), bucket, prefix + file.relative_to(folder).as_posix())


def announce(ready: Path, url: str) -> None:
    """All at once: whoever waits for the file never reads half a line."""
    draft = ready.with_suffix(".new")
    draft.write_text(url + "\n")
    draft.rename(ready)


def main() -> None:
    parser = argparse.ArgumentParser(description="A local S3 server that holds a folder.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--bucket", required=True)
    parser.add_argument("--ready", type=Path, required=True)
    parser.add_argument("--prefix", default="")
    args = parser.parse_args()
    parent = os.getppid()
    # Keys of the user's own are no business of this server, and theirs are no use for it.
    os.environ.update(KEYS)
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    upload(f"http://{host}:{port}", args.bucket, args.folder.resolve(), args.prefix)
    announce(args.ready, f"http://{host}:{port}")
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    while not ended.wait(1.0) and os.getppid() == parent:
        pass
    server.stop()


if __name__ == "__main__":
    sys.exit(main())
