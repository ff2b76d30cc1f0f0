"""A report that fails says which, where and why, leaves no file, and stops no other."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from nbformat import NotebookNode

from tests.press.projects import Said, executed_at_once, files_below, hubao, receipt, small_project, write_notebook

TITLE = "title = dict(kind='title', owner=agency, what='报告', who=agency, year=year, notice='测算。', sample=True)"
OTHER = "示例乙丑区总工会代办处"
CHANGED = f"""
if agency == "D02":
    raise ValueError("分母为零")
if agency == "D03":
    title["who"] = "{OTHER}"
if agency == "B07":
    title["owner"] = "D02"
if agency == "U01":
    from hubao.errors import ReportError
    raise ReportError("没有这一年的数据")
if agency == "C01":
    raise SystemExit
"""
SHOW = """
from IPython.display import display
display({"application/vnd.hubao.block+json": {"blocks": [title]}}, raw=True)
"""


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Said]:
    """Six agencies, of which one report can be printed; D02's was printed before."""
    project = small_project(tmp_path_factory.mktemp("failing"))
    write_notebook(project, TITLE, CHANGED, SHOW)
    out = project / "reports" / "2024"
    for name in ("agencies/D02.html", "agencies/D02.pdf", "agencies/D02.ipynb", "receipts/D02.json"):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text("上一次", encoding="utf-8")
    return out, hubao(project, "render", "2024", "--report", "agency", "--format", "html", "--jobs", "1")


def failure(said: Said, key: str) -> str:
    (line,) = [line for line in said.err.splitlines() if line.startswith(f"未打印：{key} 代办处报告：")]
    reason, mark, trace = line.partition("代办处报告：")[2].partition("（全文见 ")
    assert trace == f"failed/{key}.txt）", mark
    return reason


def test_the_others_go_on_and_the_command_ends_with_1(batch: tuple[Path, Said]):
    out, said = batch
    assert said.status == 1
    assert said.out.splitlines()[0] == f"已打印 1 份报告，5 份失败：{out}"
    assert len(said.err.splitlines()) == 5
    assert "Traceback" not in said.err


def test_only_the_good_report_lies_there_and_the_story_of_each_failure(batch: tuple[Path, Said]):
    out, _ = batch
    good = {"agencies/D01.html", "index.html", "receipts/D01.json", "receipts/index.json"}
    assert set(files_below(out)) == {*good, *(f"failed/{key}.txt" for key in ("D02", "D03", "B07", "U01", "C01"))}


def test_a_story_has_the_reason_and_the_traceback_without_colours(batch: tuple[Path, Said]):
    out, _ = batch
    story = (out / "failed" / "D02.txt").read_text(encoding="utf-8")
    head = "D02 代办处报告\nagency.ipynb 第3个单元格（c2）运行出错，报告未生成。ValueError：分母为零\n\n"
    assert story.startswith(head)
    assert 'raise ValueError("分母为零")' in story
    assert "\x1b" not in story


def test_a_failing_cell_is_named_as_its_author_counts(batch: tuple[Path, Said]):
    _, said = batch
    expected = "agency.ipynb 第3个单元格（c2）运行出错，报告未生成。ValueError：分母为零"
    assert failure(said, "D02") == expected


def test_another_agencys_name_is_refused(batch: tuple[Path, Said]):
    _, said = batch
    expected = f"D03 的报告里出现了其他代办处：D02 {OTHER}，已停止打印。请检查笔记本的内容。"
    assert failure(said, "D03") == expected


def test_another_agencys_block_is_refused(batch: tuple[Path, Said]):
    _, said = batch
    expected = "B07 的报告里混入了 D02 的内容，已停止打印。请检查笔记本所用的代办处编号。"
    assert failure(said, "B07") == expected


def test_our_own_errors_are_told_without_their_english_name(batch: tuple[Path, Said]):
    _, said = batch
    assert failure(said, "U01") == "agency.ipynb 第3个单元格（c2）运行出错，报告未生成。没有这一年的数据"


def test_leaving_half_way_is_no_report(batch: tuple[Path, Said]):
    _, said = batch
    assert failure(said, "C01").startswith("第3个单元格（c2）运行出错，报告未生成。SystemExit")


def test_failures_come_in_the_offices_order(batch: tuple[Path, Said]):
    _, said = batch
    assert [line.removeprefix("未打印：")[:3] for line in said.err.splitlines()] == ["D02", "D03", "B07", "U01", "C01"]


@pytest.mark.usefixtures("without_kernel")
def test_data_changed_while_printing_is_refused(project: Path, monkeypatch: pytest.MonkeyPatch):
    def changing(notebook: Path, parameters: Mapping[str, object], root: Path, engine: str) -> NotebookNode:
        with (root / "data" / "2024" / "actuals.csv").open("a", encoding="utf-8") as file:
            file.write("\n")
        return executed_at_once(notebook, parameters, root)

    monkeypatch.setattr("hubao.press.printer.run_notebook", changing)
    said = hubao(project, "render", "2024", "--agency", "D01")
    assert said.status == 1
    assert "actuals.csv 在打印期间被改动，报告未生成" in said.err
    assert not (project / "reports" / "2024" / "agencies").exists()


@pytest.mark.usefixtures("without_kernel")
def test_a_disk_that_fails_is_told_for_its_report(project: Path, monkeypatch: pytest.MonkeyPatch):
    def full(data: bytes, path: Path, aside: Path) -> None:
        if path.suffix in (".pdf", ".txt"):
            raise OSError(28, "No space left on device", path.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    monkeypatch.setattr("hubao.press.shelf.write_bytes", full)
    said = hubao(project, "render", "2024", "--agency", "D01")
    assert said.status == 1
    assert said.err == "未打印：D01 代办处报告：agency.ipynb 打印出错，报告未生成。D01.pdf：磁盘已满\n"
    assert set(files_below(project / "reports" / "2024")) == {"index.html", "receipts/index.json"}


@pytest.mark.usefixtures("without_kernel")
def test_html_alone_takes_away_the_paper_of_an_earlier_run(project: Path):
    out = project / "reports" / "2024"
    assert hubao(project, "render", "2024", "--agency", "D01", "--keep-notebooks").status == 0
    assert set(receipt(out, "D01")["outputs"]) == {"agencies/D01.html", "agencies/D01.ipynb", "agencies/D01.pdf"}
    assert hubao(project, "render", "2024", "--agency", "D01", "--format", "html").status == 0
    assert set(receipt(out, "D01")["outputs"]) == {"agencies/D01.html"}
    assert sorted(path.name for path in (out / "agencies").iterdir()) == ["D01.html"]


@pytest.mark.usefixtures("without_kernel")
def test_an_old_report_that_cannot_be_taken_away_is_told(project: Path):
    (project / "reports" / "2024" / "agencies" / "D01.pdf").mkdir(parents=True)
    said = hubao(project, "render", "2024", "--agency", "D01")
    assert said.status == 1
    assert "旧报告也没能撤下" in said.err
    assert "D01.pdf：这是文件夹，不是文件" in said.err
