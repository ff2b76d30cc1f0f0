"""The other ways to the same reports, each run by `scripts/bench.py` as a process of its own, in a project's folder.

    python scripts/bench_ways.py WAY OUT FORMATS WORKERS [AGENCY …]

loop: papermill's loop with its stock engine, in one process; pool: the same in a pool of processes; commands: papermill
and nbconvert as commands, for every report; direct: the report functions called without a notebook. Without agencies
a way does all that it does before its first report.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

YEAR = 2024
NOTEBOOK = Path("notebooks/agency.ipynb")
RUN_FILE = Path("params/runs/agency-2024.yaml")
PARAMETERS = {"year": YEAR, "data": f"data/{YEAR}", "policy": f"params/policy/{YEAR}.yaml"}

_PASSAGE = re.compile(r"report\.(\w+)\(\)")


def loop(agencies: Sequence[str], out: Path, formats: Sequence[str], workers: int) -> None:
    """One report after the other, a kernel each, as papermill's manual has it."""
    _import_all()
    for agency in agencies:
        _execute_and_convert(agency, out, formats)


def pool(agencies: Sequence[str], out: Path, formats: Sequence[str], workers: int) -> None:
    """The same with several reports at once."""
    _import_all()
    with ProcessPoolExecutor(workers) as executor:
        for _ in executor.map(partial(_execute_and_convert, out=out, formats=formats), agencies):
            pass


def _import_all() -> None:
    import papermill  # noqa: F401
    from nbconvert.exporters import get_exporter

    get_exporter("hubao_html")


def _execute_and_convert(agency: str, out: Path, formats: Sequence[str]) -> None:
    import papermill
    from nbconvert.exporters import get_exporter

    executed = out / f"{agency}.ipynb"
    papermill.execute_notebook(NOTEBOOK, executed, {**PARAMETERS, "agency": agency}, progress_bar=False)
    for suffix in formats:
        body, _ = get_exporter(f"hubao_{suffix}")().from_filename(str(executed))
        (out / f"{agency}.{suffix}").write_bytes(body.encode() if isinstance(body, str) else body)


def commands(agencies: Sequence[str], out: Path, formats: Sequence[str], workers: int) -> None:
    """Two commands a report, three with its PDF."""
    folder = Path(sys.executable).parent
    for agency in agencies:
        executed = str(out / f"{agency}.ipynb")
        made = [str(folder / "papermill"), str(NOTEBOOK), executed, "-f", str(RUN_FILE), "-p", "agency", agency]
        subprocess.run([*made, "--no-progress-bar"], check=True)
        for suffix in formats:
            subprocess.run([str(folder / "jupyter"), "nbconvert", "--to", f"hubao_{suffix}", executed], check=True)


def direct(agencies: Sequence[str], out: Path, formats: Sequence[str], workers: int) -> None:
    """The year opened once, and the notebook's passages called one by one, in one process."""
    from hubao.files import write_bytes
    from hubao.report.agency import AgencyReport
    from hubao.report.document import Document
    from hubao.report.html import page
    from hubao.report.markdown import read_markdown
    from hubao.report.typst_face import pdf
    from hubao.year import open_year

    year = open_year(YEAR, PARAMETERS["data"], PARAMETERS["policy"])
    order = passages(NOTEBOOK.read_text(encoding="utf-8"))
    for agency in agencies:
        report = AgencyReport(year, agency)
        document = Document(
            tuple(
                element
                for kind, text in order
                for element in (read_markdown(text) if kind == "words" else getattr(report, text)().blocks)
            )
        )
        if "html" in formats:
            write_bytes(page(document).encode(), out / f"{agency}.html")
        if "pdf" in formats:
            write_bytes(pdf(document), out / f"{agency}.pdf")


def passages(notebook: str) -> list[tuple[str, str]]:
    """What the notebook shows, in order: ``("words", Markdown)`` or ``("call", method of the report)``."""
    shown = []
    for cell in json.loads(notebook)["cells"]:
        source = "".join(cell["source"])
        call = _PASSAGE.fullmatch(source.strip())
        if cell["cell_type"] == "markdown":
            shown.append(("words", source))
        elif call:
            shown.append(("call", call[1]))
    return shown


def main(words: Sequence[str]) -> None:
    """Print the reports in one of the ways."""
    way, out, formats, workers, *agencies = words
    ways = {one.__name__: one for one in (loop, pool, commands, direct)}
    ways[way](agencies, Path(out), formats.split(","), int(workers))


if __name__ == "__main__":
    main(sys.argv[1:])
