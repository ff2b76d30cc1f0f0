"""A filled form read back: found by what its cells say they are, wherever rows and sheets have been moved to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from hubao.errors import Problem, Severity
from hubao.forms.entry import read_entry, says_unit
from hubao.forms.layout import EVIDENCE_HEADS, HEADS, FormRow, form_rows
from hubao.forms.safety import refuse_hostile
from hubao.forms.stamp import check_stamp, find_stamp
from hubao.numerals import points
from hubao.policy.model import Policy
from hubao.tables.amounts import CellError
from hubao.tables.catalogue import TABLES
from hubao.tables.fields import Field
from hubao.tables.header_text import normal_header
from hubao.tables.notices import Notice
from hubao.tables.parse import Value
from hubao.tables.source import Row, Source, error, strip, warning
from hubao.tables.xlsx_file import WorkbookFile, damaged, open_workbook

__all__ = ["FilledForm", "read_form"]

NEEDED = ("asked", "value", "self_points")
SELF = {name: TABLES["self_scores"][name] for name in ("self_points", "actual_note", "evidence")}
REPRINT = "用 hubao forms 重新写出这家的表，再把数填进去"
SLIP = 1000
"""From this ratio on an amount is doubted (非文件规定), as by the checks of the input tables."""
DEDUCTED = Fraction(-100)
"""A self-score of a deduction lies between this and 0."""


@dataclass(slots=True)
class FilledForm:
    """What one agency filled in.

    Attributes:
        source: file and sheet.
        agency_id: whose form it is.
        values: input field → value; blanks are left out.
        cells: input field → address of its cell.
        texts: input field → what stood there.
        self_scores: item → points, note and evidence.
    """

    source: Source
    agency_id: str
    values: dict[str, Value] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    self_scores: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet that has the form's head: where its columns are, and the rows below."""

    source: Source
    columns: Mapping[str, int]
    rows: Sequence[Row]
    doubled: tuple[str, ...] = ()

    def text(self, row: Row, name: str) -> str:
        column = self.columns.get(name, 0)
        return row[1][column - 1] if 0 < column <= len(row[1]) else ""

    def cell(self, row: Row, name: str) -> str:
        return self.source.cell(row[0], self.columns[name]) if name in self.columns else self.source.line(row[0])


def read_form(path: Path, policy: Policy, register: Mapping[str, Notice]) -> tuple[FilledForm | None, list[Problem]]:
    """Read one filled form.

    Rows are known by their code, or by what they ask where the codes are gone; columns by their heads; the sheet by
    having them. A value that could be meant in two ways is an error at its cell, never a guess.

    Args:
        path: the workbook.
        policy: the year's policy.
        register: the agencies with their targets, by number.

    Returns:
        What was filled in, or ``None`` when there is an error; and every problem met, blanks as warnings.
    """
    problems = refuse_hostile(path)
    if problems:
        return None, problems
    workbook, problems = open_workbook(path)
    if workbook is None:
        return None, problems
    try:
        form, problems = _read(workbook, policy, register)
    except Exception:  # a damaged sheet makes the library raise almost anything; the user needs one sentence
        return None, [damaged(Source(path.name))]
    if any(problem.severity is Severity.ERROR for problem in problems):
        return None, problems
    return form, problems


def _read(
    workbook: WorkbookFile, policy: Policy, register: Mapping[str, Notice]
) -> tuple[FilledForm | None, list[Problem]]:
    problems: list[Problem] = []
    grids = {}
    for name in workbook.sheets:
        grids[name], met = workbook.rows(name)
        problems += met
    found = [sheet for name, rows in grids.items() if (sheet := _with_head(Source(workbook.name, name), rows, HEADS))]
    forms = [sheet for sheet in found if all(name in sheet.columns for name in NEEDED)]
    if len(forms) != 1:
        rule = "有两张填报表，分不清以哪张为准：" if forms else "没有找到填报表：表头应有“填报项目”“填报值”“自评分”"
        names = "、".join(sheet.source.sheet for sheet in forms)
        mend = "只留一张，删去另一张" if forms else REPRINT
        return None, [*problems, error(Source(workbook.name), rule + names, mend)]
    if forms[0].doubled:
        rule = f"表头“{'、'.join(forms[0].doubled)}”有两列，分不清以哪列为准"
        return None, [*problems, error(forms[0].source, rule, "删去多出的一列")]
    stamp = find_stamp(workbook.name, grids)
    problems += check_stamp(stamp, policy, register)
    notice = register.get(stamp.agency_id)
    if notice is None or any(problem.severity is Severity.ERROR for problem in problems):
        return None, problems
    form = FilledForm(forms[0].source, notice.agency_id)
    asked = form_rows(policy, notice.category)
    problems += _values(forms[0], form, asked)
    problems += _amounts(form, notice)
    problems += _self_scores(forms[0], form, asked, policy)
    problems += _evidence(workbook.name, grids, form, asked)
    return form, problems


