"""`hubao import`: filled forms read back into input tables, or given back with each doubtful cell marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from hubao.errors import DataError, Problem, Severity
from hubao.forms.reading import FilledForm, read_form
from hubao.places import data_path, policy_path
from hubao.policy.loader import load_policy
from hubao.tables.annotate import annotated_copy
from hubao.tables.catalogue import TABLES
from hubao.tables.notices import collect_notices
from hubao.tables.problems import write_problems
from hubao.tables.source import Source, error, order_of
from hubao.tables.write import write_csv
from hubao.year import limits_of

__all__ = ["Imported", "import_forms"]

FIGURES = ("actuals", "extras", "scale")
PROBLEMS = "import-problems"


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of filled forms.

    Attributes:
        agencies: numbers of the agencies whose forms were read, in the office's order.
        absent: agencies of the register without a form.
        problems: everything met; with an error no table is written.
        files: the files written.
    """

    agencies: tuple[str, ...]
    absent: tuple[str, ...]
    problems: tuple[Problem, ...]
    files: tuple[Path, ...]

    @property
    def ok(self) -> bool:
        """Whether the tables were written."""
        return all(problem.severity is Severity.WARNING for problem in self.problems)


def import_forms(year: int, paths: Sequence[Path], data: Path | None, policy: Path | None, out: Path) -> Imported:
    """Read filled forms; write ``actuals``, ``extras``, ``scale`` and ``self_scores``, or annotated copies.

    The tables are written when every form can be read, with a row for each form; blanks stay blank. Otherwise each
    form with an error is given back as a copy with its cells marked. The list of problems is written in either case.

    Args:
        year: the appraisal year.
        paths: the filled forms.
        data: folder of the register and targets; default ``data/<year>``.
        policy: policy file; default ``params/policy/<year>.yaml``.
        out: folder for what is written.

    Raises:
        PolicyError: the policy file is refused.
        DataError: the register or the targets are refused.
    """
    chosen = load_policy(policy_path(year, policy), year)
    notices, met = collect_notices(data_path(year, data), year, limits_of(chosen))
    if not notices:
        raise DataError([one for one in met if one.severity is Severity.ERROR], "名册或目标有错误，没有读取填报表。")
    register = {notice.agency_id: notice for notice in notices}
    problems = list(_same_name(paths))
    read: dict[str, FilledForm] = {}
    for path in paths:
        form, own = read_form(path, chosen, register)
        problems += own
        if form is None:
            continue
        if form.agency_id in read:
            rule = f"{form.agency_id} 的表有两份，另一份是 {read[form.agency_id].source.file}"
            problems.append(error(form.source, rule, "只留一份", agency_id=form.agency_id))
        read.setdefault(form.agency_id, form)
    ordered = tuple(sorted(dict.fromkeys(problems), key=order_of))
    files = list(write_problems(ordered, out, f"{year}年度自评填报表核对", name=PROBLEMS))
    forms = [read[key] for key in register if key in read]
    done = Imported(
        tuple(form.agency_id for form in forms), tuple(key for key in register if key not in read), ordered, ()
    )
    files += _copies(paths, ordered, out) if not done.ok else _tables(forms, out)
    return Imported(done.agencies, done.absent, ordered, tuple(files))


def _same_name(paths: Sequence[Path]) -> Iterator[Problem]:
    """Files of one name in different folders: their problems and copies would be taken for each other."""
    for name, times in Counter(path.name for path in paths).items():
        if times > 1:
            yield error(Source(name), f"有{times}个文件叫这个名字，问题和批注会混在一起", "改成不同的文件名")


def _copies(paths: Sequence[Path], problems: Sequence[Problem], out: Path) -> Iterator[Path]:
    wrong = {problem.file for problem in problems if problem.severity is Severity.ERROR}
    for path in dict.fromkeys(paths):
        copy = out / f"{path.stem}-批注.xlsx"
        copy.unlink(missing_ok=True)
        own = [problem for problem in problems if problem.file == path.name]
        readable = any(problem.sheet for problem in own)  # what was refused unopened is not opened for marks either
        if path.name in wrong and readable and annotated_copy(path, own, copy):
            yield copy


def _tables(forms: Sequence[FilledForm], out: Path) -> Iterator[Path]:
    for table in FIGURES:
        names = [name for name in TABLES[table].names if name != "name"]
        rows = [[form.agency_id, *(form.values.get(name) for name in names[1:])] for form in forms]
        yield _write(pd.DataFrame(rows, columns=names, dtype=object), out / f"{table}.csv")
    names = [name for name in TABLES["self_scores"].names if name not in ("agency_id", "name")]
    own = [
        [form.agency_id, *(score.get(name) for name in names)] for form in forms for score in form.self_scores.values()
    ]
    yield _write(pd.DataFrame(own, columns=["agency_id", *names], dtype=object), out / "self_scores.csv")


def _write(frame: pd.DataFrame, path: Path) -> Path:
    write_csv(frame, path)
    return path
