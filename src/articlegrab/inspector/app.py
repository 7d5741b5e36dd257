"""The routes, put together."""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from articlegrab.errors import ArticlegrabError
from articlegrab.inspector import api
from articlegrab.inspector.desk import Desk
from articlegrab.inspector.gate import Gate
from articlegrab.inspector.problems import Refused, of_error, problem
from articlegrab.inspector.work import Work

_STATIC = Path(__file__).parent / "static"


def application(
    fixtures: Path, work: Work, *, archive: Path | None = None, rules: Path | None = None
) -> Starlette:
    """The whole server as an ASGI application; the arguments are those of `serve`."""
    routes: list[Route | Mount] = [*Desk(work, fixtures, archive, rules).routes(), *api.routes(work, rules)]
    routes.append(Mount("/static", StaticFiles(directory=_STATIC)))
    return Starlette(
        routes=routes,
        middleware=[Middleware(Gate)],
        exception_handlers={Refused: _refused, ArticlegrabError: _no_article, HTTPException: _not_served},
    )


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return problem(error)


def _no_article(request: Request, error: Exception) -> Response:
    assert isinstance(error, ArticlegrabError)
    return problem(of_error(error))


def _not_served(request: Request, error: Exception) -> Response:
    """Starlette's own refusals, in the form of all others."""
    assert isinstance(error, HTTPException)
    said = {404: "There is nothing here.", 405: "This address takes another method."}
    code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "invalid_request")
    detail = said.get(error.status_code, "The request is not sound.")
    return problem(Refused(error.status_code, code, detail), dict(error.headers or {}))
