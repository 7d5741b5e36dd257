"""The inspector and the REST API: one small server for one's own machine.

    articlegrab serve                           # http://127.0.0.1:8765/
    articlegrab explain page.html --html        # one page's report as a file that needs no server

    app         the routes, put together
    ├── gate        who may speak to it: this machine, from its own pages; and how much
    ├── api         POST /extract, POST /grab, GET /health
    │   └── openapi     the document that says so to machines
    ├── desk        the pages looked at so far, and their forms
    │   └── shelf       the pages of an archive
    ├── work        few extractions at a time, in processes that can be killed
    │   └── jobs        what these processes do
    └── pages       templates → HTML
        └── wording     values, sources, confidence in plain words

It listens on 127.0.0.1 and nowhere else, answers only to its own names, refuses what other sites' pages send it, and
fetches through the same guarded fetcher as `articlegrab.fetch`. It has no accounts: whoever can run programs on this
machine can use it.
"""

from __future__ import annotations

import socket
from pathlib import Path
from typing import TYPE_CHECKING

from articlegrab import load_rules
from articlegrab.errors import MissingExtra

if TYPE_CHECKING:
    from articlegrab.models import Page
    from articlegrab.models.explanation import Explanation

_INSTALL = 'the inspector needs more libraries: pip install "articlegrab[serve]"'


def report(page: str | bytes | Page, explanation: Explanation) -> str:
    """A page and its Article side by side, as one HTML file that loads nothing from anywhere.

    Raises MissingExtra where the extra `serve` is not installed.
    """
    try:
        from articlegrab.inspector import pages
    except ImportError as error:
        raise MissingExtra(_INSTALL) from error
    return pages.standalone(page, explanation)


def serve(
    *, port: int = 8765, fixtures: Path = Path("fixtures"), archive: Path | None = None, rules: Path | None = None
) -> None:
    """Serve on 127.0.0.1 until interrupted. Port 0 takes any that is free; the address is printed.

    `fixtures` is the folder in which pages are saved as fixtures, `archive` one whose pages can be picked, `rules` a
    file or folder of site rules that every page is read by; changed files are read anew. Raises RulesError where
    these are wrong, OSError where the port is taken, MissingExtra where the extra `serve` is not installed.
    """
    try:
        import uvicorn

        from articlegrab.inspector.app import application
        from articlegrab.inspector.work import Work
    except ImportError as error:
        raise MissingExtra(_INSTALL) from error

    if rules is not None:
        load_rules(rules)
    listener = socket.create_server(("127.0.0.1", port), backlog=512)
    work = Work()
    config = uvicorn.Config(
        application(fixtures, work, archive=archive, rules=rules), log_level="warning", access_log=False,
        server_header=False, ws="none", lifespan="off", timeout_keep_alive=5, timeout_graceful_shutdown=2,
    )
    print(f"articlegrab: http://127.0.0.1:{listener.getsockname()[1]}/  (Ctrl-C ends it)", flush=True)
    try:
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        work.close()
