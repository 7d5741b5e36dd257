"""The published tests of HTTP caches, played against a Fetcher: a server that answers as a test says, and its judge.

They are the package http-cache-tests of the npm registry, read where it is installed, with Node.js; nothing of it is
kept here. A test is a list of requests; each says what the server answers and what a cache may make of it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import anyio

import articlegrab as ag
from articlegrab import errors

Test = dict[str, Any]

NAMED_BY = "ARTICLEGRAB_CACHE_TESTS"
_PAUSE = 3.0
_READ = "import tests from '{}/tests/index.mjs'; console.log(JSON.stringify(tests))"
_DATES = frozenset({"date", "expires", "last-modified", "if-modified-since"})
_NO_BODY = (204, 304)


def suite() -> list[Test] | None:
    """All tests; None where they are not installed, or no Node.js to read them with."""
    named = os.environ.get(NAMED_BY)
    places = [Path(named)] if named else [up / "node_modules/http-cache-tests" for up in Path(__file__).parents]
    folder = next((place.resolve() for place in places if (place / "tests/index.mjs").is_file()), None)
    if folder is None or shutil.which("node") is None:
        return None
    command = ["node", "--no-warnings", "--input-type=module", "-e", _READ.format(folder.as_uri())]
    groups = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return [test for group in groups for test in group["tests"]]


class Unprepared(Exception):
    """What a test needs before it can tell anything did not come about."""


class Failed(Exception):
    """The cache did something else than it must."""


class Origin:
    """The server: it answers each request of each test as that says, and writes down what it was asked."""

    def __init__(self, tests: list[Test]) -> None:
        self.url = ""
        self.tests = {test["id"]: test["requests"] for test in tests}
        self.log: dict[str, list[tuple[int, dict[str, str]]]] = {test["id"]: [] for test in tests}

    def answer(self, name: str, number: int, asked: dict[str, str]) -> tuple[int, list[tuple[str, str]], bytes] | None:
        """The answer to one request; None to hang up."""
        request = self.tests[name][number - 1]
        log = self.log[name]
        log.append((number, asked))
        now = int(time.time())
        headers = [("Server-Now", str(now)), ("Server-Request-Count", str(len(log)))]
        headers += [(header[0], _value(header, now)) for header in request.get("response_headers", [])]
        if not any(field.lower() == "content-type" for field, _ in headers):
            headers.append(("Content-Type", "text/plain"))
        status = request.get("response_status", [200])[0]
        if request.get("expected_type", "").endswith("validated"):
            status = 304 if self._holds(name, number, asked) else 999
        body = b"" if status in _NO_BODY else (request.get("response_body") or name).encode()
        return None if request.get("disconnect") else (status, headers, body)

    def _holds(self, name: str, number: int, asked: dict[str, str]) -> bool:
        """Whether a request asks about what the one before it was given."""
        before = {field.lower(): value for field, value, *_ in self.tests[name][number - 2].get("response_headers", [])}
        pairs = (("last-modified", "if-modified-since"), ("etag", "if-none-match"))
        return any(field in before and asked.get(asks) == str(before[field]) for field, asks in pairs)


def _value(header: list[Any], now: int) -> str:
    """A header's value; a number in a date is seconds from now."""
    if header[0].lower() in _DATES and isinstance(header[1], int):
        return formatdate(now + header[1], usegmt=True)
    return str(header[1])


@contextmanager
def origin(tests: list[Test]) -> Iterator[Origin]:
    """Serve the tests while the block runs."""
    served, lock = Origin(tests), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked = {name.lower(): value for name, value in self.headers.items()}
            with lock:
                reply = served.answer(self.path.split("?")[0].split("/")[1], int(asked["req-num"]), asked)
            if reply is None:
                self.close_connection = True
                return
            status, headers, body = reply
            self.send_response_only(status)
            lengths = [int(value) for name, value in headers if name.lower() == "content-length"]
            for name, value in headers if lengths else [*headers, ("Content-Length", str(len(body)))]:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body[:lengths[0]] if lengths else body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False
        request_queue_size = 512

    with Server(("127.0.0.1", 0), Handler) as server:
        served.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()


