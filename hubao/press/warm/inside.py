"""A notebook printed in a process that is itself the fresh fork: papermill's steps, taken where the process stands."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import chdir
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines
from papermill.execute import raise_for_execution_errors, remove_error_markers
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from hubao.press.warm.here import run_here
from hubao.press.warm.ready import fresh_kernel

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["loaded", "run_inside"]

_INSIDE = "hubao-inside"
"""The engine's name; it is no entry point, since it must only be used in a process made for one notebook."""

_KERNEL = "python3"


class _InsideEngine(Engine):  # type: ignore[misc]  # papermill has no types
    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> None:
        """Run a notebook's cells in this process; raises `CannotError` where it cannot."""
        run_here(PapermillNotebookClient(nb_man, kernel_name=kernel_name), fresh_kernel())


papermill_engines.register(_INSIDE, _InsideEngine)


@lru_cache(maxsize=8)
def loaded(notebook: Path, signed: tuple[int, int]) -> NotebookNode:
    """A notebook as papermill reads it: once for all the forks of this process.

    Args:
        notebook: the notebook.
        signed: its size and time of change, so that a changed one is read anew.
    """
    node: NotebookNode = load_notebook_node(str(notebook))
    return node


def run_inside(notebook: Path, parameters: Mapping[str, object], root: Path) -> NotebookNode:
    """Run a notebook as ``papermill.execute_notebook`` does, without writing it anywhere.

    Args:
        notebook: the notebook.
        parameters: values for its parameters cell.
        root: the folder it runs in.

    Raises:
        CannotError: the notebook needs a kernel of its own.
        PapermillExecutionError: a cell failed.
    """
    stat = notebook.stat()
    source = loaded(notebook, (stat.st_size, stat.st_mtime_ns))
    filled = parameterize_notebook(source, dict(parameters), kernel_name=_KERNEL, engine_name=_INSIDE)
    with chdir(root):
        executed: NotebookNode = papermill_engines.execute_notebook_with_engine(
            _INSIDE, remove_error_markers(filled), _KERNEL, progress_bar=False
        )
    raise_for_execution_errors(executed, None)
    return executed
