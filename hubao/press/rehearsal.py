"""Making one report before the first, in the process that will be forked: what is loaded and kept once, all find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from hubao.press.jobs import Job
from hubao.press.keys import Passage
from hubao.press.opening import Opening
from hubao.report.blocks import parse_blocks, plain_blocks
from hubao.report.document import Document
from hubao.report.html import fragment, page
from hubao.report.typst_face import fonts

__all__ = ["rehearse"]


def rehearse(
    opening: Opening, jobs: Sequence[Job], shown: Mapping[Path, Sequence[Passage]], formats: Sequence[str]
) -> None:
    """Draw one owner's report and throw it away.

    Only the project's own functions are called, never a notebook's code: that runs in forks alone. For PDF the fonts
    are read, but nothing is set: the typesetter starts threads, which a fork would not have.

    Args:
        opening: what is printed from.
        jobs: what will be printed.
        shown: notebook → the passages it shows, as far as they are known.
        formats: what will be printed.
    """
    if "pdf" in formats:
        fonts()
    job = next((one for one in jobs if shown[one.notebook]), None)
    if job is not None:
        with suppress(Exception):  # what fails here will fail, and be told, where it matters
            opening.warm()
            report = opening.report(job.owner)
            pieces = [getattr(report, name)(*arguments).blocks for name, arguments in shown[job.notebook]]
            for blocks in pieces:
                fragment(blocks)
            page(Document(tuple(block for blocks in pieces for block in parse_blocks(plain_blocks(blocks)))))
