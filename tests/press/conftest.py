"""One scratch project and one printing of real reports, shared by all tests that only read them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.press.projects import SHOWN, Said, hubao, small_project, write_notebook


@dataclass(frozen=True)
class Printed:
    """A project whose reports were printed, and what the command said."""

    project: Path
    out: Path
    said: Said


@pytest.fixture(scope="session")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """The real notebook, in both formats, for an ordinary agency and a vetoed one."""
    project = small_project(tmp_path_factory.mktemp("printed"))
    words = ("render", "2024", "--agency", "D01", "--agency", "B07", "--agency", "D01", "--keep-notebooks")
    said = hubao(project, *words, "--jobs", "1")
    return Printed(project, project / "reports" / "2024", said)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A scratch project whose agency notebook shows a head and nothing else."""
    made = small_project(tmp_path / "project")
    write_notebook(made, SHOWN)
    return made
