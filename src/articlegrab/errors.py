"""Every error of articlegrab.

    ArticlegrabError                what failed, where, and whether trying again helps
    ├── FetchError                  nothing usable came back from the network
    │   ├── InvalidUrl              not an http(s) address; also a ValueError
    │   ├── BlockedAddress          an address that a public page cannot have
    │   ├── RobotsDenied            robots.txt asks not to
    │   ├── ConnectionFailed        name not found, refused, reset
    │   ├── TlsError                the certificate or the handshake is wrong
    │   ├── DeadlineExceeded        not done within the time allowed; also a TimeoutError
    │   ├── TooManyRedirects        more than allowed, or a loop
    │   ├── UnsafeRedirect          a redirect to something that is not http(s)
    │   ├── BadStatus               the server answered 4xx or 5xx
    │   ├── ResponseTooLarge        more bytes than allowed, on the wire or unpacked
    │   ├── UnsupportedContentType  not an HTML page
    │   ├── UnsupportedEncoding     a content coding that is not spoken here
    │   ├── IncompleteBody          the connection ended before the body did
    │   └── ProtocolError           not HTTP as written down
    ├── ExtractError                the page came, but gave no article
    │   ├── NoArticle               the page holds none, for `reason`
    │   ├── DocumentTooComplex      built so that parsing it would take forever
    │   └── WorkerCrashed           the process that read it died of it, or had to be killed
    ├── InputError                  an input of a batch is not what can be read
    │   └── DuplicateInput          another way of writing an address that is among the inputs
    ├── StorageError                an archive, a WARC or an output file cannot be read or written
    │   ├── StorageBusy             another process is writing, and was not done in time; also a TimeoutError
    │   ├── StorageFull             no room left on the disk
    │   ├── NotArchived             nothing is kept under this number or address; also a LookupError
    │   ├── BadQuery                a search that asks for nothing; also a ValueError
    │   └── ArchiveCorrupt          what is stored is not what was kept
    │       └── TornRecord          the file ends in the middle of a record
    ├── RulesError                  a data file is wrong; also a ValueError
    └── MissingExtra                an optional library is not installed; also an ImportError
"""

from __future__ import annotations

import re
from typing import Literal

Stage = Literal["input", "fetch", "decode", "parse", "extract", "render", "rules", "setup", "store"]

NoArticleReason = Literal[
    "empty", "not_html", "consent_wall", "bot_check", "login_wall", "error_page", "list_page", "script_only", "no_text",
]


_UNPRINTED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


class ArticlegrabError(Exception):
    """The base of all errors here.

    `code` is a stable word for machines, `url` the page concerned, `stage` where it happened, `retryable` whether the
    same call may succeed later. `str(error)` says what happened and what to do, on one line: messages quote pages and
    servers, and are written to logs and terminals, which control characters would command.
    """

    code: str = "error"
    stage: Stage = "extract"
    retryable: bool = False

    def __init__(self, message: str, *, url: str | None = None) -> None:
        message = _UNPRINTED.sub(" ", message)
        super().__init__(message)
        self.message = message
        self.url = url

    def __str__(self) -> str:
        return f"{self.message} [{_UNPRINTED.sub(' ', self.url)}]" if self.url else self.message

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.args, self.__dict__.copy()))


