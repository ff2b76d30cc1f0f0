"""A scratch project with a handful of the sample year's agencies, notebooks of one's own, and commands run in it."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from collections.abc import Collection, Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from multiprocessing import Pipe
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import nbformat
import nbformat.v4 as v4
from nbformat import NotebookNode

from hubao.cli import main
from hubao.press.warm.tasks import Call, Task, perform
from hubao.report.blocks import MIME, Title

__all__ = [
    "AGENCIES",
    "ROOT",
    "SHOWN",
    "InThisProcess",
    "Said",
    "executed_at_once",
    "files_below",
    "hubao",
    "log_lines",
    "receipt",
    "small_project",
    "take_agencies",
    "write_notebook",
]

ROOT = Path(__file__).parents[2]
AGENCIES = ("D01", "D02", "D03", "B07", "U01", "C01")
"""Three of one group, and B07, which is vetoed."""

PARAMETERS = 'year = 2024\ndata = None\npolicy = None\nagency = "D01"'

SHOWN = f"""
from IPython.display import display
title = dict(kind="title", owner=agency, what="报告", who=agency, year=year, notice="测算材料。", sample=True)
display({{{MIME!r}: {{"blocks": [title]}}}}, raw=True)
"""
"""A cell that shows a report's head without loading the package, which would take a kernel two seconds."""


def executed_at_once(
    notebook: Path, parameters: Mapping[str, object], root: Path, engine: str = "warm"
) -> NotebookNode:
    """In the place of the engine: what a kernel would return for `SHOWN`, without the seconds it takes."""
    given = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
    title = Title(
        owner=str(parameters["agency"]),
        what="报告",
        who=str(parameters["agency"]),
        year=2024,
        notice="测算材料。",
        sample=True,
    )
    shown = v4.new_code_cell(SHOWN, id="c1")
    shown.outputs = [v4.new_output("display_data", data={MIME: {"blocks": [title.model_dump(mode="json")]}})]
    cells = [
        v4.new_code_cell(PARAMETERS, id="parameters", metadata={"tags": ["parameters"]}),
        v4.new_code_cell(given, metadata={"tags": ["injected-parameters"]}),
        shown,
    ]
    return v4.new_notebook(cells=cells, metadata={"papermill": {"parameters": dict(parameters)}})


class InThisProcess:
    """A crew without processes, for tests that put something in the place of a part."""

    shared = True
    alive = True

    def prepare(self, function: str, *arguments: Any) -> Any:
        return resolve_name(function)(*arguments)

    def run(self, function: str, *arguments: Any) -> Task:
        ours, theirs = Pipe()
        with theirs:
            perform(Call(function, arguments), theirs)
        return Task(ours, os.getpid(), ours.close, ours.close)

    def kill(self, task: Task) -> None:
        task.abandon()

    def close(self) -> None:
        pass


@dataclass(frozen=True)
class Said:
    """How a command ended and what it printed."""

    status: int
    out: str
    err: str


def hubao(folder: Path, *words: str | Path) -> Said:
    """Run a command in a folder, in this process."""
    out, err = io.StringIO(), io.StringIO()
    with chdir(folder), redirect_stdout(out), redirect_stderr(err):
        status = main([str(word) for word in words])
    return Said(status, out.getvalue(), err.getvalue())


def small_project(folder: Path, agencies: Collection[str] = AGENCIES) -> Path:
    """The project's policies and notebooks, and a few agencies of 2024."""
    for name in ("params", "notebooks"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "requirements.txt", folder)
    take_agencies(ROOT / "data" / "2024", folder / "data" / "2024", agencies)
    return folder


def take_agencies(source: Path, target: Path, agencies: Collection[str]) -> None:
    """Copy a data folder with some agencies' rows only."""
    target.mkdir(parents=True)
    shutil.copy(source / "SAMPLE.md", target)
    for path in source.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            head, *rows = csv.reader(file)
        kept = [row for row in rows if row[head.index("agency_id")] in agencies]
        with (target / path.name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([head, *kept])


def write_notebook(project: Path, *sources: str, report: str = "agency", parameters: str = PARAMETERS) -> None:
    """Put a notebook of one's own in the place of a report's: its parameters cell, then code cells c1, c2, …."""
    cells = [v4.new_code_cell(parameters, metadata={"tags": ["parameters"]}, id="parameters")]
    cells += [v4.new_code_cell(source, id=f"c{number}") for number, source in enumerate(sources, start=1)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(v4.new_notebook(cells=cells, metadata=kernel), project / "notebooks" / f"{report}.ipynb")


def receipt(out: Path, name: str) -> dict:
    return json.loads((out / "receipts" / f"{name}.json").read_text(encoding="utf-8"))


def log_lines(path: Path) -> list[dict[str, Any]]:
    """The lines of a log."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
