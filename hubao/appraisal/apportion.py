"""最大余额法: whole seats in proportion to weights, exactly, as the textbooks have it.

The Hare quota with largest remainders, and the same within a floor and a cap per key. Nothing here knows an agency or
a policy; :mod:`hubao.appraisal.quota` does. Entitlements are ``Fraction``, so that equal remainders are equal, and a
tie for the last seat is handed back as a value: row order never decides who gets it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from numbers import Rational

from hubao.errors import HubaoError, TieError

__all__ = ["Apportionment", "Bound", "NoBasisError", "Share", "Tie", "bounded", "largest_remainder"]


class Bound(StrEnum):
    """Which bound fixed a key's seats instead of its entitlement."""

    FLOOR = "floor"
    CAP = "cap"


class NoBasisError(HubaoError):
    """Seats remain, and everyone who could still take them has weight 0.

    Attributes:
        seats: seats that remain.
        keys: who could take them, sorted.
    """

    def __init__(self, seats: int, keys: Collection[str]) -> None:
        self.seats = seats
        self.keys = tuple(sorted(keys))
        super().__init__(f"还有 {seats} 个名额没有分配依据：{'、'.join(self.keys) or '（无）'} 的权重都是 0")


@dataclass(frozen=True, slots=True)
class Share:
    """How one key came to its seats.

    Attributes:
        weight: the key's weight.
        entitlement: 应得, ``available * weight / basis``, in the step that settled this key.
        available: seats shared out in that step.
        basis: sum of the weights among which they were shared.
        whole: 整数部分; for a key set to a bound, that bound.
        remainder: 余数, 0 <= remainder < 1; 0 for a key set to a bound.
        rank: rank of the remainder, equal ones share it (1, 2, 2, 4); None without a remainder.
        extra: 1 with a remainder seat, else 0; 0 as well while a tie is open.
        bound: the bound that fixed ``whole``, or None.
    """

    weight: Fraction
    entitlement: Fraction
    available: int
    basis: Fraction
    whole: int
    remainder: Fraction = Fraction(0)
    rank: int | None = None
    extra: int = 0
    bound: Bound | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """Equal remainders at the line: ``seats`` of ``keys`` get one more seat, the method does not say which."""

    keys: tuple[str, ...]
    seats: int


@dataclass(frozen=True, slots=True)
class Apportionment:
    """Seats shared out, with every step of it.

    Attributes:
        total: seats shared out.
        shares: key -> :class:`Share`, sorted by key.
        tie: the open tie for the last seats, or None.
        released: keys whose cap was taken back because the floors would not have fitted (see :func:`bounded`).
    """

    total: int
    shares: Mapping[str, Share]
    tie: Tie | None = None
    released: tuple[str, ...] = ()

    @property
    def seats(self) -> dict[str, int]:
        """Seats per key; they sum to ``total``.

        Raises:
            TieError: while a tie is open, as there is no result yet.
        """
        if self.tie is not None:
            message = f"{'、'.join(self.tie.keys)} 余数相同，争 {self.tie.seats} 个名额，须先作出决定"
            raise TieError(message, self.tie.keys)
        return {key: share.whole + share.extra for key, share in self.shares.items()}

    def settle(self, winners: Collection[str]) -> Apportionment:
        """Close the tie: each of ``winners`` gets one of the seats at stake.

        Args:
            winners: as many of the tied keys as there are seats at stake.

        Raises:
            HubaoError: no tie is open, or ``winners`` are not that many of the tied keys.

        >>> half = largest_remainder(1, {"甲": Fraction(1), "乙": Fraction(1)})
        >>> half.settle(["乙"]).seats == {"甲": 0, "乙": 1}
        True
        """
        if self.tie is None:
            message = "没有待处理的并列"
            raise HubaoError(message)
        chosen = set(winners)
        if not chosen <= set(self.tie.keys) or len(chosen) != self.tie.seats:
            given = "、".join(sorted(chosen)) or "（无）"
            message = f"并列处理结果不符：应从 {'、'.join(self.tie.keys)} 中定 {self.tie.seats} 家，现为 {given}"
            raise HubaoError(message)
        shares = {key: replace(share, extra=1) if key in chosen else share for key, share in self.shares.items()}
        return replace(self, shares=shares, tie=None)


