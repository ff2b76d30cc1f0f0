"""The bench's own arithmetic and tables, and the year it multiplies; nothing is timed here."""

import json
import subprocess
import sys
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from hubao.report.agency import AgencyReport
from hubao.year import read_year

ROOT = Path(__file__).parents[2]
MIB = 1024 * 1024


def script(name: str) -> ModuleType:
    """A script as it is run: its folder stands first on the path, so that it finds its parts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "scripts")
        return import_module(name)


tables = script("bench_tables")
ways = script("bench_ways")
synthetic = script("synthetic_year")


def digests(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def run(question: str, way: str, reports: int, wall: float, cpu: float, **other: object) -> object:
    values = {"formats": "html", "year": 66, "own_rss": 40 * MIB, "worker_rss": 200 * MIB, **other}
    return tables.Run(question, way, reports=reports, wall=wall, cpu=cpu, **values)


def cells(table: object, row: str) -> list[str]:
    return list(next(cells for cells in table.rows if cells[0] == row))


def answers(runs: list[object]) -> list[tuple[str, bool | None]]:
    return [(one.measured, one.met) for one in tables.targets(runs, 66, [66, 500])]


class TestYear:
    def test_a_year_of_150_is_read_without_an_error(self, tmp_path: Path) -> None:
        synthetic.write_synthetic_year(tmp_path, 150)

        year = read_year(2024, tmp_path)

        assert list(year.cards) == [f"S{number:04d}" for number in range(1, 151)]
        assert year.sample
        assert len({year.agency(key).name for key in year.cards}) == 150

    def test_the_same_number_gives_the_same_bytes(self, tmp_path: Path) -> None:
        for name in ("once", "again"):
            synthetic.write_synthetic_year(tmp_path / name, 150)

        assert digests(tmp_path / "once") == digests(tmp_path / "again")

    def test_agencies_of_one_pattern_differ_in_their_counts(self, tmp_path: Path) -> None:
        synthetic.write_synthetic_year(tmp_path, 67)

        year = read_year(2024, tmp_path)

        first, second = (year.agency(key).actuals for key in ("S0001", "S0067"))
        assert first.insured_members != second.insured_members
        assert first.trainings == second.trainings

    @pytest.mark.parametrize("number", [0, 10_000])
    def test_a_number_that_ids_cannot_name_is_refused(self, tmp_path: Path, number: int) -> None:
        with pytest.raises(ValueError, match=f"not for {number}"):
            synthetic.write_synthetic_year(tmp_path, number)

    def test_no_name_is_contained_in_another(self) -> None:
        names = [synthetic._name(place, "bureau") for place in range(synthetic.MOST)]

        assert len({len(name) for name in names}) == 1
        assert len(set(names)) == synthetic.MOST


class TestPassages:
    def test_the_direct_way_shows_what_the_notebook_shows_in_its_order(self) -> None:
        shown = ways.passages((ROOT / "notebooks" / "agency.ipynb").read_text(encoding="utf-8"))

        calls = [text for kind, text in shown if kind == "call"]
        assert (calls[0], calls[-1]) == ("head", "colophon")
        assert all(hasattr(AgencyReport, name) for name in calls)
        assert shown[1] == ("words", shown[1][1])
        assert shown[1][1].startswith("## 一、评价项目")

    def test_a_cell_that_is_no_passage_is_left_out(self) -> None:
        notebook = {"cells": [{"cell_type": "code", "source": ["import hubao\n", "report = 1"]}]}

        assert ways.passages(json.dumps(notebook)) == []


class TestArithmetic:
    def test_the_median_leaves_failed_runs_out(self) -> None:
        runs = [run("A", "ours", 66, wall, 1) for wall in (9, 10, 14)]
        failed = run("A", "ours", 66, 500, 1, error="退出码 1")

        found = tables.middle([*runs, failed], way="ours")

        assert (found.runs, found.wall) == (3, 10)

    def test_scaling_counts_the_start_once(self) -> None:
        start, some = tables.Middle(1, 0, 2.0, 1.0), tables.Middle(1, 12, 26.0, 25.0)

        full = some.over(start, 66)

        assert full.wall == 2 + (26 - 2) * 66 / 12
        assert full.cpu == 1 + (25 - 1) * 66 / 12

    def test_the_fixed_start_is_what_few_reports_cost_beyond_their_share(self) -> None:
        few, many = tables.Middle(1, 2, 5.0, 5.0), tables.Middle(1, 66, 5.0 + 64 * 0.1, 9.0)

        assert tables.fixed_start(few, many, "wall") == pytest.approx(5 - 2 * 0.1)

    @pytest.mark.parametrize(
        ("said", "counts"),
        [
            ("已打印 66 份报告：/tmp/r", (66, 0, 0)),
            ("已打印 64 份报告，2 份失败：/tmp/r", (64, 2, 0)),
            ("66 份没有变化，不必重印：/tmp/r", (0, 0, 66)),
            ("", (0, 0, 0)),
        ],
    )
    def test_what_the_command_says_is_read(self, said: str, counts: tuple[int, int, int]) -> None:
        assert tuple(tables.printed(said).values()) == counts


class TestTables:
    def test_a_way_is_set_beside_ours_and_scaled(self) -> None:
        runs = [
            run("A", "ours", 66, 6.6, 13.2),
            run("A", "loop", 0, 2, 2),
            run("A", "loop", 12, 26, 26, same=True),
            run("A", "direct", 66, 3.3, 3.3, same=False),
        ]

        table = tables.cost_table(runs, "html", 66)

        assert cells(table, tables.WAYS["ours"])[1:7] == [
            "66 份 × 1 次",
            "6.60",
            "0.100",
            "0.200",
            "1.00 倍",
            "1.00 倍",
        ]
        # (26 − 2) ÷ 12 × 66 + 2 = 134 seconds, 20.30 times our 6.6 and 10.15 times our 13.2
        loop = cells(table, tables.WAYS["loop"])
        assert loop[1:7] == ["12 份 × 1 次", "≈134.00", "≈2.030", "≈2.030", "20.30 倍", "10.15 倍"]
        assert loop[7:] == ["40", "200", "——", "相同"]
        assert cells(table, tables.WAYS["direct"])[-1] == "不同"

    def test_a_failed_way_is_told_and_the_others_stand(self) -> None:
        runs = [run("A", "ours", 66, 6, 6), run("A", "pool", 12, 0, 0, error="退出码 1：没有内核 | 请安装")]

        lines = tables.cost_table(runs, "html", 66).markdown().splitlines()

        assert "| 失败：退出码 1：没有内核 ／ 请安装 |" in lines[3]
        assert {line.count("|") for line in lines} == {12}

    def test_nothing_to_do_is_told_in_percent_of_the_first_batch(self) -> None:
        runs = [run("B", "first", 66, 20, 30), run("B", "second", 66, 0.5, 0.3), run("B", "help", 0, 0.2, 0.2)]

        table = tables.standing_table(runs)

        assert cells(table, "再运行一次，没有变化")[2:6] == ["0.50", "0.30", "2.5%", "1.0%"]

    def test_cost_by_number_is_told_with_and_without_the_start(self) -> None:
        # 5 seconds and 0.1 a report; 0.12 in the larger year
        runs = [
            run("C", "few", 2, 5.2, 5.2),
            run("C", "ours", 66, 11.6, 11.6),
            run("C", "ours", 500, 65, 65, year=500),
        ]

        table = tables.number_table(runs, [66, 500])

        assert cells(table, "66")[2:7] == ["11.60", "0.1758", "0.1000", "1.00 倍", "1.00 倍"]
        # 65 ÷ 500 = 0.13, and (65 − 5) ÷ 500 = 0.12; 0.13 ÷ 0.1758 = 0.74
        assert cells(table, "500")[2:7] == ["65.00", "0.1300", "0.1200", "0.74 倍", "1.20 倍"]

    def test_a_size_that_failed_has_a_whole_row(self) -> None:
        lines = tables.number_table([run("C", "ours", 66, 9, 9)], [66, 500]).markdown().splitlines()

        assert "失败：没有测" in lines[3]
        assert len({line.count("|") for line in lines}) == 1


class TestTargets:
    def test_the_worse_of_clock_and_processor_decides(self) -> None:
        runs = [
            run("A", "ours", 66, 10, 15),
            run("A", "ours", 66, 14, 23, formats="html,pdf"),
            run("A", "direct", 66, 10, 10),
            run("A", "loop", 66, 200, 200),
            run("A", "pool", 66, 79, 158),
            run("B", "first", 66, 10, 20),
            run("B", "second", 66, 0.3, 0.6),
            run("C", "few", 2, 1.2, 1.2),
            run("C", "ours", 66, 7.6, 7.6),
            run("C", "ours", 500, 56, 57, year=500, worker_rss=301 * MIB),
        ]

        assert answers(runs) == [
            ("HTML：20.00 倍；HTML＋PDF：没有测", True),
            ("HTML：7.90 倍；HTML＋PDF：没有测", False),
            ("CPU 1.50 倍；HTML＋PDF：没有测", True),
            ("用时 1.40 倍；CPU 1.53 倍", False),
            ("用时 3.0%；CPU 3.0%", True),
            ("用时 10.0%；CPU 12.0%", False),  # (56 − 1) ÷ 500 = 0.11 and (57 − 1) ÷ 500 = 0.112 beside 0.1
            ("命令进程 40 MiB，最大其他进程 301 MiB", False),
        ]

    def test_what_was_not_measured_is_neither_met_nor_missed(self) -> None:
        assert {met for _, met in answers([])} == {None}
        assert "没有测" in tables.targets_table(tables.targets([], 66, [66])).markdown()


@pytest.mark.skipif(sys.platform == "win32", reason="processor time of children is not told there")
class TestCommandLine:
    def test_the_help_text_says_what_is_measured(self) -> None:
        command = [sys.executable, str(ROOT / "scripts" / "bench.py"), "--help"]

        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout

        assert "--quick" in said
        assert "what a report costs" in said
