"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

__all__ = ["write_bytes"]


def write_bytes(data: bytes, path: Path, aside: Path | None = None) -> None:
    """Write a file whole or not at all: aside, flushed to the disk, then renamed.

    Args:
        data: its contents.
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
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        written.chmod(0o644)
        written.replace(path)
    except BaseException:
        written.unlink(missing_ok=True)
        raise
