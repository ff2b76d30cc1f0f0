"""What the words of a command line mean: reports, formats, readings, parameters; a wrong one is wrong usage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hubao.errors import ReportError

if TYPE_CHECKING:
    from hubao.press.request import Engine

__all__ = [
    "DataOpt",
    "OutOpt",
    "ParamsOpt",
    "ReadingOpt",
    "YearArg",
    "check_parameters",
    "out_path",
    "read_engine",
    "read_formats",
    "read_pairs",
    "read_readings",
    "read_reports",
]

YearArg = Annotated[int, typer.Argument(metavar="年度", help="考核年度，如 2024")]
DataOpt = Annotated[Path | None, typer.Option("--data", metavar="目录", help="输入数据目录，默认 data/年度")]
ParamsOpt = Annotated[
    Path | None, typer.Option("--params", metavar="文件", help="政策文件，默认 params/policy/年度.yaml")
]
OutOpt = Annotated[Path | None, typer.Option("--out", metavar="目录", help="输出目录，默认 reports/年度")]
ReadingOpt = Annotated[
    list[str] | None, typer.Option("--reading", metavar="编号=取值", help="本次改用的读法（可重复），输出标为试算")
]


def read_readings(given: list[str] | None) -> dict[str, str]:
    """Readings switched for a run, id → value."""
    return read_pairs(given, "--reading")


def read_pairs(given: list[str] | None, option: str) -> dict[str, str]:
    """Pairs written as ``name=value``, each name once."""
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


def read_reports(
    given: list[str] | None, agencies: list[str] | None, bodies: list[str] | None = None
) -> tuple[str, ...]:
    """Names of reports, each known, all of one book; owners are named for their own reports only.

    ``standard`` without bodies means the evaluation's report on all of them as well.
    """
    from hubao.press.books import APPRAISAL, REPORTS, STANDARD

    unknown = [name for name in given or () if name not in REPORTS]
    if unknown:
        known = "、".join(f"{name}（{label}）" for name, label in REPORTS.items())
        message = f"没有“{'、'.join(unknown)}”这种报告，可用：{known}"
        raise typer.BadParameter(message)
    if agencies and given and APPRAISAL.each not in given:
        message = "--agency 只用于代办处报告，请加上 --report agency，或去掉 --agency"
        raise typer.BadParameter(message)
    if bodies and given and STANDARD.each not in given:
        message = "--body 只用于经办绩效评价报告，请加上 --report standard，或去掉 --body"
        raise typer.BadParameter(message)
    wanted = list(dict.fromkeys(given or ([STANDARD.each] if bodies else ())))
    if wanted == [STANDARD.each] and not bodies:
        wanted = list(STANDARD.reports)
    if (agencies and bodies) or (set(wanted) & set(APPRAISAL.reports) and set(wanted) & set(STANDARD.reports)):
        message = "代办处考核与经办绩效评价的报告所用数据不同，请分两次打印"
        raise typer.BadParameter(message)
    return tuple(wanted)


def check_parameters(reports: Sequence[str], given: Mapping[str, str]) -> None:
    """A parameter the notebooks do not have, or of the wrong kind, is wrong usage, told before anything is read."""
    from hubao.places import find_root
    from hubao.press.jobs import notebook_path
    from hubao.press.parameters import read_parameters

    notebooks = [notebook_path(report, find_root()) for report in reports] if given else []
    try:
        read_parameters(notebooks, given)
    except ReportError as error:
        raise typer.BadParameter(str(error)) from None


def read_engine(text: str) -> Engine:
    """What is to run the notebooks."""
    if text not in ("warm", "nbclient"):
        message = f"--engine 应为 warm 或 nbclient，现为“{text}”"
        raise typer.BadParameter(message)
    return "warm" if text == "warm" else "nbclient"


def read_formats(text: str) -> tuple[str, ...]:
    """Formats written with commas between them."""
    from hubao.press.request import FORMATS

    wanted = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if not wanted or any(part not in FORMATS for part in wanted):
        message = f"--format 应为 html、pdf 或 html,pdf，现为“{text}”"
        raise typer.BadParameter(message)
    return wanted


def out_path(year: int, out: Path | None) -> Path:
    """The output folder: the one given, else ``reports/<year>`` of the project."""
    from hubao.places import find_root

    return out or find_root() / "reports" / str(year)
