"""The command of the forms: ``hubao forms``."""

from __future__ import annotations

from typing import Annotated

import typer

from hubao.console import Command
from hubao.options import DataOpt, OutOpt, ParamsOpt, YearArg, out_path

__all__ = ["add_form_commands"]


def add_form_commands(app: typer.Typer) -> None:
    """Give the program this command."""
    what = "写出《绩效考核目标完成情况表》：每个代办处一个工作簿，目标已填好，随填随算自评试算分。"
    app.command(cls=Command, help=what)(forms)


def forms(
    year: YearArg,
    data: DataOpt = None,
    params: ParamsOpt = None,
    out: OutOpt = None,
    agency: Annotated[
        list[str] | None, typer.Option("--agency", metavar="编号", help="只写这些代办处的（可重复）")
    ] = None,
) -> None:
    """Write one workbook per agency to fill in."""
    from hubao.issuing import issue_forms

    folder = out or out_path(year, None) / "forms"
    files, problems = issue_forms(year, data, params, agency or [], folder)
    print(f"已写出 {len(files)} 个工作簿：{folder}")
    if problems:
        print(f"名册、目标和历年结果有 {len(problems)} 处提醒，用 hubao check {year} 查看。")
