"""The PDF: archival and tagged, laid out as an official paper, the same bytes every time, no text read as markup."""

import io
import re
import subprocess
import sys
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pytest
from pypdf import PdfReader

from hubao.errors import ReportError
from hubao.report import charts
from hubao.report.blocks import (
    Callout,
    Colophon,
    Column,
    Entry,
    KeyFigure,
    KeyFigures,
    Listing,
    Paragraph,
    Row,
    Table,
    Title,
)
from hubao.report.document import Document, Heading, Item, Items, Prose, Quotation, Span
from hubao.report.typst_face import pdf

ROOT = Path(__file__).parents[2]
OWNER = "D04"
LONGEST = "示例某某轨道交通建设运营投资控股（集团）有限责任公司工会联合会代办处"
NOTICE = "测算材料，未经审定"
MM = 72 / 25.4


def title(who: str = "示例甲区代办处", sample: bool = True, lead: tuple[str, ...] = ()) -> Title:
    return Title(owner=OWNER, what="绩效考核评价报告", who=who, year=2024, notice=NOTICE, sample=sample, lead=lead)


def prose(text: str) -> Prose:
    return Prose((Span(text),))


def table(count: int = 3, **changes: object) -> Table:
    lines = [
        Row(cells=(f"指标{number}", "1,240.5", "18"), detail=f"完成率57/60=95.00%，第{number}项", mark="loss")
        for number in range(1, count + 1)
    ]
    block = Table(
        owner=OWNER,
        caption="逐项得分",
        columns=(
            Column(header="指标", width=4),
            Column(header="完成值", unit="人", align="decimal"),
            Column(header="得分", unit="分", align="decimal"),
        ),
        rows=(
            Row(cells=("一、业务指标",), mark="section"),
            *lines,
            Row(cells=("合计", "", "54"), mark="total"),
        ),
    )
    return block.model_copy(update=changes)


def figure():
    return charts.losses(["预算执行率"], [3]).figure(OWNER, "失分集中在预算执行率，失3分")


def whole_report(who: str = LONGEST) -> Document:
    return Document(
        (
            title(who, lead=("2024年度得分101.5分。",)),
            KeyFigures(owner=OWNER, figures=(KeyFigure(label="总分", value="101.5", unit="分", bar="0.812"),)),
            Callout(owner=OWNER, title="一票否决", text="虚报参保人数1起。", tone="stop"),
            Heading(2, "一、评价项目"),
            prose("依据办法第三条。"),
            Quotation((prose("第十三条　限期整改。"),)),
            Heading(3, "（一）逐项得分"),
            table(),
            Heading(4, "1. 失分"),
            figure(),
            Items((Item((Span("区类"),)), Item((Span("达标"),), 1, True), Item((Span("局类"),)))),
            Heading(2, "二、评价依据"),
            Listing(owner=OWNER, entries=(Entry(term="A-G1", text="按完整的5%计", detail="附件1"),), ordered=True),
            Paragraph(owner=OWNER, text="以上为测算结果。", tone="quiet"),
            Heading(2, "附件"),
            prose("下表按总分排列。"),
            table(30, caption="各家得分", wide=True),
            Colophon(owner=OWNER, entries=(Entry(term="数据截止", text="2024年12月31日"),)),
        )
    )


@pytest.fixture(scope="module")
def report() -> bytes:
    return pdf(whole_report())


def pages(made: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(made)).pages]


def words(text: str) -> str:
    return re.sub(r"\s+", "", text)


class Element(NamedTuple):
    """One element of the tag tree: its kind, alternative text, and the head cells it names."""

    kind: str
    alt: str
    heads: tuple[str, ...]


def elements(made: bytes) -> list[Element]:
    found = []
    with pikepdf.open(io.BytesIO(made)) as file:
        queue = [file.Root.StructTreeRoot.K]
        while queue:
            node = queue.pop()
            if isinstance(node, pikepdf.Array):
                queue.extend(node)
            elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
                heads = tuple(str(name) for part in node.get("/A", []) for name in part.get("/Headers", []))
                found.append(Element(str(node.S), str(node.get("/Alt", "")), heads))
                queue.extend([node.K] if "/K" in node else [])
    return found


