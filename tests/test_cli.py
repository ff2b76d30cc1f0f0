"""The commands: what they write and say, and how they end: 0 done, 1 refused or failed, 2 wrong usage."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hubao.cli import main
from hubao.errors import HubaoError
from tests.press.projects import ROOT, Said, files_below, hubao, small_project

COMMANDS = (
    "check",
    "score",
    "quota",
    "explain",
    "render",
    "verify",
    "archive",
    "diff",
    "sample",
    "standard",
    "checklists",
    "actuals",
    "forms",
    "import",
)
ENGLISH = re.compile(r"[A-Za-z]{2,}")
NAMES = {"hubao", "help", "data", "params", "out", "policy", "yaml", "reports", "reading", "json", "csv", "scores"}
NAMES |= {"results", "quota", "html", "pdf", "HTML", "PDF", "CSV", "JSON", "agency", "annual", "report", "format"}
NAMES |= {"jobs", "parameter", "keep", "notebooks", "engine", "warm", "nbclient", "dask", "tcp", "force", "log"}
NAMES |= {"remake", "zip", "body", "bodies", "pillars", "sections", "indicators", "points", "explain", *COMMANDS}
NAMES |= {
    "actuals",
    "extras",
    "scale",
    "ledgers",
    "ledger",
    "problems",
    "Parquet",
    "as",
    "of",
    "ids",
    "dormant",
    "end",
    "self",
    "year",
}
"""Latin words that help may hold: commands, options, files."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project for commands that only read, or write to a folder of their own."""
    return small_project(tmp_path_factory.mktemp("commands") / "project")


@pytest.fixture
def project(shared: Path, tmp_path: Path) -> Path:
    """A project of one's own, to be changed."""
    shutil.copytree(shared, tmp_path / "project")
    return tmp_path / "project"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def refused(said: Said) -> str:
    """The message of a refusal: Chinese, on the error stream, without a traceback."""
    assert said.status == 1
    assert "Traceback" not in said.err + said.out
    return said.err


# --- help and usage


@pytest.mark.parametrize("words", [(), *((command,) for command in COMMANDS)])
def test_help_is_chinese_and_complete(shared: Path, words: tuple[str, ...]):
    said = hubao(shared, *words, "--help")
    assert (said.status, said.err) == (0, "")
    assert said.out.startswith(" ".join(["用法：hubao", *words, "[选项]"]))
    assert set(ENGLISH.findall(said.out)) <= NAMES
    assert re.search(r"--help +显示本说明", said.out)


def test_help_lists_every_command(shared: Path):
    listed = re.findall(r"^  ([a-z]+) ", hubao(shared, "--help").out, re.MULTILINE)
    assert listed == list(COMMANDS)


def test_no_command_is_answered_with_help(shared: Path):
    said = hubao(shared)
    assert said.status == 2
    assert said.err.startswith("用法：hubao")


WRONG = [
    ("scor 2024", "没有命令“scor”"),
    ("score", "缺少“年度”"),
    ("score 二〇二四", "“年度”的值不对，应为整数"),
    ("score 2024 2023", "多了参数“2023”"),
    ("score 2024 D01 I01", "多了参数“D01 I01”"),
    ("score 2024 --dta x", "没有选项“--dta”，可能是 --data"),
    ("score 2024 --data", "选项“--data”缺少取值"),
    ("score 2024 --reading A-G1", "--reading 应写成“名称=取值”，现为“A-G1”"),
    ("score 2024 --reading A-G1=", "--reading 应写成“名称=取值”，现为“A-G1=”"),
    ("score 2024 --reading A-G1=full --reading A-G1=begun", "--reading 的“A-G1”给了两次"),
    ("explain 2024", "缺少“代办处”"),
    ("explain 2024 D01 --json=yes", "选项“--json”不带取值"),
    ("render 2024 --format docx", "--format 应为 html、pdf 或 html,pdf，现为“docx”"),
    ("render 2024 --format ,", "--format 应为 html、pdf 或 html,pdf，现为“,”"),
    ("render 2024 --jobs 0", "“个数”的值不对，应为不小于1的整数"),
    ("render 2024 --report agncy", "没有“agncy”这种报告，可用：agency（代办处报告）"),
    ("render 2024 --report annual --agency D01", "--agency 只用于代办处报告"),
    ("render 2024 --agency D01 -p agncy=D02", "agency.ipynb 没有参数“agncy”"),
    ("render 2024 --agency D01 -p agency=D02", "参数“agency”由命令的年度和 --data、--params、--agency、--body 给出"),
    ("render 2024 --agency D01 -p year=2023", "参数“year”由命令的年度"),
    ("render 2024 --agency D01 -p D02", "--parameter 应写成“名称=取值”，现为“D02”"),
    ("verify", "缺少“目录”"),
    ("diff 2023", "缺少“新年度”"),
]


