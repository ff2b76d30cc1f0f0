"""The policies in force: what the document prints, and what every year must hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from hubao.errors import PolicyError
from hubao.policy.loader import load_policy
from hubao.policy.readings import KNOWN_VALUES, SWITCHES
from hubao.policy.values import exact
from tests.build import POLICY_FOLDER, policy_of

YEARS = sorted(int(path.stem) for path in POLICY_FOLDER.glob("*.yaml"))
CATEGORIES = ("district", "development_zone", "bureau", "industry_union", "central_unit")

# Annex 1 as printed: 基本分, and the upper 调节分极值.
PRINTED = {
    **{"I01": (20, 0), "I02": (15, 0), "I03": (3, 0), "I04": (4, 0), "I05": (3, 0), "I06": (3, 0), "I07": (7, 3)},
    **{"I08": (3, 0), "I09": (3, 0), "I10": (10, 0), "I11a": (4, 0), "I11b": (4, 0), "I12": (3, 0), "I13": (2, 1)},
    **{"I14": (4, 2), "I15": (2, 2), "I16": (2, 1), "I17": (2, 1)},
}
BONUS = {"B1": 5, "B2": 2, "B3": 3, "B4": 4, "B5": 10, "B6": 1}


def test_the_document_has_its_year():
    assert 2022 in YEARS


@pytest.mark.parametrize("year", YEARS)
def test_a_year_loads_and_adds_up(year):
    policy = load_policy(POLICY_FOLDER / f"{year}.yaml", year)
    totals = policy.totals
    assert (totals.base, totals.plus, totals.sheet, totals.bonus, totals.ceiling) == (90, 10, 100, 25, 125)
    for category in CATEGORIES:
        own = [item for item in policy.annex1.values() if item.concerns(category)]
        assert len(own) == 17
        assert (sum(item.base for item in own), sum(item.plus for item in own)) == (90, 10)
    assert sum(item.max_points for item in policy.bonus.values()) == 25


@pytest.mark.parametrize("year", YEARS)
def test_every_item_says_where_it_stands_and_since_when(year):
    policy = policy_of(year)
    for code, item in policy.items.items():
        assert item.clause, code
        assert item.text, code
        assert item.effective_from <= policy.period.end, code
        assert item.area in policy.content_areas, code


@pytest.mark.parametrize("year", YEARS)
def test_every_number_is_exact(year):
    assert list(floats(policy_of(year))) == []


def floats(value: Any, place: str = "policy") -> Iterator[str]:
    if isinstance(value, float):
        yield place
    elif isinstance(value, BaseModel):
        for name, part in value:
            yield from floats(part, f"{place}.{name}")
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield from floats(part, f"{place}.{name}")
    elif isinstance(value, tuple):
        for index, part in enumerate(value):
            yield from floats(part, f"{place}[{index}]")


@pytest.mark.parametrize("year", YEARS)
def test_a_policy_is_frozen(year):
    with pytest.raises(ValidationError, match="frozen"):
        policy_of(year).totals.base = Fraction(91)


@pytest.mark.parametrize("year", YEARS)
def test_the_register_is_complete_and_every_reading_has_a_ground(year):
    policy = policy_of(year)
    assert set(policy.readings) == set(KNOWN_VALUES)
    assert {key for key, one in policy.readings.items() if one.switchable} == set(SWITCHES)
    for key, one in policy.readings.items():
        assert tuple(one.options) == KNOWN_VALUES[key], key
        assert one.ground, key


@pytest.mark.parametrize("year", YEARS)
def test_what_is_the_offices_own_is_marked(year):
    policy = policy_of(year)
    for basis in (policy.grade_plan.basis, policy.quota.basis, policy.plausibility.basis):
        assert "非文件规定" in basis
    assert (policy.status == "document") == (policy.assumptions == ())
    for assumption in policy.assumptions:
        assert "非文件规定" in assumption


@pytest.mark.parametrize("year", YEARS)
def test_a_reading_lists_the_items_that_name_it(year):
    policy = policy_of(year)
    for code, item in policy.items.items():
        for key in item.readings:
            items = policy.readings[key].items
            assert not items or code in items, (code, key)


def test_2022_is_the_document():
    policy = policy_of(2022)
    assert policy.status == "document"
    assert {code: (item.base, item.plus) for code, item in policy.annex1.items()} == PRINTED
    assert {code: item.max_points for code, item in policy.bonus.items()} == BONUS
    assert all(item.max_points == 0 for item in (*policy.deductions.values(), *policy.discretionary.values()))


def test_2022_reads_every_clause_as_recommended():
    chosen = {key: one.chosen for key, one in policy_of(2022).readings.items()}
    assert chosen == {key: values[0] for key, values in KNOWN_VALUES.items()}


def test_the_printed_minus_90_is_the_sum_of_all_bases():
    """Section 2 of the annex: every line can lose exactly its base, whatever its printed limit."""
    assert sum(base for code, (base, _) in PRINTED.items() if code != "I11b") == 90


def test_the_switches_of_the_contract():
    named = {"A-G1", "A-01a", "A-04a", "A-07b", "A-08a", "A-17c", "B-01a", "B-06a", "B-D4b"}
    assert named <= set(SWITCHES)
    assert SWITCHES["A-G1"] == ("full", "proportional", "begun")
    assert SWITCHES["A-07b"] == ("inside_band", "keep")
    assert SWITCHES["B-D4b"] == ("five_is_two", "five_is_one")


# Numbers as a policy file writes them


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (20, Fraction(20)),
        ("20", Fraction(20)),
        ("0.5", Fraction(1, 2)),
        ("85%", Fraction(17, 20)),
        ("85 %", Fraction(17, 20)),
        ("0.1%", Fraction(1, 1000)),
        ("1/6", Fraction(1, 6)),
        (" 7 ", Fraction(7)),
        ("-3", Fraction(-3)),
        ("+3", Fraction(3)),
    ],
)
def test_a_number_is_read_exactly(value, number):
    assert exact(value) == number


@pytest.mark.parametrize(
    "value",
    [
        0.5,
        True,
        None,
        "",
        "%",
        "五",
        "1e3",
        "1_000",
        "1,000",
        "５",
        "NaN",
        "inf",
        ".5",
        "5.",
        "1/0",
        "1/2/3",
        "50%%",
        "½",
        [],
    ],
)
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match="应为数字"):
        exact(value)


def test_decimals_of_yaml_keep_their_digits(tmp_path):
    text = (POLICY_FOLDER / "2022.yaml").read_text(encoding="utf-8")
    path = tmp_path / "2022.yaml"
    path.write_text(text.replace('down: "0.5", up: "0.5"', "down: 0.1, up: 0.1"), encoding="utf-8")
    rule = load_policy(path).annex1["I16"].rule
    assert (rule.down, rule.up) == (Fraction(1, 10), Fraction(1, 10))


def test_words_that_plain_yaml_takes_for_truth_stay_words(tmp_path):
    """In plain YAML 1.1 ``no`` is false; here it is the key of an item's number, and a value as good as any."""
    text = (POLICY_FOLDER / "2022.yaml").read_text(encoding="utf-8")
    path = tmp_path / "2022.yaml"
    path.write_text(text.replace("who: 代办处, when: 名额下发后", "who: no, when: on"), encoding="utf-8")
    step = next(step for step in load_policy(path).calendar if step.label == "优秀推荐与公示")
    assert (step.who, step.when) == ("no", "on")


def test_an_error_lists_its_problems():
    with pytest.raises(PolicyError) as caught:
        load_policy(POLICY_FOLDER / "1999.yaml")
    assert str(caught.value) == "1999.yaml：（全文）：没有这个文件。请核对年度或用 --params 指明政策文件"
