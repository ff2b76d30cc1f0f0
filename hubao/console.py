"""What commands say on the terminal: help, wrong usage, problems, progress, failures, what a new policy moves."""

from __future__ import annotations

import io
import re
import sys
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from hubao.errors import HubaoError, Problem, Severity

if TYPE_CHECKING:
    from hubao.compare import ResultMove
    from hubao.press.verify import Finding
    from hubao.year import Year

__all__ = [
    "Command",
    "Commands",
    "fault_message",
    "file_message",
    "show_comparison",
    "show_findings",
    "show_problems",
    "usage_message",
]

_HELP_WIDTH = 80
_PIECES = {"[OPTIONS]": "[选项]", "COMMAND [ARGS]...": "命令 …"}


class Command(TyperCommand):
    """A command whose help is Chinese throughout."""

    def get_help(self, ctx: Any) -> str:
        """The help text, see `_help`."""
        return _help(self, ctx)


class Commands(TyperGroup):
    """The group of all commands, with Chinese help."""

    def get_help(self, ctx: Any) -> str:
        """The help text with the list of commands, see `_help`."""
        rows = [(name, command.help or "") for name, command in self.commands.items()]
        return _help(self, ctx, ("命令", rows))


def _help(command: Any, ctx: Any, *further: tuple[str, list[tuple[str, str]]]) -> str:
    """Usage, purpose, arguments and options: typer's own help has English heads, and columns that Chinese displaces."""
    sections: dict[str, list[tuple[str, str]]] = {"参数": [], "选项": []}
    for param in command.get_params(ctx):
        if param.param_type_name == "argument":
            sections["参数"].append((param.metavar, param.help))
        elif "--help" in param.opts:
            sections["选项"].append((", ".join(param.opts), "显示本说明"))
        else:
            names = ", ".join(sorted(param.opts, key=len))
            sections["选项"].append((names if param.is_flag else f"{names} {param.metavar}", param.help))
    pieces = [_PIECES.get(piece, piece) for piece in command.collect_usage_pieces(ctx)]
    usage = f"用法：{ctx.command_path} {' '.join(pieces)}"
    parts = [_grid(head, rows) for head, rows in (*sections.items(), *further) if rows]
    return "\n\n".join([usage, f"  {command.help}", *parts])


def _grid(head: str, rows: Sequence[tuple[str, str]]) -> str:
    """Two columns under a head, set and wrapped by display width."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for name, text in rows:
        grid.add_row(Text(f"  {name}"), Text(text))
    drawn = io.StringIO()
    Console(file=drawn, width=_HELP_WIDTH, color_system=None).print(grid)
    return "\n".join([f"{head}：", *(line.rstrip() for line in drawn.getvalue().splitlines())])


def usage_message(error: typer.TyperException) -> str:
    """Say in Chinese what was wrong with the command line."""
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        return error.message
    return f"用法不对：{_wrong(kind, error)}。可用 hubao --help 或 hubao 命令 --help 查看用法。"


def _wrong(kind: str, error: Any) -> str:
    parameter = getattr(error, "param", None)
    name = getattr(parameter, "metavar", None) or getattr(parameter, "name", "") or ""
    option = getattr(error, "option_name", "")
    message: str = error.message
    if kind == "MissingParameter":
        return f"缺少“{name}”"
    if kind == "NoSuchOption":
        meant = "、".join(error.possibilities or ())
        return f"没有选项“{option}”" + (f"，可能是 {meant}" if meant else "")
    if kind == "BadOptionUsage":
        return f"选项“{option}”" + ("不带取值" if "does not take" in message else "缺少取值")
    if message.startswith("Missing command"):
        return "缺少命令"
    if message.startswith("No such command"):
        return f"没有命令“{message.partition(chr(39))[2].partition(chr(39))[0]}”"
    if message.startswith("Got unexpected extra argument"):
        return f"多了参数“{message.rpartition('(')[2].rstrip(')')}”"
    if any("一" <= sign <= "鿿" for sign in message):
        return message.rstrip("。")
    least = re.search(r"greater than or equal to (\d+)", message)
    return f"“{name}”的值不对，应为{f'不小于{least[1]}的' if least else ''}整数"


def file_message(error: OSError) -> str:
    """Say in Chinese why a file could not be read or written."""
    from hubao.press.causes import file_cause

    return f"读写文件出错：{file_cause(error)}。请核对路径、权限与磁盘空间。"


def fault_message(error: Exception) -> str:
    """Say that the program itself is at fault, and where, in one line a user can pass on."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name} 第{frame.lineno}行"
    return f"程序内部出错，不是操作的问题：{type(error).__name__}：{error}（{place}）。请把这行文字告诉维护人员。"


