"""The command of the ledgers: ``hubao actuals``."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hubao.console import Command
from hubao.options import DataOpt, OutOpt, YearArg, out_path

if TYPE_CHECKING:
    from hubao.ledgers.actuals import Behind

__all__ = ["add_ledger_commands"]

_IDS = 20


def add_ledger_commands(app: typer.Typer) -> None:
    """Give the program this command."""
    what = "由业务台账统计：写出 actuals、extras、scale 各表（算不出的留空）与搁置的行 ledger_problems.csv。"
    app.command(cls=Command, help=what)(actuals)


def actuals(
    year: YearArg,
    ledgers: Annotated[Path, typer.Option("--ledgers", metavar="目录", help="台账所在目录（CSV、Parquet 或工作簿）")],
    data: DataOpt = None,
    out: OutOpt = None,
    as_of: Annotated[str, typer.Option("--as-of", metavar="日期", help="统计截至日，默认12月31日")] = "",
    explain: Annotated[
        str, typer.Option("--explain", metavar="代办处:字段", help="只说明一个数的由来，如 D01:dormant_end")
    ] = "",
    most: Annotated[int, typer.Option("--ids", metavar="个数", min=0, help="说明时列出几个编号，默认20")] = _IDS,
) -> None:
    """Count the year's figures from ledgers, or show what stands behind one."""
    from hubao.counting import behind, count_year

    until = _day(as_of)
    if explain:
        agency, sign, field = explain.partition(":")
        if not sign:
            message = f"--explain 应写成“代办处:字段”，现为“{explain}”"
            raise typer.BadParameter(message)
        _show(behind(year, ledgers, data, agency, field, until, most), agency)
        return
    done = count_year(year, ledgers, data, out_path(year, out), until)
    print(f"{year}年度 {done.agencies} 家代办处，由台账算出 {len(done.computed.values)} 个字段：")
    for path in done.files:
        print(f"  {path}")
    for field, why in done.computed.missing.items():
        print(f"没有算出 {field}：{why}", file=sys.stderr)
    if done.computed.problems:
        print(f"有 {len(done.computed.problems)} 处搁置或存疑，见 {done.files[-1]}。", file=sys.stderr)


def _show(found: Behind, agency: str) -> None:
    print(f"{agency} {found.measure.field} = {found.value}")
    print(found.measure.sql.rstrip())
    print(f"计入 {found.rows} 行：{'、'.join(found.ids) or '无'}{' ……' if found.rows > len(found.ids) else ''}")


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"--as-of 应写成 2024-06-30 的样子，现为“{text}”"
        raise typer.BadParameter(message) from None
