"""What a worker server does before its first task: import everything once, and try it once."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hubao.press.warm.kernel import PressKernel

__all__ = ["INLINE", "fresh_kernel", "get_ready"]

INLINE = "module://matplotlib_inline.backend_inline"
"""The face of matplotlib in a notebook, unless somebody chose another."""

_MODULES = (
    "matplotlib.backends.backend_svg",
    "matplotlib.figure",
    "nbclient",
    "pandas",
    "papermill",
    "pypdfium2",
    "hubao.press.printer",
    "hubao.report.agency",
    "hubao.report.annual",
    "hubao.report.quota_pages",
    "hubao.report.typst_face",
)
"""What reports need. `matplotlib.pyplot` is not among them: it chooses its face when a notebook imports it."""

_SLOW = "rfc3987_syntax"
"""Takes a second to import, and is there only for jsonschema's check of one kind of text (IRI), which is left out."""

_kernel: PressKernel | None = None


def get_ready() -> None:
    """Import everything, and make the kernel that every fork of this process will find fresh."""
    global _kernel
    os.environ.setdefault("MPLBACKEND", INLINE)
    gc.disable()  # what is imported stays: looking through it again and again would take a fifth of a second
    try:
        with _without(_SLOW):
            for name in _MODULES:
                import_module(name)
    finally:
        gc.enable()
    _rehearse()
    _kernel = _made()


def fresh_kernel() -> PressKernel:
    """The kernel that was made ready, once; after that, and without getting ready, a new one."""
    global _kernel
    kernel, _kernel = _kernel or _made(), None
    return kernel


def _made() -> PressKernel:
    from hubao.press.warm.kernel import make_kernel

    return make_kernel(_folder())


@contextmanager
def _without(name: str) -> Iterator[None]:
    """Let a module look as if it were not installed, for the while."""
    known = name in sys.modules
    if not known:
        sys.modules[name] = None  # type: ignore[assignment]  # how Python marks a module that must not be imported
    try:
        yield
    finally:
        if not known:
            del sys.modules[name]


@cache
def _folder() -> str:
    """A folder for the shell's own files, the same for every kernel of this process and its forks."""
    folder = tempfile.mkdtemp(prefix="hubao-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _rehearse() -> None:
    """Run a cell in a kernel that is thrown away: what a first cell imports is then there."""
    import asyncio

    from hubao.press.warm.here import rehearsal

    with suppress(Exception):  # what fails here will fail, and be told, where it matters
        asyncio.run(rehearsal(_made()))
