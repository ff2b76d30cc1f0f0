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
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import recv_handle, send_handle
from typing import Any, NoReturn

from hubao.press.warm.tasks import Call, Ended, Task, WorkerError, perform

__all__ = ["ForkServer", "serve"]

_FORK = b"fork"


class ForkServer:
    """The client's side of a server.

    Safe to use from several threads; a process that was itself forked must make a server of its own.
    """

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-P",  # no file of the folder it happens to start in can take the place of a module
                    "-Xfrozen_modules=off",  # as kernels are started, for their debugger
                    "-c",
                    f"from hubao.press.warm.forks import serve; serve({theirs.fileno()})",
                ],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._control = Connection(ours.detach())
        self._lock = threading.Lock()
        self.owner = os.getpid()

    @property
    def alive(self) -> bool:
        """Whether the server runs and belongs to this process."""
        return self.owner == os.getpid() and not self._control.closed and self._process.poll() is None

    def prepare(self, function: Callable[..., Any], *arguments: Any) -> None:
        """Call a function in the server itself: what it imports and keeps, every later task finds there.

        Raises:
            WorkerError: the function raised.
        """
        with self._lock:
            self._control.send_bytes(pickle.dumps(Call(function, arguments)))
            try:
                ended: Ended = self._control.recv()
            except EOFError:
                ended = Ended(failure="the server ended")
        if ended.failure:
            raise WorkerError(ended.failure)

    def run(self, function: Callable[..., Any], *arguments: Any) -> Task:
        """Begin a task in a fresh process."""
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            self._control.send_bytes(_FORK)
            send_handle(self._control, theirs.fileno(), self._process.pid)
            process: int = self._control.recv()
        connection = Connection(ours.detach())
        connection.send(Call(function, arguments))
        return Task(connection, process, connection.close, connection.close)

    def kill(self, task: Task) -> None:
        """End a task's process at once, with all that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(task.process, signal.SIGKILL)
        task.abandon()

    def close(self) -> None:
        """End the server and every task under way."""
        if self.owner == os.getpid() and not self._control.closed:
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
    while True:
        try:
            wait([control])
            message = control.recv_bytes()
            if message == _FORK:
                children.add(_fork(control))
            else:
                control.send(_prepared(message))
        except (EOFError, OSError):
            break
        children -= _finished(children)
    for child in children - _finished(children):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
    os._exit(0)


def _prepared(message: bytes) -> Ended:
    try:
        call: Call = pickle.loads(message)
        call.function(*call.arguments)
    except Exception:
        return Ended(failure=traceback.format_exc())
    return Ended()


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
        connection = Connection(handle)
        with contextlib.suppress(EOFError, OSError):
            perform(connection.recv(), connection)
        connection.close()
    finally:
        os._exit(0)


def _finished(children: set[int]) -> set[int]:
    ended = set()
    for child in children:
        with contextlib.suppress(ChildProcessError):
            if os.waitpid(child, os.WNOHANG) == (0, 0):
                continue
        ended.add(child)
    return ended
