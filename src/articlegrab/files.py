"""Files that are written whole or not at all, whatever happens meanwhile."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from articlegrab.errors import ArticlegrabError, StorageError, StorageFull

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """A new file to write to, which takes the place of `path` when the block ends.

    Until then, and after any failure or kill, `path` is what it was. Raises StorageError where it cannot be written.
    """
    target = Path(path)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with storage_errors(target), part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        with storage_errors(target):
            part.replace(target)
            sync_folder(target.parent)
    finally:
        with suppress(OSError):
            part.unlink()


@contextmanager
def storage_errors(path: str | os.PathLike[str]) -> Iterator[None]:
    """What the operating system says about a file, as StorageError or StorageFull."""
    try:
        yield
    except OSError as error:
        if isinstance(error, ArticlegrabError):  # some are TimeoutErrors, which are OSErrors
            raise
        said = error.strerror or str(error)
        if error.errno in _NO_ROOM:
            raise StorageFull(f"no room left: {said}", path=str(path)) from error
        raise StorageError(f"cannot be read or written: {said}", path=str(path)) from error


def sync_folder(folder: Path) -> None:
    """Make a folder's list of names survive a loss of power."""
    if os.name != "posix":  # elsewhere a folder cannot be opened, and the file system sees to it
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
