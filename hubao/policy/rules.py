"""The kinds of rule an appraisal item can follow, with their numbers. Logic lives in `hubao.appraisal`."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from hubao.policy.values import Frozen, Number, Points, Rate

__all__ = [
    "AllOnTime",
    "AppUse",
    "Band",
    "ClaimHandling",
    "Findings",
    "GrowthSteps",
    "Judged",
    "LoanTiers",
    "Manual",
    "ParticipationTiers",
    "Reports",
    "Rule",
    "Steps",
    "Threshold",
    "ThresholdPart",
    "Thresholds",
    "TimelyChanges",
    "VetoOnly",
]

Basis: TypeAlias = Literal["relative", "points", "count"]
Better: TypeAlias = Literal["higher", "lower"]
ReadingId: TypeAlias = Annotated[str, Field(pattern=r"^[A-Z]+-[A-Z0-9]+[a-z]?$")]


class Steps(Frozen):
    """Points change with every ``step`` away from the target (nos. 1, 2, 8, 12–17).

    ``target`` is ``None`` where each agency has its own. ``basis`` says what a step is measured in; where the document
    leaves that open, ``basis_reading`` names the reading whose value decides.
    """

    kind: Literal["steps"]
    better: Better = "higher"
    target: Number | None = None
    step: Number
    basis: Basis | None = None
    basis_reading: ReadingId | None = None
    down: Points
    up: Points | None = None


class Threshold(Frozen):
    """All or nothing at one bound (nos. 3, 4, 5). ``boundary_reading`` decides whether the bound itself passes."""

    kind: Literal["threshold"]
    better: Better = "higher"
    target: Rate
    loss: Points
    boundary_reading: ReadingId | None = None


class ThresholdPart(Frozen):
    """One of several bounds of the same item."""

    measure: str
    target: Rate
    loss: Points


class Thresholds(Frozen):
    """Several bounds that lose points independently (no. 11a)."""

    kind: Literal["thresholds"]
    parts: tuple[ThresholdPart, ...]


class Band(Frozen):
    """A band: steps gain points inside it, lose points outside (no. 7)."""

    kind: Literal["band"]
    low: Rate
    high: Rate
    step: Rate
    up: Points
    down: Points
    above_reading: ReadingId


class Findings(Frozen):
    """Each finding loses points; a grave one loses ``grave`` at once (nos. 6, 9)."""

    kind: Literal["findings"]
    each: Points
    grave: Points | None = None


class Judged(Frozen):
    """People deduct points with a reason (no. 10)."""

    kind: Literal["judged"]
    at_most: Points


class AllOnTime(Frozen):
    """Every case must be on time, else ``loss`` (no. 11b)."""

    kind: Literal["all_on_time"]
    loss: Points


class GrowthSteps(Frozen):
    """Every ``step`` above last year earns points, once the yearly targets are met (B1)."""

    kind: Literal["growth_steps"]
    step: Rate
    up: Points
    requires_reading: ReadingId
    basis_reading: ReadingId


class ParticipationTiers(Frozen):
    """Points by how far members take part (B2, B3)."""

    kind: Literal["participation"]
    activity: Literal["comprehensive_plan", "mild_illness_plan"]
    all: Points
    partial: Points


class AppUse(Frozen):
    """Points for a pilot, and points for a share of claims by APP; they add up (B4)."""

    kind: Literal["app_use"]
    pilot: Points
    share_target: Rate
    share: Points


class LoanTier(Frozen):
    """Points from an amount of loans paid out, in yuan."""

    at_least: Number
    points: Points


class LoanTiers(Frozen):
    """The highest tier reached counts (B5)."""

    kind: Literal["loan_tiers"]
    min_applications: int
    tiers: tuple[LoanTier, ...]
    applications_reading: ReadingId


class TimelyChanges(Frozen):
    """A point when every change of staff was reported in time (B6)."""

    kind: Literal["timely_changes"]
    points: Points
    no_change_reading: ReadingId


class Reports(Frozen):
    """Points lost for late and missing statements (D3)."""

    kind: Literal["reports"]
    late: Points
    missing: Points
    budget_statements: int
    financial_statements: int


class ClaimHandling(Frozen):
    """Points lost for refusals caused by backlog, and for payments left unresolved (D4).

    ``many_at`` is the number of people about which the document says two things (「5人以内」, 「5人（含）以上」).
    """

    kind: Literal["claim_handling"]
    refusal: Points
    few: Points
    many: Points
    many_at: int
    boundary_reading: ReadingId


class VetoOnly(Frozen):
    """No points: a veto only (D1, D2)."""

    kind: Literal["veto_only"]


class Manual(Frozen):
    """Points given by people with reason and approval; only the ceiling limits them (M10, M14)."""

    kind: Literal["manual"]
    decision: Literal["risk_bonus", "merit_bonus"]
    allowed_reading: ReadingId | None = None


Rule: TypeAlias = Annotated[
    Steps
    | Threshold
    | Thresholds
    | Band
    | Findings
    | Judged
    | AllOnTime
    | GrowthSteps
    | ParticipationTiers
    | AppUse
    | LoanTiers
    | TimelyChanges
    | Reports
    | ClaimHandling
    | VetoOnly
    | Manual,
    Field(discriminator="kind"),
]