def _rebuild(cls: type[ArticlegrabError], args: tuple[object, ...], state: dict[str, object]) -> ArticlegrabError:
    """Make the error anew after a trip between processes, whatever its constructor asks for."""
    error = cls.__new__(cls, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class FetchError(ArticlegrabError):
    """Nothing usable came back from the network. `gone` tells that the page, or its server, is not there any more."""

    code = "fetch_failed"
    stage: Stage = "fetch"
    gone: bool = False


class InvalidUrl(FetchError, ValueError):
    """Not an http(s) address."""

    code = "invalid_url"


class BlockedAddress(FetchError):
    """The address is loopback, private, or otherwise not of the open web; `allow_private=True` permits it."""

    code = "blocked_address"


class RobotsDenied(FetchError):
    """The site's robots.txt asks not to fetch this address; `respect_robots=False` overrides it."""

    code = "robots_denied"


class ConnectionFailed(FetchError):
    """The name was not found, or the connection was refused or reset."""

    code = "connection_failed"
    retryable = True
    gone = True


class TlsError(FetchError):
    """The certificate is not valid for this host, or the handshake failed."""

    code = "tls_error"


class DeadlineExceeded(FetchError, TimeoutError):
    """The page did not come within the time allowed; `timeout=` sets it."""

    code = "deadline_exceeded"
    retryable = True


class TooManyRedirects(FetchError):
    """More redirects than allowed, or a loop of them."""

    code = "too_many_redirects"


class UnsafeRedirect(FetchError):
    """A redirect to something that is not an http(s) address."""

    code = "unsafe_redirect"


class BadStatus(FetchError):
    """The server answered with an error; `status` is its code."""

    code = "bad_status"

    def __init__(self, message: str, *, url: str | None = None, status: int, retry_after: float | None = None) -> None:
        super().__init__(message, url=url)
        self.status = status
        self.retry_after = retry_after
        self.retryable = status in (408, 425, 429, 500, 502, 503, 504)
        self.gone = status in (404, 410, 451)


class ResponseTooLarge(FetchError):
    """More bytes than `limit`, on the wire or unpacked; `max_bytes=` sets it."""

    code = "response_too_large"

    def __init__(self, message: str, *, url: str | None = None, limit: int) -> None:
        super().__init__(message, url=url)
        self.limit = limit


class UnsupportedContentType(FetchError):
    """The answer is not an HTML page; `content_type` is what it says it is."""

    code = "unsupported_content_type"

    def __init__(self, message: str, *, url: str | None = None, content_type: str | None = None) -> None:
        super().__init__(message, url=url)
        self.content_type = content_type


class UnsupportedEncoding(FetchError):
    """The answer is packed in a way that is not spoken here."""

    code = "unsupported_encoding"


class IncompleteBody(FetchError):
    """The connection ended before the body did."""

    code = "incomplete_body"
    retryable = True


class ProtocolError(FetchError):
    """The answer is not HTTP."""

    code = "protocol_error"
    retryable = True


class ExtractError(ArticlegrabError):
    """The page came, but gave no article."""

    code = "extract_failed"
    stage: Stage = "extract"


class NoArticle(ExtractError):
    """The page holds no article. `reason` says what it is instead, the message what showed it."""

    code = "no_article"

    def __init__(self, message: str, *, url: str | None = None, reason: NoArticleReason) -> None:
        super().__init__(message, url=url)
        self.reason: NoArticleReason = reason


class DocumentTooComplex(ExtractError):
    """The mark-up is built so that parsing it would take minutes, or is over a documented limit; nothing was parsed."""

    code = "document_too_complex"
    stage: Stage = "parse"


CrashCause = Literal["signal", "exit", "deadline", "memory", "stopped"]


class WorkerCrashed(ExtractError):
    """The process that read the page died of it or had to be killed: the page is lost, nothing else.

    `cause` is `signal` (such as a segmentation fault), `exit`, `deadline` (it took too long), `memory` (it wanted too
    much) or `stopped` (the work was given up). The same page is likely to do the same again.
    """

    code = "worker_crashed"

    def __init__(self, message: str, *, url: str | None = None, cause: CrashCause) -> None:
        super().__init__(message, url=url)
        self.cause = cause


class InputError(ArticlegrabError):
    """An input of a batch cannot be read, or is nothing that holds a page."""

    code = "input_error"
    stage: Stage = "input"


class DuplicateInput(InputError):
    """Another way of writing an address that stands earlier among the inputs, `original`; it was not asked again."""

    code = "duplicate_input"

    def __init__(self, message: str, *, url: str | None = None, original: str) -> None:
        super().__init__(message, url=url)
        self.original = original


class StorageError(ArticlegrabError):
    """An archive, a WARC or an output file cannot be read or written; `path` names the file, where it is known."""

    code = "storage_failed"
    stage: Stage = "store"

    def __init__(self, message: str, *, url: str | None = None, path: str | None = None) -> None:
        super().__init__(message, url=url)
        self.path = path

    def __str__(self) -> str:
        return ": ".join(part for part in (self.path, super().__str__()) if part)


class StorageBusy(StorageError, TimeoutError):
    """Another process is writing, and was not done within the time that is waited for."""

    code = "storage_busy"
    retryable = True


class StorageFull(StorageError):
    """No room is left on the disk. What was confirmed before is kept; the same call works once there is room."""

    code = "storage_full"
    retryable = True


class NotArchived(StorageError, LookupError):
    """Nothing is kept under this number or address."""

    code = "not_archived"


class BadQuery(StorageError, ValueError):
    """A search that asks for nothing."""

    code = "bad_query"


class ArchiveCorrupt(StorageError):
    """What is stored is not what was kept: a checksum or the structure is wrong.

    `record` is the capture's number in an archive or the byte offset in a WARC; None where it is the file as a whole.
    """

    code = "archive_corrupt"

    def __init__(
        self, message: str, *, url: str | None = None, path: str | None = None, record: int | None = None
    ) -> None:
        super().__init__(message, url=url, path=path)
        self.record = record


class TornRecord(ArchiveCorrupt):
    """A WARC ends in the middle of a record, as after a crash; `record` is where that record begins."""

    code = "torn_record"


class RulesError(ArticlegrabError, ValueError):
    """A data file is wrong; the message names file and key."""

    code = "rules_error"
    stage: Stage = "rules"


class MissingExtra(ArticlegrabError, ImportError):
    """An optional library is not installed; the message has the pip command."""

    code = "missing_extra"
    stage: Stage = "setup"
