"""Running one notebook through papermill, in this process or in a kernel of its own, without the user's own settings.

Both engines leave the same executed notebook. Ours (`hubao.press.warm`) needs a process that has everything imported;
the stock engine starts a kernel, and is also where a notebook goes that needs one.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hubao import errors
from hubao.errors import HubaoError, ReportError
from hubao.press.request import Engine

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["INJECTED_TAG", "CellError", "read_notebook", "run_notebook"]

INJECTED_TAG = "injected-parameters"
"""papermill's mark on the cell with the parameters it adds."""

_KERNEL = (
    "--IPKernelApp.log_level=50",  # else each kernel warns that it talks over TCP, which never leaves this machine
    "--InteractiveShellApp.exec_PYTHONSTARTUP=False",
)
_OWN_ERRORS = frozenset(name for name in errors.__all__ if issubclass(getattr(errors, name), HubaoError))
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class CellError(ReportError):
    """A cell failed.

    Attributes:
        cell: the cell, as its author counts, with its id.
        trace: the traceback the notebook shows, without colours.
    """

    def __init__(self, message: str, cell: str, trace: str) -> None:
        super().__init__(message)
        self.cell = cell
        self.trace = trace


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook as it lies.

    Raises:
        ReportError: it cannot be opened, or is no notebook.
    """
    import nbformat  # half a second, which the process that only hands out the work need not spend

    try:
        notebook: NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]  # no types
    except Exception as error:  # a broken notebook makes the library raise almost anything
        message = f"笔记本 {path.name} 读不懂（{type(error).__name__}）。请从版本库取回原来的笔记本。"
        raise ReportError(message) from error
    return notebook


def run_notebook(
    notebook: Path, parameters: Mapping[str, object], root: Path, engine: Engine = "nbclient"
) -> NotebookNode:
    """Run a notebook from top to bottom.

    Args:
        notebook: the notebook; it is not changed.
        parameters: values for its parameters cell.
        root: the folder it runs in, the project's.
        engine: ``warm`` runs it in this very process, which must not be used for anything else afterwards.

    Returns:
        The executed notebook, with papermill's cell of parameters.

    Raises:
        CellError: a cell failed; the message names the cell, as the author counts them, and the cause.
    """
    from papermill import PapermillExecutionError

    try:
        if engine == "warm":
            from hubao.press.warm.here import CannotError
            from hubao.press.warm.inside import run_inside

            with suppress(CannotError):
                return run_inside(notebook, parameters, root)
        return _run_in_kernel(read_notebook(notebook), parameters, root)
    except PapermillExecutionError as error:
        cell = _place(read_notebook(notebook), error)
        cause = error.evalue if error.ename in _OWN_ERRORS else f"{error.ename}：{error.evalue}"
        message = f"{notebook.name} {cell}运行出错，报告未生成。{cause}"
        raise CellError(message, cell, _COLOURS.sub("", "\n".join(error.traceback))) from None


def _run_in_kernel(source: NotebookNode, parameters: Mapping[str, object], root: Path) -> NotebookNode:
    from papermill import execute_notebook

    with tempfile.TemporaryDirectory(prefix="hubao-", ignore_cleanup_errors=True) as scratch:
        executed: NotebookNode = execute_notebook(
            source,
            None,
            dict(parameters),
            kernel_name="python3",
            progress_bar=False,
            cwd=str(root),
            # An analyst's IPython profile may run code at start; a report must not depend on it.
            extra_arguments=[*_KERNEL, f"--ipython-dir={scratch}"],
        )
    return executed


def _place(source: NotebookNode, error: Any) -> str:
    """The failing cell as its author sees it: papermill's own cell, which follows the parameters, is left out."""
    tags = [cell.metadata.get("tags", ()) for cell in source.cells]
    injected = next((number for number, own in enumerate(tags, start=1) if "parameters" in own), 0)
    index = error.cell_index - (error.cell_index > injected)
    return f"第{index + 1}个单元格（{source.cells[index].get('id', '')}）"
