"""What an agency's report can see: its own record and its group's summary, and a digest that tells any change of it."""

from __future__ import annotations

import gc
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

import pytest

from hubao.appraisal.agency import Agency, Decision, DecisionKind, Grade
from hubao.appraisal.line import Scorecard
from hubao.errors import HubaoError
from hubao.press.keys import passages
from hubao.report.agency import AgencyReport
from hubao.report.agency_view import AgencyView, agency_view
from hubao.report.blocks import plain_blocks
from hubao.year import Year, open_year, score_year
from tests.press.projects import ROOT
from tests.random_agency import random_agency

PASSAGES = passages(ROOT / "notebooks" / "agency.ipynb")
COUNTS = ("insured_members", "claims_submitted", "dormant_end", "accounts_idle", "articles", "trainings")
NOT_HASHED = {"policy", "policy_file"}


@cache
def year() -> Year:
    return open_year(2024)


@cache
def digests_now() -> Mapping[str, str]:
    return digests(year())


def with_agencies(*agencies: Agency) -> Year:
    """The year scored again with some agencies' records replaced."""
    given = {agency.agency_id: agency for agency in agencies}
    made = tuple(given.get(one.agency_id, one) for one in year().inputs.agencies)
    return replace(score_year(year().policy, replace(year().inputs, agencies=made)), policy_file=year().policy_file)


def changed(key: str, **counts: int) -> Year:
    agency = year().agency(key)
    return with_agencies(replace(agency, actuals=replace(agency.actuals, **counts)))


def disturbed(seed: int) -> tuple[str, Year]:
    """An agency and the year in which it has another count, another record altogether, or a veto."""
    chance = random.Random(seed)
    agency = chance.choice(year().inputs.agencies)
    match seed % 3:
        case 0:
            name, step = chance.choice(COUNTS), chance.choice((-50, -1, 1, 40))
            count = getattr(agency.actuals, name)
            other = replace(agency, actuals=replace(agency.actuals, **{name: abs(count + step)}))
        case 1:
            drawn = next(one for one in map(random_agency, range(seed, 1000)) if one.category is agency.category)
            other = replace(drawn, agency_id=agency.agency_id, name=agency.name)
        case _:
            other = replace(agency, decisions=(*agency.decisions, Decision(DecisionKind.VETO_SECURITY, "例")))
    return agency.agency_id, with_agencies(other)


def shown(of: Year, key: str) -> list[Any]:
    report = AgencyReport(of, key)
    return [plain_blocks(getattr(report, name)(*arguments).blocks) for name, arguments in PASSAGES]


def digests(of: Year) -> dict[str, str]:
    return {key: agency_view(of, key).digest() for key in of.cards}


def moved(other: Year) -> set[str]:
    """The agencies whose digest is not what it is in the year as it stands."""
    after = digests(other)
    return {key for key, digest in digests_now().items() if after[key] != digest}


def reachable(start: object) -> Iterator[object]:
    """A value and everything it holds, however it holds it; classes and modules belong to everybody."""
    seen: set[int] = set()
    found = [start]
    while found:
        value = found.pop()
        if id(value) in seen or isinstance(value, str | int | Enum | type | ModuleType):
            continue
        seen.add(id(value))
        yield value
        # A function leads to all of its module; what it has taken along from elsewhere is in its cells and defaults.
        own = [value.__closure__, value.__defaults__, value.__kwdefaults__] if isinstance(value, FunctionType) else None
        found += gc.get_referents(value) if own is None else own


def foreign(report: object, key: str) -> list[object]:
    """What a report holds of the year as a whole or of other agencies."""
    of_year, found = year(), list(reachable(report))
    whole: list[object] = [of_year.inputs, of_year.cards, of_year.grades, of_year.ranks, of_year.ranks_in_group]
    others = [value for one in of_year.cards if one != key for value in (of_year.cards[one], of_year.grades[one])]
    kept = {id(value) for value in (*whole, *others)}
    return [
        one
        for one in found
        if isinstance(one, Year)
        or id(one) in kept
        or (isinstance(one, Agency) and one.agency_id != key)
        or (isinstance(one, Scorecard) and one.agency.agency_id != key)
    ]


@pytest.mark.parametrize("key", ["D01", "B07", "C01"])
def test_a_report_holds_its_own_record_alone_and_no_year(key: str):
    report = AgencyReport(year(), key)
    for name, arguments in PASSAGES:
        getattr(report, name)(*arguments)
    assert year().agency(key) in [one for one in reachable(report) if isinstance(one, Agency)]
    assert foreign(report, key) == []


@pytest.mark.parametrize(
    "hold",
    [
        lambda of: of,
        lambda of: lambda: of.year,
        lambda of: of.card,
        lambda of: {"of": [of.agency("D02")]},
        lambda of: (of.card("D02"),),
        lambda of: of.grades["D02"],
        lambda of: of.ranks,
    ],
    ids=["year", "closure", "method", "record", "scorecard", "grade", "ranks"],
)
def test_the_search_finds_what_a_report_must_not_hold(hold: Callable[[Year], object]):
    report = AgencyReport(year(), "D01")
    vars(report)["held"] = hold(year())
    assert foreign(report, "D01")


def test_an_unknown_agency_is_refused():
    with pytest.raises(HubaoError, match="没有编号为“D99”的代办处"):
        AgencyReport(year(), "D99")


