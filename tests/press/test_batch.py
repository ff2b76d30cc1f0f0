"""Printing many: how many at once, stopping in the middle, and a worker that dies."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from hubao.press import batch
from hubao.press.batch import default_workers, print_all
from hubao.press.jobs import Job
from hubao.press.printer import Outcome
from tests.press.projects import SHOWN, files_below, hubao, receipt, write_notebook

sends_signals = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no SIGKILL and cannot send SIGINT to a single process"
)

STOPPED = """
import os, signal
if agency == "D02":
    os.kill(os.getppid(), signal.SIGINT)
"""
"""D02's notebook presses Ctrl-C: the parent of its kernel is the process that prints."""

KILLING = """
import os, signal
if agency == "D02":
    os.kill(os.getppid(), signal.SIGKILL)
"""


def job(key: str) -> Job:
    return Job("agency", key, Path("agency.ipynb"), {}, f"agencies/{key}")


def test_workers_are_as_many_as_processors_but_not_too_many(monkeypatch: pytest.MonkeyPatch):
    assert 1 <= default_workers() <= 8
    monkeypatch.setattr(batch.sys, "platform", "win32")
    monkeypatch.setattr(batch.os, "cpu_count", lambda: 64)
    assert default_workers() == 8
    monkeypatch.setattr(batch.os, "cpu_count", lambda: None)
    assert default_workers() == 1


def test_no_more_is_begun_than_can_be_printed_at_once(monkeypatch: pytest.MonkeyPatch):
    begun: list[str] = []

    def printing(one: Job, order: object) -> Outcome:
        begun.append(one.owner)
        return Outcome(one)

    monkeypatch.setattr(batch, "print_report", printing)
    outcomes = print_all([job(key) for key in ("D01", "D02", "D03")], None, workers=1)
    assert next(outcomes).job.owner == "D01"
    assert begun == ["D01"]
    outcomes.close()
    assert begun == ["D01"]
    assert [one.job.owner for one in print_all([job("D01"), job("D02")], None, workers=1)] == ["D01", "D02"]


def test_nothing_to_print_is_no_error():
    assert list(print_all([], None, workers=2)) == []


@sends_signals
def test_ctrl_c_finishes_the_report_under_way_and_begins_no_other(project: Path):
    write_notebook(project, SHOWN, STOPPED)
    said = hubao(project, "render", "2024", "--report", "agency", "--format", "html", "--jobs", "1")
    out = project / "reports" / "2024"
    assert said.status == 130
    stopped = f"已按要求停下：已印好 2 份，其余没有打印。印好的各份都是完整的：{out}"
    assert said.err.splitlines() == [stopped, "已中止。"]
    reports = {f"agencies/{key}.html" for key in ("D01", "D02")}
    receipts = {f"receipts/{name}.json" for name in ("D01", "D02", "index")}
    assert set(files_below(out)) == {*reports, *receipts, "index.html"}
    assert hubao(project, "verify", out).status == 0


@pytest.mark.slow
@sends_signals
def test_a_worker_that_dies_fails_its_report_and_no_file_is_left_half(project: Path):
    write_notebook(project, SHOWN, KILLING)
    said = hubao(project, "render", "2024", "--report", "agency", "--format", "html", "--jobs", "2")
    out = project / "reports" / "2024"
    assert said.status == 1
    assert "未打印：D02 代办处报告：打印进程意外中止（可能内存不足），报告未生成。请减少 --jobs 后重试。" in said.err
    printed = {path.stem for path in (out / "agencies").glob("*.html")}
    assert "D02" not in printed
    assert "C01" in printed  # begun after the worker died
    assert all(receipt(out, key)["outputs"] for key in printed)
    assert not [name for name in files_below(out) if ".~" in name]
    assert hubao(project, "verify", out).status == 0
