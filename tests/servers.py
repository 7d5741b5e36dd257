"""Servers on 127.0.0.1 for the fetcher's tests: an honest one, and one that says exactly what it is told."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PAGE = b"<!doctype html><html lang=en><title>Ferry returns</title><p>The ferry to Tarn is back.</p></html>"

Reply = tuple[int, dict[str, str], bytes]
Script = Callable[[socket.socket], None]


class Site:
    """An honest web server. `pages` maps paths to replies, or to functions of the request's headers that make one."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.pages: dict[str, Reply | Callable[[dict[str, str]], Reply]] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.spans: list[tuple[float, float]] = []
        """When each of the requests came in and was answered, on the monotonic clock."""
        self.pauses: dict[str, float] = {}
        self.connections = 0

    @property
    def most_at_once(self) -> int:
        """The most requests that were in hand together."""
        return max(sum(start <= begin < end for start, end in self.spans) for begin, _ in self.spans)

    def page(
        self, path: str = "/", body: bytes = PAGE, status: int = 200, *, pause: float = 0.0, **headers: str
    ) -> str:
        """Put up a page that takes `pause` seconds, with `content_type=` and the like for headers; give its address."""
        self.pauses[path] = pause
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (status, {"content-type": "text/html; charset=utf-8", **named}, body)
        return self.url + path

    def redirect(self, path: str, location: str, status: int = 302, **headers: str) -> str:
        """Put up a redirect, and give its address."""
        return self.page(path, b"", status, location=location, **headers)

    def asked(self, path: str) -> list[dict[str, str]]:
        """The headers of all requests for a path so far."""
        return [headers for asked, headers in self.requests if asked == path]


@contextmanager
def site(context: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> Iterator[Site]:
    """Serve while the block runs; with a context over TLS. `host` is a name or an address on loopback."""
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            begin = time.monotonic()
            headers = {name.lower(): value for name, value in self.headers.items()}
            time.sleep(served.pauses.get(self.path, 0.0))
            reply = served.pages.get(self.path, (404, {}, b"not here"))
            status, answer, body = reply(headers) if callable(reply) else reply
            self.send_response_only(status)
            for name, value in answer.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            with lock:  # before the first byte goes out: a client that has read the status may count at once
                served.requests.append((self.path, headers))
                served.spans.append((begin, time.monotonic()))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False
        request_queue_size = 128

        def handle_error(self, *_: object) -> None:
            pass  # a client that hangs up early is what many tests are about

        def finish_request(self, request: socket.socket, address: object) -> None:  # type: ignore[override]
            request.settimeout(10)
            served.connections += 1
            if context is not None:
                request = context.wrap_socket(request, server_side=True)
            with request:
                super().finish_request(request, address)  # type: ignore[arg-type]

    with Server((host if host.startswith("127.") else "127.0.0.1", 0), Handler) as server:
        served = Site(f"{'https' if context else 'http'}://{host}:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()


class Raw:
    """A server that runs a script on each connection; `connections` counts them."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.connections = 0
        self.over = threading.Event()


@contextmanager
def raw(*scripts: Script) -> Iterator[Raw]:
    """Run the scripts one a connection, the last one for all that follow, each after the request has been read."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        served = Raw(f"http://127.0.0.1:{listener.getsockname()[1]}/")
        threads: list[threading.Thread] = []

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                if served.over.is_set():
                    connection.close()
                    return
                script = scripts[min(served.connections, len(scripts) - 1)]
                served.connections += 1
                threads.append(threading.Thread(target=converse, args=(connection, script), daemon=True))
                threads[-1].start()

        def converse(connection: socket.socket, script: Script) -> None:
            with connection:
                connection.settimeout(10)
                try:
                    request = b""
                    while b"\r\n\r\n" not in request and request[:1] != b"\x16" and (more := connection.recv(65536)):
                        request += more
                    script(connection)
                except OSError:
                    pass

        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield served
        finally:
            served.over.set()
            with socket.socket() as waker:  # by number: a test may have changed how names are looked up
                waker.connect(listener.getsockname())
            accepting.join()
            for thread in threads:
                thread.join()


def says(data: bytes) -> Script:
    """Send these bytes and hang up."""
    return lambda connection: connection.sendall(data)


def html(body: bytes = PAGE, *headers: str, length: int | None = None) -> bytes:
    """A response with a Content-Length, true unless `length` is given."""
    lines = ["HTTP/1.1 200 OK", "Content-Type: text/html", f"Content-Length: {len(body) if length is None else length}"]
    return "\r\n".join([*lines, *headers, "", ""]).encode("latin-1") + body


def chunked(body: bytes, *, size: int = 1000, end: bool = True) -> bytes:
    """A response in chunks, with or without the chunk that ends it."""
    parts = [body[start:start + size] for start in range(0, len(body), size)]
    data = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + data + (b"0\r\n\r\n" if end else b"")


def certificate(folder: Path, *, name: str = "localhost", expired: bool = False) -> Path:
    """A self-signed certificate and its key in one file, good until 2049 or long out of date."""
    file, key, asked, config = (folder / f"{name}.{end}" for end in ("pem", "key", "csr", "conf"))
    (folder / "index.txt").touch()
    (folder / "serial").write_text("01\n")
    config.write_text(
        f"[ca]\ndefault_ca=own\n[own]\ndatabase={folder}/index.txt\nserial={folder}/serial\nnew_certs_dir={folder}\n"
        f"default_md=sha256\npolicy=any\n[any]\ncommonName=supplied\n"
        f"[v3]\nsubjectAltName=DNS:{name}\nbasicConstraints=critical,CA:TRUE\n"
    )
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", str(key)]
    span = ["-startdate", "20200101000000Z", "-enddate", "20200201000000Z" if expired else "20490101000000Z"]
    for command in (
        ["req", "-new", *curve, "-subj", f"/CN={name}", "-out", str(asked)],
        ["ca", "-batch", "-notext", "-selfsign", "-config", str(config), "-extensions", "v3", "-in", str(asked),
         "-keyfile", str(key), "-out", str(file), *span],
    ):
        subprocess.run(["openssl", *command], check=True, capture_output=True)
    file.write_bytes(file.read_bytes() + key.read_bytes())
    return file


def tls_server(certificate: Path) -> ssl.SSLContext:
    """A server's side of TLS with this certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context
