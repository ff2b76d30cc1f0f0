"""One appraisal year, opened: policy and checked inputs → scores, grades, ranks, quota, explanations.

This is what notebooks hold. Frames are for people; the exact values stay in ``cards``, ``grades`` and ``allocation``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import pandas as pd

from hubao.appraisal.agency import Agency
from hubao.appraisal.grade import GradeResult, grade
from hubao.appraisal.group import GroupSummary, summarise
from hubao.appraisal.line import Scorecard
from hubao.appraisal.quota import QuotaLine, allocate
from hubao.appraisal.score import score
from hubao.appraisal.standing import candidate
from hubao.errors import HubaoError, Problem
from hubao.explain import Explanation, explain_line
from hubao.places import data_path, policy_path
from hubao.policy.loader import load_policy, with_readings
from hubao.policy.model import Policy, Pool
from hubao.policy.rules import Judged, Reports
from hubao.ranking import competition_ranks
from hubao.tables.inputs import Inputs, Limits, read_inputs
from hubao.tables.outputs import (
    QUOTA_COLUMNS,
    RESULT_COLUMNS,
    SCORE_COLUMNS,
    quota_row,
    result_frame,
    result_row,
    score_rows,
)

__all__ = [
    "Year",
    "hand_over",
    "limits_of",
    "open_year",
    "read_year",
    "score_year",
]

_handed: dict[tuple[int, Path, Path], Callable[[], Year]] = {}
"""Years opened already for this process, by what `open_year` would be asked for."""


@dataclass(frozen=True)
class Year:
    """One appraisal year, scored.

    Attributes:
        policy: the year's policy, with the readings in force.
        inputs: the checked inputs.
        cards: agency id → scorecard, in the office's order.
        grades: agency id → grade and its reason.
        ranks: agency id → overall rank by comparable total; vetoed agencies are absent.
        ranks_in_group: the same within the group.
        trial: readings switched for this run; empty for the standing result.
        policy_file: where the policy was read from; ``None`` when it was made in memory.
    """

    policy: Policy
    inputs: Inputs
    cards: Mapping[str, Scorecard]
    grades: Mapping[str, GradeResult]
    ranks: Mapping[str, int]
    ranks_in_group: Mapping[str, int]
    trial: Mapping[str, str] = field(default_factory=dict)
    policy_file: Path | None = None

    @property
    def year(self) -> int:
        """The appraisal year."""
        return self.policy.year

    @property
    def sample(self) -> bool:
        """Whether the data is fictitious (虚构数据)."""
        return self.inputs.sample

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The warnings the check left; errors never get this far."""
        return self.inputs.problems

    @property
    def trial_text(self) -> str:
        """The switched readings as text, e.g. ``A-G1=proportional``; empty for the standing result."""
        return "；".join(f"{key}={value}" for key, value in sorted(self.trial.items()))

    def agency(self, agency_id: str) -> Agency:
        """The checked record of an agency.

        Raises:
            HubaoError: there is no such agency this year.
        """
        return self.card(agency_id).agency

    def card(self, agency_id: str) -> Scorecard:
        """The scorecard of an agency.

        Raises:
            HubaoError: there is no such agency this year.
        """
        if agency_id not in self.cards:
            known = list(self.cards)
            span = f"{known[0]} 至 {known[-1]}，共 {len(known)} 家" if known else "无"
            message = f"{self.year}年度没有编号为“{agency_id}”的代办处（现有：{span}）。请核对编号。"
            raise HubaoError(message)
        return self.cards[agency_id]

    def group(self, agency_id: str) -> str:
        """The code of the group an agency is ranked in."""
        return self.policy.group_of(self.agency(agency_id).category.value)

    def members(self, group: str) -> tuple[str, ...]:
        """The agencies of a group, in the office's order."""
        return tuple(agency_id for agency_id in self.cards if self.group(agency_id) == group)

    @cached_property
    def groups(self) -> Mapping[str, GroupSummary]:
        """Group code → what its members may know of it, for every group that has members."""
        members: dict[str, list[Scorecard]] = {}
        for key, card in self.cards.items():
            members.setdefault(self.group(key), []).append(card)
        return {code: summarise(cards, self.ranks_in_group) for code, cards in members.items()}

    @cached_property
    def results(self) -> pd.DataFrame:
        """One row per agency: totals, grade, ranks (columns of ``results.csv``, numbers as numbers)."""
        numbers = ("annex1", "bonus", "deduction", "discretionary", "total", "comparable_total")
        whole = ("rank", "rank_in_group", "consecutive_unqualified")
        return result_frame(self.result_rows(), RESULT_COLUMNS, numbers, whole)

    @cached_property
    def scores(self) -> pd.DataFrame:
        """One row per agency and item (columns of ``scores.csv``; points as numbers)."""
        return result_frame(self.score_rows(), SCORE_COLUMNS, ("base", "points", "max_points"), ())

    def result_rows(self) -> list[dict[str, str]]:
        """The rows of ``results.csv``."""
        return [
            result_row(card, self.grades[key], self.ranks.get(key), self.ranks_in_group.get(key), self.trial_text)
            for key, card in self.cards.items()
        ]

    def score_rows(self) -> list[dict[str, str]]:
        """The rows of ``scores.csv``."""
        return [row for card in self.cards.values() for row in score_rows(card, self.trial_text)]

    def explain(self, agency_id: str, item: str) -> Explanation:
        """Say why an agency has these points for an item: inputs, arithmetic, clause, readings.

        Raises:
            HubaoError: no such agency, or the agency has no such item.
        """
        card = self.card(agency_id)
        try:
            line = card.line(item)
        except KeyError:
            own = "、".join(line.item for line in card.lines)
            message = f"{agency_id} 没有“{item}”这一项（可用：{own}）。"
            raise HubaoError(message) from None
        return explain_line(card.agency, line, self.policy, self.trial)

    def explain_all(self, agency_id: str) -> tuple[Explanation, ...]:
        """Explain every line of an agency."""
        card = self.card(agency_id)
        return tuple(explain_line(card.agency, line, self.policy, self.trial) for line in card.lines)

    def pool(self, code: str) -> Pool:
        """A pool of the policy by its code, e.g. ``people``.

        Raises:
            HubaoError: the policy has no such pool.
        """
        for pool in self.policy.quota.pools:
            if pool.code == code:
                return pool
        known = "、".join(f"{pool.code}（{pool.label}）" for pool in self.policy.quota.pools)
        message = f"没有“{code}”这种名额（可用：{known}）。"
        raise HubaoError(message)

    def allocation(self, code: str) -> tuple[QuotaLine, ...]:
        """Allocate one pool's seats, every seat explained.

        Raises:
            TieError: a tie the policy does not resolve.
            HubaoError: bounds that cannot be met.
        """
        labels = {key: group.label for key, group in self.policy.groups.items()}
        candidates = [
            candidate(card, self.grades[key], self.year, self.policy.group_of(card.agency.category.value))
            for key, card in self.cards.items()
        ]
        lines = {line.agency_id: line for line in allocate(self.pool(code), candidates, labels)}
        return tuple(lines[key] for key in self.cards if key in lines)

    def quota_rows(self, code: str) -> list[dict[str, str]]:
        """The rows of ``quota.csv`` for one pool."""
        return [quota_row(line, self.trial_text) for line in self.allocation(code)]

    def quota(self, code: str) -> pd.DataFrame:
        """One row per agency: the steps of the allocation (columns of ``quota.csv``)."""
        whole = ("fixed", "whole", "remainder_seat", "adjustment", "seats")
        return result_frame(self.quota_rows(code), QUOTA_COLUMNS, ("weight", "entitlement"), whole)

    def with_readings(self, changes: Mapping[str, str]) -> Year:
        """Score the same inputs under other readings: a trial, marked as one.

        Raises:
            PolicyError: a reading does not exist, is fixed, or lacks that value.
        """
        trial = {**self.trial, **changes}
        return replace(
            score_year(with_readings(self.policy, changes), self.inputs, trial), policy_file=self.policy_file
        )


