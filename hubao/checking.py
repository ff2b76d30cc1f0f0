"""`hubao check`: everything that is wrong with a year's inputs, told and written down in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hubao.errors import Problem, Severity
from hubao.places import data_path, policy_path
from hubao.policy.loader import load_policy
from hubao.tables.annotate import annotated_copy
from hubao.tables.inputs import collect
from hubao.tables.problems import write_problems
from hubao.tables.read import WORKBOOK
from hubao.year import limits_of

__all__ = ["ANNOTATED", "CheckResult", "check_year"]

ANNOTATED = "inputs-批注.xlsx"
"""The copy of a submitted workbook with its doubtful cells marked."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check found, and the files it wrote."""

    problems: tuple[Problem, ...]
    files: tuple[Path, ...]

    @property
    def ok(self) -> bool:
        """Whether the inputs may be scored: warnings only."""
        return all(problem.severity is Severity.WARNING for problem in self.problems)


def check_year(year: int, data: Path | None, policy: Path | None, out: Path) -> CheckResult:
    """Check a year's inputs and write ``problems.csv``, ``problems.html`` and an annotated copy of a workbook.

    The files are written when nothing is wrong too, so that none of an earlier check stays behind.

    Args:
        year: the appraisal year.
        data: input folder; default ``data/<year>``.
        policy: policy file; default ``params/policy/<year>.yaml``.
        out: folder for what is written.

    Raises:
        PolicyError: the policy file is refused.
    """
    folder = data_path(year, data)
    limits = limits_of(load_policy(policy_path(year, policy), year))
    inputs, problems = collect(folder, year, limits)
    sample = inputs is not None and inputs.sample
    files = list(write_problems(problems, out, f"{year}年度输入数据核对", sample=sample))
    copy = out / ANNOTATED
    copy.unlink(missing_ok=True)
    workbook = _workbook(folder)
    if workbook is not None and annotated_copy(workbook, problems, copy):
        files.append(copy)
    return CheckResult(problems, tuple(files))


def _workbook(folder: Path) -> Path | None:
    """The submitted workbook of a data folder, whatever case its name is written in."""
    try:
        named = [path for path in sorted(folder.iterdir()) if path.name.casefold() == WORKBOOK]
    except OSError:  # no such folder, or one that cannot be opened: the list of problems says so
        return None
    return next((path for path in named if path.is_file()), None)
