"""Stand-ins for the hub and the package index, on loopback."""

import contextlib
import hashlib
import re
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from zipfile import ZipFile


@dataclass
class Site:
    """What a server holds, how it misbehaves, and what it was asked."""

    files: dict[str, bytes] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    linked: dict[str, str] = field(default_factory=dict)
    """Path to the hash that is named in `X-Linked-ETag`."""
    break_after: list[int] = field(default_factory=list)
    """Bytes after which the next answers break off, one for each answer."""
    ranges: bool = True
    url: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Path and Range header of each request."""


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

        def do_GET(self) -> None:
            site.asked.append((self.path, self.headers.get("Range", "")))
            if self.path in site.redirects:
                self.send_response(302)
                self.send_header("Location", site.redirects[self.path])
                self._end(0)
            elif self.path in site.files:
                self._send(site.files[self.path])
            else:
                self.send_response(404)
                self._end(0)

        def _end(self, length: int) -> None:
            if self.path in site.linked:
                self.send_header("X-Linked-ETag", f'"{site.linked[self.path]}"')
            self.send_header("Content-Length", str(length))
            self.end_headers()

        def _send(self, body: bytes) -> None:
            tag = f'"{hashlib.md5(body).hexdigest()}"'
            start = self._start(tag)
            if start >= len(body) > 0:
                self.send_response(416)
                self.send_header("Content-Range", f"bytes */{len(body)}")
                self._end(0)
                return
            self.send_response(206 if start else 200)
            self.send_header("ETag", tag)
            if self.path.endswith("/"):
                self.send_header("Content-Type", "text/html")
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
            self._end(len(body) - start)
            broken = site.break_after.pop(0) if site.break_after else len(body)
            self.wfile.write(body[start : start + broken])
            if start + broken < len(body):
                self.close_connection = True

        def _start(self, tag: str) -> int:
            found = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
            same = self.headers.get("If-Range", tag) == tag
            return int(found[1]) if found and same and site.ranges else 0

    return Handler


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def silent_server() -> Iterator[str]:
    """Accepts connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@contextmanager
def dripping_server() -> Iterator[str]:
    """Sends a byte now and then, so that nobody's limit for a single read is reached."""
    stop = threading.Event()

    def drip(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            while not stop.wait(0.05):
                connection.sendall(b"H")

    def serve() -> None:
        while not stop.is_set():
            with contextlib.suppress(TimeoutError):
                connection, _ = listener.accept()
                threads.append(threading.Thread(target=drip, args=(connection,)))
                threads[-1].start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        threads = [threading.Thread(target=serve)]
        threads[0].start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            stop.set()
            for thread in threads:
                thread.join()


def sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def make_wheel(folder: Path, name: str, members: Mapping[str, bytes], tag: str = "any") -> bytes:
    """A wheel that pip accepts."""
    folder.mkdir(parents=True, exist_ok=True)
    info = f"{name}-1.0.dist-info"
    path = folder / f"{name}-1.0-py3-none-{tag}.whl"
    with ZipFile(path, "w") as archive:
        for member, body in members.items():
            archive.writestr(member, body)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nTag: py3-none-{tag}\n")
        archive.writestr(f"{info}/RECORD", "")
    return path.read_bytes()


def index_of(wheels: Mapping[str, tuple[str, bytes]]) -> dict[str, bytes]:
    """Pages and files of a simple index: project to (wheel's file name, bytes)."""
    files = {}
    for project, (file_name, body) in wheels.items():
        link = f'<a href="/files/{file_name}">{file_name}</a>'
        page = f"<!DOCTYPE html><html><body>{link}</body></html>"
        files[f"/simple/{project}/"] = page.encode()
        files[f"/files/{file_name}"] = body
    return files
