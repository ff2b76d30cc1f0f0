"""Forms filled in with the figures of an agency's record."""

from __future__ import annotations

import io
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from hubao.appraisal.agency import Agency
from hubao.forms.layout import COLUMNS, FORM_SHEET
from hubao.policy.model import Policy
from hubao.tables.notices import Notice

PARTICIPATION = {"all": "全员", "partial": "部分", "none": "未参加"}


def notice_of(agency: Agency, policy: Policy) -> Notice:
    """What the agency was told at the beginning of the year."""
    past = agency.past(policy.year - 1)
    last = past.coverage_rate if past else None
    return Notice(agency.agency_id, agency.name, agency.category, agency.targets, last)


def figures_of(agency: Agency) -> dict[str, Any]:
    """Every value the agency types, by input field."""
    values: dict[str, Any] = {}
    for part in (agency.actuals, agency.extras, agency.scale):
        values |= {name: getattr(part, name) for name in part.__slots__}
    return {name: typed(value) for name, value in values.items() if value is not None}


def typed(value: Any) -> Any:
    """A value as one types it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return PARTICIPATION.get(getattr(value, "value", ""), value)


def undecided(agency: Agency) -> Agency:
    """The agency without what people decide, of which its form knows nothing."""
    return replace(agency, decisions=())


def fill(data: bytes, figures: dict[str, Any]) -> Any:
    """The form as a workbook with values typed in."""
    workbook = load_workbook(io.BytesIO(data))
    sheet = workbook[FORM_SHEET]
    for line in range(1, sheet.max_row + 1):
        name = sheet.cell(line, COLUMNS["field"]).value
        if name in figures:
            value = figures[name]
            sheet.cell(line, COLUMNS["value"]).value = float(value) if isinstance(value, Fraction) else value
    return workbook


def trials(path: Path) -> dict[str, Any]:
    """The points a recalculated form shows, by item; the total under an empty name."""
    sheet = load_workbook(path, data_only=True)[FORM_SHEET]
    found = {}
    for line in range(5, sheet.max_row + 1):
        code = sheet.cell(line, COLUMNS["item"]).value
        if code and code not in found:
            found[code] = sheet.cell(line, COLUMNS["trial"]).value
        if str(sheet.cell(line, COLUMNS["label"]).value).startswith("试算总分"):
            found[""] = sheet.cell(line, COLUMNS["trial"]).value
    return found