@pytest.mark.parametrize(("words", "expected"), WRONG)
def test_wrong_usage_ends_with_2_and_says_what_is_wrong(shared: Path, words: str, expected: str):
    said = hubao(shared, *words.split())
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith(f"用法不对：{expected}")
    assert said.err.endswith("。可用 hubao --help 或 hubao 命令 --help 查看用法。\n")
    assert "。。" not in said.err


# --- what data or policy refuse


REFUSED = [
    ("check 1999", "1999.yaml"),
    ("score 1999", "1999.yaml"),
    ("score 2023", "数据文件夹不存在"),
    ("score 2024 --data 没有", "数据文件夹不存在"),
    ("score 2024 --data requirements.txt", "数据文件夹是文件，不是文件夹"),
    ("score 2024 --params params", "params"),
    ("score 2024 --params params/policy/2023.yaml", "year：文件是 2023 年度的，要的是 2024 年度"),
    ("score 2024 --reading A-99=full", "readings.A-99：没有这个读法编号"),
    ("score 2024 --reading A-G1=never", "readings.A-G1：没有“never”这一读法"),
    ("score 2024 --out requirements.txt", "requirements.txt：这里已有同名的文件，不能建文件夹"),
    ("score 2024 --out requirements.txt/x", "requirements.txt/x：路径中有一段是文件，不是文件夹"),
    ("render 2024 --agency D01 --out requirements.txt", "requirements.txt：这里已有同名的文件，不能建文件夹"),
    ("quota 2024", "优秀单位·局总公司类：有 12 个名额，但没有一家代办处具备资格"),
    ("explain 2024 D99", "2024年度没有编号为“D99”的代办处（现有：D01 至 C01，共 6 家）"),
    ("explain 2024 D01 I99", "D01 没有“I99”这一项（可用：I01、I02"),
    ("render 2024 --agency D99 --agency D98", "2024年度没有编号为“D99、D98”的代办处"),
    ("verify reports/2024", "没有回执（receipts 文件夹）"),
    ("verify 没有", "没有回执（receipts 文件夹）"),
    ("diff 2023 1999", "1999.yaml"),
    ("sample --out requirements.txt", "requirements.txt"),
]


@pytest.mark.parametrize(("words", "expected"), REFUSED)
def test_what_is_refused_ends_with_1_and_says_why(shared: Path, words: str, expected: str):
    said = hubao(shared, *words.split())
    assert expected in refused(said) + said.out
    assert re.search("[一-鿿]", said.err + said.out)


def test_a_refused_policy_names_file_key_and_mend(project: Path):
    change(project / "params" / "policy" / "2024.yaml", "title:", "titel:")
    for words in ("check 2024", "score 2024", "render 2024 --agency D01"):
        message = refused(hubao(project, *words.split()))
        assert "2024.yaml：title：缺少这个键。请补上" in message.splitlines()
        assert "2024.yaml：titel：没有这个键" in message


@pytest.mark.parametrize(
    "error", [PermissionError(13, "Permission denied", "scores.csv"), OSError(30, "", "scores.csv")]
)
def test_a_folder_that_cannot_be_written_is_said_in_chinese(
    shared: Path, monkeypatch: pytest.MonkeyPatch, error: OSError
):
    def refuse(**_: object) -> None:
        raise error

    monkeypatch.setattr("hubao.files.tempfile.mkstemp", refuse)
    message = refused(hubao(shared, "score", "2024"))
    assert re.match(r"读写文件出错：scores\.csv：(没有权限|这里只能读).*。请核对路径、权限与磁盘空间。$", message)


def test_a_fault_of_the_program_is_owned_to_without_a_traceback(shared: Path, monkeypatch: pytest.MonkeyPatch):
    def fault(*_: object) -> None:
        raise KeyError("I07")

    monkeypatch.setattr("hubao.year.score", fault)
    message = refused(hubao(shared, "score", "2024"))
    assert message.startswith("程序内部出错，不是操作的问题：KeyError：'I07'（test_cli.py 第")
    monkeypatch.setenv("HUBAO_TRACEBACK", "1")
    with pytest.raises(KeyError):
        main(["score", "2024"])


