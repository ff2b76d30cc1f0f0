"""Scoring bodies by the evaluation standard: every indicator, the roll-up, the grade, the ranks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hubao.policy.standard_points import EvaluationGrade
from hubao.ranking import competition_ranks
from hubao.standard.indicator import IndicatorScore, Peers, peers_of, score_indicator
from hubao.standard.record import Body, Record
from hubao.standard.rollup import BranchScore, Total, branch_scores, grade_of, total_of
from hubao.standard.scheme import Branch, Scheme

__all__ = ["BodyScore", "ranks", "score_bodies", "score_body"]

ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class BodyScore:
    """One body, scored.

    Attributes:
        record: the body with what its score rests on.
        lines: one per indicator that has points, in the standard's order.
        sections: one per section (P2).
        pillars: one per pillar (P1).
        total: the total (P) and what it is made of.
        grade: the grade by the region's bounds.
    """

    record: Record
    lines: tuple[IndicatorScore, ...]
    sections: tuple[BranchScore, ...]
    pillars: tuple[BranchScore, ...]
    total: Total
    grade: EvaluationGrade

    @property
    def body(self) -> Body:
        """Who it is."""
        return self.record.body

    @property
    def points(self) -> Fraction:
        """The total points (P)."""
        return self.total.points

    def line(self, code: str) -> IndicatorScore:
        """The line of an indicator.

        Raises:
            KeyError: the indicator has no points.
        """
        for line in self.lines:
            if line.code == code:
                return line
        raise KeyError(code)

    def section(self, code: str) -> BranchScore:
        """The score of a section.

        Raises:
            KeyError: no indicator of the section has points.
        """
        for section in self.sections:
            if section.code == code:
                return section
        raise KeyError(code)


def score_bodies(records: Sequence[Record], scheme: Scheme) -> tuple[BodyScore, ...]:
    """Score bodies, all compared with each other where a rule asks for that.

    Args:
        records: the bodies, in the office's order.
        scheme: tree and points.

    Returns:
        One score each, in the same order.

    Raises:
        HubaoError: an indicator has neither figure nor reason to be left out; input checks tell that before.
    """
    peers = peers_of(records, scheme)
    return tuple(score_body(record, scheme, peers) for record in records)


def score_body(record: Record, scheme: Scheme, peers: Peers, governing: Record | None = None) -> BodyScore:
    """Score one body.

    Args:
        record: the body.
        scheme: tree and points.
        peers: from `peers_of`.
        governing: the body's own record among the peers, where ``record`` is that of another mode (clause 8).
    """
    factors = {branch.code: _factor(branch, record, scheme) for branch in scheme.sections if record.exclusions}
    lines = []
    for rated in scheme.rated:
        why = record.exclusions.get(rated.code)
        if why is not None:
            lines.append(IndicatorScore(rated, ZERO, ZERO, excluded=why))
            continue
        factor = factors.get(rated.section, ONE) if rated.general else ONE
        lines.append(score_indicator(rated, record, peers, governing or record, factor))
    sections, pillars = branch_scores(lines, scheme)
    total = total_of(pillars, scheme.points)
    return BodyScore(record, tuple(lines), sections, pillars, total, grade_of(total.points, scheme.points))


def ranks(scores: Iterable[BodyScore]) -> dict[str, int]:
    """Body id → rank by total; equal totals share a rank."""
    return competition_ranks({score.body.body_id: score.points for score in scores})


def _factor(branch: Branch, record: Record, scheme: Scheme) -> Fraction:
    """By what a section's general points are scaled so that it keeps its full mark.

    Points are not spread where the file drops them, nor where no general indicator of the section is left to take them.
    """
    if scheme.points.excluded == "drop":
        return ONE
    general = {one.code: one.rule.points for one in branch.rated if one.general}
    left = sum((points for code, points in general.items() if code not in record.exclusions), ZERO)
    return sum(general.values(), ZERO) / left if left else ONE
