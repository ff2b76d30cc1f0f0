"""The commands: ``hubao COMMAND YEAR``. Exit status 0 done, 1 refused or failed, 2 wrong usage.

What can be judged from the command line alone is usage (an unknown report, a parameter the notebook does not have);
what the year's data or policy does not know (an agency, an item, a reading) is refused by them.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hubao.cli_forms import add_form_commands
from hubao.cli_ledgers import add_ledger_commands
from hubao.cli_standard import add_standard_commands
from hubao.console import Command, Commands, fault_message, file_message, usage_message
from hubao.errors import HubaoError
from hubao.options import (
    DataOpt,
    OutOpt,
    ParamsOpt,
    ReadingOpt,
    YearArg,
    check_parameters,
    out_path,
    read_engine,
    read_formats,
    read_pairs,
    read_readings,
    read_reports,
)

if TYPE_CHECKING:
    from hubao.year import Year

__all__ = ["app", "main"]

_INTERRUPTED = 130
_TRACEBACK = "HUBAO_TRACEBACK"
"""Environment variable with which a maintainer gets the traceback of a fault in the program."""

app = typer.Typer(
    name="hubao",
    cls=Commands,
    help="互保：代办处绩效考核的核对、计分、名额分配与报告。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.command(cls=Command, help="核对全部输入，列出问题、位置与改法；写出问题清单（CSV、网页）和批注过的工作簿。")
def check(year: YearArg, data: DataOpt = None, params: ParamsOpt = None, out: OutOpt = None) -> None:
    """Check all inputs; write the problems and an annotated copy of a workbook."""
    from hubao.checking import check_year
    from hubao.console import show_problems

    result = check_year(year, data, params, out_path(year, out))
    show_problems(result.problems)
    for path in result.files:
        print(f"已写出 {path}")
    raise typer.Exit(0 if result.ok else 1)


@app.command(cls=Command, help="计分：写出 scores.csv（逐项）与 results.csv（逐家）；试算可用 --out 另存。")
def score(
    year: YearArg,
    data: DataOpt = None,
    params: ParamsOpt = None,
    out: OutOpt = None,
    reading: ReadingOpt = None,
) -> None:
    """Score the year; write ``scores.csv`` and ``results.csv``.

    A trial goes to the same files, every row marked in the column ``trial``, and says so: scoring again without
    ``--reading`` brings the standing result back.
    """
    from hubao.tables.outputs import RESULT_COLUMNS, SCORE_COLUMNS, write_rows

    folder = out_path(year, out)
    paths = (folder / "scores.csv", folder / "results.csv")
    opened = _opened(year, data, params, reading, paths)
    replaced = [path.name for path in paths if path.is_file()]
    write_rows(opened.score_rows(), SCORE_COLUMNS, paths[0])
    write_rows(opened.result_rows(), RESULT_COLUMNS, paths[1])
    print(f"{year}年度 {len(opened.cards)} 家代办处已计分：{paths[1]}、{paths[0]}")
    if opened.problems:
        print(f"输入数据有 {len(opened.problems)} 处提醒，见 hubao check {year}。")
    _note_trial(opened.trial_text, replaced, f"hubao score {year}")


@app.command(cls=Command, help="分配优秀名额：写出 quota.csv，每个名额都有说明。")
def quota(
    year: YearArg,
    data: DataOpt = None,
    params: ParamsOpt = None,
    out: OutOpt = None,
    reading: ReadingOpt = None,
) -> None:
    """Allocate the award seats; write ``quota.csv`` (a trial as in `score`)."""
    from hubao.tables.outputs import QUOTA_COLUMNS, write_rows

    path = out_path(year, out) / "quota.csv"
    opened = _opened(year, data, params, reading, (path,))
    rows = [row for pool in opened.policy.quota.pools for row in opened.quota_rows(pool.code)]
    replaced = [path.name] if path.is_file() else []
    write_rows(rows, QUOTA_COLUMNS, path)
    for pool in opened.policy.quota.pools:
        seats = sum(int(row["seats"]) for row in rows if row["pool"] == pool.code)
        print(f"{pool.label}：共分配 {seats} 个名额")
    print(f"已写出 {path}")
    _note_trial(opened.trial_text, replaced, f"hubao quota {year}")


@app.command(cls=Command, help="说明得分的由来：输入、算式、条款、读法。")
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

    opened = open_year(year, data, params, read_readings(reading))
    found = opened.explain_all(agency) if item is None else (opened.explain(agency, item),)
    if as_json:
        plain = [one.to_dict() for one in found]
        print(json.dumps(plain if item is None else plain[0], ensure_ascii=False, indent=2))
        return
    print("\n\n".join(str(one) for one in found))


@app.command(cls=Command, help="打印报告：默认全部代办处报告、年度报告与目录页。一份失败不影响其他各份。")
def render(
    year: YearArg,
    data: DataOpt = None,
    params: ParamsOpt = None,
    out: OutOpt = None,
    report: Annotated[
        list[str] | None,
        typer.Option("--report", metavar="名称", help="agency、annual、quota，或 standard（经办绩效评价）；可重复"),
    ] = None,
    agency: Annotated[
        list[str] | None, typer.Option("--agency", metavar="编号", help="只打印这些代办处（可重复）")
    ] = None,
    body: Annotated[
        list[str] | None, typer.Option("--body", metavar="编号", help="只打印这些机构的经办绩效评价报告（可重复）")
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", metavar="格式", help="html、pdf 或 html,pdf，默认 html,pdf")
    ] = "html,pdf",
    jobs: Annotated[
        int | None, typer.Option("--jobs", metavar="个数", min=1, help="同时打印几份，默认同处理器数，至多8")
    ] = None,
    parameter: Annotated[
        list[str] | None, typer.Option("--parameter", "-p", metavar="名称=值", help="另给笔记本的参数（可重复）")
    ] = None,
    keep_notebooks: Annotated[bool, typer.Option("--keep-notebooks", help="一并保留运行过的笔记本")] = False,
    engine: Annotated[
        str, typer.Option("--engine", metavar="引擎", help="warm（默认）或 nbclient（每份起一个内核）")
    ] = "warm",
    dask: Annotated[
        str, typer.Option("--dask", metavar="地址", help="交给 dask 集群打印，如 tcp://10.0.0.5:8786")
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="没有变化的也重新打印")] = False,
    log: Annotated[Path | None, typer.Option("--log", metavar="文件", help="把经过逐行记入 JSON 日志")] = None,
) -> None:
    """Print reports and the index."""
    from hubao.press.batch import default_workers
    from hubao.press.request import RunRequest
    from hubao.press.run import run
    from hubao.printing import show_run

    request = RunRequest(
        year=year,
        data=data,
        policy=params,
        out=out_path(year, out),
        reports=read_reports(report, agency, body),
        agencies=tuple(agency or body or ()),
        formats=read_formats(formats),
        workers=jobs or default_workers(),
        parameters=read_pairs(parameter, "--parameter"),
        keep_notebooks=keep_notebooks,
        engine=read_engine(engine),
        dask=dask,
        force=force,
    )
    if dask and engine != "warm":
        message = "--dask 只能与 --engine warm 合用"
        raise typer.BadParameter(message)
    check_parameters(request.wanted, request.parameters)
    raise typer.Exit(0 if show_run(run(request), request, log) else 1)


@app.command(cls=Command, help="按回执核对报告：是否完好、被改动、缺失或已过期，能否原样重做。")
def verify(
    folder: Annotated[Path, typer.Argument(metavar="目录", help="报告目录，如 reports/2024")],
    data: Annotated[
        Path | None, typer.Option("--data", metavar="目录", help="输入数据目录，默认按回执在项目内找")
    ] = None,
    params: Annotated[
        Path | None, typer.Option("--params", metavar="文件", help="政策文件，默认按回执在项目内找")
    ] = None,
    again: Annotated[bool, typer.Option("--remake", help="完好的各份在临时目录里重做一遍，逐字节比较")] = False,
) -> None:
    """Hold printed reports against their receipts."""
    from hubao.console import show_findings
    from hubao.press.verify import remake
    from hubao.press.verify import verify as hold

    if not (folder / "receipts").is_dir():
        message = f"{folder} 中没有回执（receipts 文件夹）。请核对目录，或先用 hubao render 打印报告。"
        raise HubaoError(message)
    findings = hold(folder, data, params)
    if again:
        from hubao.press.batch import default_workers

        findings = remake(folder, findings, default_workers(), data, params)
    raise typer.Exit(0 if show_findings(findings, remade=again) else 1)


@app.command(cls=Command, help="归档：把一年的报告、输入数据、政策文件与回执按类别装入一个压缩文件（每次字节相同）。")
def archive(
    year: YearArg,
    data: DataOpt = None,
    params: ParamsOpt = None,
    reports: Annotated[
        Path | None, typer.Option("--reports", metavar="目录", help="报告目录，默认 reports/年度")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="文件", help="写到哪里，默认 reports/archive/hubao-年度.zip")
    ] = None,
) -> None:
    """Put a year's reports into one zip, for the office's yearly filing."""
    from hubao.places import data_path, find_root, policy_path
    from hubao.press.archive import archive_year
    from hubao.year import open_year

    target = out or find_root() / "reports" / "archive" / f"hubao-{year}.zip"
    places = data_path(year, data).resolve(), policy_path(year, params).resolve()
    made = archive_year(open_year(year, *places), out_path(year, reports), target, *places)
    print(f"已归档 {made.agencies} 家代办处，{made.files} 个文件：{made.path}")


@app.command(cls=Command, help="比较两个年度的政策，并以新年度的数据说明影响了谁。")
def diff(
    old: Annotated[int, typer.Argument(metavar="旧年度", help="如 2023")],
    new: Annotated[int, typer.Argument(metavar="新年度", help="如 2024")],
    data: DataOpt = None,
) -> None:
    """Compare two policies and what their difference moves."""
    from hubao.console import show_comparison

    show_comparison(old, new, data)


@app.command(cls=Command, help="写出虚构的示例年度（每次字节相同）。")
def sample(
    out: Annotated[Path | None, typer.Option("--out", metavar="目录", help="写到哪里，默认 data")] = None,
) -> None:
    """Write the fictitious sample years."""
    from hubao.places import find_root
    from hubao.sample import write_sample_years

    for path in write_sample_years(out or find_root() / "data"):
        print(f"已写出 {path}")


add_standard_commands(app)
add_ledger_commands(app)
add_form_commands(app)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; errors become a Chinese message and an exit status, never a traceback.

    Args:
        arguments: the words after ``hubao``; default those of the process.

    Returns:
        0 done, 1 refused or failed, 2 wrong usage; 130, as shells expect, when the user stopped it.
    """
    for stream in (sys.stdout, sys.stderr):
        # Windows consoles may still use a code page without some of our characters.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        status = app(args=None if arguments is None else list(arguments), prog_name="hubao", standalone_mode=False)
        sys.stdout.flush()
    except HubaoError as error:
        return _say(str(error), 1)
    except BrokenPipeError:
        return _quiet()
    except OSError as error:
        return _say(file_message(error), 1)
    except typer.Abort:
        return _say("已中止。", _INTERRUPTED)
    except typer.TyperException as error:
        return _say(usage_message(error), 2)
    except Exception as error:
        if os.environ.get(_TRACEBACK):
            raise
        return _say(fault_message(error), 1)
    return _say("已中止。", status) if status == _INTERRUPTED else int(status or 0)


def _say(message: str, status: int) -> int:
    print(message, file=sys.stderr)
    return status


def _quiet() -> int:
    """The reader of our output has gone (``hubao explain … | head -1``): nothing to say, and nobody to say it to."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python complains when it closes the stream
    return 1


def _note_trial(trial: str, replaced: Sequence[str], command: str) -> None:
    """Say on the error stream that a run was a trial, and what it took the place of."""
    if not trial:
        return
    print(f"注意：这是试算（{trial}），各行的 trial 列已标明，不是正式测算结果。", file=sys.stderr)
    if replaced:
        names = "、".join(replaced)
        back = f"不带 --reading 再运行 {command} 即恢复，或用 --out 另存试算"
        print(f"原有的 {names} 已被替换；{back}。", file=sys.stderr)


def _opened(
    year: int, data: Path | None, params: Path | None, reading: list[str] | None, outputs: Sequence[Path]
) -> Year:
    """Open the year; when it is refused, say which results of an earlier run still lie there."""
    from hubao.year import open_year

    try:
        return open_year(year, data, params, read_readings(reading))
    except HubaoError:
        for path in outputs:
            if path.is_file():
                print(f"注意：{path} 是以前的结果，本次没有更新。", file=sys.stderr)
        raise
