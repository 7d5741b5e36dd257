"""Servers with every fault there is: the right named error or the right page, in time and in little memory."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.faults import DEADLINE, FAULTS, zeros
from tests.report import report
from tests.servers import Script, chunked, html, raw

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads its memory from /proc")


class Outcomes(NamedTuple):
    """What a process made of its servers: codes and seconds for each, of the clock and of the processor, and its peak
    memory in MB before and in all."""

    codes: list[str]
    seconds: list[float]
    work: list[float]
    memory: tuple[float, float]


def read_all(scripts: list[Script], deadline: float = DEADLINE, scheme: str = "http") -> Outcomes:
    """Let a process of its own fetch from servers that run these scripts."""
    with ExitStack() as servers:
        urls = [servers.enter_context(raw(script)).url.replace("http", scheme, 1) for script in scripts]
        command = [sys.executable, "-m", "tests.fault_reader"]
        done = subprocess.run(
            command, input=json.dumps([deadline, *urls]), capture_output=True, text=True, cwd=ROOT, timeout=300,
        )
    assert done.returncode == 0, done.stderr
    *lines, memory = [json.loads(line) for line in done.stdout.splitlines()]
    codes, seconds, work = zip(*lines, strict=True)
    return Outcomes(list(codes), list(seconds), list(work), memory)


def test_every_fault_has_its_outcome() -> None:
    """The named error or the page, within the deadline, in under 150 MB."""
    pytest.importorskip("zstandard")
    plain = {name: fault for name, fault in FAULTS.items() if name != "not TLS"}
    codes, seconds, _, (_, memory) = read_all([script for script, _ in plain.values()])
    codes += read_all([FAULTS["not TLS"][0]], scheme="https")[0]
    expected = [code for _, code in plain.values()] + ["tls_error"]
    names = [*plain, "not TLS"]
    wrong = {name: (got, want) for name, got, want in zip(names, codes, expected, strict=True) if got != want}
    report(f"F1-F7, F17 server faults: {len(FAULTS) - len(wrong)} of {len(FAULTS)} as they should be; "
           f"peak memory {memory:.0f} MB")
    report(f"F5 slow servers: the slowest of {len(FAULTS)} took {max(seconds) - DEADLINE:.2f} s more than its deadline")
    assert wrong == {}
    assert max(seconds) < DEADLINE + 1.0  # half of it is what a busy machine may take: see test_fetch_slow.py
    assert memory < 150


def framings(kind: str, packed: bytes) -> list[bytes]:
    """The same body with a length, in chunks, and ended by the connection."""
    coding = f"Content-Encoding: {kind}"
    plain = html(packed, coding)
    bare = plain.replace(f"Content-Length: {len(packed)}\r\n".encode(), b"")
    return [plain, chunked(packed, size=60_000).replace(b"\r\n\r\n", f"\r\n{coding}\r\n\r\n".encode(), 1), bare]


def test_bombs_cost_nothing() -> None:
    """Each coding in each framing, to ten gigabytes from at most ten megabytes, both ways: refused, at little cost."""
    pytest.importorskip("brotli")
    pytest.importorskip("zstandard")
    sizes = {"gzip": 10 * 2**30, "deflate": 10 * 2**30, "zstd": 10 * 2**30, "br": 2**28}
    packed = {kind: zeros(kind, size) for kind, size in sizes.items()}
    assert max(map(len, packed.values())) < 11_000_000
    answers = [answer for kind in packed for answer in framings(kind, packed[kind])]

    def says(answer: bytes) -> Script:
        return lambda connection: connection.sendall(answer)

    both_ways = [says(answer) for answer in answers for _ in range(2)]
    codes, _, work, (before, memory) = read_all(both_ways, deadline=20)
    refused = codes.count("response_too_large")
    report(f"F1 bombs: {refused} of {len(codes)} refused, the dearest for {max(work):.2f} s of processor; "
           f"peak memory {memory:.0f} MB, {memory - before:.0f} MB of it for them")
    assert codes == ["response_too_large"] * len(both_ways)
    assert max(work) < 1
    assert memory < 150


def test_f6_the_body_of_a_redirect_is_not_read() -> None:
    """Neither bombs in it nor bodies without end cost anything: the redirect is followed, or refused for its aim."""

    def away(packing: str, body: bytes) -> Script:
        head = f"HTTP/1.1 302 Found\r\nLocation: ftp://news.example/\r\nContent-Encoding: {packing}\r\n"
        return lambda connection: connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)

    scripts = [away(kind, zeros(kind, 10 * 2**30)) for kind in ("gzip", "deflate")]
    scripts += [FAULTS["a redirect with a body of 2 GB"][0]] * 2
    codes, _, _, (_, memory) = read_all(scripts, deadline=20)
    report(f"F6 redirects: {len(codes)} with bombs and bodies of gigabytes, peak memory {memory:.0f} MB")
    assert codes == ["unsafe_redirect"] * 4
    assert memory < 80
