"""The press prints the evaluation's reports as any other: receipts, resume, verification, nobody's pages mixed."""

import csv
import json
import shutil
from pathlib import Path

import pytest

from hubao.errors import ReportError
from hubao.press.books import APPRAISAL, STANDARD, book_of
from hubao.press.jobs import jobs_for
from tests.press.projects import ROOT, files_below, hubao, receipt, small_project

BODIES = ("S01", "S02", "X05", "X09")
POINTS = "params/standard/points-2024.yaml"
TREE = "params/standard/tree.yaml"


def few_bodies(project: Path) -> None:
    """The sample's evaluation with four bodies, two of each level."""
    source, target = ROOT / "data" / "2024" / "standard", project / "data" / "2024" / "standard"
    target.mkdir(parents=True)
    shutil.copy(source / "SAMPLE.md", target)
    for path in source.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            head, *rows = csv.reader(file)
        with (target / path.name).open("w", encoding="utf-8", newline="") as file:
            kept = [row for row in rows if row[head.index("body_id")] in BODIES]
            csv.writer(file, lineterminator="\n").writerows([head, *kept])


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = small_project(tmp_path_factory.mktemp("standard") / "project", ["D01"])
    few_bodies(folder)
    return folder


@pytest.fixture(scope="module")
def out(project: Path) -> Path:
    said = hubao(project, "render", "2024", "--report", "standard")
    assert (said.status, said.err) == (0, "")
    assert "已打印 5 份报告" in said.out
    return project / "reports" / "2024"


def test_every_body_the_overview_and_an_index_are_printed(out: Path):
    stems = {f"standard/{key}" for key in BODIES} | {"standard_overview"}
    wanted = {f"{stem}.{kind}" for stem in stems for kind in ("html", "pdf")} | {"standard_index.html"}
    names = {"standard_overview", "standard_index", *(f"standard-{key}" for key in BODIES)}
    assert set(files_below(out)) - {".lock"} == wanted | {f"receipts/{name}.json" for name in names}
    index = (out / "standard_index.html").read_text(encoding="utf-8")
    assert all(f"standard/{key}.html" in index and f"standard/{key}.pdf" in index for key in BODIES)
    assert "代办处" not in index


def test_a_receipt_names_points_and_tree_with_their_hashes(out: Path):
    found = receipt(out, "standard-S01")
    assert found["inputs"]["policy"]["file"] == "points-2024.yaml"
    assert set(found["inputs"]["policy"]["beside"]) == {"tree.yaml"}
    assert found["places"] == {"data": "data/2024/standard", "policy": POINTS}
    assert (found["owner"], found["report"], found["readings"]) == ("S01", "standard", {})
    assert set(found["inputs"]["data"]) >= {"bodies.csv", "observations.csv", "SAMPLE.md"}


def test_pages_are_their_own(out: Path):
    for key in BODIES:
        page = (out / "standard" / f"{key}.html").read_text(encoding="utf-8")
        assert f"（{key}）" in page
        assert all(f"（{other}）" not in page for other in BODIES if other != key)


def test_what_has_not_changed_is_not_printed_again_and_all_is_intact(project: Path, out: Path):
    said = hubao(project, "render", "2024", "--report", "standard")
    assert "5 份没有变化，不必重印" in said.out
    said = hubao(project, "verify", out)
    assert said.status == 0
    assert "6 份完好" in said.out


def test_remade_reports_have_the_same_bytes(project: Path, out: Path):
    said = hubao(project, "verify", out, "--remake")
    assert said.status == 0
    assert "已重做一遍，字节相同" in said.out


def test_the_stock_engine_prints_the_same_bytes(project: Path, out: Path, tmp_path: Path):
    said = hubao(project, "render", "2024", "--body", "X09", "--engine", "nbclient", "--out", tmp_path)
    assert said.status == 0
    for kind in ("html", "pdf"):
        name = f"standard/X09.{kind}"
        assert (tmp_path / name).read_bytes() == (out / name).read_bytes()