def largest_remainder(seats: int, weights: Mapping[str, Fraction | int]) -> Apportionment:
    """Share out seats by the Hare quota: whole parts first, what is left to the largest remainders.

    Args:
        seats: seats to share out, >= 0.
        weights: key -> weight, exact and >= 0, in any unit: only their proportions count.

    Raises:
        NoBasisError: all weights are 0 (or there is none) while there are seats.
        HubaoError: a negative number of seats or a negative weight.
        TypeError: a weight that is not exact, e.g. a float.

    Two thirds and one third of 4 seats are 2.67 and 1.33; the remainder .67 takes the fourth:

    >>> result = largest_remainder(4, {"甲": Fraction(2), "乙": Fraction(1)})
    >>> result.seats == {"甲": 3, "乙": 1}
    True
    >>> largest_remainder(1, {"甲": Fraction(1), "乙": Fraction(1)}).tie
    Tie(keys=('乙', '甲'), seats=1)
    """
    exact = _checked(seats, weights)
    basis = sum(exact.values(), Fraction(0))
    if seats and not basis:
        raise NoBasisError(seats, exact)
    entitlements = _entitlements(seats, exact)
    remainders = {key: entitlement % 1 for key, entitlement in entitlements.items()}
    winners, tie = _line(remainders, seats - sum(entitlement // 1 for entitlement in entitlements.values()))
    shares = {
        key: Share(
            weight=exact[key],
            entitlement=entitlement,
            available=seats,
            basis=basis,
            whole=entitlement // 1,
            remainder=remainders[key],
            rank=_rank(remainders[key], remainders.values()),
            extra=int(key in winners),
        )
        for key, entitlement in entitlements.items()
    }
    return Apportionment(seats, shares, tie)


def bounded(
    seats: int,
    weights: Mapping[str, Fraction | int],
    *,
    floors: Mapping[str, int] | None = None,
    caps: Mapping[str, int | None] | None = None,
) -> Apportionment:
    """Share out seats by largest remainder so that every key keeps its floor and its cap.

    A key whose entitlement reaches its cap is set to the cap and taken out, and the rest is shared anew, until none
    reaches it; then the same with entitlements below the floor; the largest remainders decide among those left. Bounds
    are whole, so rounding an entitlement strictly between them cannot leave them.

    Reading: bounds that can be met are met. Where the caps leave too few seats for the floors of the others, the floors
    hold and the caps are taken back: keys below their floors are set to them, and all others, the capped ones among
    them, share what is left under the same rules.

    Args:
        seats: seats to share out, >= 0.
        weights: key -> weight, exact and >= 0.
        floors: key -> least number of seats; a key not named has 0.
        caps: key -> greatest number of seats; a key not named, or None, has no cap.

    Raises:
        HubaoError: a floor above its cap, caps that sum to less than ``seats``, floors that sum to more.
        NoBasisError: seats remain that only keys of weight 0 could take, and the bounds leave a choice.
        TypeError: a weight that is not exact, e.g. a float.

    Of 10 seats 甲 is entitled to 8, but may have 5; 乙 and 丙 share the other 5 evenly, and tie:

    >>> result = bounded(10, {"甲": Fraction(8), "乙": Fraction(1), "丙": Fraction(1)}, caps={"甲": 5})
    >>> result.shares["甲"].whole, result.shares["乙"].entitlement, result.tie
    (5, Fraction(5, 2), Tie(keys=('丙', '乙'), seats=1))
    """
    lowest = {key: (floors or {}).get(key, 0) for key in weights}
    highest = {key: (caps or {}).get(key) for key in weights}
    contenders = _checked(seats, weights)
    _refuse_unmeetable(seats, lowest, highest)
    left, settled, released = seats, dict[str, Share](), set[str]()
    while True:
        capped = _capped(left, contenders, highest)
        inside = {key: weight for key, weight in contenders.items() if key not in capped}
        remaining = left - _sum_whole(capped)
        needed = sum(lowest[key] for key in inside)
        if needed <= remaining:
            break
        below = _below(remaining, inside, lowest)
        settled |= {key: _at_bound(key, inside, remaining, Bound.FLOOR, floor) for key, floor in below.items()}
        released |= capped.keys()
        left -= sum(below.values())
        contenders = {key: weight for key, weight in contenders.items() if key not in below}
    if needed < remaining and not any(inside.values()):
        raise NoBasisError(remaining - needed, inside)
    floored = _floored(remaining, inside, lowest)
    last = largest_remainder(
        remaining - _sum_whole(floored), {key: weight for key, weight in inside.items() if key not in floored}
    )
    shares = settled | capped | floored | dict(last.shares)
    return Apportionment(seats, dict(sorted(shares.items())), last.tie, tuple(sorted(released)))


def _capped(seats: int, weights: Mapping[str, Fraction], caps: Mapping[str, int | None]) -> dict[str, Share]:
    """Set to their caps, round by round, the keys whose entitlement reaches them."""
    settled: dict[str, Share] = {}
    inside = dict(weights)
    while inside:
        reached = _reaching(seats, inside, caps)
        if not reached:
            break
        settled |= {key: _at_bound(key, inside, seats, Bound.CAP, cap) for key, cap in reached.items()}
        seats -= sum(reached.values())
        inside = {key: weight for key, weight in inside.items() if key not in reached}
    return settled


def _reaching(seats: int, weights: Mapping[str, Fraction], caps: Mapping[str, int | None]) -> dict[str, int]:
    limits = {key: cap for key in weights if (cap := caps[key]) is not None}
    # Caps that sum to the seats leave no choice, so no weight is asked for: weights of 0 are no obstacle.
    if len(limits) == len(weights) and sum(limits.values()) == seats:
        return limits
    entitlements = _entitlements(seats, weights)
    return {key: cap for key, cap in limits.items() if entitlements[key] >= cap}


def _floored(seats: int, weights: Mapping[str, Fraction], floors: Mapping[str, int]) -> dict[str, Share]:
    """Set to their floors, round by round, the keys whose entitlement is below them."""
    settled: dict[str, Share] = {}
    inside = dict(weights)
    while below := _below(seats, inside, floors):
        settled |= {key: _at_bound(key, inside, seats, Bound.FLOOR, floor) for key, floor in below.items()}
        seats -= sum(below.values())
        inside = {key: weight for key, weight in inside.items() if key not in below}
    return settled


def _below(seats: int, weights: Mapping[str, Fraction], floors: Mapping[str, int]) -> dict[str, int]:
    entitlements = _entitlements(seats, weights)
    return {key: floors[key] for key in weights if entitlements[key] < floors[key]}


def _at_bound(key: str, weights: Mapping[str, Fraction], seats: int, bound: Bound, value: int) -> Share:
    basis = sum(weights.values(), Fraction(0))
    return Share(weights[key], _entitlements(seats, weights)[key], seats, basis, value, bound=bound)


def _entitlements(seats: int, weights: Mapping[str, Fraction]) -> dict[str, Fraction]:
    basis = sum(weights.values(), Fraction(0))
    return {key: seats * weight / basis if basis else Fraction(0) for key, weight in weights.items()}


def _line(remainders: Mapping[str, Fraction], count: int) -> tuple[frozenset[str], Tie | None]:
    """Give ``count`` seats to the largest remainders; equal ones at the line come back as a tie."""
    if not count:
        return frozenset(), None
    line = sorted(remainders.values(), reverse=True)[count - 1]
    above = frozenset(key for key, remainder in remainders.items() if remainder > line)
    level = frozenset(key for key, remainder in remainders.items() if remainder == line)
    if len(above) + len(level) == count:
        return above | level, None
    return above, Tie(tuple(sorted(level)), count - len(above))


def _rank(remainder: Fraction, remainders: Collection[Fraction]) -> int | None:
    return 1 + sum(other > remainder for other in remainders) if remainder else None


def _sum_whole(shares: Mapping[str, Share]) -> int:
    return sum(share.whole for share in shares.values())


def _checked(seats: int, weights: Mapping[str, Fraction | int]) -> dict[str, Fraction]:
    """Return the weights exact and sorted by key, so that no result depends on the order they came in."""
    if seats < 0:
        message = f"名额数不能为负：{seats}"
        raise HubaoError(message)
    inexact = [key for key, weight in weights.items() if not isinstance(weight, Rational)]
    if inexact:
        message = f"权重须为整数或分数，不能用小数近似值：{'、'.join(inexact)}"
        raise TypeError(message)
    negative = [f"{key}（{weight}）" for key, weight in sorted(weights.items()) if weight < 0]
    if negative:
        message = f"权重不能为负：{'、'.join(negative)}"
        raise HubaoError(message)
    return {key: Fraction(weight) for key, weight in sorted(weights.items())}


def _refuse_unmeetable(seats: int, floors: Mapping[str, int], caps: Mapping[str, int | None]) -> None:
    for key, floor in floors.items():
        cap = caps[key]
        if cap is not None and floor > cap:
            message = f"{key} 的下限 {floor} 大于上限 {cap}"
            raise HubaoError(message)
    if sum(floors.values()) > seats:
        message = f"下限合计 {sum(floors.values())}，多于名额 {seats}"
        raise HubaoError(message)
    limits = [cap for cap in caps.values() if cap is not None]
    if floors and len(limits) == len(caps) and sum(limits) < seats:
        message = f"上限合计 {sum(limits)}，少于名额 {seats}"
        raise HubaoError(message)
