"""What a change of the rules moves: the same inputs under two policies, or under two readings."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hubao.policy.diff import retimed
from hubao.policy.model import Policy
from hubao.year import Year, score_year

__all__ = ["ItemMove", "ResultMove", "SeatMove", "item_moves", "result_moves", "seat_moves", "under"]


@dataclass(frozen=True, slots=True)
class ItemMove:
    """One line whose points differ."""

    agency_id: str
    name: str
    item: str
    label: str
    old: Fraction
    new: Fraction


@dataclass(frozen=True, slots=True)
class ResultMove:
    """One agency whose total, grade or rank in its group differs; grades are Chinese names."""

    agency_id: str
    name: str
    old_total: Fraction
    new_total: Fraction
    old_grade: str
    new_grade: str
    old_rank: int | None
    new_rank: int | None


@dataclass(frozen=True, slots=True)
class SeatMove:
    """One agency whose award seats in a pool differ."""

    agency_id: str
    name: str
    old: int
    new: int


def under(policy: Policy, year: Year) -> Year:
    """The inputs of a year scored under another policy's rules."""
    return score_year(retimed(policy, year.policy), year.inputs)


def item_moves(old: Year, new: Year) -> tuple[ItemMove, ...]:
    """The lines whose points differ between two scorings of the same inputs, in the office's order."""
    moves = []
    for key, card in new.cards.items():
        before = {line.item: line for line in old.cards[key].lines}
        for line in card.lines:
            if line.item in before and before[line.item].points != line.points:
                moves.append(
                    ItemMove(key, card.agency.name, line.item, line.label, before[line.item].points, line.points)
                )
    return tuple(moves)


def result_moves(old: Year, new: Year) -> tuple[ResultMove, ...]:
    """The agencies whose total, grade or rank in the group differs."""
    moves = []
    for key, card in new.cards.items():
        move = ResultMove(
            agency_id=key,
            name=card.agency.name,
            old_total=old.cards[key].total,
            new_total=card.total,
            old_grade=old.grades[key].grade.label,
            new_grade=new.grades[key].grade.label,
            old_rank=old.ranks_in_group.get(key),
            new_rank=new.ranks_in_group.get(key),
        )
        if (move.old_total, move.old_grade, move.old_rank) != (move.new_total, move.new_grade, move.new_rank):
            moves.append(move)
    return tuple(moves)


def seat_moves(old: Year, new: Year, pool: str) -> tuple[SeatMove, ...]:
    """The agencies whose seats in a pool differ.

    Args:
        old: the year under the earlier rules.
        new: the same inputs under the later ones.
        pool: the pool's code, e.g. ``people``.

    Raises:
        HubaoError: one of the two has no such pool, or cannot be allocated (a tie, bounds that cannot be met).
    """
    before = {line.agency_id: line.seats for line in old.allocation(pool)}
    lines = [(line.agency_id, before.get(line.agency_id, 0), line.seats) for line in new.allocation(pool)]
    return tuple(SeatMove(key, new.cards[key].agency.name, was, now) for key, was, now in lines if was != now)
