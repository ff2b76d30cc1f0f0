"""Golden cases: YAML that a policy officer can read, turned into agencies and expectations.

A file of ``tests/cases/`` names its ``theme``, and for all its cases an ``item`` and ``clause``. It holds

* ``cases``: one at a time. ``given`` lists what differs from an agency exactly on target (``start: all_at_most``: from
  one with every point there is); ``readings`` what is read otherwise; ``expect`` the points as arithmetic (``20 - 2``),
  or several results by name; ``covers`` the readings without alternative that the case holds;
* ``tables``: many at a time. A row gives the fields in ``vary``, then the points under each of the ``columns``.

Everything is taken as written: numbers never pass through a float, and a key nobody knows is an error.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from hubao.appraisal.agency import Agency, Category, Decision, PastYear, TargetChange
from hubao.appraisal.grade import GradeResult, grade
from hubao.appraisal.line import Scorecard
from hubao.appraisal.score import score
from hubao.errors import DataError
from hubao.policy.loader import with_readings
from hubao.policy.model import Policy
from tests.build import agency_with, all_at_most, on_target, read_fields

__all__ = ["CASES", "Case", "CaseError", "arithmetic", "failures", "load_cases", "read_cases", "read_text"]

CASES = Path(__file__).parent / "cases"

TOTALS = ("annex1", "bonus", "deduction", "discretionary", "total", "comparable_total")
_FILE_KEYS = {"theme", "item", "clause", "cases", "tables"}
_SHARED_KEYS = {"title", "clause", "item", "covers", "start", "category", "given"}
_SHARED_KEYS |= {"history", "decisions", "target_changes"}
_OUTCOME_KEYS = {"flags", "without_flags", "reason_has", "reason_lacks", "gap", "grade", "met_targets", "absent"}
_CASE_KEYS = _SHARED_KEYS | _OUTCOME_KEYS | {"readings", "expect", "refused"}
_TABLE_KEYS = _SHARED_KEYS | {"vary", "columns", "rows", "flags"}
_GRADE_KEYS = {"grade", "proposed", "decided", "reason_has", "vetoes", "years", "measures", "notes_has"}
_STARTS = {"on_target": on_target, "all_at_most": all_at_most}
_OPERATORS: Mapping[type, Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


class CaseError(ValueError):
    """A case file says something nobody understands."""


@dataclass(frozen=True)
class Case:
    """One case: an agency, the readings it is scored under, and what must come out."""

    file: str
    number: int
    title: str
    clause: str
    item: str
    agency: Agency
    inputs: Mapping[str, str]
    readings: Mapping[str, str]
    covers: tuple[str, ...] = ()
    expect: Mapping[str, Fraction] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    without_flags: tuple[str, ...] = ()
    reason_has: tuple[str, ...] = ()
    reason_lacks: tuple[str, ...] = ()
    gap: str | None = None
    refused: str | None = None
    grade: Mapping[str, Any] = field(default_factory=dict)
    met_targets: bool | None = None
    absent: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """File, number and what was put in: enough to find the case and to see what it is about."""
        said = " ".join(f"{key}={value}" for key, value in {**self.inputs, **self.readings}.items() if value.isascii())
        return f"{self.file}-{self.number:02} {said}".rstrip()


def arithmetic(text: str) -> Fraction:
    """Work out ``20 - 3/2``: numbers, + - * / and brackets, exactly.

    Raises:
        CaseError: it is anything else.
    """

    def value(node: ast.expr) -> Fraction:
        match node:
            case ast.BinOp() if type(node.op) in _OPERATORS:
                return _OPERATORS[type(node.op)](value(node.left), value(node.right))
            case ast.UnaryOp(op=ast.USub()):
                return -value(node.operand)
            case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
                return Fraction(str(ast.get_source_segment(text, node)))  # the digits as written, not the float
            case _:
                raise CaseError(f"not arithmetic: {text}")

    try:
        return value(ast.parse(text, mode="eval").body)
    except (SyntaxError, ValueError, ZeroDivisionError) as error:
        raise CaseError(f"not arithmetic: {text}") from error


def read_text(text: str) -> Any:
    """Read YAML with every value as the text that stands there; a repeated key is an error."""
    return yaml.load(text, _TextLoader)  # a BaseLoader: it builds texts, lists and mappings only


class _TextLoader(yaml.BaseLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[str, Any]:
        keys = [key.value for key, _ in node.value]
        if repeated := {key for key in keys if keys.count(key) > 1}:
            raise CaseError(f"line {node.start_mark.line + 1}: repeated: {'、'.join(sorted(repeated))}")
        return super().construct_mapping(node, deep=True)


@cache
def load_cases() -> tuple[Case, ...]:
    """Every case of ``tests/cases/``, in the order of files and lines."""
    paths = [path for path in sorted(CASES.glob("*.yaml")) if path.name != "register.yaml"]
    return tuple(case for path in paths for case in read_cases(path.stem, path.read_text(encoding="utf-8")))


def read_cases(file: str, text: str) -> list[Case]:
    """Read one case file.

    Raises:
        CaseError: a key is unknown or missing, or a value cannot be read.
    """
    data = read_text(text)
    _known(file, data, _FILE_KEYS, required={"theme"})
    common = {key: data[key] for key in ("item", "clause") if key in data}
    for entry in data.get("cases", []):
        _known(f"{file} {entry.get('title', '')}", entry, _CASE_KEYS, required={"title"})
    entries = [common | entry for entry in data.get("cases", [])]
    for table in data.get("tables", []):
        _known(f"{file} {table.get('title', '')}", table, _TABLE_KEYS, required={"title", "vary", "rows"})
        entries += _rows(file, common | table)
    return [_case(file, number, entry) for number, entry in enumerate(entries, start=1)]


def _rows(file: str, table: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    vary = [table["vary"]] if isinstance(table["vary"], str) else table["vary"]
    columns = table.get("columns", [{}])
    shared = {key: value for key, value in table.items() if key not in ("vary", "columns", "rows")}
    for row in table["rows"]:
        if len(row) != len(vary) + len(columns):
            raise CaseError(f"{file} {table['title']}: {row}: {len(vary)} inputs and {len(columns)} results expected")
        inputs = dict(zip(vary, row, strict=False))
        said = "，".join(f"{name} {value}" for name, value in inputs.items())
        for readings, points in zip(columns, row[len(vary) :], strict=True):
            yield shared | {
                "title": f"{table['title']}：{said}",
                "given": {**table.get("given", {}), **inputs},
                "readings": readings,
                "expect": points,
            }


def _case(file: str, number: int, entry: Mapping[str, Any]) -> Case:
    where = f"{file} {entry['title']}"
    _known(f"{where}: grade", entry.get("grade", {}), _GRADE_KEYS)
    if not entry.get("clause"):
        raise CaseError(f"{where}: no clause")
    if not any(key in entry for key in ("expect", "refused", "grade", "met_targets", "absent")):
        raise CaseError(f"{where}: expects nothing")
    if not isinstance(entry.get("expect", {}), dict) and not entry.get("item"):
        raise CaseError(f"{where}: points of which item?")
    try:
        return Case(
            file=file,
            number=number,
            title=entry["title"],
            clause=entry["clause"],
            item=entry.get("item", ""),
            agency=_agency(entry),
            inputs=entry.get("given", {}),
            readings=entry.get("readings", {}),
            covers=_texts(entry.get("covers")),
            expect=_expected(entry),
            flags=_texts(entry.get("flags")),
            without_flags=_texts(entry.get("without_flags")),
            reason_has=_texts(entry.get("reason_has")),
            reason_lacks=_texts(entry.get("reason_lacks")),
            gap=entry.get("gap"),
            refused=entry.get("refused"),
            grade=entry.get("grade", {}),
            met_targets={"是": True, "否": False, None: None}[entry.get("met_targets")],
            absent=_texts(entry.get("absent")),
        )
    except (KeyError, ValueError) as error:
        raise CaseError(f"{where}: {error}") from error


def _expected(entry: Mapping[str, Any]) -> dict[str, Fraction]:
    expect = entry.get("expect", {})
    named = expect if isinstance(expect, dict) else {entry["item"]: expect}
    return {name: arithmetic(text) for name, text in named.items()}


def _agency(entry: Mapping[str, Any]) -> Agency:
    start = _STARTS[entry.get("start", "on_target")]
    agency = start(Category(entry.get("category", "district")))
    texts = dict(entry.get("given", {}))
    for part in (agency.targets, agency.actuals, agency.extras, agency.scale):
        own = {name: texts.pop(name) for name in list(texts) if hasattr(part, name)}
        agency = agency_with(agency, **read_fields(type(part), own))
    if texts:
        raise CaseError(f"no such field: {'、'.join(texts)}")
    lists = {
        name: tuple(record(**read_fields(record, row)) for row in entry[name])
        for name, record in (("history", PastYear), ("decisions", Decision), ("target_changes", TargetChange))
        if name in entry
    }
    return replace(agency, **lists)


def _texts(value: str | list[str] | None) -> tuple[str, ...]:
    return () if value is None else (value,) if isinstance(value, str) else tuple(value)


def _known(where: str, entry: Any, keys: set[str], required: set[str] = frozenset()) -> None:
    if not isinstance(entry, dict):
        raise CaseError(f"{where}: not keys and values: {entry}")
    if unknown := set(entry) - keys:
        raise CaseError(f"{where}: unknown: {'、'.join(sorted(unknown))}")
    if missing := required - set(entry):
        raise CaseError(f"{where}: missing: {'、'.join(sorted(missing))}")


def failures(case: Case, policy: Policy) -> list[str]:
    """Hold a case against what the policy makes of it; empty when all is as expected."""
    chosen = with_readings(policy, case.readings)
    try:
        card = score(case.agency, chosen)
    except DataError as error:
        said = str(error)
        return [] if case.refused is not None and case.refused in said else [f"refused: {said}"]
    if case.refused is not None:
        return [f"not refused: {case.refused}"]
    return [*_points(case, card), *_line(case, card), *_grade(case, grade(card, chosen))]


def _points(case: Case, card: Scorecard) -> Iterator[str]:
    lines = {line.item: line for line in card.lines}
    for name, wanted in case.expect.items():
        found = getattr(card, name) if name in TOTALS else lines[name].points
        if found != wanted:
            reason = f"（{lines[name].reason}）" if name in lines else ""
            yield f"{name}: {found}, expected {wanted}{reason}"
    if case.met_targets is not None and card.met_targets is not case.met_targets:
        yield f"met_targets: {card.met_targets}"
    yield from (f"{name}: should not be there" for name in case.absent if name in lines)


def _line(case: Case, card: Scorecard) -> Iterator[str]:
    if not case.item:
        return
    line = card.line(case.item)
    yield from (f"no flag {flag} in {line.flags}" for flag in case.flags if flag not in line.flags)
    yield from (f"flag {flag}" for flag in case.without_flags if flag in line.flags)
    yield from (f"{phrase} not in {line.reason}" for phrase in case.reason_has if phrase not in line.reason)
    yield from (f"{phrase} in {line.reason}" for phrase in case.reason_lacks if phrase in line.reason)
    if case.gap is not None and line.gap != case.gap:
        yield f"gap: {line.gap}, expected {case.gap}"


def _grade(case: Case, result: GradeResult) -> Iterator[str]:
    found = {
        "grade": result.grade.value,
        "proposed": result.proposed.value,
        "decided": "是" if result.decided else "否",
        "vetoes": [veto.kind for veto in result.vetoes],
        "years": str(result.consecutive_unqualified),
        "measures": [measure.measure for measure in result.measures],
    }
    said = {"reason_has": result.reason, "notes_has": "；".join(result.notes)}
    for name, wanted in case.grade.items():
        if name in found and found[name] != wanted:
            yield f"{name}: {found[name]}, expected {wanted}"
        if name in said:
            yield from (f"{phrase} not in {said[name]!r}" for phrase in _texts(wanted) if phrase not in said[name])
