"""What the warm engine must leave to papermill's stock engine, as far as it can be seen before a notebook runs."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

__all__ = ["PASSED", "unfit"]

PASSED = frozenset(
    {
        "allow_error_names",
        "allow_errors",
        "coalesce_streams",
        "force_raise_errors",
        "record_timing",
        "skip_cells_with_tag",
        "store_widget_state",
    }
)
"""Options of `nbclient` that are passed on to the client in the other process."""

_OURS = PASSED | {"autosave_cell_every", "input_path", "log_output", "start_timeout", "stderr_file", "stdout_file"}
_NO_LIMIT = {"execution_timeout", "timeout"}
_PYTHONS = ("python", "python3", "python{}.{}".format(*sys.version_info[:2]))


def unfit(kernel_name: str, options: Mapping[str, Any]) -> str:
    """Say why a notebook must have a kernel of its own; empty when it need not.

    Args:
        kernel_name: the kernel asked for.
        options: what papermill passes to the engine.
    """
    unknown = sorted(
        name
        for name, value in options.items()
        if name not in _OURS and not (name in _NO_LIMIT and (value is None or value < 0))
    )
    if unknown:
        return f"option {', '.join(unknown)} concerns a kernel of its own"
    if not _own_python(kernel_name):
        return f"kernel {kernel_name} is not this Python"
    return ""


@lru_cache(maxsize=8)
def _own_python(kernel_name: str) -> bool:
    """Whether a kernel is ipykernel in the Python that runs here."""
    try:
        spec = KernelSpecManager().get_kernel_spec(kernel_name)
    except NoSuchKernel:
        return False
    python = spec.argv[0] if spec.argv else ""
    same = python in _PYTHONS or Path(python).resolve() == Path(sys.executable).resolve()
    return same and "ipykernel_launcher" in spec.argv and not spec.env
