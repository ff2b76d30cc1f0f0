"""The page for screens: complete in one file, in order, safe, and the same each time."""

import re
from itertools import pairwise

import pytest

from hubao.errors import ReportError
from hubao.report.blocks import Column, Entry, Figure, KeyFigure, Listing, Paragraph, Row, Table
from hubao.report.document import read_document
from hubao.report.html import fragment, page, style_sheet
from hubao.report.tokens import DARK, LIGHT
from tests.report.pages import (
    CHART,
    FIGURES,
    OWNER,
    TABLE,
    TITLE,
    VETO,
    display,
    document,
    drawn,
    notebook,
    report,
    texts,
    tree,
    words,
)

HOSTILE = '<script>alert("1")</script>&\'"'


def contrast(first: str, second: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


class TestOneFile:
    def test_no_external_address(self):
        text = page(document())
        assert not re.search(r"https?:|//[a-z]|@import|url\((?!#)", text)
        assert not drawn().xpath("//link | //script | //img | //iframe | //*[@src]")
        assert all(link.startswith("#") for link in drawn().xpath("//@href"))

    def test_the_page_itself_forbids_what_it_does_not_need(self):
        (policy,) = drawn().xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert policy == "default-src 'none'; style-src 'unsafe-inline'"

    def test_no_program_text(self):
        assert "secret_source" not in page(document())

    def test_same_notebook_same_bytes(self):
        assert page(document()).encode() == page(document()).encode()


class TestOutline:
    def test_language_and_name(self):
        root = drawn()
        assert root.get("lang") == "zh-CN"
        assert texts(root.xpath("//title")) == ["示例甲区代办处　2024年度代办处绩效考核评价报告（虚构数据）"]

    def test_one_h1_and_no_level_skipped(self):
        levels = [int(element.tag[1]) for element in drawn().xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))

    def test_landmarks_and_skip_link(self):
        root = drawn()
        for landmark in ("header", "nav", "main", "footer"):
            assert len(root.xpath(f"//{landmark}")) == 1
        first_link = root.xpath("//body//a")[0]
        assert first_link.text == "跳到正文"
        assert root.xpath(f"//main[@id='{first_link.get('href')[1:]}']")

    def test_contents_lead_to_the_sections(self):
        root = drawn()
        links = root.xpath("//nav//a")
        assert texts(links) == ["一、评价项目", "二、评价依据", "三、评价结果"]
        for link in links:
            (heading,) = root.xpath(f"//h2[@id='{link.get('href')[1:]}']")
            assert heading.text == link.text

    def test_a_short_report_needs_no_contents(self):
        assert not drawn(notebook(display(TITLE), words("## 一、评价项目"))).xpath("//nav")

    def test_ids_are_unique_and_references_lead_somewhere(self):
        root = drawn()
        ids = root.xpath("//@id")
        assert len(ids) == len(set(ids))
        used = set(root.xpath("//@aria-labelledby")) | {link[1:] for link in root.xpath("//@href")}
        used |= set(re.findall(r"url\(#([^)]+)\)", page(document())))
        assert used <= set(ids)

    def test_first_screen_title_notice_figures_sentences_veto(self):
        head = "".join(drawn().xpath("//header")[0].itertext())
        places = [head.index(text) for text in ("示例甲区代办处", "未经审定", "总分", "2024年度得分", "一票否决")]
        assert places == sorted(places)

    def test_made_up_data_is_said_on_the_page_and_on_every_sheet(self):
        assert "虚构数据" in texts(drawn().xpath("//header//strong"))
        assert texts(drawn().xpath("//*[@class='hb-running']")) == ["虚构数据　测算材料，未经审定。"]
        real = TITLE.model_copy(update={"sample": False})
        assert "虚构" not in page(read_document(report(title=real)))


