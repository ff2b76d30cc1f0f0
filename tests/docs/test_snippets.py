"""Python shown in the documentation runs as it stands, page by page, from the project folder."""

import pytest

from tests.docs.pages import PAGES, ROOT, blocks

SNIPPETS = {page.name: [block.text for block in blocks(page, "python")] for page in PAGES if blocks(page, "python")}


@pytest.mark.parametrize("name", SNIPPETS)
def test_snippets_run(name: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    space: dict[str, object] = {}
    for number, snippet in enumerate(SNIPPETS[name], start=1):
        exec(compile(snippet, f"{name}, snippet {number}", "exec"), space)


def test_some_pages_have_snippets():
    assert set(SNIPPETS) >= {"README.md", "README.zh-CN.md", "for-analysts.md"}
