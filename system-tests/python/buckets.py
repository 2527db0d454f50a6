"""Real S3 servers for tests, and a network before them that misbehaves as told."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from processes import eventually

HOP_HEADERS = {"connection", "transfer-encoding", "content-length", "server", "date"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool | None:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return None


@contextmanager
def moto_server() -> Iterator[str]:
    """The URL of an S3 server in a process of its own."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        eventually("the S3 server answers", lambda: answers(url))
        yield url
    finally:
        process.terminate()
        process.wait(10)


class FaultyNetwork:
    """Passes requests on to a server; `fault` says of each what happens to it.

    None passes it on, a number is answered as a status, `cut` breaks off the answer's body half way.
    """

    def __init__(self, target: str) -> None:
        self.target = urlsplit(target).netloc
        self.fault: Callable[[str], int | str | None] = lambda path: None
        self.faults = 0
        network = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                network.answer(self)

            do_HEAD = do_PUT = do_POST = do_DELETE = do_GET

            def log_message(self, *_: object) -> None:
                pass

        class Quiet(ThreadingHTTPServer):
            """A client that hangs up is no news here."""

            def handle_error(self, *_: object) -> None:
                pass

        self.server = Quiet(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def answer(self, asked: BaseHTTPRequestHandler) -> None:
        sent = asked.rfile.read(int(asked.headers.get("Content-Length") or 0))
        fault = self.fault(asked.path)
        self.faults += fault is not None
        if isinstance(fault, int):
            asked.send_response(fault)
            asked.send_header("Content-Length", "0")
            asked.end_headers()
            return
        server = http.client.HTTPConnection(self.target, timeout=30)
        try:
            server.request(asked.command, asked.path, sent or None, dict(asked.headers.items()))
            answer = server.getresponse()
            body = answer.read()
        finally:
            server.close()
        asked.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in HOP_HEADERS:
                asked.send_header(name, value)
        asked.send_header("Content-Length", answer.getheader("Content-Length") or str(len(body)))
        asked.end_headers()
        asked.wfile.write(body[: len(body) // 2] if fault == "cut" else body)
        asked.close_connection = fault == "cut"

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


class SlowNetwork:
    """Passes connections on to a server, which gets no more than so many bytes a second of all."""

    STEP = 64 << 10

    def __init__(self, target: str, rate: int) -> None:
        place = urlsplit(target)
        self.target = (place.hostname, place.port)
        self.rate = rate
        self.sent = 0
        self.free_at = 0.0
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            # What waits in the system's buffers counts as sent: they are small.
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.STEP)
            server = socket.create_connection(self.target)
            for source, sink, slow in ((client, server, True), (server, client, False)):
                threading.Thread(target=self._pass, args=(source, sink, slow), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, slow: bool) -> None:
        try:
            while data := source.recv(self.STEP):
                if slow:
                    self._wait(len(data))
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            source.close()
            sink.close()

    def _wait(self, count: int) -> None:
        with self.lock:
            now = time.monotonic()
            self.free_at = max(now, self.free_at) + count / self.rate
            self.sent += count
            pause = self.free_at - now
        time.sleep(pause)

    def close(self) -> None:
        self.listener.close()
