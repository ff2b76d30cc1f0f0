"""What a client and a worker say to each other: a task is a function with its arguments; it may tell things on the way.

A worker reads one `Call`, and sends any number of `Told`, then one `Ended`. A connection that closes before that means
that the worker died.
"""

from __future__ import annotations

import os
import pickle
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pkgutil import resolve_name
from typing import Any, TypeAlias

from hubao.errors import HubaoError

__all__ = [
    "PYTHON",
    "Call",
    "Ended",
    "Task",
    "Tell",
    "Told",
    "WorkerDiedError",
    "WorkerError",
    "answered",
    "outcome",
    "perform",
    "same_surroundings",
]

PYTHON = (
    sys.executable,
    "-P",  # no file of the folder it happens to start in can take the place of a module
    "-Xfrozen_modules=off",  # as kernels are started, for their debugger
    "-c",
)
"""How a worker is started; what it is to do follows."""

Tell: TypeAlias = Callable[[Any], None]
"""What a task's function gets as its first argument: it sends a value to the client at once."""


class WorkerDiedError(RuntimeError):
    """The worker's process ended before its task did: killed, out of memory, or by ``os._exit``."""


class WorkerError(RuntimeError):
    """A task's function raised: its traceback as text."""


@dataclass(frozen=True, slots=True)
class Call:
    """A module-level function, which gets a `Tell` first, and its other arguments.

    The function may be given by name, as ``package.module:function``, by a client that need not import it.
    """

    function: Callable[..., Any] | str
    arguments: tuple[Any, ...]

    def __call__(self, *before: Any) -> Any:
        """Call the function."""
        function = resolve_name(self.function) if isinstance(self.function, str) else self.function
        return function(*before, *self.arguments)


@dataclass(frozen=True, slots=True)
class Told:
    """Something a task tells on the way."""

    value: Any


@dataclass(frozen=True, slots=True)
class Ended:
    """How a task ended: with a value, with an error meant for the user, or with the traceback of a fault."""

    value: Any = None
    error: Exception | None = None
    fault: str = ""

    @classmethod
    def of(cls, error: BaseException) -> Ended:
        """The end by an exception: our own errors and the system's go over as they are, others as text."""
        if isinstance(error, HubaoError | OSError):
            try:
                pickle.dumps(error)
            except Exception:
                pass
            else:
                return cls(error=error)
        return cls(fault="".join(traceback.format_exception(error)))


def answered(call: Call) -> Ended:
    """Do a call that takes no `Tell`, and say how it ended."""
    try:
        return Ended(call())
    except Exception as error:
        return Ended.of(error)


def outcome(ended: Ended) -> Any:
    """The value a task ended with.

    Raises:
        HubaoError, OSError: the task's own.
        WorkerError: it raised something else.
    """
    if ended.error is not None:
        raise ended.error
    if ended.fault:
        raise WorkerError(ended.fault)
    return ended.value


def perform(call: Call, connection: Connection) -> None:
    """Do a call's work and send how it ended; a client that has gone away is no error."""
    try:
        value = call(lambda said: connection.send(Told(said)))
        connection.send(Ended(value))
    except (BrokenPipeError, ConnectionResetError):
        return
    except BaseException as error:
        connection.send(Ended.of(error))


@dataclass(slots=True)
class Task:
    """A task under way, seen by its client.

    Attributes:
        connection: to wait for, e.g. with ``multiprocessing.connection.wait``.
        process: the worker's process id, which leads a process group of its own where there are such.
        release: called once when the task has ended and its worker may be used again.
        abandon: called once when the worker died or must not be used again.
    """

    connection: Connection
    process: int
    release: Callable[[], None]
    abandon: Callable[[], None]

    def receive(self) -> Told | Ended:
        """The next thing told, or the end; waits for it.

        Raises:
            WorkerDiedError: the worker is gone.
        """
        try:
            said: Told | Ended = self.connection.recv()
        except (EOFError, OSError) as error:
            self.abandon()
            message = f"worker {self.process} died"
            raise WorkerDiedError(message) from error
        if isinstance(said, Ended):
            self.release()
        return said

    def told(self) -> Iterator[Any]:
        """Everything told, until the end; the last value is the function's own.

        Raises:
            WorkerDiedError: the worker is gone.
            HubaoError, OSError: the function's own.
            WorkerError: it raised something else.
        """
        while isinstance(said := self.receive(), Told):
            yield said.value
        yield outcome(said)

    def result(self) -> Any:
        """The function's value; raises as `told` does."""
        *_, value = self.told()
        return value


def same_surroundings(environment: dict[str, str], folder: str) -> None:
    """Give this process its client's environment and folder, as a process started by the client would have them."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
