"""A scheme: the tree with one region's points laid upon it, ready to score by."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hubao.policy.standard_points import IndicatorRule, PointsFile
from hubao.policy.standard_tree import Indicator, Tree

__all__ = ["Branch", "Rated", "Scheme", "scheme_of"]


@dataclass(frozen=True, slots=True)
class Rated:
    """An indicator that has points.

    Attributes:
        code: its code, e.g. ``1.1.1``.
        indicator: what the tree says of it.
        rule: its points and kind of scoring.
    """

    code: str
    indicator: Indicator
    rule: IndicatorRule

    @property
    def general(self) -> bool:
        """Whether it is general (G); an incentive one (E) only adds (6.2.2)."""
        return self.indicator.class_ == "G"

    @property
    def section(self) -> str:
        """Code of its section."""
        return self.code.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class Branch:
    """A section or pillar that is evaluated.

    Attributes:
        code: its code.
        label: its name.
        pillar: code of the pillar it belongs to; its own for a pillar.
        rated: the indicators below it that have points.
        weight: its share among its siblings as the points file gives it; ``None`` where the points are the weights.
    """

    code: str
    label: str
    pillar: str
    rated: tuple[Rated, ...]
    weight: Fraction | None


@dataclass(frozen=True, slots=True)
class Scheme:
    """What bodies are scored by.

    Attributes:
        tree: the standard's tree.
        points: the region's points.
        rated: the indicators that have points, in the standard's order.
        sections: the sections with at least one of them.
        pillars: the pillars with at least one of them.
    """

    tree: Tree
    points: PointsFile
    rated: tuple[Rated, ...]
    sections: tuple[Branch, ...]
    pillars: tuple[Branch, ...]


def scheme_of(tree: Tree, points: PointsFile) -> Scheme:
    """Lay a points file upon the tree (9.2).

    Args:
        tree: the tree.
        points: points for its indicators, already held against it.
    """
    known = tree.indicators
    rated = tuple(Rated(code, one, points.indicators[code]) for code, one in known.items() if code in points.indicators)
    sections = (
        _branch(code, section.label, pillar, rated, points)
        for pillar, branch in tree.pillars.items()
        for code, section in branch.sections.items()
    )
    pillars = (_branch(code, pillar.label, code, rated, points) for code, pillar in tree.pillars.items())
    return Scheme(
        tree,
        points,
        rated,
        tuple(branch for branch in sections if branch.rated),
        tuple(branch for branch in pillars if branch.rated),
    )


def _branch(code: str, label: str, pillar: str, rated: tuple[Rated, ...], points: PointsFile) -> Branch:
    below = tuple(one for one in rated if one.code.startswith(f"{code}."))
    return Branch(code, label, pillar, below, points.weights.get(code))
