"""The charts: the same text every time, letters as outlines, nothing from outside, every number told in words."""

import re
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from xml.etree import ElementTree

import matplotlib as mpl
import pytest

from hubao.errors import ReportError
from hubao.report.chart_style import text_width, wrapped
from hubao.report.charts import Chart, Seats, bars_against_median, course, distribution, losses, ranked, seats
from hubao.report.inline_svg import inline_svg
from hubao.report.tokens import LIGHT

LONGEST = "示例某某轨道交通建设运营投资控股（集团）有限责任公司工会联合会代办处"


def every_chart() -> dict[str, Chart]:
    return {
        "median": bars_against_median(
            ["业务发展", "基础管理"], [Decimal("39"), Decimal("17.5")], [38, 18], [40, 22], median_name="区类中位数"
        ),
        "losses": losses(["预算执行率", "会员活动", LONGEST], [3, Decimal("0.5"), Fraction(1, 3)]),
        "none lost": losses(["预算执行率"], [0]),
        "course": course([2022, 2023, 2024], [None, 98, Decimal("101.5")], ceiling=125, grades=["", "合格", "优秀"]),
        "distribution": distribution({"区类": [90, 95, 101, 125], "产业工会类": [0, 88]}, ceiling=125),
        "ranked": ranked(["预算执行率", "培训"], [12, 30], unit="家"),
        "seats": seats(
            [Seats("示例甲区代办处", 1, 2, 1), Seats(LONGEST, 0, 1, 1, -1), Seats("示例乙区代办处", adjustment=1)]
        ),
    }


CHARTS = every_chart()


