"""The workers of this process, and who keeps them."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable
from typing import Any, Protocol

from hubao.press.warm.forks import ForkServer, has_fork
from hubao.press.warm.fresh import FreshWorkers
from hubao.press.warm.tasks import Task

__all__ = ["Crew", "Keeper", "crew", "new_crew"]


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


def new_crew() -> Crew:
    """A crew of one's own, ready to work: forks where they can be had, else fresh namespaces."""
    made: Crew = ForkServer() if has_fork() else FreshWorkers()
    atexit.register(made.close)
    made.prepare("hubao.press.warm.ready:get_ready")
    return made


class Keeper:
    """Keeps a crew for this process: started when it is first asked for, and again when it is gone."""

    def __init__(self) -> None:
        self._crew: Crew | None = None
        self._lock = threading.Lock()

    def __call__(self) -> Crew:
        """The crew, ready to work."""
        with self._lock:
            if self._crew is None or not self._crew.alive:
                self._crew = new_crew()
            return self._crew


crew = Keeper()
"""The crew of batches."""
