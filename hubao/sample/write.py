"""Writing the sample years: what ``hubao sample`` does."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from hubao.appraisal.agency import Agency
from hubao.files import write_bytes
from hubao.sample.frames import frames_of
from hubao.sample.notices import readme, sample_notice
from hubao.sample.standard_years import write_standard_years
from hubao.sample.years import EDGES, sample_years
from hubao.tables.read import SAMPLE_FILE, WORKBOOK
from hubao.tables.write import write_csv, write_workbook
from hubao.year import Year, open_year

__all__ = ["write_sample_years"]

WORKBOOK_YEAR = 2024
"""The year that is also written as a workbook, in a folder of its own: tables in two forms side by side are refused."""


def write_sample_years(data_dir: Path) -> list[Path]:
    """Write the fictitious sample years: the same bytes each time, on every machine.

    Each year is read back, checked and scored by the year's policy, since the next year's history quotes its results.

    Args:
        data_dir: the folder that holds the years, usually ``data``; files of the same names are replaced.

    Returns:
        The files written, in order.

    Raises:
        PolicyError: a year's policy file is refused.
        DataError: the sample itself would be refused, e.g. under a policy it was not made for.
    """
    with TemporaryDirectory() as scratch:
        years = list(sample_years(partial(_appraise, Path(scratch))))
    written: list[Path] = []
    for year, agencies in years:
        written += _write_year(data_dir / str(year), year, agencies)
        if year == WORKBOOK_YEAR:
            written += _write_workbook(data_dir / f"{year}-excel", year, agencies)
    written += write_standard_years(data_dir)
    return [*written, _write_text(readme(EDGES), data_dir / "README.md")]


def _appraise(scratch: Path, year: int, agencies: Sequence[Agency]) -> Year:
    """Score a year aside, so that a refusal leaves the data folder as it was."""
    folder = scratch / str(year)
    _write_year(folder, year, agencies)
    return open_year(year, folder)


def _write_year(folder: Path, year: int, agencies: Sequence[Agency]) -> list[Path]:
    files = [_write_text(sample_notice(year), folder / SAMPLE_FILE)]
    for name, frame in frames_of(agencies).items():
        files.append(folder / f"{name}.csv")
        write_csv(frame, files[-1])
    return files


def _write_workbook(folder: Path, year: int, agencies: Sequence[Agency]) -> list[Path]:
    notice = _write_text(sample_notice(year), folder / SAMPLE_FILE)
    write_workbook(frames_of(agencies), folder / WORKBOOK, sample=True)
    return [notice, folder / WORKBOOK]


def _write_text(text: str, path: Path) -> Path:
    write_bytes(text.encode(), path)
    return path
