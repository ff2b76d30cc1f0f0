"""The office's notebooks: stored bare, thin, and running top to bottom. All run in one kernel, one after the other."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import v4

from hubao.report.document import Heading, read_document
from hubao.report.html import page
from hubao.report.typst_face import pdf

ROOT = Path(__file__).parents[2]
NOTEBOOKS = ("annual", "quota", "explore")
EIGHT = ["一、评价项目", "二、评价依据", "三、评价目的", "四、评价范围"]
EIGHT += ["五、评价过程", "六、评价方法", "七、评价结果", "八、意见建议"]
LINES = 120


def stored(name):
    return nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)


@pytest.fixture(scope="module")
def executed():
    """Every notebook with its outputs; a fresh namespace for each."""
    notebooks = {name: stored(name) for name in NOTEBOOKS}
    cells = []
    for name, notebook in notebooks.items():
        cells.append(v4.new_code_cell("%reset -f", id=f"fresh-{name}"))
        for cell in notebook.cells:
            cell["id"] = f"{name}-{cell['id']}"
            cells.append(cell)
    together = v4.new_notebook(cells=cells, metadata=notebooks["annual"].metadata)
    NotebookClient(together, timeout=300, resources={"metadata": {"path": str(ROOT)}}).execute()
    return notebooks


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_stored_bare_with_readable_ids(name):
    notebook = stored(name)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    assert notebook.metadata.kernelspec.name == "python3"
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    ids = [cell["id"] for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert all(identity.replace("-", "").isalpha() and identity.islower() for identity in ids)
    assert sum(len(cell.source.splitlines()) for cell in code) <= LINES


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_parameters_are_those_of_the_contract(name):
    (parameters,) = [cell for cell in stored(name).cells if "parameters" in cell.metadata.get("tags", [])]
    assert parameters.source == "year = 2024\ndata = None\npolicy = None"


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_cell_shows_what_it_should(executed, name):
    shown = [cell for cell in executed[name].cells if cell.cell_type == "code" and cell.outputs]
    silent = [cell["id"] for cell in executed[name].cells if cell.cell_type == "code" and not cell.outputs]
    assert shown
    assert set(silent) <= {f"{name}-parameters", f"{name}-open"}


@pytest.mark.parametrize("name", ["annual", "quota"])
def test_the_papers_can_be_drawn_on_both_faces(executed, name):
    document = read_document(executed[name])
    assert document.owners == {"office"}
    assert document.colophon is not None
    assert set(re.findall(r"https?://[a-z.]*", page(document))) <= {"http://www.w3.org"}
    assert pdf(document).startswith(b"%PDF")


def test_the_annual_report_has_the_standards_eight_headings(executed):
    headings = [one.text for one in read_document(executed["annual"]).headings if one.level == 2]
    assert headings == EIGHT


@pytest.mark.parametrize("name", ["annual", "quota"])
def test_sub_headings_are_numbered_in_order(executed, name):
    numbers = "一二三四五六七八九十"
    place = 0
    for heading in read_document(executed[name]).headings:
        assert isinstance(heading, Heading)
        place = 0 if heading.level == 2 else place + 1
        if heading.level == 3:
            assert heading.text.startswith(f"（{numbers[place - 1]}）"), heading.text