def root_of(chart: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(chart.svg)


def ids(chart: Chart) -> list[str]:
    return [element.attrib["id"] for element in root_of(chart).iter() if "id" in element.attrib]


def bar_lengths(chart: Chart, colour: str) -> list[float]:
    """Lengths of the rectangles of one colour, in the order they were drawn."""
    paths = [element for element in root_of(chart).iter() if colour in element.attrib.get("style", "")]
    steps = [re.search(r"h(-?[\d.]+)", path.attrib["d"]) for path in paths if "d" in path.attrib]
    return [abs(float(step[1])) for step in steps if step]


def test_the_same_values_give_the_same_text():
    assert every_chart() == CHARTS


def test_a_notebooks_own_settings_change_nothing_and_stay():
    own = {"svg.fonttype": "none", "lines.antialiased": False, "font.size": 30, "path.sketch": (1, 10, 2)}
    with mpl.rc_context(own):
        assert every_chart() == CHARTS
        assert mpl.rcParams["font.size"] == 30


def test_importing_and_drawing_needs_no_pyplot_and_registers_no_font():
    program = (
        "import sys, matplotlib.font_manager as fm; before = len(fm.fontManager.ttflist);"
        "from hubao.report.charts import losses; losses(['培训'], [1]);"
        "assert 'matplotlib.pyplot' not in sys.modules; assert len(fm.fontManager.ttflist) == before"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_self_contained(name: str):
    chart = CHARTS[name]
    drawing = chart.svg.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"https?:|<image|<script|<style|<text|@import|data:", drawing)
    targets = re.findall(r'href="#([^"]+)"', drawing)
    assert targets
    assert set(targets) <= set(ids(chart))


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_uses_the_reports_colours_only(name: str):
    assert set(re.findall(r"#[0-9a-f]{6}\b", CHARTS[name].svg)) <= set(LIGHT.colours().values())


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_small_and_goes_into_a_page(name: str):
    chart = CHARTS[name]
    assert len(chart.svg.encode()) < 60_000
    assert "var(--hb-" in inline_svg(chart.svg, label=chart.alt, prefix="f1-")


def test_ids_are_unique_over_all_charts_of_a_page():
    found = [identity for chart in CHARTS.values() for identity in ids(chart)]
    assert len(found) == len(set(found))


def test_bars_begin_at_zero():
    six, three, one = bar_lengths(losses(["甲", "乙", "丙"], [6, 3, 1]), LIGHT.loss)
    assert six / three == pytest.approx(2, rel=0.01)
    assert six / one == pytest.approx(6, rel=0.01)


def test_losses_of_two_agencies_share_a_scale():
    one = bar_lengths(losses(["甲"], [1]), LIGHT.loss)
    other = bar_lengths(losses(["乙", "甲"], [4, 1]), LIGHT.loss)
    assert other[-1] == pytest.approx(one[0], rel=0.01)


def test_a_bar_never_leaves_its_frame():
    chart = bars_against_median(["业务"], [50], [60], [40])
    frame, *_ = bar_lengths(chart, LIGHT.peer)
    assert bar_lengths(chart, LIGHT.main)[0] <= frame + 0.01


def test_losses_are_told_largest_first():
    chart = losses(["会员活动", "预算执行率", "培训"], [Decimal("0.5"), 3, 0])
    assert chart.alt == "2项指标共失3.5分：预算执行率失3分、会员活动失0.5分。"


def test_nothing_lost_is_said_and_not_drawn_as_an_empty_axis():
    chart = losses(["预算执行率", "培训"], [0, 0])
    assert chart.alt == "没有失分的指标。"
    assert not bar_lengths(chart, LIGHT.loss)


def test_points_against_the_median_are_told_area_by_area():
    assert CHARTS["median"].alt == (
        "业务发展39分（满分40分，区类中位数38分）；基础管理17.5分（满分22分，区类中位数18分）。"
    )


def test_a_missing_year_is_told_and_the_others_keep_their_place():
    chart = CHARTS["course"]
    assert chart.alt == "2022年度无数据；2023年度98分（合格）；2024年度101.5分（优秀）。满分125分。"


def test_distribution_tells_number_range_and_median_of_each_group():
    assert CHARTS["distribution"].alt == (
        "区类4家，最低90分，中位数98分，最高125分；产业工会类2家，最低0分，中位数44分，最高88分。"
    )


def test_a_ranking_falls_whatever_order_it_came_in():
    assert CHARTS["ranked"].alt == "从高到低：培训30家、预算执行率12家。"


def test_seats_tell_every_kind():
    assert CHARTS["seats"].alt == (
        "共6个名额：示例甲区代办处4个（固定1、整数2、余数1）、"
        f"{LONGEST}1个（整数1、余数1、调减1）、示例乙区代办处1个（调增1）。"
    )


@pytest.mark.parametrize(
    "chart",
    [
        bars_against_median([], [], [], []),
        course([], [], ceiling=125),
        distribution({"区类": []}, ceiling=125),
        ranked([], [], unit="家"),
        seats([]),
    ],
)
def test_without_values_a_chart_says_so(chart: Chart):
    assert chart.alt.startswith("没有")


def test_the_block_says_its_finding_first():
    block = CHARTS["losses"].figure("D04", "预算执行率失分最多，失3分")
    assert block.alt.startswith("预算执行率失分最多，失3分。3项指标共失")
    assert block.owner == "D04"


def test_signs_of_mathematics_in_a_label_stay_letters():
    chart = losses(["甲$x^2$乙"], [1])
    assert "甲$x^2$乙" in chart.alt
    assert chart.svg.count("<use ") > len("甲$x^2$乙")


def test_a_character_the_font_lacks_is_refused_by_name():
    with pytest.raises(ReportError, match=r"U\+20BB7"):
        losses(["示例𠮷区"], [1])


def test_long_labels_break_into_even_lines_that_fit():
    lines = wrapped(LONGEST, 46)
    assert "".join(lines) == LONGEST
    assert all(text_width(line) <= 46 for line in lines)
    assert not any(line.startswith("）") or line.endswith("（") for line in lines)
    assert len(lines[-1]) > 5