def _with_head(source: Source, rows: Sequence[Row], heads: Mapping[str, str]) -> _Sheet | None:
    """A sheet with the wanted heads in one of its rows: the row that has most of them."""
    labels = {normal_header(label): name for name, label in heads.items()}
    best = _Sheet(source, {}, ())
    for number, (_, texts) in enumerate(rows):
        columns: dict[str, int] = {}
        doubled = []
        for column, text in enumerate(texts, 1):
            name = labels.get(normal_header(text), "")
            if name in columns:
                doubled.append(heads[name])
            elif name:
                columns[name] = column
        if len(columns) > len(best.columns):
            best = _Sheet(source, columns, rows[number + 1 :], tuple(doubled))
    return best if len(best.columns) > 1 else None


def _values(sheet: _Sheet, form: FilledForm, asked: Sequence[FormRow]) -> Iterator[Problem]:
    """Each field's value, and a warning for each blank one."""
    fields = {row.field.name: row.field for row in asked if row.field}
    everywhere = {one.name: one for name in ("actuals", "extras", "scale") for one in TABLES[name].fields}
    for row in sheet.rows:
        wanted, met = _asked(sheet, row, everywhere)
        yield from met
        text = sheet.text(row, "value")
        if wanted is None:
            if strip(text) and not met:
                rule = "这一行认不出填的是哪个项目"
                yield _at(sheet, form, row, "value", None, text, rule, "删去插入的行；说明写在“完成情况说明”里")
            continue
        name = wanted.name
        if name not in fields:
            if strip(text):
                rule = f"{wanted.label}不适用于这类代办处，应留空"
                yield _at(sheet, form, row, "value", wanted, text, rule, "删去这格内容")
            continue
        if name in form.cells:
            rule = f"{wanted.label}有两行，另一行在 {form.cells[name]}"
            yield _at(sheet, form, row, "value", wanted, text, rule, "只留一行")
            continue
        form.cells[name], form.texts[name] = sheet.cell(row, "value"), text
        try:
            value = read_entry(wanted, text)
        except CellError as failure:
            yield _at(sheet, form, row, "value", wanted, text, failure.rule, failure.mend)
            continue
        if value is None:
            mend = "查实后填写；确实为零就写 0"
            place = {"cell": form.cells[name], "agency_id": form.agency_id, "field": wanted}
            yield warning(sheet.source, f"{wanted.label}没有填", mend, **place)  # type: ignore[arg-type]
        else:
            form.values[name] = value
    for name, one in fields.items():
        if name not in form.cells:
            rule = f"缺少填报项目“{one.label}”的一行"
            yield error(sheet.source, rule, REPRINT, agency_id=form.agency_id, field=one)


def _asked(sheet: _Sheet, row: Row, fields: Mapping[str, Field]) -> tuple[Field | None, list[Problem]]:
    """The field a row asks for, by its code and by its words; where the two disagree, neither is believed."""
    code = strip(sheet.text(row, "field")).casefold()
    words = normal_header(sheet.text(row, "asked"))
    named = [one for one in fields.values() if words and words == normal_header(one.label)]
    by_code = fields.get(code)
    if by_code is not None and named and by_code not in named:
        rule = f"填报码是“{by_code.label}”，填报项目却写“{sheet.text(row, 'asked')}”，行可能错位"
        return None, [error(sheet.source, rule, REPRINT, cell=sheet.cell(row, "asked"), field=by_code)]
    if by_code is not None:
        return by_code, []
    return (named[0], []) if len(named) == 1 and not code else (None, [])


def _amounts(form: FilledForm, notice: Notice) -> Iterator[Problem]:
    """Amounts that look as if they were in 万元 without saying so."""
    target = Fraction(notice.targets.premium_target)
    yield from _slip(form, "premium_income", target, "会（保）费收入目标")
    planned, spent = form.values.get("budget_planned"), form.values.get("budget_spent")
    if planned and spent:
        yield from _slip(form, "budget_spent", _exact(planned), "管理费计划支出")
        yield from _slip(form, "budget_planned", _exact(spent), "管理费实际支出")
    if form.values.get("loan_applications"):
        yield from _slip(form, "loan_disbursed", Fraction(SLIP * SLIP), "一笔小额贷款")


def _exact(value: Value) -> Fraction:
    assert isinstance(value, Decimal)  # amounts were read as such
    return Fraction(value)


