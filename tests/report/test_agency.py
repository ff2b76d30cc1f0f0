"""The agency report: whose it is, what it holds, and its awkward agencies (sample year 2024)."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from hubao.report.agency import AgencyReport
from hubao.report.blocks import Callout, Figure, KeyFigures, Table, Title
from hubao.year import open_year

PASSAGES = (
    "head",
    "subject",
    "sources",
    "readings",
    "scope",
    "process",
    "method",
    "outcome",
    "lines",
    "adjustments",
    "comparison",
    "losses",
    "course",
    "self_assessment",
    "advice",
    "colophon",
)


@pytest.fixture(scope="module")
def year():
    return open_year(2024)


@pytest.fixture(scope="module")
def printed(year):
    """Every agency's blocks, built once."""
    return {
        key: [block for name in PASSAGES for block in getattr(AgencyReport(year, key), name)().blocks]
        for key in year.cards
    }


def tables(found, caption):
    return next(block for block in found if isinstance(block, Table) and block.caption == caption)


def test_every_agency_has_a_report_of_its_own_blocks(year, printed):
    for key in year.cards:
        found = printed[key]
        assert {block.owner for block in found} == {key}
        assert isinstance(found[0], Title)
        assert isinstance(found[1], KeyFigures)


def test_no_report_names_another_agency(year, printed):
    names = {key: card.agency.name for key, card in year.cards.items()}
    for key in year.cards:
        text = "\n".join(str(block.model_dump(exclude={"svg"})) for block in printed[key]).replace(names[key], "")
        for other, name in names.items():
            if other != key:
                assert name not in text
                assert not re.search(rf"(?<![A-Za-z0-9-]){other}(?![A-Za-z0-9-])", text), (key, other)


def test_the_score_table_adds_up_to_the_main_sheet(year, printed):
    for key, card in year.cards.items():
        table = tables(printed[key], "各项指标完成与得分")
        given = [Fraction(row.cells[4]) for row in table.rows if row.mark not in ("section", "total")]
        assert len(given) == 17
        assert sum(given) == card.annex1 == Fraction(table.rows[-1].cells[4])


def test_rows_that_lost_points_are_marked_and_explained(printed):
    table = tables(printed["D01"], "各项指标完成与得分")
    row = next(row for row in table.rows if "互助保障覆盖率" in row.cells[0])
    assert row.mark == "loss"
    assert "附件1第1项" in row.detail
    assert "扣1分" in row.detail


def test_the_rectification_list_is_ordered_by_points(year, printed):
    for key in year.cards:
        found = [block for block in printed[key] if isinstance(block, Table) and block.caption.startswith("整改清单")]
        if found:
            points = [Fraction(row.cells[2]) for row in found[0].rows if row.mark == "loss"]
            assert points == sorted(points, reverse=True)
            assert sum(points) == sum(line.lost for line in year.cards[key].lines)


def test_a_veto_stands_on_the_first_screen_and_is_not_ranked(printed):
    found = printed["B07"]
    assert isinstance(found[2], Callout)
    assert found[2].tone == "stop"
    assert "不参加排名" in found[0].lead[0]
    assert found[1].figures[2].value == "不排名"


def test_nothing_lost_shows_a_sentence_instead_of_an_empty_chart(year):
    losing = AgencyReport(year, "B01").losses().blocks
    assert not any(isinstance(block, Figure) for block in losing)
    assert "未失分" in losing[0].text


def test_without_last_year_the_course_says_so(year):
    course = AgencyReport(year, "B40").course().blocks
    assert not any(isinstance(block, Figure) for block in course)
    assert AgencyReport(year, "B40").head().blocks[1].figures[4].value == "—"


def test_three_failed_years_bring_all_three_measures(year):
    advice = AgencyReport(year, "B33").advice().blocks
    measures = next(block for block in advice if block.kind == "listing")
    assert [entry.detail for entry in measures.entries] == [f"第十三条（二）{number}" for number in (1, 2, 3)]


def test_every_figure_states_its_finding_in_words(printed):
    for key in ("D01", "B07", "B39", "C01"):
        for block in printed[key]:
            if isinstance(block, Figure):
                assert block.title in block.alt
                assert re.search(r"\d", block.alt)


def test_a_trial_says_so_on_the_first_screen(year):
    trial = year.with_readings({"A-G1": "begun"})
    assert "试算" in AgencyReport(trial, "D01").head().blocks[0].notice


def test_the_effect_of_a_reading_is_the_difference_of_two_scorings(year, printed):
    table = tables(printed["D01"], "换一种读法会改变本代办处得分的条文")
    row = next(row for row in table.rows if "A-01a" in row.cells[0])
    change = year.with_readings({"A-01a": "points"}).cards["D01"].total - year.cards["D01"].total
    assert change == 1
    assert row.cells[2].endswith("+1分")


def test_who_had_no_change_of_staff_is_told_so_only_where_that_costs_the_point(year):
    quiet = next(key for key, card in year.cards.items() if card.line("B6").actual_text == "无变化")

    def said(scored):
        return [
            entry.text
            for block in AgencyReport(scored, quiet).advice().blocks
            for entry in getattr(block, "entries", ())
        ]

    assert any("不得此1分" in text for text in said(year))
    assert not any("不得此" in text for text in said(year.with_readings({"B-06a": "one"})))
