"""What must hold between a points file and the tree, beyond the form of each: key, what is wrong, how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

from hubao.numerals import decimal_text
from hubao.policy.standard_points import Bands, PointsFile, YearOnYear
from hubao.policy.standard_tree import Tree

__all__ = ["points_faults"]

Fault: TypeAlias = tuple[str, str, str]


def points_faults(points: PointsFile, tree: Tree) -> Iterator[Fault]:
    """Hold a points file against the tree.

    Args:
        points: the points file.
        tree: the tree it speaks of.

    Yields:
        Key, what is wrong, how to mend it.
    """
    known = tree.indicators
    for code in points.indicators:
        if code not in known:
            yield f"indicators.{code}", "指标体系里没有这个编码", "请按附录A的编码改正"
    yield from _general(points, tree)
    for code, rule in points.indicators.items():
        if isinstance(rule, Bands):
            yield from _bands(code, rule)
        if isinstance(rule, YearOnYear) and rule.target <= rule.base:
            yield f"indicators.{code}.target", "应大于 base：从 base 起得分，到 target 得满分", "请改大 target"
    yield from _grades(points)
    yield from _weights(points, tree)


def _general(points: PointsFile, tree: Tree) -> Iterator[Fault]:
    known = tree.indicators
    general = [rule.points for code, rule in points.indicators.items() if code in known and known[code].class_ == "G"]
    total = sum(general, Fraction(0))
    if total != points.general_total:
        said = f"一般性指标分值之和为{decimal_text(total)}，应为{decimal_text(points.general_total)}"
        yield "indicators", said, "请调整分值；满分另有规定的，写明 general_total"
    elif not total:
        yield "indicators", "一般性指标的分值都是0", "请给一般性指标赋分（9.2）"


def _bands(code: str, rule: Bands) -> Iterator[Fault]:
    key = f"indicators.{code}.bands"
    for number, band in enumerate(rule.bands):
        if band.points > rule.points:
            yield f"{key}[{number}].points", "高于本指标的分值", "请改小，或改大 points"
    for higher, lower in pairwise(rule.bands):
        if lower.at_least >= higher.at_least:
            yield key, "各档应从高到低排列，界限互不相同", "请把 at_least 从大到小排列"
            break


def _grades(points: PointsFile) -> Iterator[Fault]:
    order = ["excellent", "good", "qualified", "unqualified"]
    places = [order.index(bound.grade) for bound in points.grades]
    if places != sorted(set(places)):
        yield "grades", "等次应从优秀到合格依次排列，不重复", "请重排"
    if "unqualified" in [bound.grade for bound in points.grades]:
        yield "grades", "不合格没有下限：低于最后一档即为不合格", "请删去 unqualified 一行"
    for higher, lower in pairwise(points.grades):
        if lower.at_least >= higher.at_least:
            yield "grades", "各等次的下限应从高到低，互不相同", "请改正 at_least"
            break


def _weights(points: PointsFile, tree: Tree) -> Iterator[Fault]:
    if not points.weights:
        return
    if points.mode == "sum":
        yield "weights", "累加方式（mode: sum）不用权重，权重就在分值里（9.2）", "请删去，或改为 mode: weighted"
    families = {"": list(tree.pillars), **{code: list(pillar.sections) for code, pillar in tree.pillars.items()}}
    placed = {code for codes in families.values() for code in codes}
    for code in points.weights:
        if code not in placed:
            yield f"weights.{code}", "不是一级或二级项目的编码", "请改正；权重只给一级和二级项目"
    for above, codes in families.items():
        own = [code for code in codes if _is_rated(code, points, tree)]
        given = [code for code in codes if code in points.weights]
        if not given:
            continue
        where = f"“{above}”之下" if above else "一级项目"
        if set(given) != set(own):
            yield "weights", f"{where}应给 {'、'.join(own)} 各一个权重，现有 {'、'.join(given)}", "请补齐或删去"
        elif sum((points.weights[code] for code in given), Fraction(0)) != 1:
            yield "weights", f"{where}的权重之和不是1", "请改正"


def _is_rated(code: str, points: PointsFile, tree: Tree) -> bool:
    """Whether a pillar or section has general points of its own: a weight needs a level on 0–100."""
    known = tree.indicators
    return any(
        one.startswith(f"{code}.") and known[one].class_ == "G" and rule.points
        for one, rule in points.indicators.items()
        if one in known
    )
