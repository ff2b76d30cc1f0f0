"""What commands say on the terminal: tables of problems, progress, failures, and messages about wrong usage."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from hubao.compare import item_moves, result_moves, under
from hubao.errors import Problem, Severity
from hubao.numerals import points
from hubao.policy.diff import differences
from hubao.policy.loader import load_policy
from hubao.press.receipts import Finding
from hubao.press.run import Run
from hubao.year import open_year, policy_path

__all__ = ["show_comparison", "show_findings", "show_outcomes", "show_problems", "usage_message"]


def show_problems(problems: Sequence[Problem]) -> None:
    """Print problems: a table on a terminal, one line each elsewhere."""
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if not problems:
        print("没有发现问题。")
        return
    if sys.stdout.isatty():
        table = Table("程度", "位置", "代办处", "字段", "值", "问题", "改法", show_lines=False)
        for one in problems:
            table.add_row(one.severity.label, one.place, one.agency_id, one.label, one.value, one.rule, one.mend)
        Console().print(table)
    else:
        for one in problems:
            print(one)
    print(f"错误 {errors} 处，提醒 {len(problems) - errors} 处。" + ("有错误，不能计分。" if errors else "可以计分。"))


def show_outcomes(run: Run, out: Path) -> bool:
    """Print a run's reports with progress on a terminal; list the failures at the end.

    Returns:
        Whether every report was printed.
    """
    terminal = sys.stderr.isatty()
    columns = (TextColumn("打印"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not terminal) as progress:
        task = progress.add_task("打印", total=len(run.jobs))
        outcomes = run.start(lambda _: progress.advance(task))
    failed = [outcome for outcome in outcomes if not outcome.ok]
    for outcome in failed:
        print(f"未打印：{outcome.job.owner}（{outcome.job.report}）：{outcome.failure}", file=sys.stderr)
    print(f"已打印 {len(outcomes) - len(failed)} 份报告" + (f"，{len(failed)} 份失败" if failed else "") + f"：{out}")
    print(f"目录页：{out / 'index.html'}")
    return not failed


def show_findings(findings: Sequence[Finding]) -> bool:
    """Print what a verification found.

    Returns:
        Whether everything is intact.
    """
    wrong = [finding for finding in findings if finding.state != "intact"]
    for finding in wrong:
        print(f"{finding.report}：{finding.label}：{finding.why}")
    print(f"共核对 {len(findings)} 份，完好 {len(findings) - len(wrong)} 份。")
    return not wrong


def show_comparison(old: int, new: int, data: Path | None) -> None:
    """Print what two years' policies differ in, and what that moves on the newer year's data."""
    before = load_policy(policy_path(old), old)
    year = open_year(new, data)
    found = differences(before, year.policy)
    if not found:
        print(f"{old}与{new}年度的政策没有实质差别。")
        return
    print(f"{old}与{new}年度的政策有 {len(found)} 处不同：")
    for one in found:
        print(f"  {one.subject}（{one.key}）：{one.old} → {one.new}")
    earlier = under(before, year)
    moves, results = item_moves(earlier, year), result_moves(earlier, year)
    print(f"以{new}年度的数据，改按{new}年度政策：{len(moves)} 项得分变动，{len(results)} 家总分、等次或名次变动。")
    for move in moves:
        print(f"  {move.agency_id} {move.name} {move.label}：{points(move.old)} → {points(move.new)}分")
    for result in results:
        ranks = f"组内第{result.old_rank or '—'} → 第{result.new_rank or '—'}"
        print(
            f"  {result.agency_id} {result.name}：总分{points(result.old_total)} → {points(result.new_total)}，"
            f"{result.old_grade} → {result.new_grade}，{ranks}"
        )


def usage_message(error: Exception) -> str | None:
    """Say in Chinese what was wrong with the command line; ``None`` when the error is of another kind."""
    said = getattr(error, "format_message", None)
    if said is None:
        return None
    kind = type(error).__name__
    parameter = getattr(error, "param", None)
    name = getattr(parameter, "metavar", None) or getattr(parameter, "name", "") or ""
    message: str = getattr(error, "message", "") or said()
    if kind == "MissingParameter":
        text = f"缺少“{name}”"
    elif kind == "NoSuchOption":
        text = f"没有选项“{getattr(error, 'option_name', '')}”"
    elif kind == "BadOptionUsage":
        text = f"选项“{getattr(error, 'option_name', '')}”缺少取值"
    elif message.startswith("No such command"):
        text = f"没有命令{message.removeprefix('No such command').partition('.')[0].strip()}"
    elif message.startswith("Got unexpected extra argument"):
        text = f"多了参数{message[message.find('(') :]}"
    elif any("一" <= sign <= "鿿" for sign in message):
        text = message
    else:
        text = f"“{name}”的值不对，应为{'整数' if 'integer' in message else '可用的值'}"
    return f"用法不对：{text}。可用 hubao --help 或 hubao 命令 --help 查看用法。"
