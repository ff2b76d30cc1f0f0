"""One indicator's points: from what was observed or judged, by its kind of scoring, exactly (9.2)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from hubao.errors import HubaoError
from hubao.policy.standard_points import (
    Bands,
    IndicatorRule,
    Judged,
    PeerPercentile,
    Ratio,
    Threshold,
    YearOnYear,
)
from hubao.standard.record import Judgement, Observation, Record
from hubao.standard.scheme import Rated, Scheme

__all__ = ["IndicatorScore", "Peers", "Place", "needs_judgement", "peers_of", "rule_points", "score_indicator"]

Peers: TypeAlias = Mapping[tuple[str, str], Sequence[Fraction]]
"""Indicator's code and level (empty for all levels) → the peers' values, ascending."""

ZERO, ONE, HALF = Fraction(0), Fraction(1), Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands among its peers'.

    Attributes:
        worse: peers it is better than.
        equal: peers that are level with it, itself not counted.
        others: peers, itself not counted.
    """

    worse: int
    equal: int
    others: int

    @property
    def share(self) -> Fraction:
        """The share of the others it is better than, those level with it counting half.

        >>> Place(worse=3, equal=2, others=8).share
        Fraction(1, 2)
        """
        return (self.worse + HALF * self.equal) / self.others


@dataclass(frozen=True, slots=True)
class IndicatorScore:
    """One indicator's points, with everything they rest on.

    Attributes:
        rated: the indicator with its rule.
        points: points it brings.
        max_points: points it could bring; 0 when it was left out.
        observation: the figure it rests on, if it rests on one.
        judgement: the assessor's points, if it rests on them.
        place: where the figure stands among the peers', for ``peer_percentile``.
        excluded: why the indicator does not apply to the body; empty where it does.
        factor: by what its points were scaled, since others of its section do not apply; 1 as a rule.
    """

    rated: Rated
    points: Fraction
    max_points: Fraction
    observation: Observation | None = None
    judgement: Judgement | None = None
    place: Place | None = None
    excluded: str = ""
    factor: Fraction = ONE

    @property
    def code(self) -> str:
        """The indicator's code."""
        return self.rated.code

    @property
    def general(self) -> bool:
        """Whether it is general (G)."""
        return self.rated.general

    @property
    def lost(self) -> Fraction:
        """Points a general indicator did not bring; an incentive one loses nothing (6.2.2)."""
        return self.max_points - self.points if self.general else ZERO


def needs_judgement(rule: IndicatorRule) -> bool:
    """Whether an indicator is judged by people instead of observed."""
    return isinstance(rule, Judged)


def peers_of(records: Iterable[Record], scheme: Scheme) -> Peers:
    """Gather the values that indicators of kind ``peer_percentile`` are compared with.

    Args:
        records: all bodies.
        scheme: what they are scored by.
    """
    wanted = {one.code: one.rule.peers for one in scheme.rated if isinstance(one.rule, PeerPercentile)}
    found: dict[tuple[str, str], list[Fraction]] = {}
    for record in records:
        for code, among in wanted.items():
            if code not in record.exclusions and code in record.observations:
                level = record.body.level if among == "level" else ""
                found.setdefault((code, level), []).append(record.observations[code].measured)
    return {key: sorted(values) for key, values in found.items()}


def score_indicator(rated: Rated, record: Record, peers: Peers, governing: Record, factor: Fraction) -> IndicatorScore:
    """Score one indicator that applies to a body.

    Args:
        rated: the indicator.
        record: the body's record.
        peers: from `peers_of`, over the governing records of all bodies.
        governing: the body's own record among those; ``record`` itself unless another mode (clause 8) is scored.
        factor: by what its points are scaled.

    Raises:
        HubaoError: nothing was observed or judged, or the body has no peer to be compared with; input checks tell
            that before.
    """
    rule, code = rated.rule, rated.code
    full = rule.points * factor
    if isinstance(rule, Judged):
        judgement = record.judgements.get(code)
        if judgement is None:
            raise _nothing(rated, record)
        return IndicatorScore(rated, judgement.points * factor, full, judgement=judgement, factor=factor)
    observation = record.observations.get(code)
    if observation is None:
        raise _nothing(rated, record)
    if isinstance(rule, PeerPercentile):
        place = _place(rated, rule, record, peers, governing)
        return IndicatorScore(rated, full * place.share, full, observation, place=place, factor=factor)
    points = rule_points(rule, observation.measured) * factor
    return IndicatorScore(rated, points, full, observation, factor=factor)


def rule_points(rule: IndicatorRule, value: Fraction) -> Fraction:
    """Points for a value, by a rule that needs nothing else.

    >>> rule_points(Ratio(kind="ratio", points="2", target="0.98"), Fraction(49, 100))
    Fraction(1, 1)
    """
    if isinstance(rule, Ratio):
        return rule.points * _share(value / rule.target)
    if isinstance(rule, Threshold):
        return rule.points if value >= rule.at_least else ZERO
    if isinstance(rule, Bands):
        return next((band.points for band in rule.bands if value >= band.at_least), ZERO)
    if isinstance(rule, YearOnYear):
        return rule.points * _share((value - rule.base) / (rule.target - rule.base))
    return rule.points * _share(value)


def _share(value: Fraction) -> Fraction:
    """A share of the points: never below none, never above all."""
    return min(max(value, ZERO), ONE)


def _place(rated: Rated, rule: PeerPercentile, record: Record, peers: Peers, governing: Record) -> Place:
    values = peers.get((rated.code, record.body.level if rule.peers == "level" else ""), ())
    value = record.observations[rated.code].measured
    low, high = bisect_left(values, value), bisect_right(values, value)
    below, equal, above = low, high - low, len(values) - high
    own = governing.observations.get(rated.code)
    if own is not None and rated.code not in governing.exclusions:
        below -= own.measured < value
        equal -= own.measured == value
        above -= own.measured > value
    others = below + equal + above
    if not others:
        message = (
            f"{record.body.body_id} 的{rated.code}按同类位次计分，但没有同类可比。请改用别的计分方式，或注明不适用。"
        )
        raise HubaoError(message)
    return Place(below if rule.better == "higher" else above, equal, others)


def _nothing(rated: Rated, record: Record) -> HubaoError:
    what = "评分" if needs_judgement(rated.rule) else "数据"
    return HubaoError(f"{record.body.body_id} 的{rated.code}（{rated.indicator.label}）没有{what}，无法计分。")
