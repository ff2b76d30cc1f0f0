"""Workers for systems that cannot fork: each does one task after the other, in a namespace made anew for each.

Only a process of its own protects a notebook from the one before. Here the shell, the working folder, the environment,
module search, warning filters, matplotlib's settings and what was prepared are set back after each task; a module that
a notebook itself has changed stays changed, so a worker is also replaced now and then.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import secrets
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import Any

from hubao.press.warm.tasks import PYTHON, Call, Ended, Task, WorkerDiedError, answered, outcome, perform

__all__ = ["FreshWorkers", "join"]

_RETIRED_AFTER = 50
"""Tasks a worker does before another takes its place, so that what notebooks leave behind cannot grow."""

_PATIENCE = 2
"""Seconds a worker has to end by itself."""


@dataclass(slots=True, eq=False)
class _Worker:
    process: subprocess.Popen[bytes]
    connection: Connection
    done: int = field(default=0)

    def end(self) -> None:
        """End the process: at once when it is idle, by force when it does not listen."""
        self.connection.close()
        try:
            self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class FreshWorkers:
    """The client's side: as many workers as tasks under way. The same methods as `ForkServer`."""

    shared = True

    def __init__(self) -> None:
        self._idle: list[_Worker] = []
        self._busy: set[_Worker] = set()
        self._prepared: list[tuple[Callable[..., Any] | str, tuple[Any, ...]]] = []
        self._lock = threading.Lock()
        self._closed = False

    @property
    def alive(self) -> bool:
        """Whether workers can be had."""
        return not self._closed

    def prepare(self, function: Callable[..., Any] | str, *arguments: Any) -> Any:
        """Call a function in every worker, also in those that come later; see `ForkServer.prepare`."""
        with self._lock:
            self._prepared = [call for call in self._prepared if call[0] != function] + [(function, arguments)]
            if not self._idle:
                self._idle.append(self._started(self._prepared[:-1]))
            values = [_prepare(worker, function, arguments) for worker in self._idle]
        return values[0]

    def run(self, function: Callable[..., Any] | str, *arguments: Any) -> Task:
        """Begin a task in an idle worker, or in a new one."""
        with self._lock:
            worker = self._idle.pop() if self._idle else self._started(self._prepared)
            self._busy.add(worker)
        worker.connection.send(Call(function, arguments))

        def release() -> None:
            worker.done += 1
            with self._lock:
                self._busy.discard(worker)
                if worker.done < _RETIRED_AFTER and not self._closed:
                    self._idle.append(worker)
                    return
            worker.end()

        def abandon() -> None:
            with self._lock:
                self._busy.discard(worker)
            worker.end()

        return Task(worker.connection, worker.process.pid, release, abandon)

    def kill(self, task: Task) -> None:
        """End a task's worker at once."""
        for worker in tuple(self._busy):
            if worker.connection is task.connection:
                worker.process.kill()
        task.abandon()

    def close(self) -> None:
        """End all workers."""
        with self._lock:
            self._closed = True
            workers = [*self._idle, *self._busy]
            self._idle.clear()
            self._busy.clear()
        for worker in workers:
            worker.end()

    def _started(self, prepared: list[tuple[Callable[..., Any] | str, tuple[Any, ...]]]) -> _Worker:
        key = secrets.token_bytes(16)
        with Listener(authkey=key) as listener:
            process = subprocess.Popen(
                [*PYTHON, "from hubao.press.warm.fresh import join; join()"], stdin=subprocess.PIPE
            )
            assert process.stdin is not None
            with process.stdin:
                pickle.dump((listener.address, key), process.stdin)
            worker = _Worker(process, listener.accept())
        for function, arguments in prepared:
            _prepare(worker, function, arguments)
        return worker


def _prepare(worker: _Worker, function: Callable[..., Any] | str, arguments: tuple[Any, ...]) -> Any:
    try:
        worker.connection.send(_Preparation(function, arguments))
        ended: Ended = worker.connection.recv()
    except (EOFError, OSError) as error:
        message = f"worker {worker.process.pid} died"
        raise WorkerDiedError(message) from error
    return outcome(ended)


class _Preparation(Call):
    """A call whose effects stay."""

    __slots__ = ()


def join() -> None:
    """Be a worker: take calls from the client whose address comes in on standard input, until it goes away."""
    address, key = pickle.load(sys.stdin.buffer)
    connection = Client(address, authkey=key)
    sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123  # for as long as the process lives
    with contextlib.suppress(EOFError, OSError):
        while True:
            call = connection.recv()
            if isinstance(call, _Preparation):
                connection.send(answered(call))
            else:
                with _set_back():
                    perform(call, connection)


@contextmanager
def _set_back() -> Iterator[None]:
    """Set back, afterwards, what a notebook most easily changes for the next one."""
    folder, environment, search = Path.cwd(), dict(os.environ), list(sys.path)
    streams = sys.stdout, sys.stderr
    descriptors = [os.dup(number) for number in (1, 2)]
    main = sys.modules["__main__"]
    with warnings.catch_warnings(), _plain_charts():
        try:
            yield
        finally:
            os.chdir(folder)
            os.environ.clear()
            os.environ.update(environment)
            sys.path[:] = search
            sys.stdout, sys.stderr = streams
            for number, copy in zip((1, 2), descriptors, strict=True):
                os.dup2(copy, number)
                os.close(copy)
            sys.modules["__main__"] = main


@contextmanager
def _plain_charts() -> Iterator[None]:
    matplotlib = sys.modules.get("matplotlib")
    if matplotlib is None:
        yield
        return
    with matplotlib.rc_context():
        yield