@pytest.mark.parametrize("name", [POINTS, TREE, "data/2024/standard/observations.csv"])
def test_a_change_of_points_tree_or_data_makes_reports_stale(project: Path, out: Path, name: str, tmp_path: Path):
    copy = tmp_path / "project"
    shutil.copytree(project, copy)
    path = copy / name
    text = path.read_text(encoding="utf-8")
    changed = (
        text.replace("扩面是首要任务", "扩面优先").replace("参保登记的比例", "登记的比例").replace("统计报表", "报表")
    )
    assert changed != text
    path.write_text(changed, encoding="utf-8")
    said = hubao(copy, "verify", copy / "reports" / "2024")
    assert said.status == 1
    assert f"{path.name} 已变" in said.out
    said = hubao(copy, "render", "2024", "--body", "S01", "--format", "html")
    assert "已打印 1 份报告" in said.out


def test_both_books_live_in_one_folder(project: Path, out: Path, tmp_path: Path):
    both = tmp_path / "both"
    shutil.copytree(out, both)
    said = hubao(project, "render", "2024", "--agency", "D01", "--format", "html", "--out", both)
    assert said.status == 0
    assert {path.name for path in (both / "receipts").iterdir()} >= {"D01.json", "standard-S01.json", "index.json"}
    said = hubao(project, "verify", both)
    assert said.status == 0
    assert "8 份完好" in said.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--report standard --report agency", "分两次打印"),
        ("--agency D01 --body S01", "分两次打印"),
        ("--report annual --body S01", "--body 只用于经办绩效评价报告"),
        ("--report standard --agency D01", "--agency 只用于代办处报告"),
        ("--report standards", "没有“standards”这种报告"),
        ("--body S01 -p body=S02", "参数“body”由命令"),
    ],
)
def test_what_cannot_be_printed_together_is_wrong_usage(project: Path, words: str, said: str):
    answer = hubao(project, "render", "2024", *words.split())
    assert answer.status == 2
    assert said in answer.err


def test_an_unknown_body_is_refused(project: Path, tmp_path: Path):
    answer = hubao(project, "render", "2024", "--body", "S99", "--out", tmp_path)
    assert answer.status == 1
    assert "没有编号为“S99”的机构" in answer.err
    assert not list(tmp_path.glob("standard*"))


def test_refused_inputs_print_nothing_and_say_every_problem(project: Path, tmp_path: Path):
    data = tmp_path / "data"
    shutil.copytree(project / "data" / "2024" / "standard", data)
    text = (data / "observations.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(("S01,1.1.1,", "X05,2.5.1,"))]
    (data / "observations.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    answer = hubao(project, "render", "2024", "--report", "standard", "--data", data, "--out", tmp_path / "out")
    assert answer.status == 1
    assert "S01 的1.1.1 参保登记率没有数据" in answer.err
    assert "X05 的2.5.1 基金财务管理没有数据" in answer.err
    assert not (tmp_path / "out" / "standard").exists()


def test_receipts_of_two_books_never_meet():
    notebooks = {"agency": Path("agency.ipynb")}
    with pytest.raises(ReportError, match="回执会互相覆盖"):
        jobs_for(notebooks, ["standard-S01"], {}, {})
    for taken in ("standard_overview", "standard_index", "index"):
        with pytest.raises(ReportError, match="回执会互相覆盖"):
            jobs_for({"standard": Path("standard.ipynb")}, [taken], {}, {})


def test_a_run_prints_from_one_book():
    assert book_of(["agency", "annual"]) is APPRAISAL
    assert book_of(["standard_overview"]) is STANDARD
    with pytest.raises(ReportError, match="分开打印"):
        book_of(["agency", "standard"])
    with pytest.raises(ReportError, match="没有“x”这种报告"):
        book_of(["x"])


def test_a_mixed_notebook_is_refused(project: Path, tmp_path: Path):
    copy = tmp_path / "project"
    shutil.copytree(project, copy, ignore=shutil.ignore_patterns("reports"))
    path = copy / "notebooks" / "standard.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    (cell,) = [cell for cell in notebook["cells"] if cell["id"] == "open"]
    cell["source"] = [line.replace(", body)", ', "S02")') for line in cell["source"]]
    path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
    answer = hubao(copy, "render", "2024", "--body", "S01", "--body", "S02")
    assert answer.status == 1
    assert "S01 的报告里混入了 S02 的内容" in answer.err
    assert {path.name for path in (copy / "reports" / "2024" / "standard").iterdir()} == {"S02.html", "S02.pdf"}
