"""The worked examples of docs/method.md, reckoned here from the CSV files alone: no code of hubao takes part."""

import csv
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor

from tests.docs.pages import ROOT, rows, text

PAGE = text(ROOT / "docs" / "method.md")
QUOTA_HEADING = "七、优秀名额"


def table(name: str) -> dict[str, dict[str, str]]:
    with (ROOT / "data" / "2024" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["agency_id"]: row for row in csv.DictReader(file) if row.get("year", "2023") == "2023"}


def shown(value: Fraction, places: int) -> str:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def percent(value: Fraction) -> str:
    return f"{shown(value * 100, 2)}%"


def test_the_first_line_of_d01():
    row, target = table("actuals")["D01"], Fraction(table("targets")["D01"]["coverage_target"])
    insured, members = int(row["insured_members"]), int(row["union_members"])
    rate = Fraction(insured, members)
    missing = 1 - rate / target
    steps = floor(missing / Fraction(5, 100))
    assert (rate, target, missing, steps) == (Fraction(285, 1000), Fraction(3, 10), Fraction(5, 100), 1)
    assert f"覆盖率 = {insured:,} ÷ {members:,} = 28.5%" in PAGE
    assert "完成率 = 28.5% ÷ 30% = 95%，少完成5%" in PAGE
    assert "5% ÷ 5% = 1步，扣1分，得 20 − 1 = 19分" in PAGE


def test_the_totals():
    lines = {row[0]: row[1:4] for row in rows(ROOT / "docs" / "method.md", "一、总分")}
    for said, total, comparable in lines.values():
        left, _, result = said.replace("−", "-").partition(" = ")
        plain = eval(left)  # arithmetic of our own page, e.g. "100 + 25 + 2 - 0"
        assert plain == float(result)
        assert float(total) == min(max(plain, 0), 125)
        assert float(comparable) <= float(total)
    assert lines["D05"] == ["100 + 25 + 2 − 0 = 127", "125", str(127 - 10)]
    assert lines["B39"][0].endswith("= −7")


def shares() -> dict[str, dict[str, Fraction]]:
    """Criterion → agency → its share in the group of the central units."""
    actuals, scale, past = table("actuals"), table("scale"), table("history")

    def growth(now: str, before: str) -> Fraction:
        return max(Fraction(0), (Fraction(now) - Fraction(before)) / Fraction(before))

    measures = {
        key: {
            "业务总量": Fraction(actuals[key]["premium_income"]),
            "业务增长率": growth(actuals[key]["premium_income"], past[key]["premium_income"]),
            "基层单位覆盖面": Fraction(int(scale[key]["insured_units"]), int(scale[key]["base_units"])),
            "基层单位增长率": growth(scale[key]["insured_units"], past[key]["insured_units"]),
            "参保会员覆盖面": Fraction(int(actuals[key]["insured_members"]), int(actuals[key]["union_members"])),
            "参保会员增长率": growth(actuals[key]["insured_members"], past[key]["insured_members"]),
            "参保种类": Fraction(scale[key]["plan_kinds"]),
            "参保份数": Fraction(scale[key]["policies"]),
        }
        for key in ("C01", "C02", "C03")
    }
    found = {}
    for name in measures["C01"]:
        total = sum(own[name] for own in measures.values())
        found[name] = {key: own[name] / total if total else Fraction(0) for key, own in measures.items()}
    return found


def test_the_weights_of_the_quota_example():
    own = shares()
    quarter, twelfth = Fraction(1, 4), Fraction(1, 12)
    lambdas = {name: quarter if name in ("业务总量", "业务增长率") else twelfth for name in own}
    assert sum(lambdas.values()) == 1
    live = {name: weight for name, weight in lambdas.items() if sum(own[name].values())}
    assert set(lambdas) - set(live) == {"基层单位增长率"}
    used = {name: live.get(name, Fraction(0)) / sum(live.values()) for name in lambdas}
    assert (used["业务总量"], used["参保种类"]) == (Fraction(3, 11), Fraction(1, 11))
    listed = {row[0]: row[1:] for row in rows(ROOT / "docs" / "method.md", QUOTA_HEADING)}
    for name, of_agency in own.items():
        assert listed[name] == [str(used[name]), *(percent(share) for share in of_agency.values())]
    weights = {key: sum(used[name] * own[name][key] for name in own) for key in ("C01", "C02", "C03")}
    assert listed["权重（Σ λ × 份额）"] == ["1", *(percent(weight) for weight in weights.values())]
    _check_seats(weights, listed)


def _check_seats(weights: dict[str, Fraction], listed: dict[str, list[str]]) -> None:
    """6 seats: one fixed for C01, whose two people cap it at one more; four left for C02 and C03."""
    assert table("agencies")["C01"]["staff_count"] == "2"
    first = 5 * weights["C01"]
    assert first >= 2 - 1
    left = {key: 4 * weights[key] / (weights["C02"] + weights["C03"]) for key in ("C02", "C03")}
    assert (floor(left["C02"]), floor(left["C03"])) == (1, 2)
    assert left["C03"] % 1 > left["C02"] % 1
    assert f"5 × {percent(weights['C01'])} = {shown(first, 4)}个" in PAGE
    assert f"C02 应得{shown(left['C02'], 4)}个，C03 应得{shown(left['C03'], 4)}个，整数部分 1 + 2 = 3个" in PAGE
    assert f"C03 的余数{shown(left['C03'] % 1, 4)}大于 C02 的{shown(left['C02'] % 1, 4)}" in PAGE
    seats = {key: listed[key][:5] for key in ("C01", "C02", "C03", "合计")}
    assert seats == {
        "C01": ["1", shown(first, 4), "1", "0", "2"],
        "C02": ["0", shown(left["C02"], 4), "1", "0", "1"],
        "C03": ["0", shown(left["C03"], 4), "2", "1", "3"],
        "合计": ["1", "", "4", "1", "6"],
    }


def test_floats_would_lose_a_point():
    assert repr((0.95 - 0.85) / 0.05) in PAGE
    assert (Fraction(95, 100) - Fraction(85, 100)) / Fraction(5, 100) == 2
