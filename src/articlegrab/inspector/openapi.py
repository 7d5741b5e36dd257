"""The API as an OpenAPI 3.1 document, made from the models that it speaks in."""

from __future__ import annotations

from functools import cache
from typing import Any

import articlegrab as ag
from articlegrab.models import Article
from articlegrab.models.blocks import Model
from articlegrab.models.requests import ExtractRequest, GrabRequest, Health, Problem

_WHEN = {
    400: "not a request for this server", 403: "from another site's page, or for an address that is refused",
    408: "the request came too slowly", 413: "the request is too large", 415: "not application/json",
    422: "not a sound request, or a page that holds no article", 429: "too many fetches a minute",
    502: "the site failed", 503: "too many pages are being read", 504: "not done in time",
}  # fmt: skip


@cache
def document() -> dict[str, Any]:
    """The document; the same one every time."""
    schemas: dict[str, Any] = {}
    for model in (Article, ExtractRequest, GrabRequest, Health, Problem):
        mode = "validation" if model in (ExtractRequest, GrabRequest) else "serialization"
        schema = model.model_json_schema(mode=mode, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]
        schemas |= schema.pop("$defs", {})
        schemas[model.__name__] = schema
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "articlegrab",
            "version": ag.__version__,
            "description": "Raw news pages in, typed articles out. For one's own machine: it listens on 127.0.0.1, "
            "answers to its own names only, and refuses what other sites' pages send.",
        },
        "paths": {
            "/extract": {"post": _reading(ExtractRequest, "extract", "The article of a page that you have", _PAGE)},
            "/grab": {"post": _reading(GrabRequest, "grab", "The article at an address of the open web", _WEB)},
            "/health": {
                "get": {
                    "operationId": "health",
                    "summary": "That the server is there",
                    "responses": {"200": _content(Health, "it is"), **_problems(400, 403)},
                }
            },
        },
        "components": {"schemas": schemas},
    }


_PAGE = (400, 403, 408, 413, 415, 422, 503, 504)
_WEB = (400, 403, 408, 413, 415, 422, 429, 502, 503, 504)


def _reading(asked: type[Model], name: str, summary: str, problems: tuple[int, ...]) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": summary,
        "requestBody": {"required": True, "content": {"application/json": {"schema": _ref(asked)}}},
        "responses": {"200": _content(Article, "the article"), **_problems(*problems)},
    }


def _problems(*statuses: int) -> dict[str, Any]:
    return {str(status): _content(Problem, _WHEN[status], "application/problem+json") for status in statuses}


def _content(model: type[Model], description: str, kind: str = "application/json") -> dict[str, Any]:
    return {"description": description, "content": {kind: {"schema": _ref(model)}}}


def _ref(model: type[Model]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{model.__name__}"}
