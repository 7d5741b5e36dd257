"""HTTP/2, with a server that speaks it well or badly."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import articlegrab as ag
from articlegrab import errors
from tests.report import report
from tests.servers import PAGE

pytest.importorskip("h2")
from tests.h2_server import HEADERS, H2Server, h2_server, page

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="makes certificates with openssl")

FAULTS: dict[str, tuple[Callable[[Any, int], None], type[errors.FetchError]]] = {
    "stream reset": (lambda line, stream: line.reset_stream(stream, 2), errors.ConnectionFailed),
    "refused": (lambda line, stream: line.reset_stream(stream, 7), errors.ConnectionFailed),
    "reset in the body": (
        lambda line, stream: (line.send_headers(stream, HEADERS), line.send_data(stream, b"<p>"),
                              line.reset_stream(stream, 2)),
        errors.IncompleteBody,
    ),
    "goodbye": (lambda line, stream: line.close_connection(), errors.ConnectionFailed),
    "goodbye in the body": (
        lambda line, stream: (line.send_headers(stream, HEADERS), line.send_data(stream, b"<p>"),
                              line.close_connection(1)),
        errors.IncompleteBody,
    ),
    "too short": (
        lambda line, stream: (line.send_headers(stream, [*HEADERS, ("content-length", "9999")]),
                              line.send_data(stream, PAGE, end_stream=True)),
        errors.ProtocolError,
    ),
    "odd status": (
        lambda line, stream: line.send_headers(stream, [(":status", "abc")], end_stream=True), errors.ProtocolError,
    ),
    "300 fields": (
        lambda line, stream: line.send_headers(stream, [*HEADERS, *((f"x-{n}", "a") for n in range(300))]),
        errors.ProtocolError,
    ),
    "100 KB of headers": (
        lambda line, stream: line.send_headers(stream, [*HEADERS, *((f"x-{n}", "a" * 5000) for n in range(20))]),
        errors.ProtocolError,
    ),
    "bad gzip": (
        lambda line, stream: (line.send_headers(stream, [*HEADERS, ("content-encoding", "gzip")]),
                              line.send_data(stream, PAGE, end_stream=True)),
        errors.ProtocolError,
    ),
    "silence": (lambda line, stream: None, errors.DeadlineExceeded),
}  # fmt: skip


def fetcher(server: H2Server, **changes: object) -> ag.Fetcher:
    """One that trusts the server."""
    options = {"allow_private": True, "delay": 0, "ssl_context": server.trust, "per_host": 8, "retries": 0, **changes}
    return ag.Fetcher(ag.FetchOptions(**options))  # type: ignore[arg-type]


def test_pages_come_side_by_side_over_one_connection(tmp_path: Path) -> None:
    """Forty pages, eight at a time, need one connection, and say that they came over HTTP/2."""
    with h2_server(tmp_path, page) as server, fetcher(server) as reader:
        assert reader.fetch(server.url).body == PAGE
        outcomes = list(reader.fetch_many(f"{server.url}{number}" for number in range(40)))
        assert all(outcome.page and outcome.page.body == PAGE for outcome in outcomes)
        records = [outcome.page.fetch for outcome in outcomes if outcome.page]
        assert {record.http_version for record in records if record} == {"HTTP/2"}
        assert server.connections == 1


def test_faults_of_http2_are_errors_of_ours(tmp_path: Path) -> None:
    """Resets, goodbyes and bad frames each give a named error, and the next page comes."""
    for name, (fault, kind) in FAULTS.items():
        folder = tmp_path / name
        folder.mkdir()
        with h2_server(folder, fault, page) as server, fetcher(server, timeout=2) as reader:
            with pytest.raises(errors.FetchError) as caught:
                reader.fetch(server.url)
            assert type(caught.value) is kind, name
            assert caught.value.url == server.url
            assert reader.fetch(server.url).body == PAGE, name
    report(f"F17 faults of HTTP/2: {len(FAULTS)} of {len(FAULTS)} named errors, the next page comes after each")


def test_a_refused_stream_is_tried_again(tmp_path: Path) -> None:
    """A server that resets one stream or says goodbye gets the request once more."""
    for name in ("refused", "goodbye"):
        folder = tmp_path / name
        folder.mkdir()
        with h2_server(folder, FAULTS[name][0], page) as server, fetcher(server, retries=1) as reader:
            assert reader.fetch(server.url).body == PAGE