def _slip(form: FilledForm, name: str, beside: Fraction, what: str) -> Iterator[Problem]:
    value = form.values.get(name)
    if value and _exact(value) * SLIP <= beside and not says_unit(form.texts[name]):
        one = TABLES["actuals" if name != "loan_disbursed" else "extras"][name]
        rule = f"{one.label}与{what}相差千倍以上，可能以万元填写"
        mend = "改写为以元为单位的金额；数字无误就写明单位，如“909元”"
        place = {"cell": form.cells[name], "agency_id": form.agency_id, "field": one, "value": form.texts[name]}
        yield error(form.source, rule, mend, **place)  # type: ignore[arg-type]


def _self_scores(sheet: _Sheet, form: FilledForm, asked: Sequence[FormRow], policy: Policy) -> Iterator[Problem]:
    """Each item's own points and words, from the first row that is about it."""
    items = {row.item: row for row in asked if row.item}
    of_field = {row.field.name: row.item for row in asked if row.field}
    everywhere = {one.name: one for name in ("actuals", "extras") for one in TABLES[name].fields}
    for row in sheet.rows:
        wanted, _ = _asked(sheet, row, everywhere)
        code = strip(sheet.text(row, "item")) or (of_field.get(wanted.name, "") if wanted else "")
        given = {name: sheet.text(row, name) for name in SELF if strip(sheet.text(row, name))}
        if not given:
            continue
        place = next(iter(given))
        if code not in items:
            if strip(sheet.text(row, "item")) or wanted:
                rule = f"指标 {code or '（空）'} 不在这类代办处的表上"
                yield _at(sheet, form, row, place, SELF[place], given[place], rule, "删去这格内容")
            continue
        if code in form.self_scores:
            yield _at(sheet, form, row, place, SELF[place], given[place], f"指标 {code} 的自评写了两处", "只写一处")
            continue
        form.self_scores[code] = {"item": code}
        yield from _own_points(sheet, form, row, code, policy)
    missing = [code for code in items if "self_points" not in form.self_scores.get(code, {})]
    if missing:
        rule = f"有{len(missing)}项没有自评分：{'、'.join(missing)}"
        yield warning(sheet.source, rule, "补填自评分；不自评可以保留", agency_id=form.agency_id)


def _own_points(sheet: _Sheet, form: FilledForm, row: Row, code: str, policy: Policy) -> Iterator[Problem]:
    own, item = form.self_scores[code], policy.items[code]
    for name, one in SELF.items():
        text = sheet.text(row, name)
        try:
            value = read_entry(one, text)
        except CellError as failure:
            yield _at(sheet, form, row, name, one, text, failure.rule, failure.mend)
            return
        if value is not None:
            own[name] = value
    if "self_points" not in own:
        rule = f"指标 {code} 写了说明或佐证，却没有自评分"
        yield _at(sheet, form, row, "self_points", SELF["self_points"], "", rule, "补填自评分，或删去说明")
        return
    low, high = (DEDUCTED, Fraction(0)) if code in policy.deductions else (Fraction(0), item.max_points)
    if not low <= own["self_points"] <= high:
        text = sheet.text(row, "self_points")
        rule = f"自评分应在{points(low)}到{points(high)}之间"
        yield _at(sheet, form, row, "self_points", SELF["self_points"], text, rule, "核对后改正；减分写负数")


def _evidence(
    file: str, grids: Mapping[str, Sequence[Row]], form: FilledForm, asked: Sequence[FormRow]
) -> Iterator[Problem]:
    """The list of evidence, added to what the form says of each item."""
    items = {row.item.casefold(): row.item for row in asked if row.item}
    for name, rows in grids.items():
        sheet = _with_head(Source(file, name), rows, EVIDENCE_HEADS)
        if sheet is None or not {"item", "title", "copies", "kept"} <= set(sheet.columns):
            continue
        for row in sheet.rows:
            written, title = strip(sheet.text(row, "item")), strip(sheet.text(row, "title"))
            code = items.get(normal_header(written), "")
            rule, mend = "", "照“指标代码”一列的代码填写"
            if not any(strip(text) for text in row[1]):
                continue
            if not written or not title:
                rule = "佐证材料要写明指标代码和材料名称"
            elif not code:
                rule = f"指标 {written} 不在这类代办处的表上"
            elif "self_points" not in form.self_scores.get(code, {}):
                rule = f"登记了指标 {code} 的材料，却没有这项的自评分"
                mend = "在填报表里补填自评分，或删去这一行"
            if rule:
                yield _at(sheet, form, row, "item", None, written, rule, mend)
                continue
            own, copies = form.self_scores[code], strip(sheet.text(row, "copies"))
            said = title + (f"（{copies}份）" if copies else "")
            own["evidence"] = f"{own['evidence']}；{said}" if own.get("evidence") else said


def _at(
    sheet: _Sheet, form: FilledForm, row: Row, name: str, one: Field | None, text: str, rule: str, mend: str
) -> Problem:
    return error(sheet.source, rule, mend, cell=sheet.cell(row, name), agency_id=form.agency_id, field=one, value=text)