def open_year(
    year: int,
    data: str | Path | None = None,
    policy: str | Path | None = None,
    readings: Mapping[str, str] | None = None,
) -> Year:
    """Open one appraisal year: read and check the inputs, score, grade and rank.

    Args:
        year: the appraisal year, e.g. ``2024``.
        data: folder of the inputs; default ``data/<year>``.
        policy: the policy file; default ``params/policy/<year>.yaml``.
        readings: readings to switch for a trial, id → value.

    Raises:
        PolicyError: the policy file is refused; every reason is listed.
        DataError: the inputs are refused; every problem is listed with its place and mend.

    >>> year = open_year(2024)
    >>> year.results.loc[0, "agency_id"]
    'D01'
    """
    policy_file = policy_path(year, policy)
    handed = _handed.get((year, data_path(year, data).resolve(), policy_file.resolve()))
    if handed is not None:
        return handed().with_readings(readings) if readings else handed()
    return read_year(year, data, policy, readings)


def read_year(
    year: int,
    data: str | Path | None = None,
    policy: str | Path | None = None,
    readings: Mapping[str, str] | None = None,
) -> Year:
    """Open one appraisal year as `open_year` does, from its files whatever was handed over."""
    policy_file = policy_path(year, policy)
    chosen = load_policy(policy_file, year)
    inputs = read_inputs(data_path(year, data), year, limits_of(chosen))
    if readings:
        chosen = with_readings(chosen, readings)
    return replace(score_year(chosen, inputs, readings), policy_file=policy_file)


def hand_over(opened: Callable[[], Year], year: int, data: Path, policy: Path) -> None:
    """Let `open_year` give an opened year instead of reading it again: for the press, which reads it once for all.

    Args:
        opened: returns the year; a fresh one each time where what uses it might change it for the next.
        year: the appraisal year.
        data: the folder its inputs were read from.
        policy: the file its policy was read from.
    """
    _handed.clear()
    _handed[year, data.resolve(), policy.resolve()] = opened


def score_year(policy: Policy, inputs: Inputs, trial: Mapping[str, str] | None = None) -> Year:
    """Score, grade and rank checked inputs under a policy."""
    cards = {agency.agency_id: score(agency, policy) for agency in inputs.agencies}
    grades = {key: grade(card, policy) for key, card in cards.items()}
    ranked = {key: card.comparable_total for key, card in cards.items() if not grades[key].vetoes}
    in_group: dict[str, int] = {}
    for code in policy.groups:
        own = {key: total for key, total in ranked.items() if policy.group_of(cards[key].agency.category.value) == code}
        in_group.update(competition_ranks(own))
    return Year(policy, inputs, cards, grades, competition_ranks(ranked), in_group, dict(trial or {}))


def limits_of(policy: Policy) -> Limits:
    """The numbers of the policy that the input checks need."""
    reports, risk = policy.deductions["D3"].rule, policy.annex1["I10"].rule
    assert isinstance(reports, Reports)
    assert isinstance(risk, Judged)
    return Limits(
        jump=policy.plausibility.jump,
        statements=reports.budget_statements + reports.financial_statements,
        risk_points=Decimal(risk.at_most.numerator) / Decimal(risk.at_most.denominator),
        item_codes=tuple(policy.items),
    )
