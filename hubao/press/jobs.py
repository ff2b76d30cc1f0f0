"""What there is to print: one job per report, with its notebook, parameters and place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hubao.errors import ReportError
from hubao.year import find_root

__all__ = ["REPORTS", "Job", "jobs_for", "known_parameters", "notebook_path"]

OFFICE = "office"

REPORTS: Mapping[str, str] = {"agency": "代办处报告", "annual": "年度报告", "quota": "名额分配说明"}
"""Report name (and notebook name) → what it is called."""


@dataclass(frozen=True, slots=True)
class Job:
    """One report to print.

    Attributes:
        report: ``agency``, ``annual`` or ``quota``.
        owner: whose report it is: an agency's id, or ``office``.
        notebook: the notebook that makes it.
        parameters: values for its parameters cell.
        stem: where it goes below the output folder, without suffix, e.g. ``agencies/D01``.
    """

    report: str
    owner: str
    notebook: Path
    parameters: Mapping[str, object]
    stem: str

    @property
    def name(self) -> str:
        """The receipt's name: the file's name without its folder and suffix."""
        return Path(self.stem).name


def notebook_path(report: str) -> Path:
    """The notebook of a report.

    Raises:
        ReportError: there is no such report.
    """
    path = find_root() / "notebooks" / f"{report}.ipynb"
    if report not in REPORTS or not path.is_file():
        known = "、".join(f"{name}（{label}）" for name, label in REPORTS.items())
        message = f"没有“{report}”这种报告。可用：{known}。"
        raise ReportError(message)
    return path


def jobs_for(
    reports: Sequence[str],
    agencies: Sequence[str],
    common: Mapping[str, object],
    extra: Mapping[str, str] | None = None,
) -> list[Job]:
    """List the jobs of a run.

    Args:
        reports: report names, see `REPORTS`.
        agencies: ids of the agencies whose reports are wanted.
        common: parameters every notebook takes: ``year``, ``data``, ``policy``.
        extra: further parameters the user gave.

    Raises:
        ReportError: an unknown report, or a parameter the notebook does not have.
    """
    jobs = []
    for report in reports:
        notebook = notebook_path(report)
        owners = agencies if report == "agency" else [OFFICE]
        for owner in owners:
            parameters = {**common, **(extra or {})}
            if owner != OFFICE:
                parameters["agency"] = owner
            stem = f"agencies/{owner}" if report == "agency" else report
            jobs.append(Job(report, owner, notebook, parameters, stem))
        if owners:
            _refuse_unknown(notebook, jobs[-1].parameters)
    return jobs


def known_parameters(notebook: Path) -> tuple[str, ...]:
    """The names assigned in a notebook's parameters cell."""
    from papermill import inspect_notebook

    return tuple(inspect_notebook(str(notebook)))


def _refuse_unknown(notebook: Path, parameters: Mapping[str, object]) -> None:
    known = known_parameters(notebook)
    unknown = [name for name in parameters if name not in known]
    if unknown:
        message = f"{notebook.name} 没有参数“{'、'.join(unknown)}”（可用：{'、'.join(known)}）。请核对拼写。"
        raise ReportError(message)
