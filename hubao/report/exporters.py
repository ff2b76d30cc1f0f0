"""The two exporters nbconvert knows as ``hubao_html`` and ``hubao_pdf``: an executed notebook in, a report out.

The same notebook gives the same bytes: neither clock nor chance takes part.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

from nbconvert.exporters import Exporter
from traitlets import default

from hubao.report.document import Document, read_document
from hubao.report.html import page

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["HubaoHTMLExporter", "HubaoPDFExporter"]

Resources = dict[str, Any]


class _ReportExporter(Exporter):
    """What both exporters share: the executed notebook is read as a document, and one face draws it."""

    @abstractmethod
    def _draw(self, document: Document) -> str | bytes: ...

    # nbconvert's base hands the notebook on and is typed so; every exporter that ends the chain returns its text.
    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: Resources | None = None, **kw: object
    ) -> tuple[str | bytes, Resources]:
        """Draw an executed notebook.

        Args:
            nb: the notebook with its outputs.
            resources: nbconvert's own; passed on.
            kw: nbconvert's own; passed on.

        Raises:
            ReportError: the notebook failed, has no block, or shows something a report must not show.
        """
        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        resources["output_extension"] = self.file_extension
        return self._draw(read_document(notebook)), resources


class HubaoHTMLExporter(_ReportExporter):
    """A report as one HTML file, for screens."""

    export_from_notebook = "互保报告（网页）"
    output_mimetype = "text/html"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    def _draw(self, document: Document) -> str:
        return page(document)


class HubaoPDFExporter(_ReportExporter):
    """A report as PDF, for paper."""

    export_from_notebook = "互保报告（PDF）"
    output_mimetype = "application/pdf"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".pdf"

    def _draw(self, document: Document) -> bytes:
        from hubao.report.typst_face import pdf

        return pdf(document)
