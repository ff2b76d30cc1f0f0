"""A server process that has everything imported and prepared, and forks a fresh process of itself for each task.

The server is started anew with ``exec``, so that nothing of its client is copied: neither threads nor locks. It has one
thread and does nothing but fork; what a task does to its own process, the next task never sees. It lives in a session
of its own, where the terminal's Ctrl-C does not reach, and ends, with all its children, when its client does.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle, send_handle
from typing import Any, NoReturn

from hubao.press.warm.tasks import PYTHON, Call, Ended, Task, WorkerDiedError, answered, outcome, perform

__all__ = ["ForkServer", "has_fork", "serve"]

_FORK = b"fork"


def has_fork() -> bool:
    """Whether a process can safely be forked here; on macOS, system libraries do not survive it."""
    return hasattr(os, "fork") and sys.platform != "darwin"


class ForkServer:
    """The client's side of a server.

    Safe to use from several threads; a process that was itself forked must make a server of its own.
    """

    shared = False
    """Whether one process does several tasks."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [*PYTHON, f"from hubao.press.warm.forks import serve; serve({theirs.fileno()})"],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                cwd=os.sep,  # its own folder must not go away; tasks have theirs
            )
        self._control = Connection(ours.detach())
        self._lock = threading.Lock()
        self._owner = os.getpid()

    @property
    def alive(self) -> bool:
        """Whether the server runs and belongs to this process."""
        return self._owner == os.getpid() and not self._control.closed and self._process.poll() is None

    def prepare(self, function: Callable[..., Any] | str, *arguments: Any) -> Any:
        """Call a function in the server itself: what it imports and keeps, every later task finds there.

        Returns:
            The function's value.

        Raises:
            HubaoError, OSError: the function's own.
            WorkerError: it raised something else.
            WorkerDiedError: the server is gone.
        """
        with self._in_step():
            self._control.send_bytes(pickle.dumps(Call(function, arguments)))
            ended: Ended = self._control.recv()
        return outcome(ended)

    def run(self, function: Callable[..., Any] | str, *arguments: Any) -> Task:
        """Begin a task in a fresh process.

        Raises:
            WorkerDiedError: the server is gone.
        """
        ours, theirs = socket.socketpair()
        connection = Connection(ours.detach())
        with theirs, self._in_step():
            self._control.send_bytes(_FORK)
            send_handle(self._control, theirs.fileno(), self._process.pid)
            process: int = self._control.recv()
            connection.send(Call(function, arguments))
        return Task(connection, process, connection.close, connection.close)

    @contextmanager
    def _in_step(self) -> Iterator[None]:
        """Ask the server something and have its answer, alone.

        A client that is interrupted before the answer has come must not take it for that to its next question: it lets
        the server go.
        """
        with self._lock:
            try:
                yield
            except (EOFError, OSError) as error:
                message = "the server died"
                raise WorkerDiedError(message) from error
            except BaseException:
                self._control.close()
                raise

    def kill(self, task: Task) -> None:
        """End a task's process at once, with all that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(task.process, signal.SIGKILL)
        task.abandon()

    def close(self) -> None:
        """End the server and every task under way."""
        if self._owner == os.getpid() and not self._control.closed:
            self._control.close()
            self._process.wait()


def serve(handle: int) -> NoReturn:
    """Be a server until the client goes away. It is never left by returning.

    Args:
        handle: the descriptor of the socket to the client.
    """
    control = Connection(handle)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    children: set[int] = set()
    signal.signal(signal.SIGCHLD, lambda number, frame: children.difference_update(_finished(children)))
    while True:
        try:
            message = control.recv_bytes()
            if message == _FORK:
                children.add(_fork(control))
                children -= _finished(children)  # one that died before it was known here
            else:
                control.send(answered(pickle.loads(message)))
        except (EOFError, OSError):
            break
    for child in children - _finished(children):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
    sys.exit(0)


def _fork(control: Connection) -> int:
    handle = recv_handle(control)
    child = os.fork()
    if child == 0:
        control.close()
        _work(handle)
    os.close(handle)
    with contextlib.suppress(PermissionError, ProcessLookupError):
        os.setpgid(child, child)  # by both sides, whoever comes first: the group must exist before anybody kills it
    control.send(child)
    return child


def _work(handle: int) -> NoReturn:
    """Do one task in a process of its own, and end it."""
    try:
        with contextlib.suppress(PermissionError):
            os.setpgid(0, 0)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        connection = Connection(handle)
        with contextlib.suppress(EOFError, OSError):
            perform(connection.recv(), connection)
        connection.close()
    finally:
        os._exit(0)


def _finished(children: set[int]) -> set[int]:
    ended = set()
    for child in tuple(children):
        with contextlib.suppress(ChildProcessError):
            if os.waitpid(child, os.WNOHANG) == (0, 0):
                continue
        ended.add(child)
    return ended
