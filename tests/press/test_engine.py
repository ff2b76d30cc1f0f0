"""Our engine against papermill's own, notebook by notebook: what one leaves, the other leaves."""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from nbformat import NotebookNode

from hubao.press.warm.crew import Keeper
from hubao.press.warm.fitness import unfit
from hubao.press.warm.fresh import FreshWorkers
from tests.press.engine_notebooks import TRIALS, Trial
from tests.press.projects import small_project

NOT_DETERMINED = (
    (re.compile(r"0x[0-9a-f]{6,}"), "0x…"),  # where an object lies in memory
    (re.compile(r"(ipykernel_|Process-|pid[ =])\d+"), r"\1…"),  # which process it is
    (re.compile(r"(?<=<dc:date>)[^<]*"), "…"),  # matplotlib's clock
    (re.compile(r"(?<=/)\d{6,}\.py"), "….py"),  # a cell's file, named after its process
)
TIMES = ("start_time", "end_time", "duration")


def run(trial: Trial, engine: str | None, folder: Path) -> dict[str, Any]:
    """What is left of a notebook: the file that was written, and what was raised."""
    folder.mkdir()
    (folder / "work").mkdir()
    source, target = folder / "source.ipynb", folder / "target.ipynb"
    nbformat.write(trial.notebook(), source)
    options = {"progress_bar": False, "cwd": str(folder / "work"), **trial.options}
    raised = ""
    try:
        papermill.execute_notebook(
            str(source), str(target), dict(trial.parameters), engine_name=engine, kernel_name="python3", **options
        )
    except Exception as error:
        raised = f"{type(error).__name__}: {error}"
    text = target.read_text(encoding="utf-8").replace(str(folder), "…")
    return {"raised": determined(raised.replace(str(folder), "…")), "notebook": comparable(json.loads(text))}


def comparable(notebook: Any) -> Any:
    """A notebook without what two runs of one engine do not share either: times, addresses, numbers of processes."""
    notebook["metadata"]["papermill"].update(dict.fromkeys(TIMES))
    for cell in notebook["cells"]:
        own = cell["metadata"]
        if "papermill" in own:
            own["papermill"].update({name: bool(own["papermill"].get(name)) for name in TIMES if name != "duration"})
            own["papermill"]["duration"] = None
        if "execution" in own:
            own["execution"] = sorted(own["execution"])
        if cell["id"].isalnum() and not re.fullmatch(r"c\d+", cell["id"]):
            cell["id"] = "papermill's own"
        if "outputs" in cell:
            cell["outputs"] = list(joined(cell["outputs"]))
    return json.loads(determined(json.dumps(notebook, ensure_ascii=False)))


