"""One appraisal year, opened: frames for people, indifference to order and format, trials marked as such."""

from __future__ import annotations

import csv
import random
import re
import shutil
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

import hubao
from hubao.errors import DataError, HubaoError, PolicyError
from hubao.places import find_root
from hubao.tables.outputs import QUOTA_COLUMNS, RESULT_COLUMNS, SCORE_COLUMNS
from hubao.year import Year, open_year

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data" / "2024"
POLICY = ROOT / "params" / "policy" / "2024.yaml"
POINTS = ("annex1", "bonus", "deduction", "discretionary", "total", "comparable_total")


@pytest.fixture(scope="module")
def year() -> Year:
    return open_year(2024, DATA, POLICY)


def shuffled(target: Path) -> Path:
    """The sample year with the rows of every table in another order."""
    target.mkdir()
    chance = random.Random(2024)
    for path in filter(Path.is_file, DATA.iterdir()):
        if path.suffix != ".csv":
            shutil.copy(path, target)
            continue
        with path.open(encoding="utf-8-sig", newline="") as file:
            head, *rows = csv.reader(file)
        chance.shuffle(rows)
        with (target / path.name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([head, *rows])
    return target


def everything(year: Year) -> dict[str, object]:
    """All results of a year, agency by agency, whatever the order of the tables."""
    pools = [pool.code for pool in year.policy.quota.pools]
    rows = [*year.score_rows(), *year.result_rows(), *(row for pool in pools for row in year.quota_rows(pool))]
    return {
        "rows": sorted(rows, key=lambda row: (row["agency_id"], sorted(row.items()))),
        "sample": year.sample,
        "cards": sorted(year.cards),
    }


def test_the_front_door_opens_a_year():
    assert hubao.open_year is open_year
    assert set(hubao.__all__) >= {"open_year", "HubaoError", "DataError", "PolicyError", "ReportError", "TieError"}


def test_results_have_a_row_for_each_agency(year: Year):
    frame = year.results
    assert tuple(frame.columns) == RESULT_COLUMNS
    assert list(frame["agency_id"]) == list(year.cards)
    assert len(frame) == 66
    assert all(pd.api.types.is_numeric_dtype(frame[name]) for name in POINTS)
    assert {str(frame[name].dtype) for name in ("rank", "rank_in_group", "consecutive_unqualified")} == {"Int64"}


def test_a_vetoed_agency_is_listed_without_a_rank(year: Year):
    row = year.results.set_index("agency_id").loc["B07"]
    assert row["veto"] == "veto_violation"
    assert row["grade"] == "unqualified"
    assert row["rank"] is pd.NA
    assert row["rank_in_group"] is pd.NA
    assert row["total"] > 0


def test_scores_have_every_item_of_every_agency(year: Year):
    frame = year.scores
    assert tuple(frame.columns) == SCORE_COLUMNS
    assert len(frame) == 66 * (17 + 6 + 4 + 2)
    assert pd.api.types.is_numeric_dtype(frame["points"])
    sums = frame[frame["item"].str.startswith("I")].groupby("agency_id")["points"].sum()
    annex1 = year.results.set_index("agency_id")["annex1"]
    assert all(abs(sums[key] - annex1[key]) < 1e-9 for key in year.cards)


def test_total_is_composed_as_the_contract_says(year: Year):
    for card in year.cards.values():
        raw = card.annex1 + card.bonus + card.discretionary - card.deduction
        assert card.total == min(max(raw, Fraction(0)), Fraction(125))


def test_quota_sums_to_the_seats_of_the_policy(year: Year):
    for pool in year.policy.quota.pools:
        frame = year.quota(pool.code)
        assert tuple(frame.columns) == QUOTA_COLUMNS
        assert list(frame["agency_id"]) == list(year.cards)
        for group, seats in pool.seats.items():
            own = frame[frame["agency_id"].isin(year.members(group))]
            assert own["seats"].sum() == seats
        steps = frame["fixed"] + frame["whole"] + frame["remainder_seat"] + frame["adjustment"]
        assert (steps == frame["seats"]).all()


def test_an_unknown_pool_is_refused_with_the_known_ones(year: Year):
    with pytest.raises(HubaoError, match=r"没有“person”这种名额（可用：units（优秀单位）、people（优秀个人））"):
        year.quota("person")


def test_the_order_of_rows_changes_nothing(year: Year, tmp_path: Path):
    other = open_year(2024, shuffled(tmp_path / "2024"), POLICY)
    assert list(other.cards) != list(year.cards)
    assert everything(other) == everything(year)


def test_the_workbook_gives_the_same_as_the_csv_files(year: Year):
    workbook = open_year(2024, ROOT / "data" / "2024-excel", POLICY)
    assert list(workbook.cards) == list(year.cards)
    assert everything(workbook) == everything(year)


def test_a_trial_is_marked_and_leaves_the_standing_year_alone(year: Year):
    before = everything(year)
    trial = year.with_readings({"A-G1": "proportional"})
    assert (trial.trial_text, year.trial_text) == ("A-G1=proportional", "")
    assert set(trial.results["trial"]) == set(trial.scores["trial"]) == {"A-G1=proportional"}
    assert set(trial.quota("people")["trial"]) == {"A-G1=proportional"}
    assert not trial.results["total"].equals(year.results["total"])
    assert trial.inputs is year.inputs
    assert trial.policy_file == POLICY
    assert everything(year) == before


def test_trials_add_up_and_equal_a_year_opened_so(year: Year):
    both = year.with_readings({"A-G1": "begun"}).with_readings({"A-04a": "strict"})
    assert both.trial_text == "A-04a=strict；A-G1=begun"
    assert everything(open_year(2024, DATA, POLICY, {"A-04a": "strict", "A-G1": "begun"})) == everything(both)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"A-99": "full"}, "readings.A-99：没有这个读法编号"),
        ({"A-G1": "never"}, "readings.A-G1：没有“never”这一读法"),
        ({"A-G2": "points"}, "readings.A-G2：这一读法不可切换"),
    ],
)
def test_a_reading_that_cannot_be_switched_is_refused(year: Year, changes: dict[str, str], expected: str):
    with pytest.raises(PolicyError, match=re.escape(expected)):
        year.with_readings(changes)


def test_refused_inputs_are_refused_whole(tmp_path: Path):
    shutil.copytree(DATA, tmp_path / "2024")
    (tmp_path / "2024" / "targets.csv").unlink()
    with pytest.raises(DataError) as caught:
        open_year(2024, tmp_path / "2024", POLICY)
    assert [problem.file for problem in caught.value.problems if problem.severity == "error"] == ["targets.csv"]


def test_an_agency_that_is_not_there_is_named_with_those_that_are(year: Year):
    for call in (year.agency, year.card, year.group, year.explain_all, lambda key: year.explain(key, "I01")):
        with pytest.raises(HubaoError, match="没有编号为“X1”的代办处（现有：D01 至 C03，共 66 家）"):
            call("X1")


def test_the_project_is_found_from_any_folder_inside_it(tmp_path: Path):
    (tmp_path / "params" / "policy").mkdir(parents=True)
    (tmp_path / "data" / "2024").mkdir(parents=True)
    assert find_root(tmp_path / "data" / "2024") == tmp_path.resolve()
    assert find_root(ROOT / "hubao" / "report") == ROOT
