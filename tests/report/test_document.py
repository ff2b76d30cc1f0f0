"""From notebook to document: what is taken, in which order, and what is refused with its place."""

import nbformat.v4 as v4
import pytest

from hubao.errors import ReportError
from hubao.report.document import HIDDEN_TAG, Heading, Items, Prose, Quotation, read_document
from hubao.report.markdown import plain_text, read_markdown
from tests.report.pages import (
    COLOPHON,
    FIGURES,
    MIME,
    TABLE,
    TITLE,
    VETO,
    display,
    document,
    notebook,
    raw_output,
    report,
    words,
)


def refused(*cells) -> str:
    with pytest.raises(ReportError) as caught:
        read_document(notebook(*cells))
    return str(caught.value)


class TestWhatIsTaken:
    def test_parts_of_a_report(self):
        read = document()
        assert (read.title, read.key_figures, read.colophon) == (TITLE, FIGURES, COLOPHON)
        assert read.body[0] == VETO
        assert COLOPHON not in read.body
        assert [(heading.level, heading.text) for heading in read.headings] == [
            (2, "一、评价项目"),
            (2, "二、评价依据"),
            (2, "三、评价结果"),
            (3, "（一）逐项得分"),
        ]

    def test_words_and_blocks_keep_the_notebooks_order(self):
        read = read_document(notebook(display(TITLE), words("## 一\n\n前"), display(TABLE), words("后")))
        kinds = [type(element).__name__ for element in read.elements]
        assert kinds == ["Title", "Heading", "Prose", "Table", "Prose"]

    def test_key_figures_further_down_stay_where_they_are(self):
        read = read_document(notebook(display(TITLE, VETO, FIGURES)))
        assert read.key_figures is None
        assert read.body == (VETO, FIGURES)

    def test_owners_are_listed_so_that_a_guard_can_refuse_a_foreign_one(self):
        foreign = VETO.model_copy(update={"owner": "D02"})
        assert read_document(notebook(display(TITLE, foreign))).owners == {"D01", "D02"}

    def test_program_text_is_never_part_of_it(self):
        assert "secret_source" not in repr(document())

    def test_warnings_on_stderr_are_dropped(self):
        cell = v4.new_code_cell("x")
        cell.outputs = [v4.new_output("stream", name="stderr", text="FutureWarning")]
        assert read_document(notebook(display(TITLE), cell)).elements == (TITLE,)

    def test_a_hidden_cell_is_left_out(self):
        cell = words("# 给分析人员的说明")
        cell.metadata["tags"] = [HIDDEN_TAG]
        assert read_document(notebook(cell, display(TITLE))).elements == (TITLE,)

    def test_raw_cells_are_left_out(self):
        assert read_document(notebook(display(TITLE), v4.new_raw_cell("x"))).elements == (TITLE,)