def show_problems(problems: Sequence[Problem]) -> None:
    """Print problems: a table on a terminal, one line each elsewhere."""
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if not problems:
        print("没有发现问题，可以计分。")
        return
    if sys.stdout.isatty():
        _problem_table(problems)
    else:
        for one in problems:
            print(one)
    print(f"错误 {errors} 处，提醒 {len(problems) - errors} 处。" + ("有错误，不能计分。" if errors else "可以计分。"))


def _problem_table(problems: Sequence[Problem]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("程度", "位置", "代办处", "字段", "值", "问题", "改法")
    for one in problems:
        cells = (one.severity.label, one.place, one.agency_id, one.label, one.value, one.rule, one.mend)
        table.add_row(*(Text(cell) for cell in cells))  # as text: a cell such as “[red]” is no markup
    Console().print(table)


def show_findings(findings: Sequence[Finding], *, remade: bool = False) -> bool:
    """Print what a verification found.

    Args:
        findings: one per report.
        remade: the intact reports were made again and came out the same.

    Returns:
        Whether everything is intact.
    """
    wrong = [finding for finding in findings if finding.state != "intact"]
    for finding in wrong:
        print(f"{finding.report}：{finding.label}：{finding.why}")
    intact = len(findings) - len(wrong)
    proof = "已重做一遍，字节相同" if remade else "依据都未变，可以原样重做"
    others = f"；{len(wrong)} 份有问题" if wrong else ""
    print(f"共核对 {len(findings)} 份：{intact} 份完好，{proof}{others}。")
    return not wrong


def show_comparison(old: int, new: int, data: Path | None) -> None:
    """Print what two years' policies differ in, and what that moves on the newer year's data.

    Raises:
        PolicyError, DataError: a policy or the newer year's data are refused.
    """
    from hubao.compare import item_moves, result_moves, under
    from hubao.numerals import points
    from hubao.places import policy_path
    from hubao.policy.diff import differences
    from hubao.policy.loader import load_policy
    from hubao.year import open_year

    before, after = load_policy(policy_path(old), old), load_policy(policy_path(new), new)
    found = differences(before, after)
    if not found:
        print(f"{old}与{new}年度的政策没有实质差别。")
        return
    print(f"{old}与{new}年度的政策有 {len(found)} 处不同：")
    for one in found:
        print(f"  {one.subject}（{one.key}）：{one.old} → {one.new}")
    year = open_year(new, data)
    earlier = under(before, year)
    moves, results = item_moves(earlier, year), result_moves(earlier, year)
    print(f"以{new}年度的数据，由{old}年度政策改按{new}年度政策：")
    print(f"{len(moves)} 项得分变动" + ("：" if moves else "。"))
    for move in moves:
        print(f"  {move.agency_id} {move.name}：{move.label}{points(move.old)} → {points(move.new)}分")
    print(f"{len(results)} 家总分、等次或组内名次变动" + ("：" if results else "。"))
    for result in results:
        print(f"  {result.agency_id} {result.name}：{'，'.join(_moved(result))}")
    for line in _seat_lines(earlier, year):
        print(line)


def _moved(move: ResultMove) -> Iterator[str]:
    """Only what moved, of one agency's total, grade and rank."""
    from hubao.numerals import points

    if move.old_total != move.new_total:
        yield f"总分{points(move.old_total)} → {points(move.new_total)}"
    if move.old_grade != move.new_grade:
        yield f"等次{move.old_grade} → {move.new_grade}"
    if move.old_rank != move.new_rank:
        yield f"组内名次{move.old_rank or '无'} → {move.new_rank or '无'}"


def _seat_lines(old: Year, new: Year) -> Iterator[str]:
    """What the change moves in the award seats, pool by pool."""
    from hubao.compare import seat_moves

    for pool in new.policy.quota.pools:
        try:
            moves = seat_moves(old, new, pool.code)
        except HubaoError as error:  # a tie, or bounds that cannot be met under one of the two: told, not fatal
            yield f"{pool.label}名额无法比较：{error}"
            continue
        yield f"{pool.label}名额：{len(moves)} 家变动" + ("：" if moves else "。")
        yield from (f"  {move.agency_id} {move.name}：{move.old} → {move.new}个" for move in moves)
