"""No foreign exception leaves the fetcher."""

from __future__ import annotations

import inspect
import pickle
import ssl
import subprocess
import sys
import zlib

import httpcore
import httpx
import pytest

from articlegrab import errors
from articlegrab.fetch import fetch
from articlegrab.fetch.translate import ours, translated


def exceptions(library: object) -> list[type[Exception]]:
    """All exception classes that a library shows."""
    return [item for _, item in inspect.getmembers(library, inspect.isclass) if issubclass(item, Exception)]


def made(cls: type[Exception]) -> Exception:
    """An instance, whatever its constructor asks for."""
    error = cls.__new__(cls)
    Exception.__init__(error, "something happened")
    return error


@pytest.mark.parametrize("cls", exceptions(httpx) + exceptions(httpcore),
    ids=lambda cls: f"{cls.__module__}.{cls.__name__}")
def test_each_exception_of_the_http_libraries_has_a_name_here(cls: type[Exception]) -> None:
    """A new version of httpx with a new exception fails here, not at a user's."""
    for phase in ("asking", "reading"):
        translation = ours(made(cls), phase)  # type: ignore[arg-type]
        assert isinstance(translation, errors.FetchError)
        assert type(translation) is not errors.FetchError


def test_an_unknown_exception_is_not_hidden() -> None:
    """What is a bug of ours stays visible as one."""
    with pytest.raises(ZeroDivisionError), translated("https://news.example/", "asking"):
        _ = 1 / 0
    with pytest.raises(KeyError):
        ours(ZeroDivisionError(), "asking")


@pytest.mark.parametrize(
    ("foreign", "kind", "retryable"),
    [(httpx.ReadTimeout("slow"), errors.DeadlineExceeded, True),
    (httpx.ConnectError("refused"), errors.ConnectionFailed, True),
     (httpx.RemoteProtocolError("Server disconnected without sending a response."), errors.ConnectionFailed, True),
     (httpx.RemoteProtocolError("illegal header line"), errors.ProtocolError, True),
     (httpx.LocalProtocolError("illegal header value"), errors.ProtocolError, False),
     (httpx.UnsupportedProtocol("gopher"), errors.InvalidUrl, False),
     (ssl.SSLCertVerificationError("bad"), errors.TlsError, False),
     (zlib.error("bad"), errors.ProtocolError, False), (ConnectionResetError("reset"), errors.ConnectionFailed, True)],
)
def test_a_mock_transport_that_fails_shows_what_users_will_see(
    foreign: Exception, kind: type[errors.FetchError], retryable: bool
) -> None:
    """Whatever a transport raises arrives as ours: chained, with the address, and able to travel between processes."""

    def fail(_: httpx.Request) -> httpx.Response:
        raise foreign

    with pytest.raises(kind) as caught:
        fetch("https://news.example/story", transport=httpx.MockTransport(fail), respect_robots=False, retries=0)
    error = caught.value
    assert type(error) is kind
    assert (error.url, error.retryable, error.stage) == ("https://news.example/story", retryable, "fetch")
    assert error.__cause__ is foreign
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.code, copy.url) == (str(error), error.code, error.url)


def test_fetch_is_not_loaded_before_it_is_needed() -> None:
    """Whoever only extracts does not pay for the network libraries."""
    code = (
        "import articlegrab, articlegrab.fetch, sys; "
        "print([name for name in ('httpx', 'httpcore', 'anyio', 'protego') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
