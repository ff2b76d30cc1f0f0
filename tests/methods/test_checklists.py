"""On-site check lists (7.3): written as forms, filled in, read back; a doubtful form is refused with its cell."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from hubao.methods.checklists import read_checklists, write_checklist
from hubao.policy.standard_loader import load_points, load_tree
from hubao.policy.standard_points import Checklist, Judged
from hubao.standard.record import Body
from hubao.standard.scheme import Scheme, scheme_of
from tests.standard.project import EXAMPLE, TREE

BODY = Body("S01", "示例省云岭市社会保险事业中心", "市级")
CODE, ITEM, MET, POINTS, EVIDENCE, ASSESSOR = 2, 4, 6, 7, 8, 9


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    tree = load_tree(TREE)
    return scheme_of(tree, load_points(EXAMPLE, tree))


@pytest.fixture
def form(tmp_path: Path, scheme: Scheme) -> Path:
    path = tmp_path / "form.xlsx"
    write_checklist(BODY, scheme, 2024, path)
    return path


def fill(path: Path, scheme: Scheme, **answers: object) -> None:
    """Answer 是 everywhere and judge full points, but for the cells named as ``F2=…``."""
    judged = {one.code: one.rule.points for one in scheme.rated if isinstance(one.rule, Judged)}
    book = load_workbook(path)
    sheet = book.active
    for row in range(2, sheet.max_row + 1):
        code = sheet.cell(row, CODE).value
        if code in judged:
            sheet.cell(row, POINTS).value = float(judged[code])
            sheet.cell(row, EVIDENCE).value, sheet.cell(row, ASSESSOR).value = "台账", "评价组"
        else:
            sheet.cell(row, MET).value = "是"
    for cell, value in answers.items():
        sheet[cell].value = value
    book.save(path)


def row_of(path: Path, code: str, item: int | None = None) -> int:
    sheet = load_workbook(path).active
    return next(
        row
        for row in range(2, sheet.max_row + 1)
        if (sheet.cell(row, CODE).value, sheet.cell(row, ITEM).value) == (code, item)
    )


def test_the_form_lists_every_sub_item_and_every_indicator_to_judge(form: Path, scheme: Scheme):
    sheet = load_workbook(form).active
    written = [(row[CODE - 1].value, row[ITEM - 1].value) for row in sheet.iter_rows(min_row=2)]
    listed = [
        (one.code, number)
        for one in scheme.rated
        if isinstance(one.rule, Checklist)
        for number in range(1, len(one.indicator.checks) + 1)
    ]
    judged = [(one.code, None) for one in scheme.rated if isinstance(one.rule, Judged)]
    assert sorted(written, key=str) == sorted([*listed, *judged], key=str)
    assert sheet.protection.sheet
    assert not sheet.cell(2, MET).protection.locked
    assert sheet.cell(2, 5).protection.locked
    assert BODY.name in sheet.oddHeader.center.text


def test_the_same_form_is_the_same_bytes(tmp_path: Path, form: Path, scheme: Scheme):
    write_checklist(BODY, scheme, 2024, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == form.read_bytes()


def test_a_filled_form_becomes_rows_of_the_input_tables(form: Path, scheme: Scheme):
    # 2.3.1 has four sub-items: one not met, one that does not apply, so two of three.
    no, none = row_of(form, "2.3.1", 2), row_of(form, "2.3.1", 4)
    fill(form, scheme, **{f"F{no}": "否", f"F{none}": "不适用"})
    found = read_checklists([form], scheme)
    assert found.problems == ()
    (row,) = found.observations[found.observations["code"] == "2.3.1"].to_dict("records")
    assert (row["body_id"], row["items_met"], row["items_total"]) == ("S01", 2, 3)
    (row,) = found.judgements[found.judgements["code"] == "5.1.2"].to_dict("records")
    assert (row["points"] * 2, row["assessor"], row["evidence"]) == (3, "评价组", "台账")


def test_an_indicator_of_which_nothing_applies_gives_no_row(form: Path, scheme: Scheme):
    rows = [row_of(form, "3.2.3", number) for number in (1, 2)]
    fill(form, scheme, **{f"F{row}": "不适用" for row in rows})
    found = read_checklists([form], scheme)
    assert found.problems == ()
    assert "3.2.3" not in set(found.observations["code"])


@pytest.mark.parametrize(
    ("column", "code", "item", "value", "said"),
    [
        ("F", "2.3.1", 1, None, "没有填"),
        ("F", "2.3.1", 1, "基本符合", "选项之一"),
        ("G", "2.3.1", 1, 1, "不填这一格"),
        ("G", "5.1.2", None, 1.6, "应评0至1.5分"),
        ("G", "5.1.2", None, -1, "应评0至1.5分"),
        ("G", "5.1.2", None, None, "没有填"),
        ("H", "5.1.2", None, None, "缺佐证"),
        ("I", "5.1.2", None, None, "缺核查人"),
        ("F", "5.1.2", None, "是", "不填这一格"),
        ("D", "2.3.1", 1, 9, "没有这一条"),
        ("B", "2.3.1", 1, "9.9.9", "没有这一条"),
    ],
)
def test_a_doubtful_cell_is_refused_with_its_place(
    form: Path, scheme: Scheme, column: str, code: str, item: int | None, value: object, said: str
):
    row = row_of(form, code, item)
    fill(form, scheme, **{f"{column}{row}": value})
    found = read_checklists([form], scheme)
    assert len(found.observations) == len(found.judgements) == 0
    (problem,) = found.problems
    assert said in problem.rule
    assert problem.cell.endswith(str(row))
    assert problem.mend


def test_the_same_form_twice_and_another_workbook_are_refused(tmp_path: Path, form: Path, scheme: Scheme):
    fill(form, scheme)
    other = tmp_path / "other.xlsx"
    book = load_workbook(form)
    book.active.title = "别的"
    book.save(other)
    (tmp_path / "broken.xlsx").write_bytes(b"no workbook")
    twice = read_checklists([form, form], scheme).problems
    assert len(twice) == load_workbook(form).active.max_row - 1  # every row but the head
    assert all("已经填过" in problem.rule for problem in twice)
    for path in (other, tmp_path / "broken.xlsx"):
        (problem,) = read_checklists([path], scheme).problems
        assert problem.file == path.name
