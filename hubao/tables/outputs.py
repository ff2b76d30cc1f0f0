"""Results as rows of text: what ``scores.csv``, ``results.csv`` and ``quota.csv`` hold, column by column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from hubao.appraisal.grade import GradeResult
from hubao.appraisal.line import Scorecard, ScoreLine
from hubao.appraisal.quota import QuotaLine
from hubao.numerals import decimal_text
from hubao.tables.write import write_csv

__all__ = [
    "QUOTA_COLUMNS",
    "RESULT_COLUMNS",
    "SCORE_COLUMNS",
    "quota_row",
    "result_frame",
    "result_row",
    "score_rows",
    "write_rows",
]

SCORE_COLUMNS = (
    "agency_id",
    "item",
    "label",
    "base",
    "target",
    "actual",
    "points",
    "max_points",
    "reason",
    "clause",
    "flags",
    "readings",
    "trial",
)
RESULT_COLUMNS = (
    "agency_id",
    "name",
    "category",
    "annex1",
    "bonus",
    "deduction",
    "discretionary",
    "total",
    "comparable_total",
    "veto",
    "grade",
    "grade_reason",
    "rank",
    "rank_in_group",
    "consecutive_unqualified",
    "measures",
    "trial",
)
QUOTA_COLUMNS = (
    "pool",
    "group",
    "agency_id",
    "fixed",
    "weight",
    "entitlement",
    "whole",
    "remainder_seat",
    "adjustment",
    "seats",
    "reason",
    "trial",
)

Row = dict[str, str]


def score_rows(card: Scorecard, trial: str = "") -> list[Row]:
    """One row per line of a scorecard; exact decimals, else rounded half up to six places, here and only here."""
    return [_score_row(card.agency.agency_id, line, trial) for line in card.lines]


def _score_row(agency_id: str, line: ScoreLine, trial: str) -> Row:
    return {
        "agency_id": agency_id,
        "item": line.item,
        "label": line.label,
        "base": decimal_text(line.base),
        "target": line.target_text if line.target is None else decimal_text(line.target),
        "actual": line.actual_text if line.actual is None else decimal_text(line.actual),
        "points": decimal_text(line.points),
        "max_points": "" if line.max_points is None else decimal_text(line.max_points),
        "reason": line.reason,
        "clause": line.clause,
        "flags": _joined(line.flags),
        "readings": _joined(line.readings),
        "trial": trial,
    }


def result_row(
    card: Scorecard, result: GradeResult, rank: int | None, rank_in_group: int | None, trial: str = ""
) -> Row:
    """One agency's totals, grade and ranks."""
    return {
        "agency_id": card.agency.agency_id,
        "name": card.agency.name,
        "category": card.agency.category.value,
        "annex1": decimal_text(card.annex1),
        "bonus": decimal_text(card.bonus),
        "deduction": decimal_text(card.deduction),
        "discretionary": decimal_text(card.discretionary),
        "total": decimal_text(card.total),
        "comparable_total": decimal_text(card.comparable_total),
        "veto": _joined(veto.kind for veto in result.vetoes),
        "grade": result.grade.value,
        "grade_reason": result.reason,
        "rank": "" if rank is None else str(rank),
        "rank_in_group": "" if rank_in_group is None else str(rank_in_group),
        "consecutive_unqualified": str(result.consecutive_unqualified),
        "measures": _joined(measure.measure for measure in result.measures),
        "trial": trial,
    }


def quota_row(line: QuotaLine, trial: str = "") -> Row:
    """One agency's seats in one pool."""
    return {
        "pool": line.pool,
        "group": line.group,
        "agency_id": line.agency_id,
        "fixed": str(line.fixed),
        "weight": decimal_text(line.weight),
        "entitlement": decimal_text(line.entitlement),
        "whole": str(line.whole),
        "remainder_seat": str(line.remainder_seat),
        "adjustment": str(line.adjustment),
        "seats": str(line.seats),
        "reason": _joined((line.reason, *line.flags)),
        "trial": trial,
    }


def _joined(parts: Iterable[str] | Sequence[str]) -> str:
    return "；".join(part for part in parts if part)


def write_rows(rows: Sequence[Row], columns: Sequence[str], path: Path) -> None:
    """Write rows as CSV, whole or not at all."""
    write_csv(pd.DataFrame(rows, columns=list(columns)), path)


def result_frame(
    rows: Sequence[Row], columns: Sequence[str], numbers: Sequence[str], whole: Sequence[str]
) -> pd.DataFrame:
    """Rows as a frame for people: numbers as numbers, so that one can sort and plot; the exact values lie elsewhere.

    Args:
        rows: the rows.
        columns: the frame's columns, in order.
        numbers: columns that hold numbers.
        whole: columns that hold whole numbers, perhaps blank.
    """
    frame = pd.DataFrame(rows, columns=list(columns))
    for name in numbers:
        frame[name] = pd.to_numeric(frame[name])
    for name in whole:
        frame[name] = pd.to_numeric(frame[name]).astype("Int64")
    return frame
