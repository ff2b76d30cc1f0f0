"""What docs/decisions.md says the program does, it does."""

from decimal import Decimal
from fractions import Fraction

from hubao.appraisal.apportion import bounded, largest_remainder
from hubao.numerals import percent_against
from hubao.policy.readings import SWITCHES
from hubao.report.blocks import MIME
from tests.docs.pages import ROOT, text

PAGE = " ".join(text(ROOT / "docs" / "decisions.md").split())  # however its lines are broken


def seats(count: int, weights: str, **bounds: int) -> list[int]:
    """Seats of agencies a, b, c, … with these weights."""
    own = dict(zip("abcdef", map(Fraction, weights.split(" : ")), strict=False))
    limits = {name: dict.fromkeys(own, bound) for name, bound in bounds.items()}
    return list(bounded(count, own, **limits).seats.values())


def test_caps_first_then_floors_can_look_unfair():
    weights = "8 : 7.9 : 1 : 1 : 1 : 1"
    assert weights in PAGE
    assert Fraction(25 * 8) / Fraction("19.9") > 10  # 10.05, so the first is capped before any floor is looked at
    assert seats(25, weights, caps=10, floors=3) == [10, 3, 3, 3, 3, 3]
    assert seats(24, weights, caps=10, floors=3) == [6, 6, 3, 3, 3, 3]
    assert "give 10, 3, 3, 3, 3, 3" in PAGE
    assert "give 6, 6, 3, 3, 3, 3" in PAGE


def test_largest_remainder_knows_the_alabama_paradox():
    weights = {"a": Fraction(6), "b": Fraction(6), "c": Fraction(2)}
    assert list(largest_remainder(10, weights).seats.values()) == [4, 4, 2]
    assert list(largest_remainder(11, weights).seats.values()) == [5, 5, 1]
    assert "4, 4, 2 of ten seats and 5, 5, 1 of eleven" in PAGE


def test_a_rate_keeps_its_distance():
    assert percent_against(Fraction(Decimal("0.84995")), Fraction(85, 100)) == "84.995%"


def test_the_switches_beyond_the_contract_are_named():
    contract = {"A-G1", "A-01a", "A-04a", "A-07b", "A-08a", "A-17c", "B-01a", "B-06a", "B-D4b"}
    more = set(SWITCHES) - contract
    assert contract < set(SWITCHES)
    assert all(f"`{reading}`" in PAGE for reading in more)
    assert f"{len(SWITCHES)} switchable readings" in text(ROOT / "CHANGELOG.md")


def test_names_are_right():
    assert MIME in PAGE
    standard = set(text(ROOT / "scripts" / "general_standard_hanzi.txt")) - {"\n"}
    lacking = [sign for sign in standard if not sign.encode("gb2312", errors="ignore")]
    assert f"{len(lacking):,} characters of the standard's {len(standard):,}" in PAGE
    fonts = sum(path.stat().st_size for path in (ROOT / "hubao" / "report" / "fonts").glob("*.otf"))
    assert 9.0 < fonts / 2**20 < 10
