"""The commands of the forms: ``hubao forms`` and ``hubao import``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from hubao.console import Command
from hubao.errors import DataError
from hubao.options import DataOpt, OutOpt, ParamsOpt, YearArg, out_path

__all__ = ["add_form_commands"]


def add_form_commands(app: typer.Typer) -> None:
    """Give the program these commands."""
    what = "写出《绩效考核目标完成情况表》：每个代办处一个工作簿，目标已填好，随填随算自评试算分。"
    app.command(cls=Command, help=what)(forms)
    back = "读回填好的《绩效考核目标完成情况表》：写出 actuals、extras、scale、self_scores 各表，或退回批注过的工作簿。"
    app.command("import", cls=Command, help=back)(import_)


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


def import_(
    files: Annotated[list[Path], typer.Argument(metavar="填报表…", help="填好的工作簿，可以给文件夹")],
    year: Annotated[int, typer.Option("--year", metavar="年度", help="考核年度，如 2024")],
    data: DataOpt = None,
    params: ParamsOpt = None,
    out: OutOpt = None,
) -> None:
    """Read filled forms back into input tables."""
    from hubao.importing import import_forms

    folder = out or out_path(year, None) / "import"
    done = import_forms(year, _workbooks(files), data, params, folder)
    if not done.ok:
        for path in done.files:
            print(f"  {path}", file=sys.stderr)
        if (folder / "actuals.csv").is_file():
            print(f"注意：{folder / 'actuals.csv'} 等是以前读回的，本次没有更新。", file=sys.stderr)
        raise DataError(done.problems, "填报表有错误，没有写出任何数据表。")
    print(f"{year}年度读回 {len(done.agencies)} 家代办处的填报表：")
    for path in done.files:
        print(f"  {path}")
    if done.absent:
        print(f"还有 {len(done.absent)} 家没有填报表：{'、'.join(done.absent)}", file=sys.stderr)
    if done.problems:
        print(f"有 {len(done.problems)} 处提醒，见 {done.files[0]}。", file=sys.stderr)


def _workbooks(given: list[Path]) -> list[Path]:
    """The files given; of a folder, its workbooks but not the lock files of Excel beside them."""
    found: list[Path] = []
    for path in given:
        if path.is_dir():
            found += sorted(one for one in path.glob("*.xlsx") if not one.name.startswith(("~$", ".")))
        elif path.is_file():
            found.append(path)
        else:
            message = f"没有这个文件或文件夹：{path}"
            raise typer.BadParameter(message)
    if not found:
        message = "所给文件夹里没有 .xlsx 工作簿"
        raise typer.BadParameter(message)
    return list(dict.fromkeys(found))