class TestTables:
    def test_heads_have_scope_and_a_caption(self):
        (table,) = drawn().xpath("//table")
        assert texts(table.xpath("./caption")) == ["表1　逐项得分"]
        assert [head.get("scope") for head in table.xpath("./thead//th")] == ["col", "col"]
        assert [head.get("scope") for head in table.xpath("./tbody//th")] == ["rowgroup", "row", "row", "row"]
        assert texts(table.xpath("./thead//th")) == ["指标", "得分（分）"]

    def test_a_lost_row_says_so_in_words(self):
        (cell,) = drawn().xpath("//tr[contains(@class, 'hb-row-loss')]/th")
        assert "".join(cell.itertext()) == "▼失分：覆盖率"
        assert cell.xpath("./span[@aria-hidden='true']/text()") == ["▼"]

    def test_detail_stands_below_over_all_columns(self):
        (cell,) = drawn().xpath("//tr[contains(@class, 'hb-row-detail')]/td")
        assert cell.get("colspan") == "2"
        assert texts([cell]) == ["少完成5.00%，扣1分。附件1第1项"]

    def test_points_of_a_column_stand_above_each_other(self):
        cells = drawn().xpath("//td[contains(@class, 'hb-decimal')]")
        fractions = [cell.xpath("./span")[0] for cell in cells]
        assert texts(cells) == ["19.25", "20", "39.25"]
        assert texts(fractions) == [".25", "", ".25"]
        assert len({fraction.get("style") for fraction in fractions}) == 1

    def test_whole_numbers_need_no_room_for_decimals(self):
        rows = tuple(Row(cells=(name, value)) for name, value in (("甲", "1,240"), ("乙", "—")))
        table = Table(owner=OWNER, caption="人数", columns=TABLE.columns, rows=rows)
        assert "hb-fraction" not in fragment([table]).partition("</style>")[2]

    def test_a_table_of_sentences_keeps_its_roles_as_cards(self):
        (table,) = drawn().xpath("//table")
        assert "hb-cards" in table.get("class").split()
        assert table.get("role") == "table"
        assert all(row.get("role") == "row" for row in table.xpath(".//tr"))
        assert table.xpath(".//td[@data-label]/@data-label") == ["得分"] * 3

    def test_a_plain_table_scrolls_in_its_own_labelled_box(self):
        table = Table(owner=OWNER, caption="人数", columns=TABLE.columns, rows=(Row(cells=("甲", "1")),))
        (box,) = tree(fragment([table])).xpath("//*[@role='region']")
        assert box.get("tabindex") == "0"
        assert not box.xpath("./table[@role]")

    def test_a_row_that_does_not_fit_is_refused(self):
        table = Table(owner=OWNER, caption="人数", columns=TABLE.columns, rows=(Row(cells=("甲", "1", "2")),))
        with pytest.raises(ReportError, match="表“人数”的一行有3格，表头有2栏"):
            fragment([table])

    def test_widths_that_differ_are_passed_on(self):
        assert drawn().xpath("//col/@style") == ["width: 75%", "width: 25%"]
        alike = Table(owner=OWNER, caption="人数", columns=(Column(header="甲"), Column(header="乙")), rows=())
        assert not tree(fragment([alike])).xpath("//col")


class TestFigures:
    def test_a_chart_is_one_picture_with_its_numbers_in_words(self):
        charts = drawn().xpath("//figure//*[local-name()='svg']")
        assert [chart.get("role") for chart in charts] == ["img", "img"]
        assert {chart.get("aria-label") for chart in charts} == {"失分：预算执行率3分。"}
        assert texts(drawn().xpath("//figcaption")) == ["预算执行率失分最多"] * 2

    def test_a_key_figures_bar_is_its_share(self):
        assert drawn().xpath("//*[@class='hb-barfill']/@style") == ["width: 81.20%"]

    @pytest.mark.parametrize("bar", ["1.2", "-0.1", "80%", "1; color: red", "NaN"])
    def test_a_bar_that_is_no_share_is_refused(self, bar: str):
        figure = KeyFigure(label="总分", value="1", bar=bar)
        with pytest.raises(ReportError, match="关键数的条长"):
            fragment([FIGURES.model_copy(update={"figures": (figure,)})])


class TestSafety:
    def test_hostile_text_stays_text_wherever_it_comes_from(self):
        title = TITLE.model_copy(update={"who": HOSTILE, "what": HOSTILE, "notice": HOSTILE, "lead": (HOSTILE,)})
        table = Table(
            owner=OWNER,
            caption=HOSTILE,
            columns=(Column(header=HOSTILE, unit=HOSTILE),),
            rows=(Row(cells=(HOSTILE,), detail=HOSTILE), Row(cells=(HOSTILE,), mark="section")),
            note=HOSTILE,
        )
        figure = KeyFigure(label=HOSTILE, value=HOSTILE, unit=HOSTILE, note=HOSTILE)
        entry = Entry(term=HOSTILE, text=HOSTILE, detail=HOSTILE)
        blocks = (
            FIGURES.model_copy(update={"figures": (figure,)}),
            table,
            CHART.model_copy(update={"title": HOSTILE, "alt": HOSTILE, "note": HOSTILE}),
            VETO.model_copy(update={"title": HOSTILE, "text": HOSTILE}),
            Paragraph(owner=OWNER, text=HOSTILE),
            Listing(owner=OWNER, entries=(entry,)),
        )
        text = page(read_document(notebook(display(title), display(*blocks), words("&lt;script&gt;乙&lt;/script&gt;"))))
        assert "<script" not in text
        assert not tree(text).xpath("//script")
        assert HOSTILE in tree(text).xpath("//h1")[0].text_content()

    def test_a_notebooks_display_is_safe_too(self):
        assert "<script" not in fragment([TITLE.model_copy(update={"who": HOSTILE})])

    def test_a_chart_with_a_script_is_refused(self):
        figure = Figure(owner=OWNER, title="甲", svg="<svg><script>1</script></svg>", alt="乙")
        with pytest.raises(ReportError, match="不允许的内容"):
            fragment([figure])


class TestFragment:
    def test_every_rule_stays_inside_the_fragment(self):
        rules = re.sub(r"/\*.*?\*/", "", str(style_sheet("fragment")), flags=re.DOTALL)
        selectors = [part for group in re.findall(r"([^{}]+)\{", rules) for part in group.split(",")]
        plain = [selector.strip() for selector in selectors if not selector.strip().startswith("@media")]
        assert [selector for selector in plain if ".hubao" not in selector and not selector.endswith(")")] == []

    def test_it_follows_the_notebooks_theme_and_not_the_systems(self):
        rules = str(style_sheet("fragment"))
        assert "prefers-color-scheme" not in rules
        assert '[data-jp-theme-light="false"] .hubao' in rules
        assert "prefers-color-scheme: dark" in str(style_sheet("page"))

    def test_no_id_that_two_outputs_could_share(self):
        first, second = tree(fragment([TABLE])), tree(fragment([TABLE.model_copy(update={"note": "另一张"})]))
        assert not set(first.xpath("//@id")) & set(second.xpath("//@id"))

    def test_blocks_in_order_with_the_head_arranged_as_on_the_page(self):
        text = tree(fragment([TITLE, FIGURES, VETO])).text_content()
        assert text.index("总分") < text.index("2024年度得分") < text.index("一票否决")

    def test_nothing_to_show(self):
        (empty,) = tree(fragment([])).xpath("//div[@lang='zh-CN']")
        assert empty.get("class") == "hubao hb-fragment"


class TestLooks:
    @pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
    def test_words_can_be_read_on_their_paper(self, palette):
        for name in ("ink", "quiet", "main", "gain", "loss", "stop"):
            assert contrast(getattr(palette, name), palette.paper) >= 4.5, name

    def test_print_repeats_heads_and_keeps_rows_whole(self):
        rules = str(style_sheet("page"))
        assert "@page { size: A4" in rules
        assert "display: table-header-group" in rules
        assert "break-inside: avoid" in rules

    def test_no_english_on_the_page(self):
        body = drawn().xpath("//body")[0]
        for style in body.xpath(".//style"):
            style.getparent().remove(style)
        spoken = body.text_content() + "".join(body.xpath(".//@aria-label"))
        assert re.findall(r"[A-Za-z]{2,}", spoken) == []
