"""What the report on one body says, as values: its score, its peers, its past, and how its grade stood the trial."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from hubao.evaluation import Evaluation
from hubao.methods.monitoring import Course
from hubao.methods.robustness import GradeTrial
from hubao.methods.survey import Answers, Estimate, mean_score, satisfaction
from hubao.policy.standard_points import EvaluationGrade, PointsFile
from hubao.report.agency_view import COMPARABLE_FROM
from hubao.standard.comparison import Change, Standing, clear_differences, horizontal, vertical
from hubao.standard.indicator import IndicatorScore
from hubao.standard.record import Mode
from hubao.standard.rollup import FULL, BranchScore
from hubao.standard.scheme import Scheme
from hubao.standard.score import BodyScore

__all__ = ["BACK", "BodyFacts", "Difference", "ceiling", "numbers_of"]

BACK = 2
"""How many years before the one evaluated are shown."""

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Difference:
    """A section that differs from the peers' clearly, and where the body stands in it."""

    section: BranchScore
    standing: Standing


def numbers_of(points: PointsFile) -> tuple[Fraction, ...]:
    """The bounds of the grades: no total may look equal to one it misses."""
    return tuple(bound.at_least for bound in points.grades)


def ceiling(scheme: Scheme) -> Fraction:
    """The top of the scale of totals: the full mark with what incentive points can add."""
    file = scheme.points
    added = sum((one.rule.points for one in scheme.rated if not one.general), ZERO)
    cap = added if file.incentive_cap is None else min(added, file.incentive_cap)
    return (FULL if file.mode == "weighted" else file.general_total) + cap


class BodyFacts:
    """One body's facts, gathered once; nothing of its peers but what all may know.

    Args:
        evaluation: the opened evaluation.
        body_id: the body's id.

    Raises:
        HubaoError: there is no such body this year.
    """

    def __init__(self, evaluation: Evaluation, body_id: str) -> None:
        self.evaluation = evaluation
        self.score: BodyScore = evaluation.body(body_id)
        self.key = body_id

    @property
    def points(self) -> PointsFile:
        """The region's points."""
        return self.evaluation.points

    @property
    def year(self) -> int:
        """The evaluation year."""
        return self.evaluation.year

    @property
    def level(self) -> str:
        """What its peers are called, e.g. 市级."""
        return self.score.body.level or "全体"

    @cached_property
    def standing(self) -> Standing:
        """Its total among those of its level."""
        totals = {peer.body.body_id: peer.points for peer in self.evaluation.peers(self.key)}
        return horizontal(totals, self.key)

    @property
    def comparable(self) -> bool:
        """Whether there are enough peers to speak of a median without giving one body's points away."""
        return self.standing.of >= COMPARABLE_FROM

    @cached_property
    def peer_rates(self) -> Mapping[str, Mapping[str, Fraction]]:
        """Section → peer → share of the general points."""
        own = {peer.body.body_id for peer in self.evaluation.peers(self.key)}
        rates = self.evaluation.section_rates
        return {code: {key: rate for key, rate in found.items() if key in own} for code, found in rates.items()}

    def section_standing(self, code: str) -> Standing | None:
        """Where it stands in a section; ``None`` where it has no general points there, or too few peers have."""
        rates = self.peer_rates.get(code, {})
        return horizontal(rates, self.key) if self.key in rates and len(rates) >= COMPARABLE_FROM else None

    @cached_property
    def differences(self) -> tuple[list[Difference], list[Difference]]:
        """Strengths and weaknesses, the clearest first; none where there are too few peers."""
        rates = {code: found for code, found in self.peer_rates.items() if len(found) >= COMPARABLE_FROM}
        better, worse = clear_differences(rates, self.key)
        return (
            [Difference(self.score.section(code), standing) for code, standing in better],
            [Difference(self.score.section(code), standing) for code, standing in worse],
        )

    @cached_property
    def past(self) -> tuple[Change, ...]:
        """Its totals of the years before, ascending."""
        return vertical(self.score.record.history, "", self.year, BACK)

    @property
    def change(self) -> Fraction | None:
        """What it gained since last year; ``None`` without a last year."""
        last = self.past[-1].value
        return None if last is None else self.score.points - last

    def last_rate(self, code: str) -> Fraction | None:
        """Last year's share of a section's general points, as far as it was published."""
        for past in self.score.record.history:
            if past.year == self.year - 1 and past.code == code and past.max_points:
                return min(past.points / past.max_points, Fraction(1))
        return None

    @cached_property
    def lost(self) -> list[IndicatorScore]:
        """General indicators that lost points, most first; equal losses in the standard's order."""
        losing = [line for line in self.score.lines if line.lost]
        return sorted(losing, key=lambda line: -line.lost)

    @property
    def excluded(self) -> list[IndicatorScore]:
        """Indicators that do not apply."""
        return [line for line in self.score.lines if line.excluded]

    @property
    def robust(self) -> GradeTrial:
        """What the draws say of its grade."""
        return self.evaluation.robustness[self.key]

    @property
    def without(self) -> list[tuple[IndicatorScore, EvaluationGrade]]:
        """Indicators without which its grade would be another, with that grade."""
        return [
            (self.score.line(one.code), one.grades[self.key])
            for one in self.evaluation.without_one
            if self.key in one.grades
        ]

    @property
    def modes(self) -> Mapping[Mode, BodyScore]:
        """Its scores by the other modes (clause 8), as far as they were filled in."""
        return {mode: found[self.key] for mode, found in self.evaluation.by_mode.items() if self.key in found}

    @cached_property
    def answers(self) -> tuple[Answers, ...]:
        """What came back of its survey."""
        return self.evaluation.survey(self.key)

    @cached_property
    def satisfied(self) -> Estimate | None:
        """The share of the satisfied, where the survey asked for it."""
        return None if any(one.scores for one in self.answers) else satisfaction(self.answers)

    @cached_property
    def mean(self) -> Estimate | None:
        """The mean score, where the survey asked for one."""
        return mean_score(self.answers)

    @cached_property
    def courses(self) -> Mapping[str, Course]:
        """Its monthly figures of network monitoring, of the indicators that rest on them."""
        return self.evaluation.monitoring(self.key)