def test_ctrl_c_ends_with_130_and_one_line(shared: Path, monkeypatch: pytest.MonkeyPatch):
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("hubao.year.score", stop)
    said = hubao(shared, "score", "2024")
    assert (said.status, said.err) == (130, "已中止。\n")


def test_a_reader_who_leaves_early_is_no_error():
    """`hubao explain 2024 D01 | head -0`, and `python -m hubao` at the same time."""
    words = [sys.executable, "-m", "hubao", "explain", "2024", "D01"]
    environment = {**os.environ, "PYTHONUNBUFFERED": ""}
    with subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (1, b"")


# --- check


def test_check_writes_its_files_when_nothing_is_wrong(project: Path):
    out = project / "reports" / "2024"
    said = hubao(project, "check", "2024")
    assert said.status == 0
    written = [f"已写出 {out / name}" for name in ("problems.csv", "problems.html")]
    assert said.out.splitlines() == ["没有发现问题，可以计分。", *written]
    assert rows(out / "problems.csv") == []
    assert "2024年度输入数据核对" in (out / "problems.html").read_text(encoding="utf-8")


def test_check_tells_every_problem_at_once_and_ends_with_1(project: Path):
    actuals = project / "data" / "2024" / "actuals.csv"
    lines = actuals.read_text(encoding="utf-8").splitlines()
    broken = [line.replace(",", ",十,", 1) if line.startswith(("D01", "D02")) else line for line in lines]
    actuals.write_text("\n".join(",".join(line.split(",")[: len(lines[0].split(","))]) for line in broken), "utf-8")
    said = hubao(project, "check", "2024")
    assert said.status == 1
    listed = rows(project / "reports" / "2024" / "problems.csv")
    places = [(row["agency_id"], row["cell"]) for row in listed if row["value"] == "十"]
    assert places == [("D01", "第2行第2列"), ("D02", "第3行第2列")]
    errors = [row for row in listed if row["severity"] == "error"]
    assert said.out.count("[错误] actuals.csv") == len(errors)
    assert f"错误 {len(errors)} 处" in said.out
    assert "不能计分" in said.out


def test_warnings_do_not_stop(project: Path):
    (project / "data" / "2024" / "备忘.txt").write_text("", encoding="utf-8")
    said = hubao(project, "check", "2024")
    assert said.status == 0
    assert "错误 0 处，提醒 1 处。可以计分。" in said.out
    assert hubao(project, "score", "2024").status == 0


def test_check_gives_a_workbook_back_annotated_and_takes_an_old_copy_away(project: Path):
    copy = project / "reports" / "2024" / "inputs-批注.xlsx"
    said = hubao(project, "check", "2024", "--data", ROOT / "data" / "2024-excel")
    assert said.status == 0
    assert f"已写出 {copy}" in said.out
    assert copy.is_file()
    assert f"已写出 {copy}" not in hubao(project, "check", "2024").out
    assert not copy.exists()


# --- score, quota


def test_a_trial_is_marked_in_every_row_and_said(project: Path):
    out = project / "reports" / "2024"
    standing = hubao(project, "score", "2024")
    assert (standing.status, standing.err) == (0, "")
    before = files_below(out)
    assert {row["trial"] for name in before for row in rows(out / name)} == {""}
    said = hubao(project, "score", "2024", "--reading", "A-G1=proportional", "--reading", "A-07b=keep")
    assert said.status == 0
    first, second = said.err.splitlines()
    assert first == "注意：这是试算（A-07b=keep；A-G1=proportional），各行的 trial 列已标明，不是正式测算结果。"
    assert second.startswith("原有的 scores.csv、results.csv 已被替换；不带 --reading 再运行 hubao score 2024 即恢复")
    for name in ("scores.csv", "results.csv"):
        assert {row["trial"] for row in rows(out / name)} == {"A-07b=keep；A-G1=proportional"}
    hubao(project, "score", "2024")
    assert files_below(out) == before


def test_a_trial_in_a_folder_of_its_own_replaces_nothing(project: Path, tmp_path: Path):
    before = files_below(project)
    said = hubao(project, "score", "2024", "--reading", "A-G1=begun", "--out", tmp_path / "试算")
    assert len(said.err.splitlines()) == 1
    assert set(files_below(tmp_path / "试算")) == {"scores.csv", "results.csv"}
    assert files_below(project) == before


