"""Every command is documented, and every command line in the documentation is one the program takes."""

import json
import re
import shlex
import tomllib

import pytest
from typer.main import get_command

from hubao.cli import app
from tests.docs.pages import HEADING, PAGES, READMES, ROOT, blocks, text

GROUP = get_command(app)
COMMANDS = sorted(GROUP.commands)
COMMANDS_PAGE = ROOT / "docs" / "commands.md"
SHELL = ("sh", "bat", "console")
LINES = sorted({line for page in PAGES for block in blocks(page, *SHELL) for line in block.commands})


def of(tool: str) -> list[list[str]]:
    """The words of every line that calls a tool, wherever it is installed."""
    split = [shlex.split(line.replace("\\", "/"), comments=True) for line in LINES]
    return [words[1:] for words in split if words and words[0].rpartition("/")[2] == tool]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_section_with_an_example_and_its_help(name: str):
    section = re.split(r"^## ", text(COMMANDS_PAGE), flags=re.M)
    (own,) = [part for part in section if part.startswith(f"{name} ")]
    assert f"$ hubao {name} " in own or f"$ hubao {name}\n" in own
    assert f"<!-- made: help {name} -->" in own


def test_the_page_speaks_of_no_other_command():
    headings = [match["text"].split()[0] for match in HEADING.finditer(text(COMMANDS_PAGE))][1:]
    assert sorted(headings) == COMMANDS


@pytest.mark.parametrize("words", of("hubao"), ids=" ".join)
def test_hubao_lines_are_understood(words: list[str]):
    name, *rest = words
    GROUP.commands[name].make_context(name, rest)  # raises on an unknown option or a wrong value


def test_misspelt_lines_would_be_noticed():
    with pytest.raises(Exception, match=r"reding"):
        GROUP.commands["score"].make_context("score", ["2024", "--reding", "A-G1=full"])


@pytest.mark.parametrize("target", [words[0] for words in of("make")])
def test_make_lines_name_targets(target: str):
    assert re.search(rf"^{target}:", text(ROOT / "Makefile"), flags=re.M)


def test_papermill_lines_name_files_that_exist():
    for notebook, output, *options in of("papermill"):
        assert output.endswith(".ipynb")
        cells = json.loads(text(ROOT / notebook))["cells"]
        (parameters,) = ["".join(cell["source"]) for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
        pairs = dict(zip(options[::2], options[1::2], strict=False))
        assert (ROOT / pairs["-f"]).is_file()
        assert re.search(rf"^{options[options.index('-p') + 1]} = ", parameters, flags=re.M)


def test_nbconvert_lines_name_our_exporters():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    exporters = project["entry-points"]["nbconvert.exporters"]
    named = {words[2] for words in of("jupyter") if words[0] == "nbconvert"}
    assert named == set(exporters)


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_quick_start_is_two_commands(page):
    assert blocks(page, "sh")[0].commands == ("make report", "make test")


@pytest.mark.parametrize("page", [*READMES, ROOT / "docs" / "for-analysts.md"], ids=lambda page: page.name)
def test_windows_lines_do_what_make_does(page):
    lines = [line.replace("\\", "/") for line in blocks(page, "bat")[0].commands]
    recipe = text(ROOT / "Makefile")
    for tail in ("install --require-hashes -r ", "install --no-deps --no-build-isolation -e ."):
        assert tail in recipe
        assert [line for line in lines if tail in line]
    assert lines[0].startswith("py -m venv .venv")
    assert lines[-1] == ".venv/Scripts/hubao render 2024"


def test_both_readmes_hold_the_same_commands():
    plain = [
        [
            (one.language, [line.partition("  #")[0] for line in one.commands])
            for one in blocks(page, "sh", "bat", "python")
        ]
        for page in READMES
    ]
    assert plain[0] == plain[1]


def test_both_readmes_have_the_same_shape():
    def shape(page):
        return [match["text"] for match in re.finditer(r"^(?P<text>#+|!\[|\| \[|- |```\w*)", text(page), flags=re.M)]

    assert shape(READMES[0]) == shape(READMES[1])
