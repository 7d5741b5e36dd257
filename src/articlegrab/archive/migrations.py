"""The versions of the schema: a new archive goes through all of them, an old one through those it lacks."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from pathlib import Path

from articlegrab.archive import editions
from articlegrab.archive.connection import APPLICATION, Connection
from articlegrab.errors import StorageError
from articlegrab.files import storage_errors, sync_folder

_STEPS: tuple[Callable[[Connection], None] | None, ...] = (None, editions.fill)
"""For each version, in order, what has to be done besides running `data/archive/<version>.sql`."""

CURRENT = len(_STEPS)


def migrate(connection: Connection) -> None:
    """Bring an archive to the current version, in one transaction, with a copy of an old one beside it first.

    Raises StorageError where it was made by a later version of this library.
    """
    if _version(connection) == CURRENT:
        return
    if connection.read_only:
        _refuse_later(connection)
        raise StorageError(
            f"an archive of version {_version(connection)}; open it once for writing, and it becomes {CURRENT}",
            path=str(connection.path),
        )
    with connection.transaction():
        before = _version(connection)  # again: another process may have been faster
        _refuse_later(connection)
        if 0 < before < CURRENT:
            _copy(connection, before)
        for version in range(before + 1, CURRENT + 1):
            script = resources.files("articlegrab").joinpath("data", "archive", f"{version}.sql")
            connection.script(script.read_text("utf-8"))
            if step := _STEPS[version - 1]:
                step(connection)
        if before < CURRENT:
            connection.rows(f"PRAGMA application_id = {APPLICATION}")
            connection.rows(f"PRAGMA user_version = {CURRENT}")


def backup_path(path: Path, version: int) -> Path:
    """Where the copy of an archive of an old version is put."""
    return path.with_name(f"{path.name}.version-{version}")


def _version(connection: Connection) -> int:
    return int(connection.row("PRAGMA user_version")[0])


def _refuse_later(connection: Connection) -> None:
    if (version := _version(connection)) > CURRENT:
        raise StorageError(
            f"an archive of version {version}, made by a later articlegrab; this one knows {CURRENT}",
            path=str(connection.path),
        )


def _copy(connection: Connection, version: int) -> None:
    target = backup_path(connection.path, version)
    part = target.with_name(f"{target.name}.part")
    with storage_errors(target):
        part.unlink(missing_ok=True)
        connection.backup(part)
        part.replace(target)
        sync_folder(target.parent)
