"""The tree and the points of the evaluation standard, taken whole or refused with every reason."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from hubao.errors import PolicyError, PolicyProblem
from hubao.policy.refusals import read_model
from hubao.policy.standard_consistency import points_faults
from hubao.policy.standard_points import KINDS, PointsFile
from hubao.policy.standard_tree import Tree, tree_faults

__all__ = ["load_points", "load_tree"]


def load_tree(path: Path) -> Tree:
    """Load the tree of pillars, sections and indicators (001, annex A).

    Args:
        path: the YAML file, usually ``params/standard/tree.yaml``.

    Raises:
        PolicyError: anything is unknown, repeated or missing, or there are not just 5 / 23 / 68 (6.1); all at once.

    >>> tree = load_tree(Path("params/standard/tree.yaml"))
    >>> len(tree.pillars), len(tree.sections), len(tree.indicators)
    (5, 23, 68)
    """
    tree = read_model(path, Tree, "随程序所附的 tree.yaml", otherwise="取回随程序所附的 tree.yaml")
    _refuse(path, tree_faults(tree))
    return tree


def load_points(path: Path, tree: Tree, year: int | None = None) -> PointsFile:
    """Load a region's points (001, 9.2).

    Args:
        path: the YAML file, usually ``params/standard/points-<year>.yaml``.
        tree: the tree it speaks of.
        year: the year asked for; a file for another year is refused.

    Raises:
        PolicyError: anything is unknown, repeated or missing, or does not add up; all of it is listed at once.
    """
    points = read_model(path, PointsFile, "所附的示例分值文件", KINDS, "用 --points 指明分值文件")
    faults = list(points_faults(points, tree))
    if year is not None and points.year not in (None, year):
        faults.append(("year", f"文件是 {points.year} 年度的，要的是 {year} 年度", "请换文件"))
    _refuse(path, faults)
    return points


def _refuse(path: Path, faults: Iterable[tuple[str, str, str]]) -> None:
    found = [PolicyProblem(path.name, *fault) for fault in faults]
    if found:
        raise PolicyError(found)
