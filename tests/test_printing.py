"""What a batch says: on a terminal and elsewhere, and in its log."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.press.projects import SHOWN, hubao, log_lines, small_project, write_notebook

FAILING = "if agency == 'D03':\n    raise ValueError('这一句很长很长，没有空格，要折行才能全部看到，末尾是终点')"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    made = small_project(tmp_path / "project")
    write_notebook(made, SHOWN, FAILING)
    return made


def on_a_terminal(project: Path, *words: str) -> str:
    """What a command shows on a terminal of 80 columns."""
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "rb", buffering=0) as reader:
        command = subprocess.Popen(
            [sys.executable, "-m", "hubao", *words],
            cwd=project,
            stdout=theirs,
            stderr=theirs,
            env={**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "TERM": "xterm"},
        )
        os.close(theirs)
        shown = b""
        while True:
            try:
                part = reader.read(4096)
            except OSError:  # how Linux tells that the other side is closed
                break
            if not part:
                break
            shown += part
        command.wait()
    return shown.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals of this kind")
def test_a_terminal_shows_count_rate_and_time_left_and_a_table_of_what_failed(project: Path):
    shown = on_a_terminal(project, "render", "2024", "--report", "agency", "--format", "html")
    assert "6/6" in shown
    assert re.search(r"每秒 \d+\.\d 份", shown)
    assert re.search(r"剩余 +\d:\d\d:\d\d", shown)
    for part in ("未打印的报告", "D03 代办处报告", "failed/D03.txt", "终点"):
        assert part in shown.replace("\r\n", ""), part
    assert "Traceback" not in shown


def test_elsewhere_nothing_moves_and_each_failure_is_a_line(project: Path):
    said = hubao(project, "render", "2024", "--report", "agency", "--format", "html")
    (line,) = said.err.splitlines()
    assert line.startswith("未打印：D03 代办处报告：agency.ipynb 第3个单元格（c2）运行出错")
    assert line.endswith("（全文见 failed/D03.txt）")


def test_the_log_has_a_line_of_json_for_everything(project: Path):
    log = project / "logs" / "run.jsonl"
    words = ("render", "2024", "--report", "agency", "--format", "html", "--jobs", "2", "--log", log)
    assert hubao(project, *words).status == 1
    lines = log_lines(log)
    assert [line["event"] for line in lines] == ["begin", *["report"] * 6, "end"]
    assert {name: lines[0][name] for name in ("year", "reports", "standing", "jobs")} == {
        "year": 2024,
        "reports": 6,
        "standing": 0,
        "jobs": 2,
    }
    (failed,) = [line for line in lines if line.get("ok") is False]
    assert (failed["owner"], failed["cell"], failed["trace"]) == ("D03", "第3个单元格（c2）", "failed/D03.txt")
    good = [line for line in lines if line.get("ok")]
    assert all(line["files"] == [f"agencies/{line['owner']}.html"] and len(line["key"]) == 64 for line in good)
    assert {name: lines[-1][name] for name in ("printed", "failed", "standing")} == {
        "printed": 5,
        "failed": 1,
        "standing": 0,
    }
    assert hubao(project, *words).status == 1
    again = log_lines(log)[len(lines) :]
    assert [line["event"] for line in again] == ["begin", "report", "end"]
    assert again[0]["standing"] == 5


def test_a_second_run_into_the_same_folder_is_refused_while_the_first_goes_on(project: Path):
    from hubao.press.shelf import shelf

    with shelf(project / "reports" / "2024"):
        code = "from hubao.cli import main; raise SystemExit(main(['render', '2024', '--agency', 'D01']))"
        done = subprocess.run([sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "另一次打印正在写入" in done.stderr


def test_help_loads_nothing_heavy():
    code = (
        "import json, sys; from hubao.cli import main; main(['--help']);"
        "print(json.dumps([name for name in ('pandas', 'pandera', 'papermill', 'matplotlib') if name in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == []
