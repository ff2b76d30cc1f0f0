"""Whose report is it: every block its owner's, and nobody else's name in any text a reader sees."""

from __future__ import annotations

import pytest

from hubao.errors import ReportError
from hubao.press.identity import Names, check_identity
from hubao.report.blocks import Block, Callout, Entry, Figure, Listing, Paragraph
from hubao.report.document import Document, Element
from hubao.report.markdown import read_markdown
from tests.report.pages import CHART, TITLE

NAMES = {"D01": "示例甲区代办处", "D02": "示例乙区代办处", "D03": "甲区代办处", "D1": "示例丙区代办处"}
CODES = frozenset({"D1", "B-01a"})


def check(*elements: Element, owner: str = "D01") -> None:
    check_identity(Document((TITLE, *elements)), owner, Names(NAMES, CODES))


def refused(*elements: Element) -> str:
    with pytest.raises(ReportError) as caught:
        check(*elements)
    return str(caught.value)


def test_its_own_name_and_number_are_welcome():
    check(Paragraph(owner="D01", text="示例甲区代办处（D01）得101.5分。"))


def test_a_longer_name_that_holds_another_is_meant_whole():
    check(Paragraph(owner="D01", text="示例甲区代办处在组内列第4位。"))  # 甲区代办处 is D03's name
    assert "D03 甲区代办处" in refused(Paragraph(owner="D01", text="甲区代办处列第5位。"))


def test_the_longer_name_of_another_is_found_around_ones_own():
    with pytest.raises(ReportError, match="D01 示例甲区代办处"):
        check_identity(Document((Paragraph(owner="D03", text="示例甲区代办处列第4位。"),)), "D03", Names(NAMES, CODES))


@pytest.mark.parametrize(
    "block",
    [
        Paragraph(owner="D01", text="与示例乙区代办处相比，"),
        Paragraph(owner="D01", text="见（D02）。"),
        Callout(owner="D01", title="示例乙区代办处", text=""),
        Listing(owner="D01", entries=(Entry(text="一", detail="D02，第三条"),)),
        CHART.model_copy(update={"alt": "失分：D02 3分"}),
        CHART.model_copy(update={"note": "示例乙区代办处"}),
        Figure(owner="D01", title="图", svg="<svg><text>示例乙区<tspan/>代办处</text><text>D02</text></svg>", alt="图"),
    ],
)
def test_another_agency_in_any_part_of_a_block_is_refused(block: Block):
    expected = "D01 的报告里出现了其他代办处：D02 示例乙区代办处，已停止打印。请检查笔记本的内容。"
    assert refused(block) == expected


@pytest.mark.parametrize(
    "source",
    ["## 示例乙区代办处", "与示例乙**区代办处**相比", "> 示例乙区代办处", "1. 甲\n   - 示例乙区代办处", "`D02`"],
)
def test_another_agency_in_the_words_between_is_refused(source: str):
    assert "D02 示例乙区代办处" in refused(*read_markdown(source))


def test_a_number_inside_another_word_is_no_agency():
    check(Paragraph(owner="D01", text="文件 XD02-3 与 D021 号，BD02。"))


def test_an_agency_numbered_like_a_clause_is_looked_for_by_name_alone():
    check(Paragraph(owner="D01", text="减分项 D1：未发生（B-01a）。"))
    assert "D1 示例丙区代办处" in refused(Paragraph(owner="D01", text="示例丙区代办处"))


def test_anothers_block_is_refused_first():
    expected = "D01 的报告里混入了 D02 的内容，已停止打印。请检查笔记本所用的代办处编号。"
    assert refused(Paragraph(owner="D02", text="")) == expected


def test_the_offices_papers_may_name_everybody_but_hold_no_agencys_block():
    office = TITLE.model_copy(update={"owner": "office"})
    check_identity(Document((office, Paragraph(owner="office", text="示例甲区代办处、D02"))), "office", Names(NAMES))
    with pytest.raises(ReportError, match="office 的报告里混入了 D01 的内容"):
        check_identity(Document((office, Paragraph(owner="D01", text=""))), "office", Names(NAMES))


@pytest.mark.parametrize("owner", ["D01", "office"])
def test_a_personal_number_in_any_part_of_any_report_is_refused(owner: str):
    blocks = (
        Paragraph(owner=owner, text="联系人电话138 0013 8000。"),
        Listing(owner=owner, entries=(Entry(text="一", detail="证件11010519491231002X"),)),
        CHART.model_copy(update={"alt": "电话13800138000", "owner": owner}),
    )
    title = TITLE.model_copy(update={"owner": owner})
    for block in blocks:
        with pytest.raises(ReportError, match="个人信息") as caught:
            check_identity(Document((title, block)), owner, Names(NAMES, CODES))
        assert not any(number in str(caught.value) for number in ("0013", "1949"))
