"""A desk packed for a worker on another machine, which has neither the project nor the data."""

from __future__ import annotations

import atexit
import pickle
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from hubao.press.desk import Desk, opened, put_up
from hubao.press.jobs import Job, Outcome
from hubao.press.printer import Made, make_report, signatures, story
from hubao.press.warm.tasks import Tell

__all__ = ["make_job", "pack_desk", "unpack_desk"]


@dataclass(frozen=True, slots=True)
class _Packed:
    """What a worker needs: the desk, and the few files a notebook touches."""

    desk: Desk
    files: Mapping[str, bytes]


_POLICY = "params/policy/{}"
"""Where the file of the office's decisions lies over there."""
_unpacked = ""
"""Which desk was unpacked here last."""


def pack_desk() -> bytes:
    """Pack the desk opened in this process."""
    here = opened()
    root, policy = here.order.root, here.order.root / here.given["policy"]
    notebooks = [path for path in here.order.sources if path.parent == root / "notebooks"]
    files = {f"notebooks/{path.name}": path.read_bytes() for path in notebooks}
    files[_POLICY.format(policy.name)] = policy.read_bytes()
    files |= {path.relative_to(root).as_posix(): path.read_bytes() for path in here.book.files_beside(root)}
    return pickle.dumps(_Packed(replace(here, order=replace(here.order, root=Path(), out=Path())), files))


def unpack_desk(packed: bytes) -> None:
    """Open a packed desk in this process, in a folder of its own; once for the same desk."""
    global _unpacked
    digest = sha256(packed).hexdigest()
    if digest == _unpacked:
        return
    there: _Packed = pickle.loads(packed)
    root = Path(tempfile.mkdtemp(prefix="hubao-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    for name, content in there.files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    policy = next((root / _POLICY).parent.iterdir())
    opening, given = there.desk.opening.moved(policy, root), there.desk.given
    opening.hand_over(root / given["data"], root / given["policy"], shared=False)
    hashes = {path.name: digest for path, digest in there.desk.order.sources.items()}
    sources = {path: hashes[path.name] for path in (root / "notebooks").iterdir()}
    order = replace(there.desk.order, root=root, sources=sources, signed=signatures(sources))
    put_up(Desk(opening, there.desk.book, order, given))
    _unpacked = digest


def make_job(tell: Tell, job: Job) -> tuple[Made | None, Outcome | None]:
    """Make one report's bytes, or say why not, with the whole story as its trace."""
    order = opened().order
    try:
        return make_report(replace(job, notebook=order.root / "notebooks" / job.notebook.name), order), None
    except Exception as error:  # whatever a notebook can do wrong must not stop the other reports
        return None, story(job, error)
