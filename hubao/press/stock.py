"""Running one notebook through papermill's stock engine: a fresh kernel, nothing of the user's own settings in it."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hubao import errors
from hubao.errors import HubaoError, ReportError

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["INJECTED_TAG", "read_notebook", "run_notebook"]

INJECTED_TAG = "injected-parameters"
"""papermill's mark on the cell with the parameters it adds."""

_KERNEL = (
    "--IPKernelApp.log_level=50",  # else each kernel warns that it talks over TCP, which never leaves this machine
    "--InteractiveShellApp.exec_PYTHONSTARTUP=False",
)
_OWN_ERRORS = frozenset(name for name in errors.__all__ if issubclass(getattr(errors, name), HubaoError))


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


def run_notebook(notebook: Path, parameters: Mapping[str, object], root: Path) -> NotebookNode:
    """Run a notebook from top to bottom.

    Args:
        notebook: the notebook; it is not changed.
        parameters: values for its parameters cell.
        root: the folder it runs in, the project's.

    Returns:
        The executed notebook, with papermill's cell of parameters.

    Raises:
        ReportError: a cell failed; the message names the cell, as the author counts them, and the cause.
    """
    from papermill import PapermillExecutionError, execute_notebook

    source = read_notebook(notebook)
    with tempfile.TemporaryDirectory(prefix="hubao-", ignore_cleanup_errors=True) as scratch:
        try:
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
        except PapermillExecutionError as error:
            place = _place(notebook, source, error)
            cause = error.evalue if error.ename in _OWN_ERRORS else f"{error.ename}：{error.evalue}"
            message = f"{place}运行出错，报告未生成。{cause}"
            raise ReportError(message) from None
    return executed


def _place(notebook: Path, source: NotebookNode, error: Any) -> str:
    """The failing cell as its author sees it: papermill's own cell, which follows the parameters, is left out."""
    tags = [cell.metadata.get("tags", ()) for cell in source.cells]
    injected = next((number for number, own in enumerate(tags, start=1) if "parameters" in own), 0)
    index = error.cell_index - (error.cell_index > injected)
    return f"{notebook.name} 第{index + 1}个单元格（{source.cells[index].get('id', '')}）"
