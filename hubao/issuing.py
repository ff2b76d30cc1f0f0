"""`hubao forms`: one workbook per agency, with its targets, to be filled in and sent back (000 art. 11)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from hubao.errors import DataError, HubaoError, Problem, Severity
from hubao.files import write_bytes
from hubao.forms.form import form_bytes
from hubao.places import data_path, policy_path
from hubao.policy.loader import load_policy
from hubao.tables.notices import Notice, collect_notices
from hubao.year import limits_of

__all__ = ["issue_forms"]


def issue_forms(
    year: int, data: Path | None, policy: Path | None, wanted: Sequence[str], out: Path
) -> tuple[list[Path], tuple[Problem, ...]]:
    """Write a form for each of some agencies, or for all; figures of the year are not needed yet.

    Nothing is written unless the register and the targets are free of errors.

    Args:
        year: the appraisal year.
        data: input folder; default ``data/<year>``.
        policy: policy file; default ``params/policy/<year>.yaml``.
        wanted: ids of agencies; empty for all.
        out: folder for the forms.

    Returns:
        The files written, in the office's order; and the warnings met.

    Raises:
        PolicyError: the policy file is refused.
        DataError: the register or the targets are refused.
        HubaoError: an agency that is not in the register.
    """
    path = policy_path(year, policy)
    chosen = load_policy(path, year)
    notices, problems = collect_notices(data_path(year, data), year, limits_of(chosen))
    if not notices:
        errors = [problem for problem in problems if problem.severity is Severity.ERROR]
        raise DataError(errors, "名册或目标有错误，没有写填报表。" if errors else "没有代办处，没有写填报表。")
    known = {notice.agency_id: notice for notice in notices}
    if strangers := [one for one in wanted if one not in known]:
        message = f"名册里没有 {'、'.join(strangers)}，没有写填报表。"
        raise HubaoError(message)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    files = []
    for notice in [known[one] for one in dict.fromkeys(wanted)] or notices:
        files.append(out / _file_name(year, notice))
        write_bytes(form_bytes(chosen, notice, digest), files[-1])
    return files, problems


def _file_name(year: int, notice: Notice) -> str:
    return f"{notice.agency_id}-{year}年度绩效考核目标完成情况表.xlsx"
