"""Who takes part in sharing out a pool, group by group, and whether the policy's numbers can be kept there.

Everything is checked before a seat is given: a number that cannot be kept is named with what it clashes with, and all
of a stage's problems are named at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hubao.errors import DataError, PolicyError, PolicyProblem
from hubao.policy.model import Adjustment, Pool

__all__ = ["CRITERIA", "TIE_BREAKS", "Candidate", "Group", "groups_of", "refuse"]

CRITERIA: Mapping[str, str] = {
    "business_volume": "业务总量",
    "business_growth": "业务增长率",
    "unit_coverage": "基层单位覆盖面",
    "unit_growth": "基层单位增长率",
    "member_coverage": "参保会员覆盖面",
    "member_growth": "参保会员增长率",
    "plan_kinds": "参保种类",
    "policies": "参保份数",
}
"""Criterion -> label: art. 10(一)2–3 and 10(二)1–3, where 覆盖面和增长率 are two criteria."""

TIE_BREAKS: Mapping[str, str] = {**CRITERIA, "comparable_total": "可比总分"}
"""What a tie can be broken by -> label."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One agency as the quota sees it.

    Attributes:
        eligible: neither vetoed nor 不合格; if not, ``ineligible_reason`` says why.
        met_targets: nos. 1 and 2 of annex 1 both met (业务达标).
        staff_count: people of the agency, a cap where seats are people.
        comparable_total: score without B5, which only districts can earn.
        measures: criterion -> measure in its own unit (yuan, a rate, a count); growth may be negative.
        flags: what a reader of the result has to know, e.g. ``无上年数据，增长率按0计``.
    """

    agency_id: str
    name: str
    group: str
    eligible: bool
    ineligible_reason: str
    met_targets: bool
    staff_count: int
    comparable_total: Fraction
    measures: Mapping[str, Fraction]
    flags: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.agency_id} {self.name}"

    def standing(self, tie_break: str) -> Fraction:
        """Return what this agency brings to a tie: the larger goes first."""
        return self.comparable_total if tie_break == "comparable_total" else self.measures[tie_break]


@dataclass(frozen=True, slots=True)
class Group:
    """The agencies that share one group's seats of one pool (差异分级, art. 10(三)).

    ``eligible`` and ``barred`` are sorted by ``agency_id``: no result depends on the order the agencies came in.
    """

    pool: Pool
    code: str
    label: str
    seats: int
    eligible: tuple[Candidate, ...]
    barred: tuple[Candidate, ...]

    @property
    def place(self) -> str:
        """Pool and group in Chinese, as messages open."""
        return f"{self.pool.label}·{self.label}"

    @property
    def floor(self) -> int:
        """Least seats of an eligible agency, fixed and proportional together."""
        return self.pool.floor or 0

    @property
    def rest(self) -> int:
        """Seats left for sharing out by weight."""
        return self.seats - sum(self.fixed(one) for one in self.eligible)

    def fixed(self, candidate: Candidate) -> int:
        """Seats an eligible agency has before any sharing out (业务达标, art. 10(一)1)."""
        return self.pool.fixed_per_qualifier if candidate.met_targets else 0

    def cap(self, candidate: Candidate) -> int | None:
        """Most seats the agency may have, fixed and proportional together; None without a limit."""
        limits = [] if self.pool.cap is None else [self.pool.cap]
        return min([*limits, candidate.staff_count] if self.pool.cap_by_staff else limits, default=None)

    def cap_text(self, candidate: Candidate) -> str:
        """Say which cap the agency has, and whether its people or the policy set it."""
        cap = self.cap(candidate)
        return f"上限{cap}个" + (f"（人数{candidate.staff_count}）" if cap != self.pool.cap else "")

    def moves(self, candidate: Candidate) -> tuple[Adjustment, ...]:
        """Find the office's adjustments of the agency's seats (art. 10(四))."""
        return tuple(one for one in self.pool.adjustments if one.agency_id == candidate.agency_id)

    def problem(self, key: str, message: str, mend: str) -> PolicyProblem:
        """Make a problem of this group, under a key of the pool."""
        return _problem(self.pool, key, f"{self.place}：{message}", mend)


def groups_of(pool: Pool, candidates: Sequence[Candidate], labels: Mapping[str, str]) -> tuple[Group, ...]:
    """Sort the agencies into the pool's groups, and refuse what cannot be shared out.

    A group without an agency is passed over.

    Raises:
        PolicyError: settings, seats, bounds or adjustments that cannot be kept; all of a stage at once.
        DataError: an agency twice, or without a measure that is asked for.
    """
    refuse([*_unknown_settings(pool), *_groups_without_seats(pool, candidates, labels)])
    _refuse_candidates(pool, candidates)
    groups = [_group(pool, code, candidates, labels) for code in pool.seats]
    present = tuple(group for group in groups if group.eligible or group.barred)
    refuse([problem for group in present for problem in _unmeetable(group)])
    refuse([*_impossible_adjustments(pool, candidates), *_unbalanced_adjustments(pool, labels)])
    return present


def refuse(problems: Sequence[PolicyProblem]) -> None:
    """Raise a `PolicyError` if there is any problem."""
    if problems:
        raise PolicyError(problems)


def _group(pool: Pool, code: str, candidates: Sequence[Candidate], labels: Mapping[str, str]) -> Group:
    members = sorted((one for one in candidates if one.group == code), key=lambda one: one.agency_id)
    eligible = tuple(one for one in members if one.eligible)
    barred = tuple(one for one in members if not one.eligible)
    return Group(pool, code, labels.get(code, code), pool.seats[code], eligible, barred)


def _unknown_settings(pool: Pool) -> Iterator[PolicyProblem]:
    for key, names, known in (("criteria", pool.criteria, CRITERIA), ("tie_break", pool.tie_break, TIE_BREAKS)):
        for name in names:
            if name not in known:
                yield _problem(pool, key, f"{pool.label}：没有名为“{name}”的指标", f"可用：{'、'.join(known)}")


def _groups_without_seats(
    pool: Pool, candidates: Sequence[Candidate], labels: Mapping[str, str]
) -> Iterator[PolicyProblem]:
    for code in sorted({one.group for one in candidates} - set(pool.seats)):
        members = [str(one) for one in sorted(candidates, key=lambda one: one.agency_id) if one.group == code]
        message = f"{pool.label}·{labels.get(code, code)}：未定名额数，而组内有 {'、'.join(members)}"
        yield _problem(pool, f"seats.{code}", message, "请写明名额数；不分配的写 0")


def _refuse_candidates(pool: Pool, candidates: Sequence[Candidate]) -> None:
    twice = sorted(key for key, times in Counter(one.agency_id for one in candidates).items() if times > 1)
    if twice:
        raise DataError(message=f"{pool.label}：代办处编号重复：{'、'.join(twice)}")
    asked = [name for name in (*pool.criteria, *pool.tie_break) if name in CRITERIA]
    missing = sorted(
        f"{one}（{CRITERIA[name]}）"
        for one in candidates
        if one.eligible
        for name in dict.fromkeys(asked)
        if name not in one.measures
    )
    if missing:
        raise DataError(message=f"{pool.label}：缺少名额分配所需的数据：{'、'.join(missing)}")


def _unmeetable(group: Group) -> Iterator[PolicyProblem]:
    """Find which of a group's seats, fixed seats, floor and caps cannot be kept (steps 2 and 4)."""
    seats_key = f"seats.{group.code}"
    if not group.eligible:
        if group.seats:
            message = f"有 {group.seats} 个名额，但没有一家代办处具备资格"
            yield group.problem(seats_key, message, "请将本组名额改为 0，或转到其他组")
        return
    fixed = group.seats - group.rest
    if group.rest < 0:
        qualifiers = sum(one.met_targets for one in group.eligible)
        message = (
            f"固定名额合计 {fixed} 个（{qualifiers} 家业务达标，每家 {group.pool.fixed_per_qualifier} 个），"
            f"本组只有 {group.seats} 个名额，超出 {-group.rest} 个"
        )
        yield group.problem("fixed_per_qualifier", message, "请增加本组名额，或减少固定名额")
    yield from _clashing_bounds(group)
    caps = [cap for one in group.eligible if (cap := group.cap(one)) is not None]
    if len(caps) == len(group.eligible) and sum(caps) < group.seats:
        short = group.seats - sum(caps)
        message = f"{len(caps)} 家的上限合计 {sum(caps)} 个，少于本组名额 {group.seats} 个，差 {short} 个"
        yield group.problem("cap", message, "请提高上限，或减少本组名额")
    least = sum(max(group.floor, group.fixed(one)) for one in group.eligible)
    if least > group.seats >= fixed:
        message = (
            f"{len(group.eligible)} 家的下限（连同超过下限的固定名额）合计 {least} 个，"
            f"多于本组名额 {group.seats} 个，超出 {least - group.seats} 个"
        )
        yield group.problem("floor", message, "请降低下限，或增加本组名额")


