"""What a report depends on, as one hash: the same key means the same bytes."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias

from hubao.press.jobs import Job
from hubao.press.receipts import Basis
from hubao.press.stock import read_notebook

__all__ = ["Passage", "hash_of", "passages", "report_key"]

Passage: TypeAlias = tuple[str, tuple[Any, ...]]
"""A report's method and its arguments."""

_OPENINGS = {
    ast.dump(ast.parse(source))
    for source in (
        "import hubao\n"
        "from hubao.report.agency import AgencyReport\n"
        "report = AgencyReport(hubao.open_year(year, data, policy), agency)\n",
        "import hubao\n"
        "from hubao.report.standard_body import BodyReport\n"
        "report = BodyReport(hubao.open_standard(year, data, policy), body)\n",
    )
}
"""The ways of opening after which a notebook can only see what its own owner's report may say."""


def report_key(job: Job, basis: Basis, notebook: str, formats: Sequence[str], keep: bool, data: str) -> str:
    """Hash everything a report depends on.

    Args:
        job: the report.
        basis: policy, readings, program and dependencies.
        notebook: hash of the notebook.
        formats: what is printed.
        keep: whether the executed notebook is kept.
        data: hash of the part of the data the report can see.
    """
    # Where data and policy lie is named by place, as in the receipt: a key is the same on every machine.
    parameters = {name: value for name, value in job.parameters.items() if name not in ("data", "policy")}
    parts = {
        "report": job.report,
        "owner": job.owner,
        "parameters": parameters,
        "formats": sorted(formats),
        "keep_notebooks": keep,
        "data": data,
        "policy": dict(basis.policy),
        "notebook": notebook,
        "code": dict(basis.code),
        "lock": basis.lock,
        "trial": dict(basis.trial),
        "sample": basis.sample,
        "places": dict(basis.places),
    }
    return hash_of(parts)


def hash_of(parts: Mapping[str, Any]) -> str:
    """One hash over plain values, whatever the order of their names."""
    return sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def passages(notebook: Path) -> list[Passage]:
    """The passages a notebook shows, as method and arguments, if it can see no more than its own owner's report.

    That is so for notebooks built as ours: a cell that opens the report, and cells that each show one passage of it.
    Anything else, a magic command or a look at another table, may see the whole year: the list is then empty.

    Raises:
        ReportError: the notebook cannot be read.
    """
    cells = [
        cell
        for cell in read_notebook(notebook).cells
        if cell.cell_type == "code" and "parameters" not in cell.metadata.get("tags", ())
    ]
    try:
        trees = [ast.parse(cell.source) for cell in cells if cell.source.strip()]
    except (SyntaxError, ValueError):
        return []
    if not trees or ast.dump(trees[0]) not in _OPENINGS:
        return []
    found = [_passage(tree) for tree in trees[1:]]
    return [one for one in found if one is not None] if None not in found else []


def _passage(tree: ast.Module) -> Passage | None:
    """``report.passage()``, with nothing but literals in the brackets."""
    match tree.body:
        case [ast.Expr(ast.Call(ast.Attribute(ast.Name("report"), name), arguments, []))]:
            values = [one.value for one in arguments if isinstance(one, ast.Constant)]
            return None if name.startswith("_") or len(values) < len(arguments) else (name, tuple(values))
    return None
