"""The REST API, spoken to over a socket."""

from __future__ import annotations

import re
import signal
import socket
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytest.importorskip("starlette", reason="the extra serve is not installed")
pytest.importorskip("uvicorn", reason="the extra serve is not installed")

import httpx

import articlegrab as ag
from articlegrab.cli import main
from articlegrab.inspector.app import application
from articlegrab.inspector.gate import MAX_BODY
from articlegrab.inspector.openapi import document
from articlegrab.inspector.work import GRABS_A_MINUTE, Work
from tests.local_server import PAGES, Server, serving
from tests.report import report
from tests.servers import PAGE, site

STORY = (PAGES / "rebelmouse-structured" / "page.html").read_text("utf-8")
WALL = (PAGES / "none-consent-wall" / "page.html").read_text("utf-8")

HOSTILE = [
    "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://0/", "http://0.0.0.0/", "http://127.1/",
    "http://2130706433/", "http://0x7f000001/", "http://017700000001/", "http://0x7f.1/", "http://[::ffff:7f00:1]/",
    "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://169.254.169.254/",
    "http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.0.1/", "http://100.64.0.1/", "http://224.0.0.1/",
    "http://user:pw@127.0.0.1/", "http://127。0。0。1/", "http://①②⑦.0.0.1/", "http://localhost./", "http://[fe80::1]/",
    "http://[fc00::1]/", "http://[::]/", "http://255.255.255.255/", "http://198.18.0.1/", "http://168.63.129.16/",
    "file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "data:text/html,x", "javascript:alert(1)",
    "http://", "//127.0.0.1/", "http://127.0.0.1:22/", "http://[", "http://a b/", "",
]  # fmt: skip

INSIDE = re.compile(r"Traceback|File \"|/src/|site-packages|/usr/|/root|0x[0-9a-f]{6}|127\.0\.0\.1|169\.254", re.I)
"""What an answer must never tell."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests here."""
    with serving(tmp_path_factory.mktemp("fixtures")) as running:
        yield running


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    """A client of it."""
    with httpx.Client(base_url=server.url, timeout=30) as speaking:
        yield speaking


def is_problem(answer: httpx.Response, *statuses: int) -> bool:
    """Whether an answer is a problem document with one of these statuses that tells nothing it should not."""
    told = answer.json()
    return (
        answer.status_code in statuses
        and answer.headers["content-type"] == "application/problem+json"
        and told["status"] == answer.status_code
        and {"title", "detail", "code"} <= set(told)
        and not INSIDE.search(answer.text)
    )


def test_extract_gives_the_article(client: httpx.Client) -> None:
    """A page sent comes back as the Article that the library gives."""
    answer = client.post("/extract", json={"html": STORY, "url": "https://news.example/a"})
    assert answer.status_code == 200
    assert ag.Article.model_validate_json(answer.content) == ag.extract(STORY, url="https://news.example/a")


def test_page_without_article_is_a_problem_with_its_reason(client: httpx.Client) -> None:
    """The refusal of a consent wall keeps its code and reason."""
    answer = client.post("/extract", json={"html": WALL})
    assert is_problem(answer, 422)
    assert (answer.json()["code"], answer.json()["reason"]) == ("no_article", "consent_wall")


def test_health(client: httpx.Client) -> None:
    """It says that it is there, and which version."""
    assert client.get("/health").json() == {"status": "ok", "version": ag.__version__}


def test_openapi_document_is_valid(client: httpx.Client) -> None:
    """The document that is served is sound OpenAPI 3.1, and names each route and status."""
    told = client.get("/openapi.json").json()
    assert told == document()
    validator = pytest.importorskip("openapi_spec_validator")
    validator.validate(told)
    assert set(told["paths"]) == {"/extract", "/grab", "/health"}


