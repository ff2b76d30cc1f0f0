"""The exporters as nbconvert uses them (the PDF's own looks are tested with its face)."""

from importlib.metadata import EntryPoint

import nbformat
import nbformat.v4 as v4
import pytest
from nbconvert.exporters import Exporter

from hubao.errors import ReportError
from hubao.report.document import read_document
from hubao.report.exporters import HubaoHTMLExporter, HubaoPDFExporter
from hubao.report.html import page
from tests.report.pages import display, notebook, report, words

EXPORTERS = {"hubao_html": HubaoHTMLExporter, "hubao_pdf": HubaoPDFExporter}


@pytest.mark.parametrize("name", EXPORTERS)
def test_the_project_declares_its_exporters(name: str):
    import tomllib
    from pathlib import Path

    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    declared = project["project"]["entry-points"]["nbconvert.exporters"][name]
    loaded = EntryPoint(name, declared, "nbconvert.exporters").load()
    assert loaded is EXPORTERS[name]
    assert issubclass(loaded, Exporter)


@pytest.mark.parametrize(
    ("exporter", "extension", "mimetype"),
    [(HubaoHTMLExporter, ".html", "text/html"), (HubaoPDFExporter, ".pdf", "application/pdf")],
)
def test_files_get_the_right_name(exporter: type[Exporter], extension: str, mimetype: str):
    assert (exporter().file_extension, exporter.output_mimetype) == (extension, mimetype)


def test_html_is_the_page_of_the_document():
    text, resources = HubaoHTMLExporter().from_notebook_node(report())
    assert text == page(read_document(report()))
    assert resources["output_extension"] == ".html"


def test_a_notebook_file_is_read_as_it_lies(tmp_path):
    path = tmp_path / "out.ipynb"
    nbformat.write(report(), path)
    text, _ = HubaoHTMLExporter().from_filename(str(path))
    assert text == page(read_document(report()))


def test_same_notebook_same_bytes():
    first, _ = HubaoHTMLExporter().from_notebook_node(report())
    second, _ = HubaoHTMLExporter().from_notebook_node(report())
    assert first.encode() == second.encode()


def test_the_notebook_given_is_not_changed():
    made = report()
    HubaoHTMLExporter().from_notebook_node(made)
    assert made == report()


@pytest.mark.parametrize("exporter", EXPORTERS.values())
def test_a_notebook_without_blocks_is_refused(exporter: type[Exporter]):
    with pytest.raises(ReportError, match="没有任何报告积木"):
        exporter().from_notebook_node(notebook(words("## 一、评价项目")))


@pytest.mark.parametrize("exporter", EXPORTERS.values())
def test_a_notebook_with_an_error_is_refused(exporter: type[Exporter]):
    failed = v4.new_code_cell("1/0")
    failed.outputs = [v4.new_output("error", ename="ZeroDivisionError", evalue="division by zero", traceback=[])]
    with pytest.raises(ReportError, match="第2个单元格（c2）运行出错"):
        exporter().from_notebook_node(notebook(display(), failed))
