"""The form's formulas against the scorer: the same points at every boundary, under every reading that moves points."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from hubao.appraisal.score import score
from hubao.errors import DataError
from hubao.forms.formulas import NO_CASES, item_formula, total_formula
from hubao.forms.layout import form_rows
from hubao.policy.loader import load_policy, with_readings
from tests.build import agency_with, on_target
from tests.forms.filling import figures_of, notice_of, undecided
from tests.forms.sheet import evaluate
from tests.random_agency import random_agency

POLICY = load_policy(Path(__file__).parents[2] / "params" / "policy" / "2022.yaml", 2022)
READINGS = (
    {},
    {"A-G1": "proportional"},
    {"A-G1": "begun"},
    {"A-01a": "points", "A-08a": "relative", "A-17c": "relative"},
    {"A-04a": "strict", "A-07b": "keep", "B-01a": "coverage_only", "B-06a": "one", "B-D4b": "five_is_one"},
    {"A-G5": "unmet", "B-01b": "relative", "B-05a": "amount_only", "A-G8": "positives_first"},
)


def points_of(policy, agency):
    """What the form shows for each item, and for the total."""
    notice, cells = notice_of(agency, policy), figures_of(agency)
    codes = dict.fromkeys(row.item for row in form_rows(policy, agency.category) if row.item)
    shown = {code: evaluate(f"={item_formula(policy, code, notice, str)}", cells) for code in codes}
    parts = {name: getattr(policy, name) for name in ("annex1", "bonus", "deductions")}
    sums = {name: sum(shown.get(code, 0) for code in items) for name, items in parts.items()}
    shown[""] = evaluate(f"={total_formula(policy, *sums)}", sums)
    return shown


@pytest.mark.parametrize("changes", READINGS, ids=lambda changes: "、".join(changes.values()) or "as chosen")
def test_the_form_gives_the_scorers_points(changes):
    policy = with_readings(POLICY, changes)
    for seed in range(150):
        agency = undecided(random_agency(seed))
        card = score(agency, policy)
        shown = points_of(policy, agency)
        expected = {line.item: line.points for line in card.lines if line.item in shown}
        assert shown == {**expected, "": card.total}, f"seed {seed}"


def test_a_blank_cell_leaves_its_item_open():
    agency = on_target()
    notice, cells = notice_of(agency, POLICY), figures_of(agency)
    for row in form_rows(POLICY, agency.category):
        if row.field and row.item:
            left = {name: value for name, value in cells.items() if name != row.field.name}
            assert evaluate(f"={item_formula(POLICY, row.item, notice, str)}", left) == "", row.field.name


@pytest.mark.parametrize(
    ("code", "field"), [("I01", "union_members"), ("I07", "budget_planned"), ("I17", "mutual_members")]
)
def test_a_zero_denominator_is_said_where_the_scorer_refuses(code, field):
    agency = agency_with(on_target(), **{field: 0})
    with pytest.raises(DataError):
        score(agency, POLICY)
    formula = item_formula(POLICY, code, notice_of(agency, POLICY), str)
    assert evaluate(f"={formula}", figures_of(agency)) == NO_CASES


def test_the_reader_of_formulas_reckons_as_spreadsheets_do():
    cells = {"H1": 7, "H2": None, "H3": "x"}
    assert evaluate("=1+2*H1-H2", cells) == 15
    assert evaluate("=-INT(-(H1/2))", cells) == 4
    assert evaluate('=IF(H2=0,"none",1/H2)', cells) == "none"
    assert evaluate("=COUNT(H1,H2,H3)+COUNTA(H1,H2,H3)", cells) == 3
    assert evaluate("=ROUND(H1/3,1)", cells) == Fraction(23, 10)
    assert evaluate('=IF(AND(H1>6,H1<>8),"a","b")', cells) == "a"
