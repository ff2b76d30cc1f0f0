"""Writing the evaluation's sample years: each is scored, and the next quotes what it published."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from hubao.evaluation import Evaluation, open_standard
from hubao.files import write_bytes
from hubao.places import points_path, tree_path
from hubao.policy.standard_loader import load_points, load_tree
from hubao.sample.notices import standard_notice
from hubao.sample.standard_figures import exclusions, figures, monitoring, survey, survey_frame
from hubao.sample.standard_roster import bodies
from hubao.standard.scheme import scheme_of
from hubao.tables.read import SAMPLE_FILE
from hubao.tables.standard.catalogue import STANDARD_TABLES
from hubao.tables.write import write_csv

__all__ = ["STANDARD_YEARS", "write_standard_years"]

STANDARD_YEARS = (2022, 2023, 2024)
NEW = "X28"
"""A body founded in the last year: it has no history."""

Row = dict[str, Any]


def write_standard_years(data_dir: Path) -> list[Path]:
    """Write the fictitious years of the evaluation, below ``<year>/standard``: the same bytes each time.

    Args:
        data_dir: the folder that holds the years, usually ``data``.

    Returns:
        The files written, in order.

    Raises:
        PolicyError: the tree or a year's points file is refused.
        DataError: the sample itself would be refused.
    """
    history: list[Row] = []
    written: list[Path] = []
    for year in STANDARD_YEARS:
        tables = _tables(year, history)
        with TemporaryDirectory() as scratch:
            _write(Path(scratch), year, tables)
            history = [*history, *_published(open_standard(year, scratch))]
        written += _write(data_dir / str(year) / "standard", year, tables)
    return written


def _tables(year: int, history: Iterable[Row]) -> dict[str, list[Row]]:
    tree = load_tree(tree_path())
    scheme = scheme_of(tree, load_points(points_path(year), tree, year))
    tables: dict[str, list[Row]] = {name: [] for name in STANDARD_TABLES}
    for body in bodies():
        names = ("body_id", "name", "level", "region")
        tables["bodies"].append({name: getattr(body, name) for name in names})
        observations, judgements = figures(body, scheme, year)
        tables["observations"] += observations
        tables["judgements"] += judgements
        tables["exclusions"] += exclusions(body)
        tables["monitoring"] += monitoring(body, scheme, year)
        tables["survey"] += survey(body, year)
        tables["survey_frame"] += survey_frame(body)
    tables["history"] += [row for row in history if row["body_id"] != NEW]
    return tables


def _write(folder: Path, year: int, tables: dict[str, list[Row]]) -> list[Path]:
    files = [folder / SAMPLE_FILE]
    write_bytes(standard_notice(year).encode(), files[0])
    for name, rows in tables.items():
        # The name stands beside the number in the register only: a second copy would say nothing new.
        columns = [one for one in STANDARD_TABLES[name].names if name == "bodies" or one != "name"]
        frame = pd.DataFrame([[row.get(one) for one in columns] for row in rows], columns=columns, dtype=object)
        files.append(folder / f"{name}.csv")
        write_csv(frame, files[-1])
    return files


def _published(evaluation: Evaluation) -> list[Row]:
    """What later years quote: totals with their grade, and the sections."""
    rows: list[Row] = []
    for key, score in evaluation.scores.items():
        own = {"body_id": key, "year": evaluation.year}
        total = {"points": score.points, "max_points": score.total.general_max, "grade": score.grade}
        rows.append({**own, "code": None, **total})
        for section in score.sections:
            rows.append({**own, "code": section.code, "points": section.points, "max_points": section.max_points})
    return rows
