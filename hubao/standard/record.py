"""What is known of one body: what was observed, judged and left out, each by the indicator's code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

__all__ = ["Body", "Judgement", "Mode", "Observation", "PastScore", "Record"]


class Mode(StrEnum):
    """Who evaluates (clause 8). Not to be confused with the methods of clause 7."""

    SELF = "self"
    THIRD_PARTY = "third_party"
    UPPER = "upper"

    @property
    def label(self) -> str:
        """Chinese name, as the standard prints it."""
        return _MODE_LABELS[self]


_MODE_LABELS = {Mode.SELF: "自我评价", Mode.THIRD_PARTY: "第三方评价", Mode.UPPER: "上级对下级评价"}


@dataclass(frozen=True, slots=True)
class Observation:
    """One observed figure: two counts, a value, or sub-items met out of a total; never two of these.

    Attributes:
        numerator: a count or amount, with ``denominator``.
        denominator: greater than zero.
        value: a figure that is given as it is, e.g. months or a rate.
        items_met: sub-items that were found met, with ``items_total``.
        items_total: sub-items that were checked, greater than zero.
        source: where the figure comes from, as the row says; empty where it does not.
    """

    numerator: Fraction | None = None
    denominator: Fraction | None = None
    value: Fraction | None = None
    items_met: int | None = None
    items_total: int | None = None
    source: str = ""

    @property
    def measured(self) -> Fraction:
        """The figure as one exact number.

        >>> Observation(items_met=2, items_total=3).measured
        Fraction(2, 3)
        """
        if self.value is not None:
            return self.value
        if self.items_met is not None and self.items_total is not None:
            return Fraction(self.items_met, self.items_total)
        assert self.numerator is not None
        assert self.denominator is not None
        return self.numerator / self.denominator


@dataclass(frozen=True, slots=True)
class Judgement:
    """Points an assessor gave, and what they rest on."""

    points: Fraction
    assessor: str
    evidence: str


@dataclass(frozen=True, slots=True)
class PastScore:
    """A score published in an earlier year: of the total where ``code`` is empty, else of a pillar or section."""

    year: int
    code: str
    points: Fraction
    max_points: Fraction | None = None
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """A body that is evaluated.

    Attributes:
        body_id: its number, used in file names.
        name: its name.
        level: its level, e.g. 市级; bodies of one level are peers (7.1).
        region: where it is.
    """

    body_id: str
    name: str
    level: str
    region: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One body with everything its score rests on."""

    body: Body
    observations: Mapping[str, Observation]
    judgements: Mapping[str, Judgement] = field(default_factory=dict)
    exclusions: Mapping[str, str] = field(default_factory=dict)
    history: tuple[PastScore, ...] = ()
