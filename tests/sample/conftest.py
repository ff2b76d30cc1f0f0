"""The committed sample years, opened once."""

from pathlib import Path

import pytest

from hubao.year import Year, open_year

DATA = Path(__file__).parents[2] / "data"
YEARS = (2022, 2023, 2024)


@pytest.fixture(scope="session")
def sample() -> dict[int, Year]:
    return {year: open_year(year, DATA / str(year)) for year in YEARS}
