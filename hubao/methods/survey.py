"""Sample surveys (7.4): how many to ask, whom, and what the answers say, with how much doubt.

Shares and means are exact; only the ends of their intervals are computed in floats, and rounded to ten decimals, so
that they are the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from math import ceil
from statistics import NormalDist
from typing import Any

from statsmodels.stats.proportion import proportion_confint

from hubao.errors import HubaoError

__all__ = [
    "Answers",
    "Estimate",
    "Interval",
    "allocation",
    "draw",
    "gather",
    "mean_score",
    "sample_size",
    "satisfaction",
    "to_send",
]

HALF, ONE = Fraction(1, 2), Fraction(1)
CONFIDENCE = Fraction(19, 20)
"""Usual in surveys (GB/T 19038 and textbooks alike); every function takes another."""
PLACES = 10


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval that holds the true value with the stated confidence."""

    low: Fraction
    high: Fraction
    confidence: Fraction


@dataclass(frozen=True, slots=True)
class Answers:
    """What came back from one stratum.

    Attributes:
        stratum: its name.
        satisfied: answers that are satisfied, of a survey that asks yes or no.
        answered: answers that say something; a questionnaire that came back blank is none.
        returned: questionnaires that came back.
        scores: the scores given, of a survey that asks for one.
        population: how many there are; ``None`` where the frame is unknown.
        sent: how many were asked; ``None`` where that is unknown.
    """

    stratum: str
    satisfied: int
    answered: int
    returned: int
    scores: tuple[Fraction, ...] = ()
    population: int | None = None
    sent: int | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a survey says of the whole population.

    Attributes:
        value: the share of the satisfied, or the mean score; strata weigh by their population where that is known.
        interval: ``None`` where the answers are too few for one.
        answered: answers it rests on.
        sent: questionnaires sent; ``None`` where unknown for some stratum.
        weighted: whether strata were weighed by their population.
        silent: strata with nobody's answer, for which the estimate says nothing.
    """

    value: Fraction
    interval: Interval | None
    answered: int
    sent: int | None
    weighted: bool
    silent: tuple[str, ...]

    @property
    def response(self) -> Fraction | None:
        """The share of those asked who answered; ``None`` where nobody knows how many were asked."""
        return Fraction(self.answered, self.sent) if self.sent else None


def sample_size(
    margin: Fraction,
    population: int | None = None,
    confidence: Fraction = CONFIDENCE,
    share: Fraction = HALF,
) -> int:
    """How many answers a wanted precision takes, by simple random sampling.

    Args:
        margin: half the width of the interval that is wanted, e.g. 1/20 for ±5 %.
        population: how many there are, for the finite-population correction; ``None`` for very many.
        confidence: of the interval.
        share: the share that is expected; one half is the most careful guess.

    Returns:
        The number of answers, rounded up: n₀ = z²p(1−p)/e², n = n₀N/(N+n₀−1) (Cochran).

    Raises:
        HubaoError: margin, confidence, share or population are out of range.

    >>> sample_size(Fraction(1, 20)), sample_size(Fraction(1, 20), 1000)
    (385, 278)
    """
    if not (0 < margin < 1 and 0 < confidence < 1 and 0 < share < 1 and (population is None or population > 0)):
        message = "精度、置信水平和预计比例应在0与1之间（不含），总体应为正数。"
        raise HubaoError(message)
    first = _z(confidence) ** 2 * share * (1 - share) / margin**2
    return ceil(first if population is None else first * population / (population + first - 1))


def to_send(answers: int, response: Fraction) -> int:
    """How many to ask for a number of answers, when a share of those asked will answer.

    Raises:
        HubaoError: the expected response is not above 0 and at most 1.

    >>> to_send(278, Fraction(7, 10))
    398
    """
    if not 0 < response <= 1:
        message = "预计回收率应大于0、不超过100%。"
        raise HubaoError(message)
    return ceil(answers / response)


def allocation(answers: int, populations: Mapping[str, int]) -> dict[str, int]:
    """Share a sample out over strata in proportion to their population, each rounded up, so that none is left out.

    Args:
        answers: size of the whole sample.
        populations: stratum → how many there are.

    Returns:
        Stratum → size of its sample; together a little more than ``answers``, never more than a stratum has.

    Raises:
        HubaoError: a stratum is empty.

    >>> allocation(100, {"参保单位": 120, "参保个人": 880})
    {'参保单位': 12, '参保个人': 88}
    """
    if not populations or min(populations.values()) <= 0:
        message = "各层的总体人数应大于0。"
        raise HubaoError(message)
    whole = sum(populations.values())
    return {name: min(size, ceil(Fraction(answers * size, whole))) for name, size in populations.items()}


def draw(frame: Mapping[str, Sequence[str]], sizes: Mapping[str, int], seed: int) -> dict[str, list[str]]:
    """Draw a stratified random sample that anybody can draw again.

    Each id gets a number from seed, stratum and id by SHA-256; the smallest numbers are drawn. So neither the order of
    the list nor the machine decides, and who is added to the list later does not change the others' numbers.

    Args:
        frame: stratum → the ids to draw from.
        sizes: stratum → how many are wanted.
        seed: announced before the draw, e.g. the date of the meeting.

    Returns:
        Stratum → the ids drawn, in the order of their numbers.

    Raises:
        HubaoError: a stratum is unknown, has fewer ids than are wanted, or names one twice.

    >>> first = draw({"甲": ["a", "b", "c", "d"]}, {"甲": 2}, 20241231)
    >>> first == draw({"甲": ["d", "c", "b", "a"]}, {"甲": 2}, 20241231)
    True
    """
    drawn = {}
    for stratum, wanted in sizes.items():
        ids = frame.get(stratum, ())
        if len(set(ids)) != len(ids):
            message = f"“{stratum}”层的名单有重复的编号，请先去重。"
            raise HubaoError(message)
        if wanted > len(ids):
            message = f"“{stratum}”层名单有{len(ids)}个，要抽{wanted}个。请减少样本量或补齐名单。"
            raise HubaoError(message)
        drawn[stratum] = sorted(ids, key=lambda one: sha256(f"{seed}/{stratum}/{one}".encode()).digest())[:wanted]
    return drawn


def gather(responses: Iterable[Mapping[str, Any]], frame: Iterable[Mapping[str, Any]]) -> tuple[Answers, ...]:
    """Count what came back from each stratum of one body's survey.

    Args:
        responses: its rows of the ``survey`` table; one that says nothing came back blank.
        frame: its rows of the ``survey_frame`` table.

    Returns:
        One per stratum, those of the frame first.
    """
    known = {row["stratum"]: row for row in frame}
    rows: dict[str, list[Mapping[str, Any]]] = {stratum: [] for stratum in known}
    for row in responses:
        rows.setdefault(row["stratum"], []).append(row)
    return tuple(_answers(stratum, own, known.get(stratum, {})) for stratum, own in rows.items())


def _answers(stratum: str, rows: Sequence[Mapping[str, Any]], known: Mapping[str, Any]) -> Answers:
    said = [row for row in rows if row["satisfied"] is not None or row["score"] is not None]
    return Answers(
        stratum,
        satisfied=sum(row["satisfied"] is True for row in said),
        answered=len(said),
        returned=len(rows),
        scores=tuple(row["score"] for row in said if row["score"] is not None),
        population=known.get("population"),
        sent=known.get("sent"),
    )


def satisfaction(answers: Iterable[Answers], confidence: Fraction = CONFIDENCE) -> Estimate | None:
    """The share of the satisfied with its Wilson interval.

    Strata weigh by their population where all are known, else all answers weigh alike. The interval is Wilson's at an
    effective size that allows for unequal weights and for the part of the population that was asked: 1/n* = Σ W²ₕ/nₕ ·
    (Nₕ−nₕ)/(Nₕ−1). For one stratum that is the usual finite-population correction; a census has no doubt left.

    Args:
        answers: one per stratum.
        confidence: of the interval.

    Returns:
        ``None`` where nobody answered.
    """
    known = tuple(answers)
    heard = [one for one in known if one.answered]
    if not heard:
        return None
    weights, weighted = _weights(heard)
    value = sum((weights[one.stratum] * Fraction(one.satisfied, one.answered) for one in heard), Fraction(0))
    spread = sum((weights[one.stratum] ** 2 * _left(one) / one.answered for one in heard), Fraction(0))
    interval = Interval(value, value, confidence)
    if spread:
        size = 1 / spread
        ends = proportion_confint(float(value * size), float(size), alpha=float(1 - confidence), method="wilson")
        low, high = (_rounded(end) for end in ends)
        interval = Interval(max(low, Fraction(0)), min(high, ONE), confidence)
    return _estimate(known, value, interval, weighted)


def mean_score(answers: Iterable[Answers], confidence: Fraction = CONFIDENCE) -> Estimate | None:
    """The mean score with its interval (normal, stratified, finite-population correction; Cochran).

    Args:
        answers: one per stratum, with the scores given.
        confidence: of the interval.

    Returns:
        ``None`` where nobody gave a score; without an interval where a stratum has one score only.
    """
    known = tuple(answers)
    heard = [one for one in known if one.scores]
    if not heard:
        return None
    weights, weighted = _weights(heard)
    means = {one.stratum: sum(one.scores, Fraction(0)) / len(one.scores) for one in heard}
    value = sum((weights[stratum] * mean for stratum, mean in means.items()), Fraction(0))
    interval = None
    if all(len(one.scores) > 1 for one in heard):
        variance = sum(
            (weights[one.stratum] ** 2 * _variance_of_mean(one, means[one.stratum]) for one in heard), Fraction(0)
        )
        half = _z(confidence) * _root(variance)
        interval = Interval(_rounded(value - half), _rounded(value + half), confidence)
    return _estimate(known, value, interval, weighted)


def _weights(heard: Sequence[Answers]) -> tuple[dict[str, Fraction], bool]:
    """Stratum → its weight; by population where every one is known, else by the number of answers."""
    sizes = {one.stratum: one.population for one in heard}
    weighted = all(sizes.values())
    counted = {one.stratum: (one.population if weighted else one.answered) or 0 for one in heard}
    whole = sum(counted.values())
    return {name: Fraction(size, whole) for name, size in counted.items()}, weighted


def _left(one: Answers) -> Fraction:
    """The part of the doubt that is left since some of the population was asked: 1 where the population is unknown."""
    if one.population is None:
        return ONE
    return Fraction(max(one.population - one.answered, 0), max(one.population - 1, 1))


def _variance_of_mean(one: Answers, mean: Fraction) -> Fraction:
    size = len(one.scores)
    variance = sum(((score - mean) ** 2 for score in one.scores), Fraction(0)) / (size - 1)
    asked = Fraction(size, one.population) if one.population else Fraction(0)
    return variance / size * max(1 - asked, Fraction(0))


def _estimate(known: Sequence[Answers], value: Fraction, interval: Interval | None, weighted: bool) -> Estimate:
    sent = [one.sent for one in known]
    return Estimate(
        value=value,
        interval=interval,
        answered=sum(one.answered for one in known),
        sent=None if None in sent else sum(one or 0 for one in sent),
        weighted=weighted and len(known) > 1,
        silent=tuple(one.stratum for one in known if not one.answered),
    )


def _z(confidence: Fraction) -> Fraction:
    """The normal quantile of a two-sided interval, to ten decimals."""
    return _rounded(NormalDist().inv_cdf(float((1 + confidence) / 2)))


def _root(value: Fraction) -> Fraction:
    return Fraction((Decimal(value.numerator) / Decimal(value.denominator)).sqrt())


def _rounded(value: float | Fraction) -> Fraction:
    return Fraction(round(value, PLACES)) if isinstance(value, Fraction) else Fraction(f"{value:.{PLACES}f}")
