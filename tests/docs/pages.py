"""The documentation as tests see it: pages, their code blocks, headings, links and the paths they name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
PAGES = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")))

FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.M | re.S)
LINK = re.compile(r"(?P<picture>!?)\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} (?P<text>.+)$", re.M)
TOKEN = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language and its text."""

    language: str
    text: str

    @property
    def commands(self) -> tuple[str, ...]:
        """Its command lines without prompts, outputs and comments."""
        lines = self.text.splitlines()
        if self.language == "console":
            return tuple(line.removeprefix("$ ") for line in lines if line.startswith("$ "))
        return tuple(line for line in lines if line.strip() and not line.startswith("#"))


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def blocks(path: Path, *languages: str) -> list[Block]:
    found = [Block(match["language"], match["text"]) for match in FENCE.finditer(text(path))]
    return [block for block in found if block.language in languages]


def prose(path: Path) -> str:
    """A page without its fenced blocks."""
    return FENCE.sub("", text(path))


def links(path: Path) -> list[re.Match[str]]:
    return list(LINK.finditer(prose(path)))


def anchors(path: Path) -> set[str]:
    """The anchors a Markdown viewer makes of the headings: lower case, no punctuation, hyphens for spaces."""
    return {re.sub(r"[^\w\- ]", "", match["text"].lower()).replace(" ", "-") for match in HEADING.finditer(prose(path))}


def rows(path: Path, heading: str) -> list[list[str]]:
    """The cells of the tables below a heading, without heads and rules."""
    part = re.split(r"^#{1,6} ", text(path).partition(f"# {heading}\n")[2], maxsplit=1, flags=re.M)[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    split = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    rules = {number for number, cells in enumerate(split) if set("".join(cells)) <= set("-: ")}
    return [cells for number, cells in enumerate(split) if number not in rules and number + 1 not in rules]