def _clashing_bounds(group: Group) -> Iterator[PolicyProblem]:
    for one in group.eligible:
        cap = group.cap(one)
        if cap is None:
            continue
        if group.fixed(one) > cap:
            message = f"{one} 的固定名额 {group.fixed(one)} 个，超过{group.cap_text(one)}"
            yield group.problem("fixed_per_qualifier", message, "请减少固定名额，或提高上限")
        elif group.floor > cap:
            message = f"{one} 的下限 {group.floor} 个，超过{group.cap_text(one)}"
            yield group.problem("floor", message, "请降低下限，或提高上限")


def _impossible_adjustments(pool: Pool, candidates: Sequence[Candidate]) -> Iterator[PolicyProblem]:
    known = {(one.group, one.agency_id): one for one in candidates}
    for number, move in enumerate(pool.adjustments):
        candidate = known.get((move.group, move.agency_id))
        if candidate is None:
            message = f"{pool.label}：{move.group} 组中没有代办处 {move.agency_id}，无法调整 {move.seats:+d} 个"
            yield _problem(pool, f"adjustments.{number}", message, "请核对代办处编号和组别")
        elif not candidate.eligible:
            message = f"{pool.label}：{candidate} 不具备资格（{candidate.ineligible_reason}），不能调整名额"
            yield _problem(pool, f"adjustments.{number}", message, "请删去这项调整")


def _unbalanced_adjustments(pool: Pool, labels: Mapping[str, str]) -> Iterator[PolicyProblem]:
    for code in sorted({one.group for one in pool.adjustments}):
        net = sum(one.seats for one in pool.adjustments if one.group == code)
        if net:
            message = f"{pool.label}·{labels.get(code, code)}：人工调整合计 {net:+d} 个，应为 0"
            yield _problem(pool, "adjustments", message, "组内增加多少，就应减少多少")


def _problem(pool: Pool, key: str, message: str, mend: str) -> PolicyProblem:
    return PolicyProblem("考核政策", f"quota.pools.{pool.code}.{key}", message, mend)
