"""An executed notebook as it is kept beside its report: the same bytes on every machine and any day.

Left out is what a run leaves behind of its machine and its moment: times, paths, chance ids, and warnings, which name
files and processes.
"""

from __future__ import annotations

from copy import deepcopy
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from hubao.press.stock import INJECTED_TAG

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["as_written", "kept_bytes"]


def as_written(executed: NotebookNode) -> NotebookNode:
    """The notebook without papermill's cell of parameters: its cells count as their author counts them."""
    import nbformat

    cells = [cell for cell in executed.cells if INJECTED_TAG not in cell.metadata.get("tags", ())]
    return nbformat.from_dict({**executed, "cells": cells})  # type: ignore[no-any-return, no-untyped-call]


def kept_bytes(executed: NotebookNode) -> bytes:
    """An executed notebook as a file.

    Args:
        executed: as the engine returned it; it is not changed.
    """
    import nbformat

    kept = deepcopy(executed)
    parameters = dict(kept.metadata.get("papermill", {}).get("parameters", {}))
    kept.metadata["papermill"] = {"parameters": parameters}
    kept.metadata.get("language_info", {}).pop("version", None)
    for cell in kept.cells:
        _clean(cell)
    for path in (value for value in parameters.values() if isinstance(value, str) and PurePath(value).is_absolute()):
        # papermill writes a path into the notebook with its Chinese escaped, a cell may show it as it is.
        for written in (path, ascii(path)[1:-1]):
            kept = nbformat.from_dict(_replaced(kept, written, PurePath(path).name))  # type: ignore[no-untyped-call]
    text: str = nbformat.writes(kept)  # type: ignore[no-untyped-call]  # nbformat has no types
    return f"{text}\n".encode()


def _clean(cell: NotebookNode) -> None:
    for name in ("papermill", "execution"):
        cell.metadata.pop(name, None)
    if INJECTED_TAG in cell.metadata.get("tags", ()):
        cell["id"] = INJECTED_TAG
    if "outputs" in cell:
        cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]


def _replaced(value: Any, old: str, new: str) -> Any:
    """A notebook's value with one text put in place of another, wherever it stands."""
    if isinstance(value, str):
        return value.replace(old, new)
    if isinstance(value, dict):
        return {key: _replaced(part, old, new) for key, part in value.items()}
    return [_replaced(part, old, new) for part in value] if isinstance(value, list) else value
