"""The pages that were looked at, each under an id that nobody can guess, and the forms around them."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

import articlegrab as ag
from articlegrab import fixtures
from articlegrab.inspector import jobs, pages, shelf
from articlegrab.inspector.problems import Refused, of_error
from articlegrab.inspector.work import Gone, Work, while_connected
from articlegrab.models import Page
from articlegrab.models.explanation import Explanation
from articlegrab.models.requests import MAX_HTML
from articlegrab.preview import CONTENT_POLICY

_KEPT = 16
"""Pages kept in memory; the oldest are forgotten."""

_PREVIEW_HEADERS = {
    "content-security-policy": f"{CONTENT_POLICY}; sandbox; frame-ancestors 'self'",
    "referrer-policy": "no-referrer",
}


@dataclass
class Looked:
    """One page that was looked at: its explanation, or why there is none."""

    page: Page
    name: str
    explanation: Explanation | None = None
    error: ag.ArticlegrabError | None = None
    id: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    saved: str | None = None


class Desk:
    """Holds the last few pages."""

    def __init__(self, work: Work, folder: Path, archive: Path | None, rules: Path | None) -> None:
        self._work, self._folder, self._archive, self._rules = work, folder, archive, rules
        self._looked: OrderedDict[str, Looked] = OrderedDict()

    def routes(self) -> list[Route]:
        """The routes of the inspector."""
        return [
            Route("/", self.start, methods=["GET"]),
            Route("/inspect", self.inspect, methods=["POST"]),
            Route("/r/{id}", self.report, methods=["GET"]),
            Route("/r/{id}/page", self.preview, methods=["GET"]),
            Route("/r/{id}/fixture", self.save, methods=["POST"]),
        ]

    async def start(self, request: Request) -> Response:
        """The form, the pages looked at before, and the archive's."""
        query = request.query_params.get("q", "").strip()[:200]
        try:
            found = await self._work.run(partial(shelf.look, self._archive, query)) if self._archive else None
        except ag.ArticlegrabError as error:
            return self._start(422, error)
        return HTMLResponse(pages.start(list(reversed(self._looked.values())), found=found))

    def _start(self, status: int, error: ag.ArticlegrabError, url: str | None = None) -> Response:
        """The form again, with what went wrong."""
        looked = list(reversed(self._looked.values()))
        # What is wrong with the user's own rules is for the user; other messages may tell of the network.
        failure = error.message if isinstance(error, ag.errors.RulesError) else of_error(error).detail
        return HTMLResponse(pages.start(looked, failure=failure, url=url), status)

    async def inspect(self, request: Request) -> Response:
        """Read what the form holds, and go to its report."""
        async with request.form(max_files=1, max_fields=5, max_part_size=4 * MAX_HTML) as form:
            sent = {name: value for name, value in form.items() if isinstance(value, str)}
            file = form.get("file")
            body = await file.read() if isinstance(file, UploadFile) else b""
            name = file.filename if isinstance(file, UploadFile) else None
        url = (sent.get("url") or "").strip() or None
        body = body or sent.get("html", "").encode("utf-8", "replace")
        capture = sent.get("capture")
        try:
            looked = await while_connected(
                request, lambda: self._look_at_capture(capture) if capture else self._look_at(body, url, name)
            )
        except Gone:
            return Response(status_code=499)
        except ag.ArticlegrabError as error:
            return self._start(422, error, url)
        self._looked[looked.id] = looked
        while len(self._looked) > _KEPT:
            self._looked.popitem(last=False)
        return RedirectResponse(f"/r/{looked.id}", 303)

    async def _look_at_capture(self, number: str) -> Looked:
        if self._archive is None or not (number.isascii() and number.isdecimal() and len(number) < 16):
            raise Refused(422, "invalid_request", "There is no such page in the archive.")
        page = await self._work.run(partial(shelf.page_of, self._archive, int(number)))
        return await self._read(page, page.url or f"capture {number}")

    async def _look_at(self, body: bytes, url: str | None, name: str | None) -> Looked:
        if body:
            page = Page(url=url, body=body)
        elif url:
            self._work.count_grab()
            page = await ag.afetch(url)
        else:
            raise Refused(422, "invalid_request", "Give an address, a file, or some HTML.")
        return await self._read(page, url or name or "pasted page")

    async def _read(self, page: Page, name: str) -> Looked:
        looked = Looked(page, name)
        try:
            looked.explanation = await self._work.run(partial(jobs.explanation, page, self._rules))
        except ag.ExtractError as error:
            looked.error = error
        return looked

    async def report(self, request: Request) -> Response:
        """The page and its Article side by side."""
        looked = self._found(request)
        return HTMLResponse(pages.report(looked, self._folder))

    async def preview(self, request: Request) -> Response:
        """The page as saved, for the frame."""
        looked = self._found(request)
        shown = await self._work.run(partial(pages.preview_of, looked.page, looked.explanation))
        return HTMLResponse(shown, headers=_PREVIEW_HEADERS)

    async def save(self, request: Request) -> Response:
        """Keep the page as a fixture, in a folder named after its headline."""
        looked = self._found(request)
        if looked.error and not isinstance(looked.error, ag.NoArticle):
            raise Refused(422, looked.error.code, "There is nothing to expect of this page.")
        title = looked.explanation.article.title if looked.explanation else None
        name = fixtures.slug(title or looked.name)
        free = next(
            made for n in range(1, 1000) if not (made := self._folder / (f"{name}-{n}" if n > 1 else name)).exists()
        )
        await self._work.run(partial(fixtures.save, looked.page, free))
        looked.saved = str(free)
        return RedirectResponse(f"/r/{looked.id}", 303)

    def _found(self, request: Request) -> Looked:
        looked = self._looked.get(request.path_params["id"])
        if looked is None:
            raise HTTPException(404)
        return looked
