"""The workers of this process: one crew, started when first needed, for every batch."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable
from typing import Any, Protocol

from hubao.press.warm.forks import ForkServer, has_fork
from hubao.press.warm.fresh import FreshWorkers
from hubao.press.warm.tasks import Task

__all__ = ["Crew", "crew", "new_crew"]


class Crew(Protocol):
    """Workers that have everything imported; each task finds a fresh one."""

    shared: bool

    @property
    def alive(self) -> bool:
        """Whether workers can be had."""

    def prepare(self, function: Callable[..., Any] | str, *arguments: Any) -> Any:
        """Call a function whose effects every later task finds; see `ForkServer.prepare`."""

    def run(self, function: Callable[..., Any] | str, *arguments: Any) -> Task:
        """Begin a task."""

    def kill(self, task: Task) -> None:
        """End a task's process at once."""

    def close(self) -> None:
        """End all workers."""


_crew: Crew | None = None
_lock = threading.Lock()


def crew() -> Crew:
    """This process's crew for batches, ready to work."""
    global _crew
    with _lock:
        if _crew is None or not _crew.alive:
            _crew = new_crew()
        return _crew


def new_crew() -> Crew:
    """A crew of one's own, ready to work: forks where they can be had, else fresh namespaces."""
    made: Crew = ForkServer() if has_fork() else FreshWorkers()
    atexit.register(made.close)
    made.prepare("hubao.press.warm.ready:get_ready")
    return made
