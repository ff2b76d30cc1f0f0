"""The golden cases: what the clauses give, case by case; and that nothing of the policy is without a case."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from hubao.appraisal.agency import DecisionKind
from hubao.errors import PolicyError
from hubao.policy.model import Item, Policy
from tests.build import policy_of
from tests.golden import CASES, Case, CaseError, arithmetic, failures, load_cases, read_cases, read_text

ROOT = Path(__file__).parents[2]
POLICY = policy_of(2022)
ALL = load_cases()
REGISTER = read_text((CASES / "register.yaml").read_text(encoding="utf-8"))
SWITCHABLE = {key: tuple(reading.options) for key, reading in POLICY.readings.items() if reading.switchable}


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.id)
def test_case(case):
    assert failures(case, POLICY) == [], case.title


# Nothing without a case


def test_every_item_has_a_case():
    held = {name for case in ALL for name in case.expect}
    assert set(POLICY.items) - held == set()


def test_a_case_cites_the_clause_of_its_item():
    wrong = {case.id: case.clause for case in ALL if case.item and case.clause != POLICY.items[case.item].clause}
    assert wrong == {}


def test_every_clause_has_a_case():
    clauses = {part.clause for part in (*POLICY.items.values(), *POLICY.vetoes.values(), *POLICY.consequences)}
    clauses |= {POLICY.grade_plan.clause}
    assert clauses - {case.clause for case in ALL} == set()


def test_every_option_of_every_switchable_reading_has_a_case_that_it_decides():
    """A case decides when another option would give something else: it would notice the wrong reading."""
    undecided = {(reading, option) for reading, options in SWITCHABLE.items() for option in options}
    for case in ALL:
        for pair in undecided & set(case.readings.items()):
            others = [option for option in SWITCHABLE[pair[0]] if option != pair[1]]
            if any(failures(read_as(case, pair[0], other), POLICY) for other in others):
                undecided -= {pair}
    assert undecided == set()


def test_every_fixed_reading_that_moves_scores_or_grades_has_a_case():
    covered = {reading for case in ALL for reading in case.covers}
    moving = {key for key, one in POLICY.readings.items() if not one.switchable and one.scope in ("score", "grade")}
    assert moving - covered == set()


def test_every_other_fixed_reading_has_a_case_or_stands_in_the_register():
    covered = {reading for case in ALL for reading in case.covers}
    assert set(POLICY.readings) - set(SWITCHABLE) - covered == set(REGISTER)


def test_the_register_says_how():
    kinds = {"input": {"data"}, "procedure": {"procedure"}, "quota": {"quota"}}
    for key, entry in REGISTER.items():
        assert set(entry) <= {"how", "why", "checked"}, key
        assert entry["why"], key
        assert POLICY.readings[key].scope in kinds[entry["how"]], key
        assert "checked" not in entry or (ROOT / entry["checked"]).is_file(), key


def test_a_case_covers_readings_of_its_item_only():
    for case in ALL:
        for key in case.covers:
            assert key in POLICY.readings, case.id
            assert not POLICY.readings[key].switchable, f"{case.id}: {key} has options, name one under readings"
            items = set() if key.startswith("A-G") else set(POLICY.readings[key].items)  # A-G…: general, for all items
            assert not items or not case.item or items & {case.item, *case.expect}, (case.id, key)


def test_every_veto_has_a_case():
    vetoes = {veto for case in ALL for veto in case.grade.get("vetoes", [])}
    assert vetoes == set(POLICY.vetoes) == {kind.value for kind in DecisionKind if kind.is_veto}


def test_every_grade_is_proposed_and_decided_in_a_case():
    grades = {"excellent", "qualified", "unqualified"}
    assert {case.grade.get("proposed") for case in ALL} >= grades
    assert {case.grade["grade"] for case in ALL if case.grade.get("decided") == "是"} >= grades


def test_ids_are_unique():
    assert len({case.id for case in ALL}) == len(ALL)


# Every number held on both sides: move one by a hair, and the points of some case must change.

HAIR = {"rate": Fraction(1, 5000), "money": Fraction(1, 100), "points": Fraction(1, 100)}

# Nothing can notice these, and why.
CANNOT_SHOW = {
    **dict.fromkeys(("I03.rule.loss +", "I04.rule.loss +", "I05.rule.loss +", "I11b.rule.loss +"), "no more than all"),
    **dict.fromkeys(("I06.rule.grave +", "I10.rule.at_most +"), "no more than all"),
    "I13.rule.up +": "one step reaches the most already",
    **{
        f"B{number}.plus {sign}": "the loader holds it equal to what the rule gives"
        for number in (2, 3, 4, 5, 6)
        for sign in "+-"
    },
    **{
        f"D3.rule.{kind}_statements {sign}": "limits the inputs, not the points"
        for kind in ("budget", "financial")
        for sign in "+-"
    },
}


def test_every_number_of_a_rule_is_held_on_both_sides():
    loose = {
        f"{code}.{place} {'+' if move > 0 else '-'}"
        for code, item in POLICY.items.items()
        for place, move, other in moved_items(item)
        if not noticed(with_item(POLICY, code, other), [case for case in ALL if code in case.expect])
    }
    assert loose == set(CANNOT_SHOW)


def test_every_bound_of_grades_measures_and_the_ceiling_is_held_on_both_sides():
    wholes = [case for case in ALL if case.file in ("totals", "grades")]
    loose = [f"{place} {move}" for place, move, policy in moved_policies() if not noticed(policy, wholes)]
    assert loose == []


def noticed(policy: Policy, cases: Iterable[Case]) -> bool:
    """Whether the points or grades of a case change; words may not give it away."""
    return any(failures(replace(case, reason_has=(), reason_lacks=(), gap=None, flags=()), policy) for case in cases)


def with_item(policy: Policy, code: str, item: Item) -> Policy:
    sheet = next(name for name in ("annex1", "bonus", "deductions", "discretionary") if code in getattr(policy, name))
    return policy.model_copy(update={sheet: {**getattr(policy, sheet), code: item}})


def moved_policies() -> Iterator[tuple[str, Fraction | int, Policy]]:
    for name, values, field, hair in (
        ("bounds", POLICY.grade_plan.bounds, "at_least", HAIR["points"]),
        ("consequences", POLICY.consequences, "years", 1),
    ):
        for (index, value), move in product(enumerate(values), (-hair, hair)):
            other = value.model_copy(update={field: getattr(value, field) + move})
            changed = {name: (*values[:index], other, *values[index + 1 :])}
            if name == "bounds":
                changed = {"grade_plan": POLICY.grade_plan.model_copy(update=changed)}
            yield f"{name}[{index}]", move, POLICY.model_copy(update=changed)
    for move in (-1, 1):
        totals = POLICY.totals.model_copy(update={"ceiling": POLICY.totals.ceiling + move})
        yield "ceiling", move, POLICY.model_copy(update={"totals": totals})


def moved_items(item: Item) -> Iterator[tuple[str, Fraction | int, Item]]:
    """The item with each of its numbers a hair smaller or greater, one at a time."""
    for name in ("base", "plus"):
        for move in (-1, 1) if getattr(item, name) else ():
            yield name, move, item.model_copy(update={name: getattr(item, name) + move})
    for place, move, rule in moved_rules(item.rule, item.unit):
        yield f"rule.{place}", move, item.model_copy(update={"rule": rule})


def moved_rules(rule: Any, unit: str) -> Iterator[tuple[str, Fraction | int, Any]]:
    for name, value in rule:
        if isinstance(value, tuple):
            for index, part in enumerate(value):
                for place, move, other in moved_rules(part, unit):
                    parts = (*value[:index], other, *value[index + 1 :])
                    yield f"{name}[{index}].{place}", move, rule.model_copy(update={name: parts})
        elif isinstance(value, int | Fraction):
            size = hair(name, value, unit)
            for move in (-size, size):
                yield name, move, rule.model_copy(update={name: value + move})


def hair(name: str, value: Fraction | int, unit: str) -> Fraction | int:
    if isinstance(value, int):
        return 1
    if name in ("target", "step", "low", "high", "share_target", "at_least"):
        amounts = {"at_least": "money", "step": "rate"}
        return HAIR.get(amounts.get(name, unit), Fraction(1, 2))
    return Fraction(1, 2)


# The reader of cases


def read_as(case: Case, reading: str, option: str) -> Case:
    return replace(case, readings={**case.readings, reading: option})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("20", 20),
        ("20 - 3", 17),
        ("20 - 2/60/0.05", Fraction(58, 3)),
        ("(95 - 85) / 5 * 0.1", Fraction(1, 5)),
        ("-1 - 2", -3),
        ("0.1 + 0.2", Fraction(3, 10)),
    ],
)
def test_arithmetic_is_exact(text, value):
    assert arithmetic(text) == value


@pytest.mark.parametrize("text", ["", "twenty", "2 ** 3", "abs(3)", "1 if 1 else 2", "True", "1/0", "'20'", "20 -"])
def test_anything_but_arithmetic_is_refused(text):
    with pytest.raises(CaseError):
        arithmetic(text)


GOOD = """\
theme: 例
item: I12
clause: 附件1第12项
cases:
  - title: 少一次
    given: {meetings_attended: 2}
    expect: 3 - 1
