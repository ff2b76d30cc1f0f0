"""One scratch project and one printing of real reports, shared by all tests that only read them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.press.projects import SHOWN, InThisProcess, Said, executed_at_once, hubao, small_project, write_notebook


@dataclass(frozen=True)
class Printed:
    """A project whose reports were printed, what the command said, and what its kernels said past it."""

    project: Path
    out: Path
    said: Said
    noise: str


@pytest.fixture(scope="session")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """The real notebook, in both formats, for an ordinary agency and a vetoed one."""
    project = small_project(tmp_path_factory.mktemp("printed"))
    words = ("render", "2024", "--agency", "D01", "--agency", "B07", "--agency", "D01", "--keep-notebooks")
    with past_the_command(project / "noise") as noise:
        said = hubao(project, *words, "--jobs", "1")
    return Printed(project, project / "reports" / "2024", said, noise.read_text(encoding="utf-8"))


@contextmanager
def past_the_command(caught: Path) -> Iterator[Path]:
    """Catch in a file what child processes write to the error stream, which `sys.stderr` never sees."""
    stream = os.dup(2)
    with caught.open("wb") as file:
        os.dup2(file.fileno(), 2)
    try:
        yield caught
    finally:
        os.dup2(stream, 2)
        os.close(stream)


@pytest.fixture
def without_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports are made at once, where a test is not about running notebooks."""
    at_once(monkeypatch)


def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make reports at once and in this process, where other parts can be put in the place of ours."""
    monkeypatch.setattr("hubao.press.warm.crew.crew", InThisProcess)
    monkeypatch.setattr("hubao.press.printer.run_notebook", executed_at_once)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A scratch project whose agency notebook shows a head and nothing else."""
    made = small_project(tmp_path / "project")
    write_notebook(made, SHOWN)
    return made
