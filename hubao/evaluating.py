"""`hubao standard` and `hubao checklists`: an evaluation scored and written down, its forms written and read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hubao.errors import HubaoError, Problem, Severity
from hubao.evaluation import Evaluation, collect_evaluation
from hubao.methods.checklists import read_checklists, write_checklist
from hubao.places import points_path, standard_path, tree_path
from hubao.policy.standard_loader import load_points, load_tree
from hubao.standard.scheme import Scheme, scheme_of
from hubao.tables.outputs import write_rows
from hubao.tables.problems import write_problems
from hubao.tables.standard.inputs import collect_bodies
from hubao.tables.standard.outputs import BODY_COLUMNS, BRANCH_COLUMNS, INDICATOR_COLUMNS
from hubao.tables.write import write_csv

__all__ = ["Evaluated", "evaluate_year", "read_forms", "write_forms"]

PROBLEMS = "standard-problems"


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What an evaluation came to: the scored bodies, or ``None`` with the problems; and the files written."""

    evaluation: Evaluation | None
    problems: tuple[Problem, ...]
    files: tuple[Path, ...]


def evaluate_year(year: int, data: Path | None, points: Path | None, out: Path) -> Evaluated:
    """Check a year's evaluation inputs, score them, and write ``bodies.csv`` and the three tables below it.

    The list of problems is written when nothing is wrong too, so that none of an earlier run stays behind; refused
    inputs leave earlier results as they are.

    Args:
        year: the evaluation year.
        data: input folder; default ``data/<year>/standard``.
        points: points file; default ``params/standard/points-<year>.yaml``.
        out: folder for what is written.

    Raises:
        PolicyError: the tree or the points file is refused.
    """
    evaluation, problems = collect_evaluation(year, data, points)
    title = f"{year}年度社会保险经办绩效评价输入数据核对"
    sample = evaluation is not None and evaluation.sample
    files = list(write_problems(problems, out, title, sample=sample, name=PROBLEMS))
    if evaluation is not None:
        for name, rows, columns in (
            ("indicators", evaluation.indicator_rows(), INDICATOR_COLUMNS),
            ("sections", evaluation.section_rows(), BRANCH_COLUMNS),
            ("pillars", evaluation.pillar_rows(), BRANCH_COLUMNS),
            ("bodies", evaluation.body_rows(), BODY_COLUMNS),
        ):
            files.append(out / f"{name}.csv")
            write_rows(rows, columns, files[-1])
    return Evaluated(evaluation, problems, tuple(files))


def write_forms(
    year: int, data: Path | None, points: Path | None, wanted: Sequence[str], out: Path
) -> tuple[tuple[Problem, ...], list[Path]]:
    """Write an on-site form (7.3) for each of some bodies, or for all; only the table of bodies is needed for that.

    Args:
        year: the evaluation year.
        data: input folder; default ``data/<year>/standard``.
        points: points file; default ``params/standard/points-<year>.yaml``.
        wanted: ids of bodies; empty for all.
        out: folder for the forms.

    Returns:
        What is wrong with the table of bodies, and the files written; none when there is an error.

    Raises:
        HubaoError: a body is unknown.
    """
    bodies, problems = collect_bodies(standard_path(year, data))
    if any(problem.severity is Severity.ERROR for problem in problems):
        return problems, []
    known = {body.body_id: body for body in bodies}
    unknown = [key for key in wanted if key not in known]
    if unknown:
        message = f"被评价机构名册里没有“{'、'.join(unknown)}”。请核对编号。"
        raise HubaoError(message)
    scheme = _scheme(year, points)
    paths = []
    for key in dict.fromkeys(wanted) if wanted else known:
        paths.append(out / f"{key}-核查表.xlsx")
        write_checklist(known[key], scheme, year, paths[-1])
    return problems, paths


def read_forms(
    year: int, points: Path | None, forms: Sequence[Path], out: Path
) -> tuple[tuple[Problem, ...], list[Path]]:
    """Read filled forms back into rows of the input tables, which people then add to theirs.

    Args:
        year: the evaluation year.
        points: points file; default ``params/standard/points-<year>.yaml``.
        forms: the filled forms.
        out: folder for the two tables.

    Returns:
        The problems, and the files written; none when there is a problem.

    Raises:
        HubaoError: no form is given.
    """
    if not forms:
        message = "没有给出填好的核查表。"
        raise HubaoError(message)
    found = read_checklists(forms, _scheme(year, points))
    if found.problems:
        return found.problems, []
    paths = [out / "observations-核查表.csv", out / "judgements-核查表.csv"]
    for path, frame in zip(paths, (found.observations, found.judgements), strict=True):
        write_csv(frame, path)
    return (), paths


def _scheme(year: int, points: Path | None) -> Scheme:
    tree = load_tree(tree_path())
    return scheme_of(tree, load_points(points_path(year, points), tree, year))
