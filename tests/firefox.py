"""A real headless Firefox, where this machine has one, spoken to in WebDriver BiDi: Firefox's own protocol, so that any
release will do, such as that of a Linux distribution."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

FIREFOX = next(filter(None, map(shutil.which, ("firefox", "firefox-esr"))), None)
_SECONDS = 60.0


class Firefox:
    """One window whose every dialog and request is written down."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._numbers = itertools.count(1)
        self.dialogs: list[str] = []
        self.requests: list[str] = []
        self._ask("session.new", capabilities={"alwaysMatch": {"unhandledPromptBehavior": {"default": "dismiss"}}})
        self._ask("session.subscribe", events=["browsingContext.userPromptOpened", "network.beforeRequestSent"])
        self._window = self._ask("browsingContext.create", type="tab")["context"]

    def show(self, url: str) -> None:
        """Go to a page, and wait until it and all its frames and pictures are there, or have failed."""
        self._ask("browsingContext.navigate", context=self._window, url=url, wait="complete")
        # A dialog that is still to come holds this back.
        pause = "new Promise(done => setTimeout(done, 200))"
        self._ask("script.evaluate", expression=pause, target={"context": self._window}, awaitPromise=True)

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        number = next(self._numbers)
        self._connection.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            told = json.loads(self._connection.recv(timeout=_SECONDS))
            if told.get("id") == number:
                assert told["type"] == "success", told
                return dict(told["result"])
            self._note(told)

    def _note(self, told: dict[str, Any]) -> None:
        if told.get("method") == "browsingContext.userPromptOpened":
            self.dialogs.append(told["params"]["message"])
        elif told.get("method") == "network.beforeRequestSent":
            self.requests.append(told["params"]["request"]["url"])


@contextmanager
def firefox() -> Iterator[Firefox]:
    """The browser; skips the test where there is none."""
    client = pytest.importorskip("websockets.sync.client", reason="websockets is not installed")
    if FIREFOX is None:
        pytest.skip("no Firefox on this machine")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [FIREFOX, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                with client.connect(f"{_address(Path(profile))}/session", max_size=None, proxy=None) as connection:
                    yield Firefox(connection)
            finally:
                process.kill()


def _address(profile: Path) -> str:
    """Where it listens, which it writes into its profile."""
    told, deadline = profile / "WebDriverBiDiServer.json", time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        if told.exists() and (text := told.read_text("utf-8")).endswith("}"):
            where = json.loads(text)
            return f"ws://{where['ws_host']}:{where['ws_port']}"
        time.sleep(0.05)
    raise AssertionError("Firefox did not come up")
