"""What a client and a worker say to each other: a task is a function with its arguments; it may tell things on the way.

A worker reads one `Call`, and sends any number of `Told`, then one `Ended`. A connection that closes before that means
that the worker died.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, TypeAlias

__all__ = ["Call", "Ended", "Task", "Tell", "Told", "WorkerDiedError", "WorkerError", "perform"]

Tell: TypeAlias = Callable[[Any], None]
"""What a task's function gets as its first argument: it sends a value to the client at once."""


class WorkerDiedError(RuntimeError):
    """The worker's process ended before its task did: killed, out of memory, or by ``os._exit``."""


class WorkerError(RuntimeError):
    """A task's function raised: its traceback as text."""


@dataclass(frozen=True, slots=True)
class Call:
    """A module-level function, which gets a `Tell` first, and its other arguments."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Something a task tells on the way."""

    value: Any


@dataclass(frozen=True, slots=True)
class Ended:
    """How a task ended: with a value, or with the traceback of what it raised."""

    value: Any = None
    failure: str = ""


def perform(call: Call, connection: Connection) -> None:
    """Do a call's work and send how it ended; a client that has gone away is no error."""
    try:
        value = call.function(lambda said: connection.send(Told(said)), *call.arguments)
        connection.send(Ended(value))
    except (BrokenPipeError, ConnectionResetError):
        return
    except BaseException:
        connection.send(Ended(failure=traceback.format_exc()))


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
            WorkerError: the function raised.
        """
        while isinstance(said := self.receive(), Told):
            yield said.value
        if said.failure:
            raise WorkerError(said.failure)
        yield said.value

    def result(self) -> Any:
        """The function's value; raises as `told` does."""
        *_, value = self.told()
        return value


def same_surroundings(environment: dict[str, str], folder: str) -> None:
    """Give this process its client's environment and folder, as a process started by the client would have them."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
