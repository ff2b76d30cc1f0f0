"""A notebook run in this process by papermill's own client, which finds our kernel where the sockets would be."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import redirect_stderr, redirect_stdout
from queue import Empty
from typing import Any

from papermill.clientwrap import PapermillNotebookClient

from hubao.press.warm.kernel import PressKernel

__all__ = ["CannotError", "run_here"]


class CannotError(Exception):
    """The notebook does what only a kernel of its own can do; the text says what."""


class _Channel:
    """One of the kernel's queues, read as a channel is."""

    def __init__(self, queue: deque[dict[str, Any]]) -> None:
        self._queue = queue

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """The next message.

        Raises:
            Empty: there is none, and a time to wait was given.
        """
        while not self._queue:
            if timeout is not None:
                raise Empty
            await asyncio.sleep(0)
        return self._queue.popleft()


class _Client:
    """The client's side of the kernel, as far as `nbclient` uses it."""

    def __init__(self, kernel: PressKernel) -> None:
        self._kernel = kernel
        self.shell_channel = _Channel(kernel.session.replies)
        self.iopub_channel = _Channel(kernel.session.output)
        self.allow_stdin = False

    def start_channels(self) -> None:
        """Nothing to start."""

    def stop_channels(self) -> None:
        """Nothing to stop."""

    def wait_for_ready(self, timeout: float | None = None) -> None:
        """It is."""

    def is_alive(self) -> bool:
        """As alive as this process."""
        return True

    def kernel_info(self) -> str:
        """Ask the kernel about itself; returns the request's id."""
        return self._kernel.tell_about_itself()

    async def execute(self, code: str, store_history: bool = True, stop_on_error: bool = True) -> str:
        """Run a cell; returns the request's id.

        Raises:
            CannotError: the cell did what this kernel cannot carry further.
        """
        done = await self._kernel.execute(code, store_history=store_history, stop_on_error=stop_on_error)
        if any(message["msg_type"] == "comm_open" for message in self._kernel.session.output):
            message = "it opens a widget's channel (comm)"
            raise CannotError(message)
        if self._kernel.leaving:
            message = "it ends its kernel (exit)"
            raise CannotError(message)
        return done


class _Manager:
    """The kernel's manager, as far as `nbclient` uses it: the kernel runs already."""

    has_kernel = True

    def __init__(self, kernel: PressKernel) -> None:
        self._kernel = kernel

    def client(self) -> _Client:
        """A client of the kernel."""
        return _Client(self._kernel)


def run_here(client: PapermillNotebookClient, kernel: PressKernel) -> None:
    """Run a notebook's cells in this process.

    Args:
        client: papermill's client, with the notebook and the manager that is told of every cell.
        kernel: a kernel whose shell is still fresh; it takes this process over.

    Raises:
        CannotError: a cell did what only a kernel of its own can do; the notebook must be run anew by another engine.
    """
    kernel.begin()
    client.km = _Manager(kernel)
    client.owns_km = False
    client.execute()


async def rehearsal(kernel: PressKernel) -> None:
    """Run a few cells whose output nobody reads."""
    with redirect_stdout(kernel.out), redirect_stderr(kernel.err):
        for code in ("1 + 1", "print(1)", "%time 1"):
            await kernel.execute(code, store_history=False, stop_on_error=True)