tables:
  - {title: 次数, vary: meetings_attended, columns: [{A-G1: full}, {A-G1: begun}], rows: [[0, 3 - 3, 3 - 3], [3, 3, 3]]}
"""


def test_a_case_file_is_read():
    cases = read_cases("example", GOOD)
    assert [case.expect for case in cases] == [{"I12": 2}, {"I12": 0}, {"I12": 0}, {"I12": 3}, {"I12": 3}]
    assert cases[2].id == "example-03 meetings_attended=0 A-G1=begun"
    assert cases[2].title == "次数：meetings_attended 0"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("theme:", "them:", "unknown: them"),
        ("    expect:", "    expected:", "unknown: expected"),
        ("    given:", "    givn:", "unknown: givn"),
        ("meetings_attended: 2", "meeting_attended: 2", "no such field: meeting_attended"),
        ("meetings_attended: 2", "meetings_attended: two", "invalid literal"),
        ("expect: 3 - 1", "expect: three", "not arithmetic"),
        ("    expect: 3 - 1\n", "", "expects nothing"),
        ("item: I12\n", "", "points of which item"),
        ("clause: 附件1第12项\n", "", "no clause"),
        ("    given:", "    title: 又一个\n    given:", "repeated: title"),
        ("[3, 3, 3]", "[3, 3]", "1 inputs and 2 results expected"),
        ("vary: meetings_attended,", "", "missing: vary"),
        ("expect: 3 - 1", "expect: 3 - 1\n    grade: {grad: qualified}", "unknown: grad"),
        ("expect: 3 - 1", "expect: 3 - 1\n    decisions: [{kind: gift, reason: 例}]", "gift"),
        ("expect: 3 - 1", "expect: 3 - 1\n    history: [{yaer: 2021}]", "yaer"),
        ("expect: 3 - 1", "expect: 3 - 1\n    category: village", "village"),
    ],
)
def test_a_mistake_in_a_case_file_is_refused(old, new, said):
    assert old in GOOD
    with pytest.raises(CaseError, match=said):
        read_cases("example", GOOD.replace(old, new, 1))


def test_a_reading_nobody_knows_is_refused():
    (case,) = read_cases("example", GOOD.partition("tables:")[0])
    with pytest.raises(PolicyError):
        failures(read_as(case, "A-G99", "full"), POLICY)


def test_a_wrong_expectation_fails():
    (case,) = read_cases("example", GOOD.partition("tables:")[0].replace("3 - 1", "3 - 2"))
    (failure,) = failures(case, POLICY)
    assert failure.startswith("I12: 2, expected 1（参加会议2次，目标3次，少完成1次")
