"""A good year is read the same from every form people keep it in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hubao.appraisal.agency import (
    Agency,
    Category,
    Decision,
    DecisionKind,
    Grade,
    Participation,
    PastYear,
    Scale,
    SelfScore,
    TargetChange,
    Targets,
)
from hubao.tables.catalogue import TABLES
from hubao.tables.inputs import collect, read_inputs
from hubao.tables.write import write_csv, write_workbook
from tests.tables.good import GOOD, YEAR, rows_of, text_of_rows, write_csvs, write_xlsx


@pytest.fixture(scope="module")
def agencies(tmp_path_factory: pytest.TempPathFactory) -> tuple[Agency, ...]:
    return read_inputs(write_csvs(GOOD, tmp_path_factory.mktemp("good")), YEAR).agencies


def test_records(agencies: tuple[Agency, ...]) -> None:
    district, zone, bureau, central = agencies
    assert [agency.agency_id for agency in agencies] == ["D01", "K01", "B01", "C01"]
    assert (district.name, district.category, district.staff_count) == ("示例甲区代办处", Category.DISTRICT, 6)
    assert district.electronic_archive is True
    assert district.targets == Targets(Fraction(3, 5), Decimal(1000000))
    assert district.actuals.premium_income == Decimal("1020000.50")
    assert district.actuals.org_changes_due is None
    assert district.extras.comprehensive_plan is Participation.ALL
    assert district.extras.loan_disbursed == Decimal(550000)
    assert zone.actuals.dispatches_received == 5
    assert bureau.actuals.dispatches_received is None
    assert bureau.extras.loan_applications is None
    assert central.actuals.org_changes_due == 0
    assert central.scale == Scale(12, 10, 4, 800)


def test_lists(agencies: tuple[Agency, ...]) -> None:
    district, zone, bureau, _ = agencies
    assert district.history == (
        PastYear(2022, Fraction(11, 20), Decimal(900000), 5500, 280, Fraction(177, 2), Grade.QUALIFIED),
        PastYear(2023, Fraction(29, 50), Decimal(980000), 5800, 290, Fraction(92), Grade.EXCELLENT),
    )
    assert zone.decisions == (
        Decision(
            DecisionKind.RISK_DEDUCTION,
            "资料保管不当",
            "示例稽〔2024〕3号",
            "主任办公会",
            date(2024, 12, 20),
            Fraction(3, 2),
        ),
    )
    assert [decision.kind for decision in bureau.decisions] == [DecisionKind.VETO_SECURITY, DecisionKind.GRADE]
    assert bureau.decisions[1].grade is Grade.UNQUALIFIED
    assert bureau.self_scores == (SelfScore("I11b", Fraction(4), "两项均已变更", "变更批复"),)


def test_approved_change_governs_and_is_kept(agencies: tuple[Agency, ...]) -> None:
    zone = agencies[1]
    assert zone.targets.premium_target == Decimal(380000)
    assert zone.target_changes == (
        TargetChange(
            "I02",
            "premium_target",
            "400000",
            "380000",
            "园区企业合并",
            date(2024, 6, 3),
            date(2024, 6, 20),
            "主任办公会",
        ),
    )


def test_changes_follow_each_other_by_date(tmp_path: Path) -> None:
    later = "K01,I02,premium_target,380000,36万元,再次合并,,2024-09-01,主任办公会\n".replace("36万元", "360000")
    first, *rest = GOOD["target_changes"].splitlines(keepends=True)
    inputs = read_inputs(write_csvs({**GOOD, "target_changes": first + later + "".join(rest)}, tmp_path), YEAR)
    assert inputs.problems == ()
    assert inputs.agencies[1].targets.premium_target == Decimal(360000)


def test_frames_hold_what_was_submitted(tmp_path: Path) -> None:
    inputs = read_inputs(write_csvs(GOOD, tmp_path), YEAR)
    assert {name: tuple(frame.columns) for name, frame in inputs.frames.items()} == {
        name: table.names for name, table in TABLES.items()
    }
    assert inputs.frames["targets"]["premium_target"].tolist()[1] == Decimal(400000)
    assert inputs.frames["actuals"]["dispatches_received"].tolist() == [20, 5, None, None]


def chinese_headers() -> dict[str, str]:
    tables = {}
    for name, text in GOOD.items():
        header, *rows = rows_of(text)
        tables[name] = text_of_rows([[TABLES[name][field].label for field in header], *rows])
    return tables


def units_in_headers() -> dict[str, str]:
    tables = {}
    for name, text in GOOD.items():
        header, *rows = rows_of(text)
        found = [TABLES[name][field] for field in header]
        heads = [f" {field.label}（{field.unit}）" if field.unit else f"“{field.label}”" for field in found]
        tables[name] = text_of_rows([heads, *rows])
    return tables


FORMS = {
    "BOM": {name: text.encode("utf-8-sig") for name, text in GOOD.items()},
    "GB18030": {name: text.encode("gb18030") for name, text in GOOD.items()},
    "CRLF": {name: text.replace("\n", "\r\n") for name, text in GOOD.items()},
    "Chinese headers": chinese_headers(),
    "Chinese headers in GB18030": {name: text.encode("gb18030") for name, text in chinese_headers().items()},
    "units in headers": units_in_headers(),
    "Chinese file names": {f"{TABLES[name].label}.csv": text for name, text in GOOD.items()},
    "capitals in file names": {f"{name.upper()}.CSV": text for name, text in GOOD.items()},
    "everything quoted": {
        name: "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows_of(text))
        for name, text in GOOD.items()
    },
    "full-width figures": {
        name: GOOD[name].partition("\n")[0]
        + "\n"
        + GOOD[name].partition("\n")[2].translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
        if name in ("targets", "actuals", "scale")
        else text
        for name, text in GOOD.items()
    },
    "columns in another order": {
        name: text_of_rows([row[::-1] for row in rows_of(text)]) for name, text in GOOD.items()
    },
}


@pytest.mark.parametrize("form", FORMS)
def test_forms(form: str, agencies: tuple[Agency, ...], tmp_path: Path) -> None:
    inputs = read_inputs(write_csvs(FORMS[form], tmp_path), YEAR)
    assert inputs.problems == ()
    assert inputs.agencies == agencies


def test_workbook_is_the_same(agencies: tuple[Agency, ...], tmp_path: Path) -> None:
    assert read_inputs(write_xlsx(GOOD, tmp_path), YEAR).agencies == agencies


def test_what_we_write_we_read(agencies: tuple[Agency, ...], tmp_path: Path) -> None:
    frames = read_inputs(write_csvs(GOOD, tmp_path / "a"), YEAR).frames
    for name, frame in frames.items():
        write_csv(frame, tmp_path / "b" / f"{name}.csv")
    write_workbook(frames, tmp_path / "c" / "inputs.xlsx")
    for folder in ("b", "c"):
        inputs = read_inputs(tmp_path / folder, YEAR)
        assert inputs.problems == ()
        assert inputs.agencies == agencies


@settings(derandomize=True, deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
@given(order=st.data())
def test_order_of_rows_changes_nothing_but_the_order_of_the_register(
    order: st.DataObject, agencies: tuple[Agency, ...], tmp_path: Path
) -> None:
    tables = {}
    for name, text in GOOD.items():
        header, *rows = text.splitlines(keepends=True)
        keep = name == "decisions"  # decisions are kept in the order of the table
        tables[name] = header + "".join(rows if keep else order.draw(st.permutations(rows)))
    found = read_inputs(write_csvs(tables, tmp_path), YEAR).agencies
    assert [agency.agency_id for agency in found] == [row[0] for row in rows_of(tables["agencies"])[1:]]
    assert sorted(found, key=lambda agency: agency.agency_id) == sorted(agencies, key=lambda agency: agency.agency_id)


@pytest.mark.parametrize("form", ["file", "sheet", "neither"])
def test_sample(form: str, tmp_path: Path) -> None:
    if form == "file":
        write_csvs({**GOOD, "SAMPLE.md": "虚构数据"}, tmp_path)
    else:
        frames = read_inputs(write_csvs(GOOD, tmp_path / "csv"), YEAR).frames
        write_workbook(frames, tmp_path / "inputs.xlsx", sample=form == "sheet")
    assert read_inputs(tmp_path, YEAR).sample == (form != "neither")


def test_files_read_are_told(tmp_path: Path) -> None:
    company = {"SAMPLE.md": "", "notes.csv": "x", "README.md": "x"}
    files = read_inputs(write_csvs({**GOOD, **company}, tmp_path), YEAR).files
    assert sorted(file.name for file in files) == sorted([*(f"{name}.csv" for name in GOOD), "SAMPLE.md"])


def test_optional_tables_may_be_absent(tmp_path: Path) -> None:
    required = {name: text for name, text in GOOD.items() if TABLES[name].required}
    inputs = read_inputs(write_csvs(required, tmp_path), YEAR)
    assert [problem.file for problem in inputs.problems] == ["history.csv"]
    assert all(agency.decisions == agency.history == agency.self_scores == () for agency in inputs.agencies)
    assert list(inputs.frames["decisions"].columns) == list(TABLES["decisions"].names)


def test_rank_in_group_of_earlier_years(tmp_path: Path) -> None:
    history = "代办处编号,年度,覆盖率,组内名次\n" + "".join(
        f"{agency},2023,{rate},{rank}\n"
        for agency, rate, rank in (("D01", "58%", "1"), ("K01", "50%", "2"), ("B01", "79%", ""), ("C01", "69%", "1"))
    )
    inputs = read_inputs(write_csvs({**GOOD, "history": history}, tmp_path), YEAR)
    assert [agency.history[0].rank_in_group for agency in inputs.agencies] == [1, 2, None, 1]


def test_same_problems_every_time(tmp_path: Path) -> None:
    tables = {name: text.replace("0", "x") for name, text in GOOD.items()}
    folder = write_csvs(tables, tmp_path)
    first, second = collect(folder, YEAR)[1], collect(folder, YEAR)[1]
    assert first == second
    assert len(first) > 50
