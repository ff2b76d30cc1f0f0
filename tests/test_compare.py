"""What a change of rules moves: the same inputs under two policies, or two readings."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from hubao.compare import ItemMove, SeatMove, item_moves, result_moves, seat_moves, under
from hubao.policy.loader import load_policy
from hubao.policy.model import Policy
from hubao.year import Year, open_year

ROOT = Path(__file__).parents[1]


def policy(year: int) -> Policy:
    return load_policy(ROOT / "params" / "policy" / f"{year}.yaml", year)


@pytest.fixture(scope="module")
def year() -> Year:
    return open_year(2024, ROOT / "data" / "2024", ROOT / "params" / "policy" / "2024.yaml")


@pytest.fixture(scope="module")
def earlier(year: Year) -> Year:
    """2024's inputs under 2023's rules, which ask for 35% idle accounts where 2024's ask for 40%."""
    return under(policy(2023), year)


def test_the_same_rules_move_nothing(year: Year):
    same = under(policy(2024), year)
    assert (item_moves(same, year), result_moves(same, year)) == ((), ())
    assert all(seat_moves(same, year, pool.code) == () for pool in year.policy.quota.pools)


def test_the_earlier_rules_score_the_later_year(year: Year, earlier: Year):
    assert earlier.year == 2024
    assert earlier.inputs is year.inputs
    assert earlier.policy.annex1["I08"].rule.target == Fraction(35, 100)


def test_only_the_changed_item_moves_and_only_upwards(year: Year, earlier: Year):
    moves = item_moves(earlier, year)
    assert {move.item for move in moves} == {"I08"}
    assert all(move.new > move.old for move in moves)
    assert ItemMove("D04", "示例丁卯区总工会代办处", "I08", "信息安全", Fraction(0), Fraction(1)) in moves
    order = list(year.cards)
    assert [move.agency_id for move in moves] == sorted((move.agency_id for move in moves), key=order.index)


def test_every_moved_total_is_the_sum_of_its_moved_lines(year: Year, earlier: Year):
    lines = item_moves(earlier, year)
    for move in result_moves(earlier, year):
        assert move.new_total - move.old_total == sum(
            (line.new - line.old for line in lines if line.agency_id == move.agency_id), Fraction(0)
        )


def test_a_moved_rank_or_grade_alone_is_told(year: Year, earlier: Year):
    moves = {move.agency_id: move for move in result_moves(earlier, year)}
    overtaken = moves["D03"]
    assert overtaken.old_total == overtaken.new_total
    assert (overtaken.old_rank, overtaken.new_rank) == (7, 8)
    regraded = moves["B11"]  # 95 points: excellent from 95 in 2023, from 96 in 2024
    assert (regraded.old_total, regraded.old_grade, regraded.new_grade) == (95, "优秀", "合格")
    untouched = set(year.cards) - set(moves)
    assert all(earlier.cards[key].total == year.cards[key].total for key in untouched)


def test_moved_seats_keep_each_pools_balance(year: Year, earlier: Year):
    for pool in year.policy.quota.pools:
        moves = seat_moves(earlier, year, pool.code)
        before = earlier.pool(pool.code)
        assert sum(move.new - move.old for move in moves) == sum(pool.seats.values()) - sum(before.seats.values())
        assert all(move.old != move.new for move in moves)
    assert all(isinstance(move, SeatMove) for move in moves)


def test_two_readings_compare_as_two_policies_do(year: Year):
    strict = year.with_readings({"A-04a": "strict"})
    moves = item_moves(year, strict)
    assert {move.item for move in moves} == {"I04"}
    assert all((move.old, move.new) == (4, 0) for move in moves)  # exactly 80%: met, or not