async def play(fetcher: ag.Fetcher, served: Origin, test: Test) -> None:
    """Send a test's requests. Raises Unprepared or Failed."""
    asked_before = 0
    for number, request in enumerate(test["requests"], 1):
        url = f"{served.url}/{test['id']}" + (f"?{request['query_arg']}" if "query_arg" in request else "")
        headers = {name: str(value) for name, value in request.get("request_headers", [])}
        if request.get("cache") == "no-cache":
            headers["Cache-Control"] = "max-age=0"  # what a browser sends for it
        page, status = None, 0
        try:
            page = await fetcher.afetch(url, headers={**headers, "Req-Num": str(number)})
            status = page.status
        except errors.BadStatus as error:
            status = error.status
        except errors.FetchError as error:
            if not request.get("disconnect"):
                raise Unprepared(f"request {number}: {error.code}") from error
        log = served.log[test["id"]]
        seen = log[-1][1] if len(log) > asked_before else None
        asked_before = len(log)
        for member, complaint in _complaints(request, test["id"], page, status, seen):
            prepares = request.get("setup") or member in request.get("setup_tests", ["setup"])
            raise (Unprepared if prepares else Failed)(f"request {number}: {complaint}")
        if request.get("pause_after"):
            await anyio.sleep(_PAUSE)


def _complaints(
    request: Test, name: str, page: ag.Page | None, status: int, seen: dict[str, str] | None
) -> Iterator[tuple[str, str]]:
    """What is not as a request expects it; `seen` are its headers as the server saw them, None if it saw nothing."""
    expected = request.get("expected_type")
    if expected == "cached" and seen is not None:
        yield "expected_type", "not from the cache"
    if expected and expected != "cached" and seen is None:
        yield "expected_type", "from the cache, without asking"
    if seen is not None and {"etag_validated": "if-none-match", "lm_validated": "if-modified-since"}.get(
        expected or "", "host"
    ) not in seen:
        yield "expected_type", "not asked about"
    wanted = request.get("expected_status", request.get("response_status", [200])[0])
    if status != wanted and not request.get("disconnect"):
        yield "setup" if status == 999 else "expected_status", f"status {status}, not {wanted}"
    for header in request.get("expected_request_headers", []):
        if seen is not None and seen.get(header[0].lower()) != header[1]:
            yield "expected_request_headers", f"sent {header[0]}: {seen.get(header[0].lower())}"
    if page is not None:
        yield from _of_the_page(request, name, page)


def _of_the_page(request: Test, name: str, page: ag.Page) -> Iterator[tuple[str, str]]:
    now = int(page.headers.get("server-now", 0))
    for header in request.get("expected_response_headers", []):
        field, *test = [header] if isinstance(header, str) else header
        value = page.headers.get(field.lower())
        if not test:
            good = value is not None
        elif test[0] == ">":
            good = value is not None and value.isdigit() and int(value) > test[1]
        elif test[0] == "=":
            good = value == page.headers.get(test[1].lower())
        else:
            good = value == _value([field, *test], now)
        if not good:
            yield "expected_response_headers", f"{field} is {value}, not {test}"
    for header in request.get("expected_response_headers_missing", []):
        field, *test = [header] if isinstance(header, str) else header
        if all(part in page.headers.get(field.lower(), "") for part in test) and field.lower() in page.headers:
            yield "expected_response_headers_missing", f"{field} is there"
    if request.get("check_body", True) and page.status not in _NO_BODY:
        text = request.get("expected_response_text") or request.get("response_body") or name
        if page.body.decode() != text:
            yield "expected_response_text", f"{page.body[:60]!r}, not {text!r}"
