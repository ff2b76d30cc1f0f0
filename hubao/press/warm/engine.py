"""papermill's entry point ``hubao``: ``papermill --engine hubao``, or ``execute_notebook(..., engine_name="hubao")``.

The notebook is run in a fresh fork of a server that has everything imported. What such a process cannot do as a kernel
of its own would is seen before or while it happens, and given to papermill's stock engine, which then runs the whole
notebook.

What differs from the stock engine: the user's own IPython profile is not loaded; a stream is one piece where the stock
engine's clock would cut it; a cell's outputs reach papermill when the cell ends; what a notebook measures of its own
process (``sys.argv``, memory, what has been imported); jsonschema's check of IRI texts is left out; and, where the
traceback of an error passes through asyncio, which words of a library's line are coloured, since Python's optimiser has
changed that code already.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbclient.exceptions import CellExecutionError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NBClientEngine
from papermill.log import logger

from hubao.press.warm.crew import Keeper
from hubao.press.warm.fitness import PASSED, unfit
from hubao.press.warm.here import CannotError, run_here
from hubao.press.warm.ready import fresh_kernel
from hubao.press.warm.tasks import Tell, WorkerDiedError, same_surroundings

__all__ = ["HubaoEngine"]

_crew = Keeper()
"""Not the crew of batches: that one may hold a year opened for them, which a notebook must not find here."""


class HubaoEngine(Engine):  # type: ignore[misc]  # papermill has no types
    """Runs notebooks in fresh processes of one warm crew per process."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> None:
        """Run a notebook's cells, as papermill asks an engine to.

        Args:
            nb_man: the execution manager, which holds the notebook.
            kernel_name: the kernel asked for.
            options: what papermill passes to an engine, and traits of `nbclient.NotebookClient`.
        """
        reason = unfit(kernel_name, options)
        if not reason:
            try:
                _Run(nb_man, kernel_name, options).follow()
            except CannotError as error:
                reason = str(error)
                nb_man.notebook_start()
        if reason:
            logger.info(f"hubao: {reason}; the stock engine runs this notebook")
            NBClientEngine.execute_managed_notebook(nb_man, kernel_name, **options)


class _Run:
    """One notebook under way in another process, and the manager that is told of it here."""

    def __init__(self, manager: Any, kernel_name: str, options: Mapping[str, Any]) -> None:
        self._manager = manager
        self._log = PapermillNotebookClient(
            manager,
            log=logger,
            log_output=options.get("log_output", False),
            stdout_file=options.get("stdout_file"),
            stderr_file=options.get("stderr_file"),
        )
        passed = {name: value for name, value in options.items() if name in PASSED}
        heard = bool(self._log.log_output or self._log.stdout_file or self._log.stderr_file)
        passed |= {"kernel_name": kernel_name, "log_output": heard}
        self._task = _crew().run(run_cells, manager.nb, passed, dict(os.environ), str(Path.cwd()))

    def follow(self) -> None:
        """Take what the other process tells, until the notebook has ended."""
        try:
            for said in self._task.told():
                if isinstance(said, tuple):
                    getattr(self, f"_{said[0]}")(*said[1:])
        except WorkerDiedError:
            message = "its process died"
            raise CannotError(message) from None
        except BaseException:
            _crew().kill(self._task)
            raise

    def _cell(self, index: int) -> Any:
        return self._manager.nb.cells[index]

    def _started(self, index: int) -> None:
        self._manager.cell_start(self._cell(index), index)

    def _shown(self, output: Any) -> None:
        self._log.log_output_message(output)

    def _failed(self, index: int, *parts: str) -> None:
        self._manager.cell_exception(self._cell(index), cell_index=index, exception=CellExecutionError(*parts))

    def _done(self, index: int, made: Mapping[str, Any]) -> None:
        cell = self._cell(index)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = made["outputs"], made["execution_count"]
        if "execution" in made:
            cell.metadata["execution"] = made["execution"]
        self._manager.cell_complete(cell, cell_index=index)

    def _ended(self, metadata: Mapping[str, Any], outputs: Mapping[int, Any]) -> None:
        """Take what is known at the end only: a later cell may have changed what an earlier one shows."""
        self._manager.nb.metadata.update(metadata)
        for index, shown in outputs.items():
            self._cell(index).outputs = shown

    def _refused(self, reason: str) -> None:
        raise CannotError(reason)


class _Teller:
    """What the client in the other process takes for papermill's manager: it tells the real one."""

    def __init__(self, notebook: Any, tell: Tell) -> None:
        self.nb = notebook
        self._tell = tell

    def cell_start(self, cell: Any, cell_index: int) -> None:
        self._tell(("started", cell_index))

    def cell_exception(self, cell: Any, cell_index: int, exception: CellExecutionError) -> None:
        self._tell(("failed", cell_index, exception.traceback, exception.ename, exception.evalue))

    def cell_complete(self, cell: Any, cell_index: int) -> None:
        if isinstance(sys.exc_info()[1], CannotError):
            return
        made = {name: cell[name] for name in ("outputs", "execution_count") if name in cell}
        if "execution" in cell.metadata:
            made["execution"] = cell.metadata["execution"]
        self._tell(("done", cell_index, made))

    def autosave_cell(self) -> None:
        """Saving is the real manager's business."""

    def shown(self, output: Any) -> None:
        self._tell(("shown", output))


class _Client(PapermillNotebookClient):  # type: ignore[misc]  # papermill has no types
    def log_output_message(self, output: Any) -> None:
        """Leave logging to the other side, which has the log and the files."""
        self.nb_man.shown(output)


def run_cells(
    tell: Tell, notebook: Any, options: Mapping[str, Any], environment: dict[str, str], folder: str
) -> tuple[Any, ...]:
    """The other side: run a notebook in this process and tell every step.

    Args:
        tell: sends a step to the client.
        notebook: the notebook.
        options: options of `nbclient`.
        environment: the client's environment.
        folder: the folder to run in.

    Returns:
        ``("ended", metadata, outputs)`` or ``("refused", reason)``.
    """
    same_surroundings(environment, folder)
    teller = _Teller(notebook, tell)
    client = _Client(teller, **options)
    try:
        run_here(client, fresh_kernel())
    except CannotError as error:
        return "refused", str(error)
    metadata = {name: notebook.metadata[name] for name in ("language_info", "widgets") if name in notebook.metadata}
    updated = {index for cells in client._display_id_map.values() for index in cells}
    return "ended", metadata, {index: notebook.cells[index].outputs for index in updated}
