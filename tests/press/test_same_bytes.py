"""The same bytes by every road: our press, papermill and nbconvert by hand, one process or two, any surroundings."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from nbconvert.exporters import get_exporter

from tests.press.conftest import Printed
from tests.press.projects import files_below, small_project

ELSEWHERE = {
    "PYTHONHASHSEED": "12345",
    "TZ": "Asia/Kathmandu",
    "LANG": "de_DE.UTF-8",
    "LC_ALL": "C.UTF-8",
    "COLUMNS": "40",
}


def surroundings(folder: Path) -> dict[str, str]:
    """Another home with settings of its own for IPython and matplotlib, another clock, locale and hash seed."""
    startup = folder / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("raise SystemExit('an analyst’s own startup file')", encoding="utf-8")
    (folder / "matplotlibrc").write_text("lines.linewidth: 9\nfont.size: 30\nsvg.fonttype: none\n", encoding="utf-8")
    (folder / "startup.py").write_text("raise SystemExit('PYTHONSTARTUP')", encoding="utf-8")
    own = {"MATPLOTLIBRC": folder, "IPYTHONDIR": folder / "ipython", "PYTHONSTARTUP": folder / "startup.py"}
    return {**os.environ, **ELSEWHERE, "HOME": str(folder), **{name: str(path) for name, path in own.items()}}


def run(words: list[str], folder: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_papermill_and_nbconvert_by_hand_give_the_bytes_of_the_press(printed: Printed, tmp_path: Path):
    """As the contract has it: three commands, at the project's folder."""
    environment = {**os.environ, **ELSEWHERE}
    executed = tmp_path / "out.ipynb"
    words = ["papermill", "notebooks/agency.ipynb", str(executed), "-f", "params/runs/agency-2024.yaml"]
    run([*words, "-p", "agency", "D01", "--no-progress-bar"], printed.project, environment)
    run(["nbconvert", "--to", "hubao_html", str(executed)], printed.project, environment)
    assert (tmp_path / "out.html").read_bytes() == (printed.out / "agencies/D01.html").read_bytes()
    paper, _ = get_exporter("hubao_pdf")().from_filename(str(executed))  # as `nbconvert --to hubao_pdf` does
    assert paper == (printed.out / "agencies/D01.pdf").read_bytes()


@pytest.mark.slow
def test_two_processes_in_other_surroundings_give_the_same_folder(printed: Printed, tmp_path: Path):
    project = small_project(tmp_path / "另一处")
    words = ["hubao", "render", "2024", "--agency", "B07", "--agency", "D01", "--keep-notebooks", "--jobs", "2"]
    run(words, project / "params" / "policy", surroundings(tmp_path / "home"))
    assert files_below(project / "reports" / "2024") == files_below(printed.out)


@pytest.mark.slow
def test_the_offices_papers_too(tmp_path: Path):
    first, second = small_project(tmp_path / "甲"), small_project(tmp_path / "乙")
    words = ["hubao", "render", "2024", "--report", "annual", "--jobs"]
    run([*words, "1"], first, {**os.environ, "PYTHONHASHSEED": "1"})
    run([*words, "2"], second / "data", surroundings(tmp_path / "home"))
    made = files_below(first / "reports" / "2024")
    assert {"annual.html", "annual.pdf", "index.html", "receipts/annual.json", "receipts/index.json"} == set(made)
    assert files_below(second / "reports" / "2024") == made
