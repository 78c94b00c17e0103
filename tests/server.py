"""A web server on the loopback for tests: serves bytes by path, continues where it is asked to, and can cut answers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Files:
    """What a running server serves, and what it was asked: a list of (path, Range header or None)."""

    def __init__(self, url: str, files: dict[str, bytes]) -> None:
        self.url, self.files = url, files
        self.asked: list[tuple[str, str | None]] = []
        self.cut_after: int | None = None  # bytes of the next answer that are sent before the connection ends
        self.ranges = True


@contextmanager
def serving(files: dict[str, bytes]) -> Iterator[Files]:
    """A server of these files (path -> bytes) while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers.get("Range")
            state.asked.append((self.path, wanted))
            content = state.files.get(self.path)
            if content is None:
                self.send_error(404)
                return
            start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and state.ranges else 0
            if start and start >= len(content):
                self.send_error(416)
                return
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(content) - start))
            self.end_headers()
            end, state.cut_after = (len(content) if state.cut_after is None else start + state.cut_after), None
            self.wfile.write(content[start:end])

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state = Files(f"http://127.0.0.1:{server.server_port}", files)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
