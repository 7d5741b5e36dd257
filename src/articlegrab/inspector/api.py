"""The REST API: `POST /extract`, `POST /grab`, `GET /health`, `GET /openapi.json`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import anyio
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

import articlegrab as ag
from articlegrab.inspector import jobs
from articlegrab.inspector.openapi import document
from articlegrab.inspector.problems import Refused
from articlegrab.inspector.work import Gone, Work, while_connected
from articlegrab.models.blocks import Model
from articlegrab.models.requests import ExtractRequest, GrabRequest, Health

M = TypeVar("M", bound=Model)

_BODY_SECONDS = 30.0
GRAB_SECONDS = 30.0


def routes(work: Work, rules: Path | None) -> list[Route]:
    """The routes of the API; `rules` are the site rules that pages are read by."""

    async def extract(request: Request) -> Response:
        asked = await _read(request, ExtractRequest)
        return await _answer(request, lambda: work.run(partial(jobs.article, asked.html, asked.url, rules)))

    async def grab(request: Request) -> Response:
        asked = await _read(request, GrabRequest)
        work.count_grab()

        async def errand() -> ag.Article:
            page = await ag.afetch(asked.url, timeout=GRAB_SECONDS)
            return await work.run(partial(jobs.article, page, None, rules))

        return await _answer(request, errand)

    async def health(request: Request) -> Response:
        return JSONResponse(Health(version=ag.__version__).model_dump())

    async def openapi(request: Request) -> Response:
        return JSONResponse(document())

    return [
        Route("/extract", extract, methods=["POST"]),
        Route("/grab", grab, methods=["POST"]),
        Route("/health", health, methods=["GET"]),
        Route("/openapi.json", openapi, methods=["GET"]),
    ]


async def _answer(request: Request, errand: Callable[[], Awaitable[ag.Article]]) -> Response:
    try:
        article = await while_connected(request, errand)
    except Gone:
        return Response(status_code=499)  # nobody reads it
    return Response(article.model_dump_json(), media_type="application/json")


async def _read(request: Request, kind: type[M]) -> M:
    """The request's body as what it should be. Raises Refused where it is anything else."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refused(415, "not_json", "Send the request as application/json.")
    try:
        with anyio.fail_after(_BODY_SECONDS):
            body = await request.body()
    except TimeoutError:
        raise Refused(408, "request_too_slow", f"Not sent within {_BODY_SECONDS:.0f} seconds.") from None
    except ClientDisconnect:
        raise Refused(400, "invalid_request", "The request ended early.") from None
    try:
        return kind.model_validate_json(body)
    except ValueError as error:
        raise Refused(422, "invalid_request", _what_is_wrong(error, kind)) from None


def _what_is_wrong(error: ValueError, kind: type[Model]) -> str:
    """Which field is wrong and how; not what stood in it."""
    found = error.errors(include_url=False, include_input=False) if hasattr(error, "errors") else []
    known = {*kind.model_fields}
    said = [
        f"{'.'.join(str(part) for part in entry['loc'])}: {entry['msg']}"
        if known.issuperset(entry["loc"])
        else "a field that is not known"
        for entry in found
        if entry["type"] != "json_invalid"
    ]
    return "; ".join(said) or "The request is not JSON."
