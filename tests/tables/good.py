"""A small year without a fault: a district, a development zone, a bureau and a central unit, written as people would.

Tests change one cell of it, as text, and look at what is said.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from openpyxl import Workbook

__all__ = ["GOOD", "YEAR", "rows_of", "text_of_rows", "write_csvs", "write_xlsx"]

YEAR = 2024

GOOD: Mapping[str, str] = {
    "agencies": """\
agency_id,name,category,staff_count,electronic_archive
D01,示例甲区代办处,district,6,yes
K01,示例开发区代办处,development_zone,4,no
B01,某某集团代办处,bureau,3,no
C01,某某中央单位代办处,central_unit,2,no
""",
    "targets": """\
agency_id,coverage_target,premium_target
D01,0.6,1000000
K01,50%,400000.00
B01,0.8,200000
C01,70 %,100000
""",
    "actuals": """\
agency_id,insured_members,union_members,premium_income,claims_submitted,claims_returned,dormant_start,dormant_end,\
overcap_declared,overcap_due,archive_issues,archive_loss,budget_planned,budget_spent,accounts_idle,accounts_total,\
audit_issues,dispatches_received,dispatches_closed_on_time,dispatches_dissatisfied,org_changes_due,\
org_changes_on_time,meetings_attended,research_sessions,trainings,member_activities,articles,wechat_followers,\
mutual_members
D01,6200,10000,1020000.50,100,12,300,40,57,60,0,no,200000,180000.00,30,100,0,20,20,0,,,3,2,4,2,4,1200,9000
K01,2600,5000,410000,40,4,80,10,20,20,1,no,80000,72000,12,50,0,5,5,0,,,3,2,4,2,4,600,4500
B01,1700,2000,205000,10,1,20,2,5,5,0,no,30000,27000,3,12,1,,,,2,2,3,2,5,2,4,300,1800
C01,750,1000,101000,0,0,10,1,0,0,0,no,20000,19000,1,6,0,,,,0,0,3,2,4,2,4,120,900
""",
    "extras": """\
agency_id,comprehensive_plan,mild_illness_plan,app_pilot,medical_claims_app,medical_claims,loan_applications,\
loan_disbursed,staff_changes,staff_changes_late,reports_late,reports_missing,backlog_refusals,failed_payment_people
D01,all,partial,yes,60,100,12,550000,1,0,0,0,0,0
K01,partial,none,no,20,50,0,0,0,0,1,0,0,0
B01,none,none,no,5,12,,,0,0,0,0,0,0
C01,none,none,no,0,0,,,0,0,0,0,0,0
""",
    "decisions": """\
agency_id,kind,points,reason,document,decided_by,decided_on,grade
D01,merit_bonus,2,获全国先进,示例发〔2024〕1号,主任办公会,2024-12-20,
K01,risk_deduction,1.5,资料保管不当,示例稽〔2024〕3号,主任办公会,2024-12-20,
B01,veto_security,,系统密码外泄,示例稽〔2024〕5号,主任办公会,2024-12-21,
B01,grade,,综合评价,示例发〔2025〕2号,主任办公会,2025-01-20,unqualified
""",
    "history": """\
agency_id,year,coverage_rate,premium_income,insured_members,insured_units,total,grade
D01,2022,55%,900000,5500,280,88.5,qualified
D01,2023,58%,980000,5800,290,92,excellent
K01,2023,0.5,400000,2500,100,90,qualified
B01,2023,0.79,200000,1660,20,89,qualified
C01,2023,69%,100000,690,9,91,qualified
""",
    "scale": """\
agency_id,base_units,insured_units,plan_kinds,policies
D01,600,300,7,9000
K01,200,110,6,3200
B01,30,22,5,2100
C01,12,10,4,800
""",
    "self_scores": """\
agency_id,item,actual_note,self_points,evidence
D01,I01,覆盖率62%,20,参保名单
B01,I11b,两项均已变更,4,变更批复
""",
    "target_changes": """\
agency_id,item,field,old,new,reason,requested_on,approved_on,approved_by
K01,I02,premium_target,400000,380000,园区企业合并,2024-06-03,2024-06-20,主任办公会
""",
}
"""Every table as CSV text."""


def rows_of(text: str) -> list[list[str]]:
    """A table's cells."""
    return list(csv.reader(StringIO(text)))


def text_of_rows(rows: list[list[str]]) -> str:
    """The reverse of :func:`rows_of`; cells with commas, quotes or line ends are quoted."""
    return "".join(",".join(_quoted(cell) for cell in row) + "\n" for row in rows)


def write_csvs(tables: Mapping[str, str | bytes], folder: Path) -> Path:
    """Write tables as CSV files; a name with a dot is a file name as it stands."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in tables.items():
        data = text.encode() if isinstance(text, str) else text
        (folder / (name if "." in name else f"{name}.csv")).write_bytes(data)
    return folder


def write_xlsx(tables: Mapping[str, str], folder: Path) -> Path:
    """Write tables as sheets of ``inputs.xlsx``, figures as native numbers."""
    folder.mkdir(parents=True, exist_ok=True)
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, text in tables.items():
        sheet = workbook.create_sheet(name)
        for row in rows_of(text):
            sheet.append([_native(cell) for cell in row])
    workbook.save(folder / "inputs.xlsx")
    return folder


def _quoted(cell: str) -> str:
    if any(char in cell for char in ',"\n\r'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _native(cell: str) -> str | int | float | None:
    if re.fullmatch(r"-?[0-9]{1,15}", cell):
        return int(cell)
    if re.fullmatch(r"-?[0-9]{1,15}\.[0-9]+", cell):
        return float(cell)
    return cell or None