def number_places(made: bytes) -> list[tuple[str, float, float, float]]:
    """Page number, x, y in millimetres from the lower left corner, and the writing's direction (1 is upright)."""
    places = []
    for page in PdfReader(io.BytesIO(made)).pages:
        runs: list[tuple[str, list[float], list[float]]] = []
        page.extract_text(visitor_text=lambda text, cm, tm, font, size, runs=runs: runs.append((text, cm, tm)))
        text, cm, tm = next(run for run in runs if re.fullmatch(r"\s*— \d+ —\s*", run[0]))
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        places.append((text.strip(), x / MM, y / MM, tm[0] * cm[0] + tm[1] * cm[2]))
    return places


# What the file is


def test_it_says_it_is_pdf_a_2a_and_pdf_ua_1(report: bytes):
    with pikepdf.open(io.BytesIO(report)) as file:
        meta = file.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "A")
        assert meta["pdfuaid:part"] == "1"


def test_it_is_tagged_in_chinese_with_heads_lists_and_pictures(report: bytes):
    with pikepdf.open(io.BytesIO(report)) as file:
        assert file.Root.MarkInfo.Marked
        assert str(file.Root.Lang) == "zh-CN"
    kinds = [element.kind for element in elements(report)]
    for kind in ("/Title", "/H1", "/H2", "/H3", "/Table", "/THead", "/TH", "/TD", "/L", "/LI", "/Figure", "/Caption"):
        assert kind in kinds


def test_a_chart_carries_its_alternative_text(report: bytes):
    assert any("1项指标共失3分：预算执行率失3分" in element.alt for element in elements(report))


def test_each_column_keeps_its_own_head_below_a_sub_heading(report: bytes):
    heads = {name for element in elements(report) if element.kind == "/TD" for name in element.heads}
    columns = {name.partition("x")[2].partition("y")[0] for name in heads}
    assert len(columns) >= 3


def test_title_author_and_dates_stand_in_the_metadata(report: bytes):
    info = PdfReader(io.BytesIO(report)).metadata
    assert info.title == f"{LONGEST}2024年度绩效考核评价报告"
    assert info.author == "互保（hubao）"
    assert info.creation_date.date() == date(2024, 12, 31)
    dated = PdfReader(io.BytesIO(pdf(Document((title(),)), dated=date(2025, 3, 5), author="示例办事处"))).metadata
    assert (dated.creation_date.date(), dated.author) == (date(2025, 3, 5), "示例办事处")


def test_every_font_is_embedded_and_is_the_packages_own(report: bytes):
    descriptors = []
    with pikepdf.open(io.BytesIO(report)) as file:
        for thing in file.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor":
                descriptors.append(str(thing.FontName).partition("+")[2])
                assert "/FontFile3" in thing or "/FontFile2" in thing
    assert {name.partition("-")[0] for name in descriptors} == {"NotoSansSC", "NotoSerifSC"}


def test_charts_stay_vectors(report: bytes):
    with pikepdf.open(io.BytesIO(report)) as file:
        pictures = [thing for thing in file.objects if isinstance(thing, pikepdf.Stream)]
        assert not [thing for thing in pictures if thing.get("/Subtype") == "/Image"]


# The same bytes


def test_the_same_document_gives_the_same_bytes(report: bytes):
    assert pdf(whole_report("示例乙区代办处")) != report
    assert pdf(whole_report()) == report


