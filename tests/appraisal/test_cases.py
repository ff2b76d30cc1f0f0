"""The golden cases: what the document's clauses give, case by case; and that nothing of the policy is without a case."""

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from hubao.appraisal.agency import DecisionKind
from hubao.errors import PolicyError
from hubao.policy.model import Item, Policy
from tests.build import policy_of
from tests.golden import CASES, CaseError, arithmetic, failures, load_cases, read_cases, read_text

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


# Every number held on both sides: move one by a hair, and a case must notice.

HAIR = {"rate": Fraction(1, 20000), "money": Fraction(1, 100)}
ONE_YUAN_CENT = Fraction(1, 100)


def test_every_number_of_a_rule_is_held_on_both_sides():
    cases = defaultdict(list)
    for case in ALL:
        for name in case.expect:
            cases[name].append(case)
    loose = [
        f"{code}.{place} {moved}"
        for code, item in POLICY.items.items()
        for place, moved, other in moved_items(item)
        if not noticed(with_item(POLICY, code, other), cases[code])
    ]
    assert loose == []


def test_every_bound_of_grades_totals_and_measures_is_held_on_both_sides():
    plan, totals = POLICY.grade_plan, POLICY.totals
    wholes = [case for case in ALL if case.file in ("totals", "grades")]
    loose = []
    for index, bound in enumerate(plan.bounds):
        for move in (-ONE_YUAN_CENT, ONE_YUAN_CENT):
            other = bound.model_copy(update={"at_least": bound.at_least + move})
            bounds = (*plan.bounds[:index], other, *plan.bounds[index + 1 :])
            changed = POLICY.model_copy(update={"grade_plan": plan.model_copy(update={"bounds": bounds})})
            loose += [] if noticed(changed, wholes) else [f"{bound.grade} {move}"]
    for move in (-1, 1):
        changed = POLICY.model_copy(update={"totals": totals.model_copy(update={"ceiling": totals.ceiling + move})})
        loose += [] if noticed(changed, wholes) else [f"ceiling {move}"]
        for index, step in enumerate(POLICY.consequences):
            other = step.model_copy(update={"years": step.years + move})
            steps = (*POLICY.consequences[:index], other, *POLICY.consequences[index + 1 :])
            # Nobody is measured who is not unqualified: 0 years and 1 are the same to the first measure.
            if step.years + move > 0 and not noticed(POLICY.model_copy(update={"consequences": steps}), wholes):
                loose.append(f"{step.measure} {move}")
    assert loose == []


def noticed(policy: Policy, cases) -> bool:
    return any(failures(case, policy) for case in cases)


def with_item(policy: Policy, code: str, item: Item) -> Policy:
    sheet = next(name for name in ("annex1", "bonus", "deductions", "discretionary") if code in getattr(policy, name))
    return policy.model_copy(update={sheet: {**getattr(policy, sheet), code: item}})


def moved_items(item: Item) -> Iterator[tuple[str, str, Item]]:
    """The item with each of its numbers a hair smaller or greater, one at a time."""
    for name in ("base", "plus"):
        if value := getattr(item, name):
            for move in (-1, 1):
                yield name, f"{move:+}", item.model_copy(update={name: value + move})
    for place, moved, rule in moved_rules(item.rule, item.unit):
        yield f"rule.{place}", moved, item.model_copy(update={"rule": rule})


def moved_rules(rule, unit: str):
    for name, value in rule:
        if isinstance(value, tuple):
            for index, part in enumerate(value):
                for place, moved, other in moved_rules(part, unit):
                    parts = (*value[:index], other, *value[index + 1 :])
                    yield f"{name}[{index}].{place}", moved, rule.model_copy(update={name: parts})
        elif isinstance(value, int | Fraction) and not isinstance(value, bool) and name not in CANNOT_MATTER:
            for move in (-hair(name, value, unit), hair(name, value, unit)):
                yield name, f"{float(move):+}", rule.model_copy(update={name: value + move})


# How many statements there are checks the inputs (late + missing); the points are per statement.
CANNOT_MATTER = {"budget_statements", "financial_statements"}


def hair(name: str, value, unit: str):
    if isinstance(value, int):
        return 1
    if name == "at_least":
        return HAIR["money"]
    if name in ("target", "step", "low", "high", "share_target") and (unit in HAIR or value < 1):
        return HAIR["rate"]
    return Fraction(1, 2)


# The reader of cases


def read_as(case, reading, option):
    return type(case)(**{**vars(case), "readings": {**case.readings, reading: option}})


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
    assert failures(case, POLICY) == [
        "I12: 2, expected 1（参加会议2次，目标3次，少完成1次，满1步（每步1次），扣1分，得2分）"
    ] or failures(case, POLICY)[0].startswith("I12: 2, expected 1")