def test_grab_fetches_with_the_guard_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An address is fetched and read, asking for nothing but its time limit; failures keep their kind."""
    asked = []

    async def fetched(url: str, **options: object) -> ag.Page:
        asked.append((url, options))
        if "gone" in url:
            raise ag.errors.BadStatus("the server answered 404", url=url, status=404)
        return ag.Page(url=url, body=STORY.encode())

    monkeypatch.setattr(ag, "afetch", fetched)

    async def talk() -> None:
        transport = httpx.ASGITransport(application(tmp_path, work))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8765") as client:
            answer = await client.post("/grab", json={"url": "https://news.example/a"})
            assert answer.json()["title"].startswith("Sarn dam")
            assert is_problem(await client.post("/grab", json={"url": "https://news.example/gone"}), 502)

    import anyio

    work = Work()
    anyio.run(talk)
    work.close()
    assert asked[0] == ("https://news.example/a", {"timeout": 30.0})


HOSTS = [
    ("evil.example", None, 400), ("127.0.0.1.evil.example", None, 400), ("127.0.0.1:1", None, 400),
    ("localhost", None, 400), ("", None, 400), ("[::1", None, 400), ("0.0.0.0:{port}", None, 400),
    ("localhost.evil.example:{port}", None, 400), ("127.0.0.1:{port}", "http://evil.example", 403),
    ("127.0.0.1:{port}", "null", 403), ("127.0.0.1:{port}", "http://127.0.0.1:1", 403),
    ("127.0.0.1:{port}", "https://127.0.0.1:{port}", 403), ("127.0.0.1:{port}", "http://localhost:{port}", 403),
    ("127.0.0.1:{port}", "http://127.0.0.1:{port}", 200), ("localhost:{port}", "http://localhost:{port}", 200),
    ("LOCALHOST:{port}", None, 200), ("[::1]:{port}", None, 200), ("127.0.0.1:{port}", None, 200),
]  # fmt: skip


@pytest.mark.parametrize(("host", "origin", "status"), HOSTS)
def test_only_its_own_names_and_pages(
    client: httpx.Client, server: Server, host: str, origin: str | None, status: int
) -> None:
    """Requests under other names, or from other sites' pages, are refused; nothing is ever shared with them."""
    port = urlsplit(server.url).port
    headers = {"host": host.format(port=port)} | ({"origin": origin.format(port=port)} if origin else {})
    answer = client.post("/extract", json={"html": STORY}, headers=headers)
    assert answer.status_code == status
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert client.options("/extract", headers={**headers, "access-control-request-method": "POST"}).status_code >= 400
    report(f"W1 exposure: {len(HOSTS)} forms of Host and Origin, {sum(case[2] != 200 for case in HOSTS)} refused")


def test_it_listens_on_loopback_only(server: Server) -> None:
    """No other address of this machine reaches it, and there is no option to change that."""
    own = socket.gethostbyname(socket.gethostname())
    if own.startswith("127."):
        pytest.skip("this machine has no other address")
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((own, urlsplit(server.url).port or 0), timeout=5)


@pytest.mark.parametrize("url", HOSTILE)
def test_grab_reaches_nothing_inside(client: httpx.Client, url: str) -> None:
    """No spelling of an inner address is dialled, and the answer does not tell what is there."""
    answer = client.post("/grab", json={"url": url})
    assert is_problem(answer, 403, 422, 502)  # 502 where this machine's resolver does not know such a spelling


def test_grab_dials_no_local_server(client: httpx.Client) -> None:
    """A server on this machine sees no request, whatever the caller asks for beside the address."""
    with site() as inner:
        inner.page("/", PAGE)
        for more in ({}, {"allow_private": True}, {"headers": {"host": "x"}}, {"proxy": inner.url}):
            assert is_problem(client.post("/grab", json={"url": inner.url, **more}), 403, 422)
        assert inner.requests == []


BAD = [
    ("/extract", b"", 422), ("/extract", b"{", 422), ("/extract", b"[]", 422), ("/extract", b"null", 422),
    ("/extract", b'{"html": 5}', 422), ("/extract", b'{"html": "x", "more": 1}', 422), ("/extract", b"\xff\xfe", 422),
    ("/extract", b"[" * 200_000, 422), ("/extract", b'{"html": "\\ud800"}', 422), ("/extract", b'{"html": ""}', 422),
    ("/grab", b"{}", 422), ("/grab", b'{"url": "' + b"x" * 5000 + b'"}', 422), ("/nothing", b"{}", 404),
    ("/health", b"{}", 405), ("/extract?" + "x" * 5000, b"{}", 414),
]  # fmt: skip


@pytest.mark.parametrize(("path", "body", "status"), BAD, ids=range(len(BAD)))
def test_unsound_requests_are_problems(client: httpx.Client, path: str, body: bytes, status: int) -> None:
    """What is no sound request is refused for what is wrong with it."""
    answer = client.post(path, content=body, headers={"content-type": "application/json"})
    assert is_problem(answer, status)
    report(f"W7 errors: {len(BAD) + len(HOSTILE)} kinds of refusals, each a problem document that tells nothing inside")


def test_other_content_types_are_refused(client: httpx.Client) -> None:
    """A form of another site cannot pass as JSON."""
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        assert is_problem(client.post("/extract", content=b"{}", headers={"content-type": kind}), 415)


def test_large_bodies_are_refused_early(server: Server, client: httpx.Client) -> None:
    """Too long a body is refused by its announced length, and where none is announced, at the limit."""
    head = f"POST /extract HTTP/1.1\r\nHost: {urlsplit(server.url).netloc}\r\nContent-Length: {MAX_BODY + 1}\r\n\r\n"
    assert b" 413 " in ask(urlsplit(server.url).port or 0, head.encode())

    def endless() -> Iterator[bytes]:
        for _ in range(200):
            yield b" " * 2**20

    try:
        answer = client.post("/extract", content=endless(), headers={"content-type": "application/json"})
        assert is_problem(answer, 413)
    except httpx.WriteError:
        pass  # the server hung up on us, which is as good


def test_too_many_fetches_are_put_off() -> None:
    """After so many fetches in a minute the next one is told when to come again."""
    work = Work()
    for _ in range(GRABS_A_MINUTE):
        work.count_grab()
    with pytest.raises(Exception, match="fetches a minute") as caught:
        work.count_grab()
    assert 0 < caught.value.retry_after <= 61  # type: ignore[attr-defined]


