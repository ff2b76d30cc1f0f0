"""Small appraisal years made by hand, for the office's papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from hubao.appraisal.agency import Agency, Category, Decision, DecisionKind
from hubao.errors import Problem
from hubao.report.blocks import Block, Table
from hubao.report.piece import Piece
from hubao.tables.inputs import Inputs
from hubao.year import Year, score_year
from tests.build import agency_with, on_target, policy_of

NAMES = "甲乙丙丁戊己庚辛壬癸"

RUINED: dict[str, Any] = {
    "insured_members": 1000,
    "premium_income": 0,
    "claims_returned": 100,
    "dormant_end": 100,
    "overcap_declared": 0,
    "archive_issues": 9,
    "audit_issues": 9,
    "budget_spent": 0,
    "accounts_idle": 100,
    "meetings_attended": 0,
    "research_sessions": 0,
    "trainings": 0,
    "member_activities": 0,
    "articles": 0,
    "wechat_followers": 0,
    "reports_missing": 6,
    "backlog_refusals": 9,
}
"""Fields of an agency that loses nearly everything."""


def named(number: int, agency: Agency | None = None, **changes: Any) -> Agency:
    """An agency of its own id and name: ``D01`` 甲区代办处, ``B02`` 乙集团代办处, and so on."""
    agency = agency or on_target()
    letter, kind = ("D", "区") if agency.category is Category.DISTRICT else ("B", "集团")
    changed = agency_with(agency, **changes)
    return replace(changed, agency_id=f"{letter}{number:02d}", name=f"{NAMES[number - 1]}{kind}代办处")


def decision(kind: DecisionKind, points: str | None = None, **changes: Any) -> Decision:
    """A decision with its paper."""
    return Decision(
        kind=kind,
        reason="事由",
        document="纪要1号",
        decided_by="办公会",
        decided_on=date(2023, 1, 5),
        points=None if points is None else Fraction(points),
        **changes,
    )


def year_of(agencies: Sequence[Agency], problems: Sequence[Problem] = (), **policy: Any) -> Year:
    """Score agencies under the policy of 2022, or under one changed key by key."""
    rules = policy_of(2022).model_copy(update=policy)
    return score_year(rules, Inputs(tuple(agencies), tuple(problems), True, {}, ()))


def text_of(piece: Piece) -> str:
    """All that a piece says, drawings aside."""
    return "\n".join(str(block.model_dump(exclude={"svg"})) for block in piece.blocks)


def table_of(piece: Piece, caption: str) -> Table:
    """The table of a piece whose caption contains a text."""
    return next(block for block in piece.blocks if isinstance(block, Table) and caption in block.caption)


def cells(table: Table) -> dict[str, tuple[str, ...]]:
    """A table's rows by their first cell, sections left out."""
    return {row.cells[0]: row.cells[1:] for row in table.rows if row.mark != "section"}


def kinds(blocks: Sequence[Block]) -> list[str]:
    """The kinds of some blocks, in order."""
    return [block.kind for block in blocks]