def test_quota_gives_every_seat_of_the_full_year(tmp_path: Path):
    said = hubao(ROOT, "quota", "2024", "--out", tmp_path)
    assert said.status == 0
    given = rows(tmp_path / "quota.csv")
    for pool, label in (("units", "优秀单位"), ("people", "优秀个人")):
        seats = sum(int(row["seats"]) for row in given if row["pool"] == pool)
        assert f"{label}：共分配 {seats} 个名额" in said.out.splitlines()
        assert sum(row["pool"] == pool for row in given) == 66


# --- explain, diff, sample


def test_explain_says_why(shared: Path):
    said = hubao(shared, "explain", "2024", "D01", "I01")
    assert said.status == 0
    lines = said.out.splitlines()
    assert lines[:2] == ["D01 示例甲子区总工会代办处", "I01 互助保障覆盖率：19分（满分20分）"]
    assert "  输入：参加互助保障人数 = 90,345" in lines
    assert "  差距：还差4,755人" in lines  # 0.3 * 317000 - 90345


def test_explain_as_json_is_one_line_or_all(shared: Path):
    one = json.loads(hubao(shared, "explain", "2024", "D01", "I01", "--json").out)
    assert (one["agency_id"], one["item"], one["points"], one["max_points"]) == ("D01", "I01", "19", "20")
    assert one["inputs"][0] == {"label": "参加互助保障人数", "value": "90,345"}
    everything = json.loads(hubao(shared, "explain", "2024", "D01", "--json").out)
    assert everything[0] == one
    assert len(everything) == 17 + 6 + 4 + 2  # one of 11a and 11b; B1–B6; D1–D4; M10 and M14


def test_explain_shows_a_trial_reading(shared: Path):
    said = hubao(shared, "explain", "2024", "D01", "I01", "--reading", "A-G1=begun")
    assert "读法：A-G1（试算）" in said.out


def test_diff_tells_what_differs_and_what_that_moved():
    said = hubao(ROOT, "diff", "2023", "2024")
    assert (said.status, said.err) == (0, "")
    lines = said.out.splitlines()
    assert lines[0] == "2023与2024年度的政策有 8 处不同："
    assert "  第8项信息安全（annex1.I08.rule.target）：0.35 → 0.4" in lines
    moved = lines[lines.index("以2024年度的数据，由2023年度政策改按2024年度政策：") + 1 :]
    assert "  D04 示例丁卯区总工会代办处：信息安全0 → 1分" in moved
    assert "  D04 示例丁卯区总工会代办处：总分81 → 82，组内名次11 → 10" in moved
    assert any(re.match(r"优秀个人名额：\d+ 家变动", line) for line in moved)


def test_a_year_against_itself_has_no_difference(shared: Path):
    said = hubao(shared, "diff", "2024", "2024")
    assert (said.status, said.out) == (0, "2024与2024年度的政策没有实质差别。\n")


def test_diff_shows_the_policies_even_when_the_data_are_refused(project: Path):
    shutil.rmtree(project / "data")
    said = hubao(project, "diff", "2023", "2024")
    assert said.status == 1
    assert said.out.startswith("2023与2024年度的政策有 8 处不同：")
    assert "数据文件夹不存在" in said.err


def test_sample_writes_the_years_and_names_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("hubao.sample.write_sample_years", lambda out: [out / "2022" / "agencies.csv"])
    said = hubao(ROOT, "sample", "--out", tmp_path)
    assert (said.status, said.out) == (0, f"已写出 {tmp_path / '2022' / 'agencies.csv'}\n")


def test_errors_of_the_family_are_printed_as_they_are(shared: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object) -> None:
        raise HubaoError("须由会议决定。")

    monkeypatch.setattr("hubao.year.score", refuse)
    assert refused(hubao(shared, "score", "2024")) == "须由会议决定。\n"


def test_refused_inputs_say_that_older_results_still_lie_there(tmp_path, capsys):
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "data" / "2024", folder)
    out = tmp_path / "out"
    assert main(["score", "2024", "--data", str(folder), "--out", str(out)]) == 0
    assert "处提醒，见 hubao check 2024" in capsys.readouterr().out
    table = folder / "actuals.csv"
    table.write_text(table.read_text(encoding="utf-8-sig").replace("90345", "-1", 1), encoding="utf-8")
    assert main(["score", "2024", "--data", str(folder), "--out", str(out)]) == 1
    assert "results.csv 是以前的结果，本次没有更新" in capsys.readouterr().err
