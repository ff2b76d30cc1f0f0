"""Links lead somewhere, pictures are small and described, and files that a page names exist."""

import re
import struct
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, READMES, ROOT, TOKEN, anchors, links, prose, text

PATHS = ("hubao/", "params/", "data/", "notebooks/", "scripts/", "tests/", "docs/")
EXAMPLES = ("<", "2024-office", "…")  # what the reader makes, and names with a gap
LARGEST = 300 * 1024

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


@every_page
def test_links_resolve(page: Path):
    for link in links(page):
        assert "://" not in link["target"], "pages lead to nothing outside the project"
        name, _, anchor = link["target"].partition("#")
        goal = (page.parent / name).resolve() if name else page
        assert goal.is_file(), link[0]
        assert not anchor or anchor in anchors(goal), link[0]


@every_page
def test_named_files_exist(page: Path):
    named = {token for token in TOKEN.findall(prose(page)) if token.startswith(PATHS)}
    missing = {token for token in named if not any(sign in token for sign in EXAMPLES) and not (ROOT / token).exists()}
    assert missing == set()


@every_page
def test_no_line_ends_in_blanks(page: Path):
    assert not re.search(r"[ \t]+$", text(page), flags=re.M)


def test_every_page_is_reached_from_both_readmes():
    for readme in READMES:
        reached = {(readme.parent / link["target"].partition("#")[0]).resolve() for link in links(readme)}
        assert set(PAGES) - {readme} <= reached


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_readmes_show_a_report(page: Path):
    shown = [link for link in links(page) if link["picture"]]
    assert shown
    for picture in shown:
        data = (page.parent / picture["target"]).read_bytes()
        assert data.startswith(b"\x89PNG")
        assert len(data) < LARGEST
        width, height = struct.unpack(">II", data[16:24])
        assert min(width, height) > 300
        assert len(picture["text"]) > 10, "a picture needs words for those who cannot see it"


def test_no_picture_lies_about_unused():
    shown = {(page.parent / link["target"]).resolve() for page in PAGES for link in links(page) if link["picture"]}
    assert set((ROOT / "docs" / "pictures").glob("*.png")) == shown