def ask(port: int, payload: bytes) -> bytes:
    """The raw start of an answer; empty where the server hung up."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        try:
            connection.sendall(payload)
            return connection.recv(65536)
        except ConnectionError:
            return b""


def test_long_extraction_is_given_up() -> None:
    """Whoever waits longer than allowed is told so; the process is killed, and the next page is read."""
    import anyio

    work = Work(processes=1, waiting=1, seconds=1.5)

    async def wait() -> None:
        with pytest.raises(Exception, match="Not read within"):
            await work.run(partial(time.sleep, 600))
        with anyio.fail_after(30):
            while work.going_on:
                await anyio.sleep(0.05)
        assert await work.run(partial(abs, -1)) == 1

    started = time.monotonic()
    anyio.run(wait)
    work.close()
    assert time.monotonic() - started < 60


def test_page_that_kills_its_process_is_a_problem() -> None:
    """A worker process that is lost takes no other request with it."""
    import anyio

    work = Work(processes=1)

    async def lose() -> None:
        with pytest.raises(ag.ArticlegrabError) as caught:
            await work.run(partial(signal.raise_signal, signal.SIGKILL))
        assert caught.value.code == "worker_crashed"
        assert await work.run(partial(abs, -1)) == 1

    anyio.run(lose)
    work.close()


def test_pages_of_an_archive_can_be_picked(tmp_path: Path) -> None:
    """The start page lists and searches the archive it was given; a page of it is read like any other."""
    import anyio

    file, work = tmp_path / "news.archive", Work(processes=1)
    with ag.Archive(file) as archive:
        number = archive.add(ag.Page(url="https://news.example/a", body=STORY.encode())).id

    async def talk() -> None:
        transport = httpx.ASGITransport(application(tmp_path, work, archive=file))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8765") as client:
            assert "Sarn dam talks" in (await client.get("/")).text
            assert "Sarn dam talks" in (await client.get("/", params={"q": "sluice"})).text
            assert "Nothing found" in (await client.get("/", params={"q": "ferry"})).text
            assert (await client.get("/", params={"q": '"'})).status_code in (200, 422)
            picked = await client.post("/inspect", data={"capture": str(number)})
            assert picked.status_code == 303
            assert "Corin Vale" in (await client.get(picked.headers["location"])).text
            for wrong in ("999", "-1", "1e3", "../x"):
                assert (await client.post("/inspect", data={"capture": wrong})).status_code == 422

    anyio.run(talk)
    work.close()


TRAVERSALS = [
    f"/{area}/{path}"
    for area in ("r", "static", "r/x")
    for path in (
        "../etc/passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/etc/passwd", "....//....//etc/passwd",
        "..\\..\\boot.ini", "%00", "x%00.css", "/etc/passwd", "//etc/passwd", "C:/boot.ini", "..;/etc/passwd",
        "%252e%252e%252fetc", "..%c0%af..%c0%afetc", "~root", "inspector.css/../../app.py", "../app.py",
        "../__init__.py", "0", "1", "null",
    )
]  # fmt: skip


@pytest.mark.parametrize("path", TRAVERSALS)
def test_no_path_leads_out(server: Server, path: str) -> None:
    """No path leads to a file outside of the static ones, and no id can be guessed."""
    port = urlsplit(server.url).port or 0
    answer = ask(port, f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
    assert answer[9:12] in (b"404", b"400", b"405"), answer[:200]
    assert b"root:" not in answer
    assert b"import" not in answer
    report(f"W8 paths: {len(TRAVERSALS)} of {len(TRAVERSALS)} lead nowhere")


def test_pages_are_read_by_the_users_rules(tmp_path: Path) -> None:
    """With `--rules` the API and the inspector read by them, show which one decided, and heed changes at once."""
    rules = tmp_path / "rules"
    rules.mkdir()
    file = rules / "news.example.toml"
    page = {"html": STORY, "url": "https://www.news.example/a"}
    file.write_text('domain = "news.example"\n\n[[layout]]\nkicker = "h1"\n', "utf-8")
    with serving(tmp_path, "--rules", str(rules)) as server, httpx.Client(base_url=server.url, timeout=30) as client:
        assert client.post("/extract", json=page).json()["kicker"].startswith("Sarn dam talks")
        shown = client.post("/inspect", data=page, follow_redirects=True).text
        assert f"from your rule for this site, h1 ({file}:4); <b>chosen</b>" in shown
        assert '<span class="percent">your rule</span>' in shown
        file.write_text('domain = "news.example"\n\n[[layout]]\nkicker = "h1["\n', "utf-8")
        answer = client.post("/extract", json=page)
        assert is_problem(answer, 422)
        assert answer.json()["code"] == "rules_error"
        assert str(tmp_path) not in answer.text
        assert "news.example.toml:4: kicker" in client.post("/inspect", data=page).text
    assert main(["serve", "--rules", str(rules)]) == 1