def joined(outputs: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Outputs with neighbouring pieces of one stream put together: the stock engine cuts streams by its clock."""
    last: dict[str, Any] | None = None
    for output in outputs:
        if last is not None and output["output_type"] == "stream" and output.get("name") == last["name"]:
            last["text"] = [*last["text"], *output["text"]]
            continue
        last = output if output["output_type"] == "stream" else None
        yield output


def determined(text: str) -> str:
    for pattern, stands in NOT_DETERMINED:
        text = pattern.sub(stands, text)
    return text


def flat(result: Mapping[str, Any]) -> dict[str, Any]:
    for cell in result["notebook"]["cells"]:
        for output in cell.get("outputs", ()):
            if output["output_type"] == "stream":
                output["text"] = "".join(output["text"])
    return dict(result)


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Any]]:
    """What the stock engine leaves of every trial, two at a time in processes of their own."""
    folder = tmp_path_factory.mktemp("stock")
    os.environ["HUBAO_TRIAL"] = "随调用者"
    code = "import sys; from tests.press.test_engine import main; main(*sys.argv[1:])"
    names = list(TRIALS)
    with ThreadPoolExecutor(2) as pool:
        found = pool.map(lambda part: in_process(code, part, folder), (names[::2], names[1::2]))
        yield {name: result for part in found for name, result in part.items()}


def in_process(code: str, names: list[str], folder: Path) -> dict[str, Any]:
    import subprocess

    target = folder / f"{len(names[0])}-{names[0]}.json"
    words = [sys.executable, "-c", code, str(target), json.dumps(names)]
    root = str(Path(__file__).parents[2])
    # A kernel that sees this variable leaves the file descriptors to pytest.
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    done = subprocess.run(
        words, cwd=root, env={**environment, "PYTHONPATH": root}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(target.read_text(encoding="utf-8"))


def main(target: str, names: str) -> None:
    """The stock engine's side, in its process."""
    folder = Path(target).with_suffix("")
    folder.mkdir()
    results = {
        name: run(TRIALS[name], None, folder / f"trial{number}") for number, name in enumerate(json.loads(names))
    }
    Path(target).write_text(json.dumps(results, ensure_ascii=False), encoding="utf-8")


def handed(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if "stock engine" in one.getMessage()]


@pytest.mark.parametrize("name", TRIALS)
def test_our_engine_leaves_what_the_stock_engine_leaves(
    name: str,
    stock: Mapping[str, Any],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("HUBAO_TRIAL", "随调用者")
    trial = TRIALS[name]
    with caplog.at_level(logging.INFO, logger="papermill"):
        ours = run(trial, "hubao", tmp_path / "ours")
    assert flat(ours) == flat(stock[name])
    said = handed(caplog)
    assert [message for message in said if trial.handed in message] == said
    assert bool(said) == bool(trial.handed)


FRESH = (
    "results and history", "streams in their order", "programs write too", "cell magics", "top-level await",
    "an error stops", "an error that is allowed", "leaving with 3", "display ids", "clear_output", "charts", "main",
    "the caller's surroundings", "parameters", "a kernel that dies", "a widget's channel",
)  # fmt: skip


def test_workers_without_fork_leave_the_same(stock: Mapping[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """One process after the other notebook, in a namespace made anew: what systems without fork do."""
    monkeypatch.setenv("HUBAO_TRIAL", "随调用者")
    keeper = Keeper()
    monkeypatch.setattr("hubao.press.warm.engine._crew", keeper)
    monkeypatch.setattr("hubao.press.warm.crew.has_fork", lambda: False)
    for number, name in enumerate(FRESH):
        ours = run(TRIALS[name], "hubao", tmp_path / f"trial{number}")
        assert flat(ours) == flat(stock[name]), name
    workers = keeper()
    assert isinstance(workers, FreshWorkers)
    workers.close()


def test_there_are_enough_trials():
    assert len(TRIALS) >= 30


PROJECT = {
    "agency": {"year": 2024, "agency": "B07"},
    "annual": {"year": 2024},
    "quota": {"year": 2024},
    "explore": {},
}


@pytest.mark.parametrize("name", PROJECT)
def test_our_own_notebooks_too(name: str, tmp_path: Path):
    project = small_project(tmp_path / "project")
    source = nbformat.read(project / "notebooks" / f"{name}.ipynb", as_version=4)
    left = []
    for engine in ("hubao", None):
        try:
            made = papermill.execute_notebook(
                source, None, PROJECT[name], engine_name=engine, progress_bar=False, cwd=str(project)
            )
        except papermill.PapermillExecutionError as error:
            left.append(determined(f"{error.cell_index} {error.ename} {error.evalue}"))
        else:
            left.append(comparable(json.loads(nbformat.writes(made))))
    assert left[0] == left[1]


def notebook(*sources: str) -> NotebookNode:
    return Trial(sources).notebook()


def execute(made: NotebookNode, **options: Any) -> NotebookNode:
    return papermill.execute_notebook(made, None, engine_name="hubao", kernel_name="python3", **options)


def test_another_kernel_is_the_stock_engines_business(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.INFO, logger="papermill"), pytest.raises(Exception, match="nosuch"):
        papermill.execute_notebook(notebook("1"), None, engine_name="hubao", kernel_name="nosuch", progress_bar=False)
    assert handed(caplog) == ["hubao: kernel nosuch is not this Python; the stock engine runs this notebook"]


SPECS = {
    "another-language": {"argv": ["bash", "-m", "bash_kernel", "-f", "{connection_file}"], "language": "bash"},
    "another-python": {"argv": ["/opt/other/python", "-m", "ipykernel_launcher", "-f", "x"], "language": "python"},
    "own-settings": {
        "argv": ["python", "-m", "ipykernel_launcher", "-f", "x"],
        "language": "python",
        "env": {"A": "1"},
    },
    "this-python": {"argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "x"], "language": "python"},
}


@pytest.mark.parametrize("name", SPECS)
def test_only_this_pythons_kernel_runs_warm(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = tmp_path / "kernels" / name
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text(json.dumps({"display_name": name, **SPECS[name]}), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    expected = "" if name == "this-python" else f"kernel {name} is not this Python"
    assert unfit(name, {"log_output": False, "execution_timeout": None}) == expected


def test_several_threads_do_not_mix(tmp_path: Path):
    def shown(number: int) -> str:
        made = execute(notebook(f"import time\nx = {number}\ntime.sleep(0.1)", "x"), progress_bar=False)
        return made.cells[1].outputs[0].data["text/plain"]

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(shown, range(12))) == [str(number) for number in range(12)]


def test_two_forks_draw_different_numbers():
    made = [
        execute(notebook("import random\nimport numpy as np\nrandom.random(), np.random.rand()"), progress_bar=False)
        for _ in range(2)
    ]
    assert made[0].cells[0].outputs != made[1].cells[0].outputs


def test_one_notebook_changes_nothing_for_the_next():
    execute(notebook("import json\njson.own = 1\nimport os\nos.environ['OWN'] = '1'\nx = 1"), progress_bar=False)
    after = execute(
        notebook("import json, os\nhasattr(json, 'own'), 'OWN' in os.environ, 'x' in globals()"), progress_bar=False
    )
    assert after.cells[0].outputs[0].data["text/plain"] == "(False, False, False)"


def test_outputs_go_to_the_log_and_the_files(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    made = notebook("import sys\nprint('甲')\nprint('乙', file=sys.stderr)", "40 + 2")
    with (
        (tmp_path / "out").open("w") as out,
        (tmp_path / "err").open("w") as err,
        caplog.at_level(logging.INFO, logger="papermill"),
    ):
        execute(made, log_output=True, stdout_file=out, stderr_file=err, progress_bar=False)
    assert ((tmp_path / "out").read_text(), (tmp_path / "err").read_text()) == ("甲\n", "乙\n")
    messages = [one.getMessage() for one in caplog.records]
    assert [one for one in messages if one in ("甲\n", "乙\n", "42")] == ["甲\n", "乙\n", "42"]


def test_the_file_grows_cell_by_cell(tmp_path: Path):
    """papermill saves after each cell: what a later cell reads there has the earlier one's output."""
    target = tmp_path / "target.ipynb"
    look = f"import json, pathlib\ncells = json.loads(pathlib.Path({str(target)!r}).read_text())['cells']\n"
    look += "cells[0]['outputs'][0]"
    made = papermill.execute_notebook(
        notebook("print('先')", f"import time\ntime.sleep(0.2)\n{look}"),
        str(target),
        engine_name="hubao",
        kernel_name="python3",
        progress_bar=False,
    )
    assert "先" in made.cells[1].outputs[0].data["text/plain"]


def test_an_interruption_of_the_caller_ends_the_notebook(tmp_path: Path):
    told = tmp_path / "told"
    code = f"import os, pathlib, signal, time\npathlib.Path({str(told)!r}).write_text(str(os.getpid()))\n"
    code += f"os.kill({os.getpid()}, signal.SIGINT)\ntime.sleep(60)"
    with pytest.raises(KeyboardInterrupt):
        execute(notebook(code), progress_bar=False)
    for _ in range(100):
        if not Path(f"/proc/{told.read_text()}").exists():
            return
        __import__("time").sleep(0.05)
    pytest.fail("the notebook's process is still there")
