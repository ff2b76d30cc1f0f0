"""The evaluation's sample: forty bodies, three years, each quoted by the next; the committed files are what is made."""

from fractions import Fraction
from pathlib import Path

import pytest

from hubao.evaluation import Evaluation, open_standard
from hubao.sample.standard_years import STANDARD_YEARS, write_standard_years

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def years() -> dict[int, Evaluation]:
    return {year: open_standard(year) for year in STANDARD_YEARS}


def test_committed_files_are_what_the_code_makes(tmp_path: Path):
    made = write_standard_years(tmp_path)
    assert [
        path.name for path in made if path.read_bytes() != (ROOT / "data" / path.relative_to(tmp_path)).read_bytes()
    ] == []
    assert len(made) == 27


def test_forty_fictitious_bodies_every_year(years: dict[int, Evaluation]):
    for evaluation in years.values():
        assert len(evaluation.scores) == 40
        assert evaluation.sample
        assert evaluation.problems == ()
        assert all(one.body.name.startswith("示例省") for one in evaluation.scores.values())


def test_every_grade_is_given_and_bodies_differ(years: dict[int, Evaluation]):
    for evaluation in years.values():
        assert {one.grade for one in evaluation.scores.values()} == {"excellent", "good", "qualified", "unqualified"}
        assert len({one.points for one in evaluation.scores.values()}) > 35


def test_a_year_quotes_what_the_years_before_published(years: dict[int, Evaluation]):
    for year in STANDARD_YEARS[1:]:
        for key, one in years[year].scores.items():
            for past in one.record.history:
                score = years[past.year].scores[key]
                printed = score.points if not past.code else score.section(past.code).points
                assert abs(past.points - printed) <= Fraction(1, 2_000_000)
    assert {past.year for past in years[2024].scores["S01"].record.history} == {2022, 2023}
    assert years[2024].scores["X28"].record.history == ()


def test_the_sample_holds_the_cases_a_report_must_show(years: dict[int, Evaluation]):
    evaluation = years[2024]
    assert any(one.total.capped for one in evaluation.scores.values())
    assert any(line.excluded and line.general for one in evaluation.scores.values() for line in one.lines)
    assert any(line.excluded and not line.general for one in evaluation.scores.values() for line in one.lines)
    assert any(one.holds != 1 for one in evaluation.robustness.values())
    assert {len(found) for found in evaluation.by_mode.values()} == {12, 40}
    assert not evaluation.survey("X09")
    assert evaluation.survey("S01")