def test_another_process_gives_the_same_bytes(report: bytes):
    program = (
        "import sys; from tests.report.test_typst_face import *;"
        "sys.stdout.write(sha256(pdf(whole_report())).hexdigest())"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout == sha256(report).hexdigest()


# What a reader finds


def test_text_can_be_taken_out_again(report: bytes):
    text = words("".join(pages(report)))
    assert LONGEST in text
    for heading in ("一、评价项目", "（一）逐项得分", "1.失分", "二、评价依据", "附件"):
        assert heading in text
    assert "完成率57/60=95.00%" in text


def bookmarks(outline: list) -> list[str]:
    return [name for entry in outline for name in (bookmarks(entry) if isinstance(entry, list) else [entry.title])]


def test_headings_are_bookmarks(report: bytes):
    names = ["一、评价项目", "（一）逐项得分", "1. 失分", "二、评价依据", "附件"]
    assert bookmarks(PdfReader(io.BytesIO(report)).outline) == names


def test_sample_and_notice_stand_on_every_page(report: bytes):
    for page in pages(report):
        assert "虚构数据" in page
        assert NOTICE in page
    assert "虚构数据" not in "".join(pages(pdf(Document((title(sample=False), Heading(2, "一、评价项目"))))))


def test_running_head_names_agency_year_and_report_from_the_second_page_on(report: bytes):
    for page in pages(report)[1:]:
        head = words(page)
        assert LONGEST in head
        assert "2024年度绩效考核评价报告" in head


@pytest.mark.parametrize("count", range(14, 28, 2))
def test_contents_come_with_the_sixth_page(count: int):
    parts = [part for number in range(count) for part in (Heading(2, f"第{number}节"), *[prose("正文。")] * 6)]
    texts = [words(text) for text in pages(pdf(Document((title(), *parts))))]
    assert ("目录" in texts[0]) == (len(texts) >= 6)
    assert any("目录" in text for text in texts[1:]) is False
    if len(texts) >= 6:
        assert "第0节正文" in texts[1]


def test_what_stands_before_the_first_heading_stays_above_the_contents():
    parts = [part for number in range(30) for part in (Heading(2, f"第{number}节"), *[prose("正文。")] * 6)]
    veto = Callout(owner=OWNER, title="一票否决", text="本年度不合格。", tone="stop")
    first = words(pages(pdf(Document((title(), veto, *parts))))[0])
    assert first.index("一票否决") < first.index("目录")


def test_the_last_page_carries_the_colophon(report: bytes):
    last = words(pages(report)[-1])
    assert "编制说明" in last
    assert "数据截止2024年12月31日" in last


# The sheet


def test_page_numbers_stand_outside_seven_millimetres_below_the_type_area(report: bytes):
    upright = [place for place in number_places(report) if place[3] > 0.5]
    assert len({int(text.strip("— ")) % 2 for text, *_ in upright}) == 2
    for text, x, y, _ in upright:
        odd = int(text.strip("— ")) % 2
        # The rule beside the number lies 7 mm below the type area, that is 28 mm above the paper's edge.
        assert y == pytest.approx(35 - 7 - 0.38 * 14 / MM, abs=0.1)
        assert x > 140 if odd else x == pytest.approx(28 + 14 / MM, abs=0.5)


def test_a_wide_table_turns_the_page_and_its_number_stays_where_it_was(report: bytes):
    reader = PdfReader(io.BytesIO(report))
    turned = [page.mediabox.width > page.mediabox.height for page in reader.pages]
    assert any(turned)
    assert not turned[0]
    for wide, (text, x, _, direction) in zip(turned, number_places(report), strict=True):
        assert (abs(direction) < 0.1) == wide, text
        if wide:
            assert x == pytest.approx(35 - 7 - 0.38 * 14 / MM, abs=0.1)


def test_what_introduces_a_wide_table_turns_with_it(report: bytes):
    page = next(text for text in pages(report) if "各家得分" in text)
    assert "附件" in page
    assert "下表按总分排列" in page


def test_a_table_repeats_its_head(report: bytes):
    wide = [
        text
        for text, page in zip(pages(report), PdfReader(io.BytesIO(report)).pages, strict=True)
        if page.mediabox.width > page.mediabox.height
    ]
    assert len(wide) > 1
    for text in wide:
        assert "完成值" in text


def fillers(count: int) -> list[Prose]:
    return [prose("填充。") for _ in range(count)]


def last_line(page: str) -> str:
    lines = [line.strip() for line in page.splitlines() if line.strip()]
    lines = [line for line in lines if NOTICE not in line and not re.fullmatch(r"— \d+ —", line)]
    return words(lines[-1]) if lines else ""


@pytest.mark.parametrize("count", range(18, 34))
def test_no_page_ends_with_a_heading_a_caption_or_a_sub_heading(count: int):
    for followed in (table(), figure(), prose("正文。")):
        made = pages(pdf(Document((title(), *fillers(count), Heading(2, "标题"), Heading(3, "小标题"), followed))))
        for page in made[:-1]:
            assert last_line(page) not in {"标题", "小标题", "逐项得分", "分", "得分", "一、业务指标", figure().title}


def listing() -> Listing:
    return Listing(owner=OWNER, entries=tuple(Entry(term=f"第{number}条", text="建议。") for number in range(1, 4)))


def starts(made: list[str], text: str) -> int:
    return next(number for number, page in enumerate(made) if text in words(page))


@pytest.mark.parametrize("count", range(18, 34))
def test_what_introduces_a_block_is_on_the_page_where_it_begins(count: int):
    quiet = Paragraph(owner=OWNER, text="引导句。", tone="quiet")
    callout = Callout(owner=OWNER, title="提醒", text="引导句。")
    for lead, followed, first in (
        (prose("引导句。"), table(12), "指标1"),
        (quiet, table(), "指标1"),
        (prose("引导句。"), figure(), figure().title),
        (callout, listing(), "第1条"),
        (prose("引导句。如下："), prose("随后。"), "随后。"),
    ):
        made = pages(pdf(Document((title(), *fillers(count), Heading(2, "意见建议"), lead, followed))))
        assert starts(made, "意见建议") == starts(made, "引导句。") == starts(made, first)


def colophon(count: int) -> Colophon:
    return Colophon(owner=OWNER, entries=tuple(Entry(term=f"条目{number}", text="说明。") for number in range(count)))


@pytest.mark.parametrize("count", range(22, 34))
def test_a_colophon_leaves_no_entry_alone(count: int):
    for entries in (1, 3, 6):
        made = pages(pdf(Document((title(), *fillers(count), colophon(entries)))))
        found = [page.count("条目") for page in made if "条目" in page]
        assert sum(found) == entries
        assert len(found) == 1 or min(found) >= 2
        assert "编制说明" in made[starts(made, "条目0")]


@pytest.mark.parametrize("count", range(10, 30, 2))
def test_a_row_keeps_its_reason_and_the_last_row_its_total(count: int):
    for page in pages(pdf(Document((title(), *fillers(count), table(12))))):
        for number in re.findall(r"^(?:▼\s*)?指标(\d+)\b", page, re.MULTILINE):
            assert f"第{number}项" in words(page)
        if "合计" in page:
            assert "第12项" in words(page)


# What must not happen


HOSTILE = [
    '#eval("1+1")',
    "*粗* _斜_ `码`",
    "@引用 <标签> $x^2$",
    "\\ \\n // 注释 /* */",
    "= 标题 [#image(1)] ~ --- ...",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_never_read_as_markup(text: str):
    blocks = (
        title("示例" + text, lead=(text,)),
        KeyFigures(owner=OWNER, figures=(KeyFigure(label=text, value="1"),)),
        Heading(2, text),
        prose(text),
        table(caption=text, note=text, rows=(Row(cells=(text, text, "1"), detail=text),)),
        Callout(owner=OWNER, title=text, text=text),
        Listing(owner=OWNER, entries=(Entry(term=text, text=text, detail=text),)),
        Colophon(owner=OWNER, entries=(Entry(term=text, text=text),)),
    )
    made = pdf(Document(blocks))
    assert words("".join(pages(made))).count(words(text)) >= 10
    assert PdfReader(io.BytesIO(made)).metadata.title == f"示例{text}2024年度绩效考核评价报告"


@pytest.mark.parametrize(("char", "code"), [("😀", "U+1F600"), ("𠮷", "U+20BB7"), ("\x07", "U+0007")])
def test_a_character_the_fonts_lack_is_refused_by_name_and_place(char: str, code: str):
    with pytest.raises(ReportError, match=re.escape(code)) as caught:
        pdf(Document((title(), prose(f"承办人{char}某"))))
    assert "示例甲区代办处2024年度绩效考核评价报告" in str(caught.value)
    assert f"承办人{char}某" in str(caught.value)


def test_heights_of_rows_known_beforehand_change_nothing(report: bytes, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("hubao.report.paper_data.fits_line", lambda text, room: False)
    assert pdf(whole_report()) == report


def test_a_row_that_does_not_fit_its_columns_is_refused():
    with pytest.raises(ReportError, match="表头有3栏"):
        pdf(Document((title(), table(rows=(Row(cells=("一", "2")),)))))