class TestWhatIsRefused:
    def test_a_failed_cell_names_cell_and_cause(self):
        cell = v4.new_code_cell("1/0")
        cell.outputs = [v4.new_output("error", ename="DataError", evalue="输入数据有 2 处错误，未计分。", traceback=[])]
        message = refused(words("<p>papermill</p>"), display(TITLE), cell)
        assert message == "第3个单元格（c3）运行出错，报告未生成。DataError：输入数据有 2 处错误，未计分。"

    def test_a_stray_print(self):
        cell = v4.new_code_cell("print(1)")
        cell.outputs = [v4.new_output("stream", name="stdout", text="共66家\n第二行")]
        assert refused(display(TITLE), cell).startswith("第2个单元格（c2）：有打印输出“共66家”")

    def test_a_stray_data_frame(self):
        message = refused(display(TITLE), raw_output({"text/plain": "   agency_id  total", "text/html": "<table>"}))
        assert message.startswith("第2个单元格（c2）：有不是报告积木的输出“agency_id  total”")

    def test_a_bare_picture(self):
        assert "image/png" in refused(display(TITLE), raw_output({"image/png": "aGk="}))

    def test_blocks_of_another_version(self):
        assert "请重新运行" in refused(display(TITLE), raw_output({MIME: {"blocks": [{"kind": "radar"}]}}))
        assert "请重新运行" in refused(display(TITLE), raw_output({MIME: {}}))

    def test_a_notebook_without_blocks(self):
        assert "没有任何报告积木" in refused(words("## 一、评价项目"))
        assert "没有任何报告积木" in refused()

    def test_the_head_is_one_and_first(self):
        for cells in ([display(VETO)], [display(TITLE), display(TITLE)], [display(VETO, TITLE)]):
            assert refused(*cells) == "报告须有且只有一个题头积木，并放在最前"

    def test_two_colophons(self):
        assert "至多有一个编制说明" in refused(display(TITLE, COLOPHON, COLOPHON))

    @pytest.mark.parametrize("source", ["### （一）直接三级", "## 一\n\n#### 1. 跳级"])
    def test_a_heading_that_skips_a_level(self, source: str):
        assert "跳级" in refused(display(TITLE), words(source))

    @pytest.mark.parametrize(
        ("source", "said"),
        [
            ("# 大标题", "标题只用二级"),
            ("##### 五级", "标题只用二级"),
            ("```python\nx = 1\n```", "程序代码"),
            ("    x = 1", "程序代码"),
            ("<div>甲</div>", "HTML"),
            ("甲<b>乙</b>", "HTML"),
            ("![图](a.png)", "图片"),
            ("| 甲 | 乙 |\n|---|---|\n| 1 | 2 |", "Markdown 表格"),
            ("依据**《办法》**第三条", "没有配成对"),
            ("> - 引文里的列表", "引文中只能有段落"),
            ("- 甲\n\n  ```\n  x\n  ```", "程序代码"),
        ],
    )
    def test_words_a_report_cannot_show(self, source: str, said: str):
        message = refused(display(TITLE), words(source))
        assert message.startswith("第2个单元格（c2）：")
        assert said in message


class TestMarkdown:
    def test_spans_are_flattened(self):
        (prose,) = read_markdown("按**重*要*点**和`A-G1`，见[办法](http://example.org)")
        assert [(span.text, span.style) for span in prose.spans] == [
            ("按", "plain"),
            ("重", "strong"),
            ("要", "emphasis"),
            ("点", "strong"),
            ("和", "plain"),
            ("A-G1", "code"),
            ("，见办法", "plain"),
        ]

    def test_chinese_lines_join_without_a_space_and_latin_ones_with(self):
        (chinese,) = read_markdown("第一行\n第二行  \n第三行")
        (latin,) = read_markdown("hello\nworld")
        assert plain_text(chinese.spans) == "第一行第二行第三行"
        assert plain_text(latin.spans) == "hello world"

    def test_entities_become_their_characters(self):
        (prose,) = read_markdown("甲 &lt; 乙 &amp; 丙")
        assert plain_text(prose.spans) == "甲 < 乙 & 丙"

    def test_lists_keep_their_levels(self):
        (items,) = read_markdown("1. 甲\n2. 乙\n\n   续\n   - 丙\n")
        assert isinstance(items, Items)
        assert [(plain_text(item.spans), item.level, item.ordered) for item in items.items] == [
            ("甲", 0, True),
            ("乙续", 0, True),
            ("丙", 1, False),
        ]

    def test_quotations_and_rules(self):
        quotation, prose = read_markdown("> 第三条\n>\n> 第四条\n\n---\n\n正文")
        assert isinstance(quotation, Quotation)
        assert len(quotation.paragraphs) == 2
        assert isinstance(prose, Prose)

    def test_heading(self):
        assert read_markdown("## 一、**评价**项目") == (Heading(2, "一、评价项目"),)


def test_reading_twice_gives_equal_documents():
    assert read_document(report()) == read_document(report())
