"""The commands: ``hubao COMMAND YEAR``. Exit status 0 done, 1 refused or failed, 2 wrong usage."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from hubao.errors import HubaoError

__all__ = ["app", "main"]

app = typer.Typer(
    name="hubao",
    help="互保：代办处绩效考核的核对、计分、名额分配与报告。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

YearArg = Annotated[int, typer.Argument(metavar="年度", help="考核年度，如 2024")]
DataOpt = Annotated[Path | None, typer.Option("--data", metavar="目录", help="输入数据目录，默认 data/年度")]
ParamsOpt = Annotated[
    Path | None, typer.Option("--params", metavar="文件", help="政策文件，默认 params/policy/年度.yaml")
]
OutOpt = Annotated[Path | None, typer.Option("--out", metavar="目录", help="输出目录，默认 reports/年度")]
ReadingOpt = Annotated[
    list[str] | None, typer.Option("--reading", metavar="编号=取值", help="本次改用的读法（可重复），输出标为试算")
]


@app.command(help="核对全部输入，列出问题、位置与改法；写出 problems.csv、problems.html 与批注过的工作簿。")
def check(year: YearArg, data: DataOpt = None, params: ParamsOpt = None, out: OutOpt = None) -> None:
    """Check all inputs; write the problems and an annotated copy of a workbook."""
    from hubao.checking import check_year
    from hubao.console import show_problems

    result = check_year(year, data, params, _out(year, out))
    show_problems(result.problems)
    for path in result.files:
        print(f"已写出 {path}")
    raise typer.Exit(0 if result.ok else 1)


@app.command(help="计分：写出 scores.csv（逐项）与 results.csv（逐家）。")
def score(
    year: YearArg,
    data: DataOpt = None,
    params: ParamsOpt = None,
    out: OutOpt = None,
    reading: ReadingOpt = None,
) -> None:
    """Score the year; write ``scores.csv`` and ``results.csv``."""
    from hubao.tables.outputs import RESULT_COLUMNS, SCORE_COLUMNS, write_rows
    from hubao.year import open_year

    opened = open_year(year, data, params, _readings(reading))
    folder = _out(year, out)
    write_rows(opened.score_rows(), SCORE_COLUMNS, folder / "scores.csv")
    write_rows(opened.result_rows(), RESULT_COLUMNS, folder / "results.csv")
    mark = f"（试算：{opened.trial_text}）" if opened.trial else ""
    print(f"{year}年度 {len(opened.cards)} 家代办处已计分{mark}：{folder / 'results.csv'}、{folder / 'scores.csv'}")


@app.command(help="分配优秀名额：写出 quota.csv，每个名额都有说明。")
def quota(
    year: YearArg,
    data: DataOpt = None,
    params: ParamsOpt = None,
    out: OutOpt = None,
    reading: ReadingOpt = None,
) -> None:
    """Allocate the award seats; write ``quota.csv``."""
    from hubao.tables.outputs import QUOTA_COLUMNS, write_rows
    from hubao.year import open_year

    opened = open_year(year, data, params, _readings(reading))
    rows = [row for pool in opened.policy.quota.pools for row in opened.quota_rows(pool.code)]
    path = _out(year, out) / "quota.csv"
    write_rows(rows, QUOTA_COLUMNS, path)
    for pool in opened.policy.quota.pools:
        seats = sum(int(row["seats"]) for row in rows if row["pool"] == pool.code)
        print(f"{pool.label}：共分配 {seats} 个名额")
    print(f"已写出 {path}")


@app.command(help="说明得分的由来：输入、算式、条款、读法。")
def explain(
    year: YearArg,
    agency: Annotated[str, typer.Argument(metavar="代办处", help="代办处编号，如 D01")],
    item: Annotated[str | None, typer.Argument(metavar="项目", help="指标代码，如 I07；不写则全部")] = None,
    data: DataOpt = None,
    params: ParamsOpt = None,
    reading: ReadingOpt = None,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出，供程序使用")] = False,
) -> None:
    """Say why an agency has its points."""
    from hubao.year import open_year

    opened = open_year(year, data, params, _readings(reading))
    found = opened.explain_all(agency) if item is None else (opened.explain(agency, item),)
    if as_json:
        plain = [one.to_dict() for one in found]
        print(json.dumps(plain if item is None else plain[0], ensure_ascii=False, indent=2))
        return
    print("\n\n".join(str(one) for one in found))


@app.command(help="打印报告：默认全部代办处报告、年度报告与目录页。")
def render(
    year: YearArg,
    data: DataOpt = None,
    params: ParamsOpt = None,
    out: OutOpt = None,
    report: Annotated[
        list[str] | None, typer.Option("--report", metavar="名称", help="agency、annual 或 quota（可重复）")
    ] = None,
    agency: Annotated[list[str] | None, typer.Option("--agency", metavar="编号", help="只打印这些代办处")] = None,
    formats: Annotated[str, typer.Option("--format", metavar="格式", help="html、pdf 或 html,pdf")] = "html,pdf",
    jobs: Annotated[int | None, typer.Option("--jobs", metavar="个数", min=1, help="同时打印的进程数")] = None,
    parameter: Annotated[
        list[str] | None, typer.Option("--parameter", "-p", metavar="名称=值", help="另给笔记本的参数（可重复）")
    ] = None,
    keep_notebooks: Annotated[bool, typer.Option("--keep-notebooks", help="一并保留运行过的笔记本")] = False,
) -> None:
    """Print reports and the index."""
    from hubao.console import show_outcomes
    from hubao.press.run import RunRequest, run

    request = RunRequest(
        year=year,
        data=data,
        policy=params,
        out=_out(year, out),
        reports=tuple(report or ()),
        agencies=tuple(agency or ()),
        formats=_formats(formats),
        workers=jobs or os.cpu_count() or 1,
        parameters=_pairs(parameter, "--parameter"),
        keep_notebooks=keep_notebooks,
    )
    raise typer.Exit(0 if show_outcomes(run(request), request.out) else 1)


@app.command(help="按回执核对报告：是否完好、被改动、缺失或已过期。")
def verify(folder: Annotated[Path, typer.Argument(metavar="目录", help="报告目录，如 reports/2024")]) -> None:
    """Hold printed reports against their receipts."""
    from hubao.console import show_findings
    from hubao.press.receipts import verify as hold

    if not (folder / "receipts").is_dir():
        message = f"{folder} 中没有回执（receipts 目录）。请先用 hubao render 打印报告。"
        raise HubaoError(message)
    raise typer.Exit(0 if show_findings(hold(folder)) else 1)


@app.command(help="比较两个年度的政策，并以新年度的数据说明影响了谁。")
def diff(
    old: Annotated[int, typer.Argument(metavar="旧年度", help="如 2023")],
    new: Annotated[int, typer.Argument(metavar="新年度", help="如 2024")],
    data: DataOpt = None,
) -> None:
    """Compare two policies and what their difference moves."""
    from hubao.console import show_comparison

    show_comparison(old, new, data)


@app.command(help="写出虚构的示例年度（每次字节相同）。")
def sample(
    out: Annotated[Path | None, typer.Option("--out", metavar="目录", help="写到哪里，默认 data")] = None,
) -> None:
    """Write the fictitious sample years."""
    from hubao.sample import write_sample_years
    from hubao.year import find_root

    for path in write_sample_years(out or find_root() / "data"):
        print(f"已写出 {path}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; errors become a Chinese message and an exit status, never a traceback.

    Args:
        arguments: the words after ``hubao``; default those of the process.
    """
    from hubao.console import usage_message

    for stream in (sys.stdout, sys.stderr):
        # Windows consoles may still use a code page without some of our characters.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        status = app(args=list(arguments) if arguments is not None else None, standalone_mode=False)
    except HubaoError as error:
        print(error, file=sys.stderr)
        return 1
    except typer.Exit as stop:
        return stop.exit_code
    except (typer.Abort, KeyboardInterrupt):
        print("已中止。", file=sys.stderr)
        return 1
    except OSError as error:
        print(
            f"读写文件出错：{error.filename or ''}（{error.strerror}）。请核对路径、权限与磁盘空间。", file=sys.stderr
        )
        return 1
    except Exception as error:
        message = usage_message(error)
        if message is None:
            raise
        print(message, file=sys.stderr)
        return 2
    return status if isinstance(status, int) else 0


def _out(year: int, out: Path | None) -> Path:
    from hubao.year import find_root

    return out or find_root() / "reports" / str(year)


def _readings(given: list[str] | None) -> dict[str, str]:
    return _pairs(given, "--reading")


def _pairs(given: list[str] | None, option: str) -> dict[str, str]:
    pairs = {}
    for text in given or ():
        key, sign, value = text.partition("=")
        if not sign or not key.strip() or not value.strip():
            message = f"{option} 应写成“名称=取值”，现为“{text}”"
            raise typer.BadParameter(message)
        if key.strip() in pairs:
            message = f"{option} 的“{key.strip()}”给了两次"
            raise typer.BadParameter(message)
        pairs[key.strip()] = value.strip()
    return pairs


def _formats(text: str) -> tuple[str, ...]:
    from hubao.press.printer import FORMATS

    wanted = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if not wanted or any(part not in FORMATS for part in wanted):
        message = f"--format 应为 html、pdf 或 html,pdf，现为“{text}”"
        raise typer.BadParameter(message)
    return wanted
