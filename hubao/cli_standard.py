"""The commands of the evaluation standard (001): ``hubao standard`` and ``hubao checklists``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from hubao.console import Command
from hubao.errors import DataError
from hubao.options import OutOpt, YearArg, out_path

__all__ = ["add_standard_commands"]

StandardDataOpt = Annotated[
    Path | None, typer.Option("--data", metavar="目录", help="输入数据目录，默认 data/年度/standard")
]
PointsOpt = Annotated[
    Path | None, typer.Option("--points", metavar="文件", help="分值文件，默认 params/standard/points-年度.yaml")
]
BodyOpt = Annotated[list[str] | None, typer.Option("--body", metavar="编号", help="只写这些机构的（可重复）")]


def add_standard_commands(app: typer.Typer) -> None:
    """Give the program these commands."""
    scores = "按《社会保险经办绩效评价规范》计分：写出 bodies、pillars、sections、indicators 各表。"
    app.command(cls=Command, help=scores)(standard)
    app.command(cls=Command, help="写出实地核查表（每家一个工作簿），或读回填好的核查表。")(checklists)


def standard(
    year: YearArg,
    data: StandardDataOpt = None,
    points: PointsOpt = None,
    out: OutOpt = None,
    explain: Annotated[
        str, typer.Option("--explain", metavar="机构[:指标]", help="只说明得分的由来，如 S01 或 S01:1.1.1")
    ] = "",
) -> None:
    """Score the evaluation; write its four tables and the list of problems."""
    from hubao.evaluating import evaluate_year

    if explain:
        _explain(year, data, points, explain)
        return
    folder = out_path(year, out)
    done = evaluate_year(year, data, points, folder)
    if done.evaluation is None:
        if (folder / "bodies.csv").is_file():
            print(f"注意：{folder / 'bodies.csv'} 等是以前的结果，本次没有更新。", file=sys.stderr)
        print(f"问题清单：{done.files[-1]}", file=sys.stderr)
        raise DataError(done.problems)
    print(f"{year}年度 {len(done.evaluation.scores)} 家机构已计分：{folder / 'bodies.csv'}")
    if done.problems:
        print(f"输入数据有 {len(done.problems)} 处提醒，见 {done.files[1]}。")


def _explain(year: int, data: Path | None, points: Path | None, wanted: str) -> None:
    from hubao.evaluation import open_standard

    opened = open_standard(year, data, points)
    body, _, code = wanted.partition(":")
    codes = [code] if code else [line.code for line in opened.body(body).lines]
    for one in codes:
        print(opened.explain(body, one))
    if not code:
        for what, how in opened.steps(body):
            print(f"{what}：{how}")


def checklists(
    year: YearArg,
    forms: Annotated[
        list[Path] | None, typer.Argument(metavar="[核查表]…", help="填好的核查表；不给则写出空表")
    ] = None,
    data: StandardDataOpt = None,
    points: PointsOpt = None,
    out: OutOpt = None,
    body: BodyOpt = None,
) -> None:
    """Write on-site forms, or read filled ones back into rows of the input tables."""
    from hubao.console import show_problems
    from hubao.evaluating import read_forms, write_forms

    folder = out or out_path(year, None) / "checklists"
    if forms:
        problems, written = read_forms(year, points, forms, folder)
    else:
        problems, written = write_forms(year, data, points, body or (), folder)
    if problems:
        show_problems(problems)
    for path in written:
        print(f"已写出 {path}")
    raise typer.Exit(0 if written else 1)
