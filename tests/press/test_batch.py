"""Printing many: how many at once, stopping in the middle, and a worker that dies."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from hubao.press import batch
from hubao.press.batch import default_workers, print_all
from hubao.press.jobs import Job
from hubao.press.printer import Outcome
from tests.press.projects import SHOWN, files_below, hubao, receipt, write_notebook

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


def test_a_caller_who_leaves_waits_for_the_report_under_way_only(monkeypatch: pytest.MonkeyPatch):
    begun: list[str] = []
    second, left = Event(), Event()

    class Watched(ThreadPoolExecutor):
        def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
            super().shutdown(wait=False, cancel_futures=cancel_futures)
            left.set()
            super().shutdown(wait=wait)

    def printing(one: Job, order: object) -> Outcome:
        begun.append(one.owner)
        if one.owner == "D02":
            second.set()
            left.wait(timeout=60)
        return Outcome(one)

    monkeypatch.setattr(batch, "print_report", printing)
    monkeypatch.setattr(batch, "_executor", lambda workers: Watched(1))
    outcomes = print_all([job(key) for key in ("D01", "D02", "D03")], None, workers=1)
    assert next(outcomes).job.owner == "D01"
    second.wait(timeout=60)
    outcomes.close()
    assert begun == ["D01", "D02"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals as on POSIX")
def test_ctrl_c_finishes_the_report_under_way_and_begins_no_other(project: Path):
    write_notebook(project, SHOWN, STOPPED)
    said = hubao(project, "render", "2024", "--report", "agency", "--format", "html", "--jobs", "1")
    out = project / "reports" / "2024"
    assert said.status == 130
    assert said.err.splitlines()[-1] == "已中止。"
    assert "Traceback" not in said.err
    files = files_below(out)
    assert {"agencies/D01.html", "agencies/D02.html", "index.html"} <= set(files)
    assert not {"agencies/U01.html", "agencies/C01.html"} & set(files)
    assert hubao(project, "verify", out).status == 0


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals as on POSIX")
def test_a_worker_that_dies_fails_its_report_and_no_file_is_left_half(project: Path):
    write_notebook(project, SHOWN, KILLING)
    said = hubao(project, "render", "2024", "--report", "agency", "--format", "html", "--jobs", "2")
    out = project / "reports" / "2024"
    assert said.status == 1
    assert "未打印：D02 代办处报告：打印进程意外中止（可能内存不足），报告未生成。请减少 --jobs 后重试。" in said.err
    printed = {path.stem for path in (out / "agencies").glob("*.html")}
    assert "D02" not in printed
    assert all(receipt(out, key)["outputs"] for key in printed)
    assert not [name for name in files_below(out) if ".~" in name]
    assert hubao(project, "verify", out).status == 0
