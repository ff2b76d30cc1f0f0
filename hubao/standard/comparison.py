"""Vertical and horizontal comparison (7.1): a body against its own past, and against its peers of the same year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hubao.ranking import median
from hubao.standard.record import PastScore
from hubao.standard.score import BodyScore

__all__ = ["CLEAR", "Change", "Standing", "changes", "clear_differences", "horizontal", "rates_by_section", "vertical"]

CLEAR = Fraction(2, 3)
"""A section is called a strength (weakness) where a body is better (worse) than at least this part of its peers.

Assumption of this program (非文件规定). Who is level with a peer is neither better nor worse than it: where most have
full points, nobody has a strength.
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a value stands among those of its peers, itself included.

    Attributes:
        value: the value.
        rank: 1 for the greatest; equal values share a rank.
        of: how many there are.
        shared: how many have this rank, itself included.
        worse: how many have less.
        best: the greatest value.
        middle: the median.
    """

    value: Fraction
    rank: int
    of: int
    shared: int
    worse: int
    best: Fraction
    middle: Fraction

    @property
    def percentile(self) -> Fraction | None:
        """Share of the others it is better than, those level with it counting half; ``None`` when alone."""
        others = self.of - 1
        return (self.worse + Fraction(self.shared - 1, 2)) / others if others else None

    @property
    def better(self) -> int:
        """How many have more."""
        return self.of - self.worse - self.shared

    @property
    def part_below(self) -> Fraction:
        """The part of the others that have less; 0 when alone."""
        return Fraction(self.worse, max(self.of - 1, 1))

    @property
    def part_above(self) -> Fraction:
        """The part of the others that have more; 0 when alone."""
        return Fraction(self.better, max(self.of - 1, 1))

    @property
    def to_best(self) -> Fraction:
        """How far below the best; 0 for the best itself."""
        return self.best - self.value

    @property
    def to_middle(self) -> Fraction:
        """How far above the median; negative below it."""
        return self.value - self.middle


@dataclass(frozen=True, slots=True)
class Change:
    """A value beside that of an earlier year, which may be missing."""

    year: int
    value: Fraction | None
    grade: str = ""


def horizontal(values: Mapping[str, Fraction], key: str) -> Standing:
    """Compare one value with those of its peers.

    Args:
        values: key → value, of all that are compared.
        key: whose standing is wanted.

    Raises:
        KeyError: the key is not among them.

    >>> peers = {"a": Fraction(90), "b": Fraction(80), "c": Fraction(80), "d": Fraction(70)}
    >>> standing = horizontal(peers, "b")
    >>> standing.rank, standing.shared, standing.to_best, standing.percentile
    (2, 2, Fraction(10, 1), Fraction(1, 2))
    """
    own = values[key]
    everyone = list(values.values())
    return Standing(
        value=own,
        rank=1 + sum(value > own for value in everyone),
        of=len(everyone),
        shared=sum(value == own for value in everyone),
        worse=sum(value < own for value in everyone),
        best=max(everyone),
        middle=median(everyone),
    )


def vertical(history: Iterable[PastScore], code: str, year: int, back: int) -> tuple[Change, ...]:
    """The published values of the years before, ascending; a year without one is there with ``None``.

    Args:
        history: scores published in earlier years.
        code: of a pillar or section; empty for the total.
        year: the year that is compared.
        back: how many years to look back.
    """
    known = {past.year: past for past in history if past.code == code}
    found = ((past_year, known.get(past_year)) for past_year in range(year - back, year))
    return tuple(Change(one, past.points if past else None, past.grade if past else "") for one, past in found)


def changes(now: Fraction, past: Sequence[Change]) -> Fraction | None:
    """What was gained since the last of some years; ``None`` where that year has no value."""
    last = past[-1].value if past else None
    return None if last is None else now - last


def rates_by_section(scores: Iterable[BodyScore]) -> dict[str, dict[str, Fraction]]:
    """Section → body id → share of the general points that were got; sections without general points are left out."""
    found: dict[str, dict[str, Fraction]] = {}
    for score in scores:
        for section in score.sections:
            if section.rate is not None:
                found.setdefault(section.code, {})[score.body.body_id] = section.rate
    return found


def clear_differences(
    rates: Mapping[str, Mapping[str, Fraction]], key: str
) -> tuple[list[tuple[str, Standing]], list[tuple[str, Standing]]]:
    """Sections where a body is clearly better, or clearly worse, than its peers.

    Args:
        rates: from `rates_by_section`, of the body and its peers.
        key: the body's id.

    Returns:
        Strengths and weaknesses with the body's standing, the clearest first: by the part of the peers, then by the
        distance to the median. A tie is never counted as a difference.
    """
    strengths: list[tuple[str, Standing]] = []
    weaknesses: list[tuple[str, Standing]] = []
    for code, values in rates.items():
        if key not in values or len(values) < 2:
            continue
        standing = horizontal(values, key)
        if standing.part_below >= CLEAR:
            strengths.append((code, standing))
        elif standing.part_above >= CLEAR:
            weaknesses.append((code, standing))
    strengths.sort(key=lambda pair: (-pair[1].part_below, -pair[1].to_middle, pair[0]))
    weaknesses.sort(key=lambda pair: (-pair[1].part_above, pair[1].to_middle, pair[0]))
    return strengths, weaknesses
