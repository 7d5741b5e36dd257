"""The pytest plugin: every fixture folder that pytest meets becomes tests, one for each field expected of it.

    pytest                                  run them with all other tests
    pytest fixtures/ferry -k title          one field of one page
    pytest --articlegrab-update             expect from now on what comes out today; then look at the diff

In a test of your own, `check` holds the fields you care about against what is expected:

    from articlegrab.testing import check

    def test_headlines():
        check("fixtures/ferry", "title", "authors")
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from articlegrab.fixtures import Fixture

__all__ = ["check"]


def check(folder: str | Path, *fields: str) -> None:
    """Fail unless these fields (all that are expected, if none is named) of a fixture come out as expected.

    Raises AssertionError with what differs; KeyError for a field of which the fixture expects nothing.
    """
    from articlegrab.fixtures import Fixture

    __tracebackhide__ = True
    fixture = Fixture(Path(folder))
    failures = [line for field in fields or fixture.fields() for line in fixture.failures(field)]
    assert not failures, "\n".join([f"{folder}:", *failures])


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of the plugin."""
    group = parser.getgroup("articlegrab", "fixtures of articlegrab")
    group.addoption(
        "--articlegrab-update", action="store_true", default=False,
        help="write what comes out today into expected.json, wherever it differs",
    )  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    """Several processes must not write one file."""
    if config.getoption("articlegrab_update") and config.getoption("numprocesses", None):
        raise pytest.UsageError("--articlegrab-update writes files: run it without -n")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A fixture folder is collected by its expected.json."""
    if file_path.name != "expected.json":
        return None
    from articlegrab.fixtures import is_fixture

    return FixtureFile.from_parent(parent, path=file_path) if is_fixture(file_path.parent) else None


class FixtureFile(pytest.File):
    """One fixture."""

    def collect(self) -> Iterator[pytest.Item]:
        """A test for each field that is expected."""
        from articlegrab.fixtures import Fixture

        fixture = Fixture(self.path.parent)
        for field in fixture.fields():
            yield FieldTest.from_parent(self, name=field, fixture=fixture)


class FieldTest(pytest.Item):
    """One field of one fixture."""

    def __init__(self, *, fixture: Fixture, **given: Any) -> None:
        super().__init__(**given)
        self._fixture = fixture

    def runtest(self) -> None:
        """Compare; or with --articlegrab-update, write down what comes out."""
        if self.config.getoption("articlegrab_update"):
            self._fixture.rewrite(self.name)
        if self.name in self._fixture.expected and (failures := self._fixture.failures(self.name)):
            raise Unexpected("\n".join(failures))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What differs, without the plugin's own stack."""
        if isinstance(excinfo.value, Unexpected):
            hint = "if this is what the page should give: pytest --articlegrab-update"
            return f"{self._fixture.folder}\n{excinfo.value}\n\n{hint}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """What pytest calls it in its reports."""
        return self.path, None, f"{self.path.parent.name}: {self.name}"


class Unexpected(AssertionError):
    """A field is not as expected; the message says where."""