def test_a_view_says_of_the_group_what_everybody_may_know():
    district, vetoed, central = (agency_view(year(), key) for key in ("D04", "B07", "C01"))
    assert (district.group, district.size, district.ranked) == ("区类", 17, 17)
    # D04 and D10 have 82 points each; nine of the seventeen districts have more.
    assert (district.rank, district.shared, district.median_total) == (10, 2, Fraction(165, 2))
    assert (vetoed.rank, vetoed.shared, vetoed.ranked) == (None, 0, vetoed.size - 1)
    # Three central units are too few for a median that gives nobody away.
    assert (central.size, central.median_total, central.medians) == (3, None, {})


def test_every_agency_has_a_digest_of_its_own():
    assert len(set(digests_now().values())) == len(year().cards)


def test_a_fact_without_points_is_its_owners_alone():
    agency = year().agency("D02")
    assert moved(with_agencies(replace(agency, staff_count=agency.staff_count + 1))) == {"D02"}


def test_points_that_move_neither_rank_nor_median_are_their_owners_alone():
    other = changed("D02", archive_issues=1)
    assert year().card("D02").total - other.card("D02").total == 1
    assert other.groups == year().groups
    assert moved(other) == {"D02"}


def test_a_moved_median_is_seen_by_the_whole_group_and_nobody_else():
    other = changed("U02", audit_issues=1)
    assert other.ranks_in_group == year().ranks_in_group
    # The third and fourth of six industry unions have 97.5 and 96 points; the third loses one.
    assert year().groups["industry"].median_total - other.groups["industry"].median_total == Fraction(1, 2)
    assert moved(other) == set(year().members("industry"))


def test_a_tie_that_ends_is_seen_by_those_who_shared_the_rank():
    other = changed("D04", audit_issues=3)
    assert (year().ranks_in_group["D10"], other.ranks_in_group["D10"]) == (10, 10)
    assert moved(other) == {"D04", "D10"}


def test_a_veto_is_seen_by_the_whole_group_and_nobody_else():
    agency = year().agency("D14")
    veto = Decision(DecisionKind.VETO_SECURITY, "例")
    assert moved(with_agencies(replace(agency, decisions=(veto,)))) == set(year().members("districts"))


@pytest.mark.parametrize("seed", range(12))
def test_the_same_digest_means_the_same_view_for_every_agency(seed: int):
    key, other = disturbed(seed)
    differ = {one for one in year().cards if agency_view(year(), one) != agency_view(other, one)}
    assert moved(other) == differ
    assert key in differ <= set(year().members(year().group(key)))


@pytest.mark.parametrize("seed", range(6))
def test_the_same_digest_means_the_same_report(seed: int):
    key, other = disturbed(seed)
    differ, chance = moved(other), random.Random(seed)
    members = year().members(year().group(key))
    strangers = [one for one in year().cards if one not in members]
    for one in {*chance.sample(members, min(5, len(members))), *chance.sample(strangers, 1)} - differ:
        assert shown(year(), one) == shown(other, one), one


@pytest.mark.parametrize("key", ["D10", "U01"])
def test_a_report_that_reads_otherwise_has_another_digest(key: str):
    other = changed({"D10": "D04", "U01": "U02"}[key], audit_issues=3)
    assert shown(year(), key) != shown(other, key)
    assert key in moved(other)


@pytest.mark.parametrize("name", [field.name for field in fields(AgencyView)])
def test_every_part_of_a_view_counts_but_the_policy_and_its_file(name: str):
    view = agency_view(year(), "D01")
    assert (replace(view, **{name: "例"}).digest() == view.digest()) is (name in NOT_HASHED)


def test_a_trial_is_another_view():
    reading, option = next(
        (key, value)
        for key, one in year().policy.readings.items()
        if one.switchable
        for value in one.options
        if value != one.chosen
    )
    trial = year().with_readings({reading: option})
    assert agency_view(trial, "D01").digest() != agency_view(year(), "D01").digest()
    assert agency_view(trial, "D01").trial_text == trial.trial_text == f"{reading}={option}"


def test_the_order_in_which_a_mapping_was_filled_does_not_count():
    view = agency_view(year(), "D01")
    assert list(view.medians) != sorted(view.medians, reverse=True)
    turned = {area: view.medians[area] for area in sorted(view.medians, reverse=True)}
    assert replace(view, medians=turned).digest() == view.digest()


def test_values_that_python_holds_equal_are_told_apart():
    view = agency_view(year(), "D01")
    numbers: tuple[Any, ...] = (1, True, Fraction(1), Decimal(1), Decimal("1.0"), "1", (1,), [1], {"1": 1}, None)
    grades = ("excellent", Grade.EXCELLENT, Grade.QUALIFIED)
    values = (*numbers, *grades)
    assert len({replace(view, size=value).digest() for value in values}) == len(values)


class Derived(str):
    """A text that could write itself in a way of its own."""

    __slots__ = ()


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (0.5, "float"),
        ({1}, "set"),
        (object(), "object"),
        (b"1", "bytes"),
        (AgencyView, "type"),
        (Derived("1"), "Derived"),
        (datetime(2024, 12, 31), "datetime"),
        ({1: "1"}, "dict"),
    ],
)
def test_a_kind_nobody_has_thought_about_is_refused(value: Any, kind: str):
    view = replace(agency_view(year(), "D01"), medians={"business": (Fraction(1), value)})
    with pytest.raises(TypeError, match=rf"medians\['business'\]\[1\] is a {kind}, of which no digest"):
        view.digest()


def test_the_digest_is_the_same_in_another_process():
    code = (
        "import json; from hubao.year import open_year; from hubao.report.agency_view import agency_view;"
        "year = open_year(2024); print(json.dumps({key: agency_view(year, key).digest() for key in year.cards}))"
    )
    made = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "77", "TZ": "Asia/Kathmandu"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(made.stdout) == digests_now()
