"""A piece: some blocks in order, as a report function returns them and a notebook cell displays them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hubao.report.blocks import MIME, Block, plain_blocks
from hubao.report.html import fragment

__all__ = ["Piece", "for_paper_only"]


_on_screen = True


def for_paper_only() -> None:
    """Let this process's pieces leave nothing but their blocks: nobody will look at the notebook itself."""
    global _on_screen
    _on_screen = False


@dataclass(frozen=True, slots=True)
class Piece:
    """Blocks that belong together.

    In JupyterLab it shows itself; in the executed notebook it leaves its blocks' JSON, from which both faces are drawn.
    """

    blocks: tuple[Block, ...]

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        shown = {"text/html": fragment(self.blocks)} if _on_screen else {}
        return {MIME: plain_blocks(self.blocks), **shown, "text/plain": f"<{len(self.blocks)} 个报告积木>"}
