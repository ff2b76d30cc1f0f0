"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

__all__ = ["whole_file", "write_bytes"]


@contextmanager
def whole_file(path: Path, aside: Path | None = None) -> Iterator[IO[bytes]]:
    """Open a file to write that takes its place whole or not at all: written aside, flushed to the disk, then renamed.

    Args:
        path: the file; its folder is made where it does not exist.
        aside: a folder of the same disk to write in until the file is whole; the file's own folder when none is given.

    Raises:
        OSError: the file cannot be written, most often since it is open in Excel; an earlier file is left as it was.
    """
    place = aside or path.parent
    for folder in {place, path.parent}:
        folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place, prefix=".~", suffix=path.suffix)
    written = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        written.chmod(0o644)
        written.replace(path)
    except BaseException:
        written.unlink(missing_ok=True)
        raise


def write_bytes(data: bytes, path: Path, aside: Path | None = None) -> None:
    """Write a file whole or not at all; see `whole_file`.

    Args:
        data: its contents.
        path: the file.
        aside: a folder of the same disk to write in until the file is whole.
    """
    with whole_file(path, aside) as file:
        file.write(data)
