"""One year's evaluation by the standard, opened: points and checked inputs → scores, grades, ranks, comparisons.

This is what notebooks hold. Frames are for people; the exact values stay in ``scores``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from hubao.errors import DataError, HubaoError, Problem
from hubao.methods.monitoring import Course, courses
from hubao.methods.robustness import GradeTrial, LeftOut, Modes, left_out, other_mode, trial
from hubao.methods.survey import Answers, gather
from hubao.places import points_path, standard_path, tree_path
from hubao.policy.standard_loader import load_points, load_tree
from hubao.policy.standard_points import PointsFile
from hubao.ranking import competition_ranks
from hubao.standard.comparison import rates_by_section
from hubao.standard.indicator import peers_of
from hubao.standard.record import Mode
from hubao.standard.scheme import Scheme, scheme_of
from hubao.standard.score import BodyScore, ranks, score_bodies, score_body
from hubao.standard.words import reason, roll_up_steps
from hubao.tables.outputs import result_frame
from hubao.tables.standard.inputs import StandardInputs, collect_standard
from hubao.tables.standard.outputs import (
    BODY_COLUMNS,
    INDICATOR_COLUMNS,
    body_row,
    branch_row,
    indicator_row,
)

__all__ = ["Evaluation", "collect_evaluation", "evaluate", "open_standard", "read_evaluation", "standard_hand_over"]

_handed: dict[tuple[int, Path, Path], Callable[[], Evaluation]] = {}
"""Evaluations opened already for this process, by what `open_standard` would be asked for."""


@dataclass(frozen=True)
class Evaluation:
    """One year's evaluation, scored.

    Attributes:
        year: the evaluation year.
        scheme: tree and points.
        inputs: the checked inputs.
        scores: body id → score by the governing mode, in the office's order.
        by_mode: the other modes (clause 8) → body id → score.
        ranks: body id → rank by total among all bodies.
        ranks_in_level: the same among the bodies of the same level.
        points_file: where the points were read from; ``None`` when they were made in memory.
        tree_file: where the tree was read from.
    """

    year: int
    scheme: Scheme
    inputs: StandardInputs
    scores: Mapping[str, BodyScore]
    by_mode: Mapping[Mode, Mapping[str, BodyScore]]
    ranks: Mapping[str, int]
    ranks_in_level: Mapping[str, int]
    points_file: Path | None = None
    tree_file: Path | None = None

    @property
    def points(self) -> PointsFile:
        """The region's points."""
        return self.scheme.points

    @property
    def sample(self) -> bool:
        """Whether the data is fictitious (虚构数据)."""
        return self.inputs.sample

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The warnings the check left; errors never get this far."""
        return self.inputs.problems

    @cached_property
    def robustness(self) -> Mapping[str, GradeTrial]:
        """Body id → what the draws say of its grade; drawn once, when first asked for."""
        return trial(tuple(self.scores.values()), self.points)

    @cached_property
    def without_one(self) -> tuple[LeftOut, ...]:
        """Every general indicator left out once: whose grade would be another."""
        return left_out(tuple(self.scores.values()), self.points)

    @cached_property
    def even_mode(self) -> Modes:
        """The other mode of aggregation (非标准原文)."""
        return other_mode(tuple(self.scores.values()), self.points)

    @cached_property
    def section_rates(self) -> Mapping[str, Mapping[str, Fraction]]:
        """Section → body id → share of its general points."""
        return rates_by_section(self.scores.values())

    @cached_property
    def surveys(self) -> Mapping[str, tuple[Answers, ...]]:
        """Body id → what came back of its survey, stratum by stratum; bodies that were not surveyed are left out."""
        responses, frame = self._by_body("survey"), self._by_body("survey_frame")
        asked = [key for key in self.scores if key in responses or key in frame]
        return {key: gather(responses.get(key, ()), frame.get(key, ())) for key in asked}

    def survey(self, body_id: str) -> tuple[Answers, ...]:
        """What came back of a body's survey, stratum by stratum; nothing where it was not surveyed."""
        return self.surveys.get(body_id, ())

    def monitoring(self, body_id: str) -> Mapping[str, Course]:
        """Code → monthly figures of network monitoring."""
        return courses(self._monitored.get(body_id, ()), self.year)

    @cached_property
    def _monitored(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        return self._by_body("monitoring")

    def _by_body(self, table: str) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        found: dict[str, list[Mapping[str, Any]]] = {}
        for row in self.inputs.frames[table].to_dict("records"):
            found.setdefault(row["body_id"], []).append(row)  # type: ignore[arg-type]  # columns are named by texts
        return found

    def body(self, body_id: str) -> BodyScore:
        """The score of a body.

        Raises:
            HubaoError: there is no such body this year.
        """
        if body_id not in self.scores:
            known = list(self.scores)
            span = f"{known[0]} 至 {known[-1]}，共 {len(known)} 家" if known else "无"
            message = f"{self.year}年度没有编号为“{body_id}”的被评价机构（现有：{span}）。请核对编号。"
            raise HubaoError(message)
        return self.scores[body_id]

    def peers(self, body_id: str) -> tuple[BodyScore, ...]:
        """The bodies of the same level, itself included (7.1)."""
        level = self.body(body_id).body.level
        return tuple(score for score in self.scores.values() if score.body.level == level)

    @cached_property
    def results(self) -> pd.DataFrame:
        """One row per body: totals, grade, ranks (columns of ``bodies.csv``, numbers as numbers)."""
        numbers = ("general", "incentive", "total", "general_max", "incentive_earned")
        return result_frame(self.body_rows(), BODY_COLUMNS, numbers, ("rank", "rank_in_level"))

    @cached_property
    def indicators(self) -> pd.DataFrame:
        """One row per body and indicator (columns of ``indicators.csv``, points as numbers)."""
        return result_frame(self.indicator_rows(), INDICATOR_COLUMNS, ("points", "max_points"), ())

    def body_rows(self) -> list[dict[str, str]]:
        """The rows of ``bodies.csv``."""
        return [body_row(score, self.points, self.ranks, self.ranks_in_level) for score in self.scores.values()]

    def indicator_rows(self) -> list[dict[str, str]]:
        """The rows of ``indicators.csv``."""
        return [indicator_row(score, line) for score in self.scores.values() for line in score.lines]

    def section_rows(self) -> list[dict[str, str]]:
        """The rows of ``sections.csv``."""
        return [branch_row(score, section) for score in self.scores.values() for section in score.sections]

    def pillar_rows(self) -> list[dict[str, str]]:
        """The rows of ``pillars.csv``."""
        return [branch_row(score, pillar) for score in self.scores.values() for pillar in score.pillars]

    def explain(self, body_id: str, code: str) -> str:
        """Say why a body has these points for an indicator: figure, arithmetic, definition, clause.

        Raises:
            HubaoError: no such body, or the indicator has no points.
        """
        score = self.body(body_id)
        try:
            line = score.line(code)
        except KeyError:
            message = f"{code} 没有赋分，或不是指标编码（写作 1.1.1）。"
            raise HubaoError(message) from None
        one = line.rated.indicator
        return f"{score.body.name} {code} {one.label}：{reason(line)}。{one.definition}（{one.clause}）。"

    def steps(self, body_id: str) -> tuple[tuple[str, str], ...]:
        """The roll-up of a body's total, step by step: what is computed, and how.

        Raises:
            HubaoError: there is no such body this year.
        """
        return tuple(roll_up_steps(self.body(body_id), self.points))

    def with_points(self, points: PointsFile) -> Evaluation:
        """Score the same inputs by other points: a trial; `points_file` is then ``None``."""
        return evaluate(scheme_of(self.scheme.tree, points), self.inputs, self.year)


def open_standard(
    year: int, data: str | Path | None = None, points: str | Path | None = None, tree: str | Path | None = None
) -> Evaluation:
    """Open one year's evaluation: read and check the inputs, score, grade and rank.

    Args:
        year: the evaluation year, e.g. ``2024``.
        data: folder of the inputs; default ``data/<year>/standard``.
        points: the points file; default ``params/standard/points-<year>.yaml``.
        tree: the tree; default ``params/standard/tree.yaml``.

    Raises:
        PolicyError: the tree or the points file is refused; every reason is listed.
        DataError: the inputs are refused; every problem is listed with its place and mend.

    >>> evaluation = open_standard(2024)
    >>> len(evaluation.scores)
    40
    """
    handed = _handed.get((year, standard_path(year, data).resolve(), points_path(year, points).resolve()))
    return handed() if handed is not None else read_evaluation(year, data, points, tree)


def read_evaluation(
    year: int, data: str | Path | None = None, points: str | Path | None = None, tree: str | Path | None = None
) -> Evaluation:
    """Open one year's evaluation as `open_standard` does, from its files whatever was handed over."""
    evaluation, problems = collect_evaluation(year, data, points, tree)
    if evaluation is None:
        raise DataError(problems)
    return evaluation


def collect_evaluation(
    year: int, data: str | Path | None = None, points: str | Path | None = None, tree: str | Path | None = None
) -> tuple[Evaluation | None, tuple[Problem, ...]]:
    """Open one year's evaluation, and tell everything that is wrong with its inputs.

    Returns:
        The evaluation, or ``None`` when the inputs hold an error; and every problem, in order of file, row and column.

    Raises:
        PolicyError: the tree or the points file is refused.
    """
    tree_file, points_file = Path(tree) if tree else tree_path(), points_path(year, points)
    standard = load_tree(tree_file)
    scheme = scheme_of(standard, load_points(points_file, standard, year))
    inputs, problems = collect_standard(standard_path(year, data), year, scheme)
    if inputs is None:
        return None, problems
    return replace(evaluate(scheme, inputs, year), points_file=points_file, tree_file=tree_file), problems


def standard_hand_over(opened: Callable[[], Evaluation], year: int, data: Path, points: Path) -> None:
    """Let `open_standard` give an opened evaluation instead of reading it again; see `hubao.year.hand_over`."""
    _handed.clear()
    _handed[year, data.resolve(), points.resolve()] = opened


def evaluate(scheme: Scheme, inputs: StandardInputs, year: int) -> Evaluation:
    """Score, grade and rank checked inputs."""
    scores = {score.body.body_id: score for score in score_bodies(inputs.records, scheme)}
    peers = peers_of(inputs.records, scheme)
    by_mode = {
        mode: {key: score_body(record, scheme, peers, scores[key].record) for key, record in records.items()}
        for mode, records in inputs.by_mode.items()
    }
    in_level: dict[str, int] = {}
    for level in dict.fromkeys(score.body.level for score in scores.values()):
        in_level |= competition_ranks({k: score.points for k, score in scores.items() if score.body.level == level})
    return Evaluation(year, scheme, inputs, scores, by_mode, ranks(scores.values()), in_level)
