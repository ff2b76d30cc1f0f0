"""An executed notebook as it is kept: nothing of the machine or the moment in it."""

from __future__ import annotations

import json

import nbformat.v4 as v4
from nbformat import NotebookNode

from hubao.press.executed import as_written, kept_bytes


def executed(moment: str, chance: str, folder: str, version: str) -> NotebookNode:
    """What two runs of one notebook on two machines return."""
    ran = {"execution": {"iopub.status.busy": moment}, "papermill": {"duration": len(moment), "start_time": moment}}
    escaped = ascii(f"{folder}/2024")[1:-1]  # as papermill writes it
    injected = v4.new_code_cell(f'data = "{escaped}"', id=chance, metadata={"tags": ["injected-parameters"], **ran})
    shown = v4.new_code_cell("data", id="show", metadata={"tags": [], **ran})
    shown.outputs = [
        v4.new_output("stream", name="stderr", text=f"/tmp/ipykernel_{chance}/1.py:1: UserWarning"),
        v4.new_output("stream", name="stdout", text="一"),
        v4.new_output("execute_result", execution_count=1, data={"text/plain": f"'{folder}/2024'"}),
    ]
    parameters = {"year": 2024, "data": f"{folder}/2024", "policy": "params/policy/2024.yaml"}
    metadata = {
        "language_info": {"name": "python", "version": version},
        "papermill": {"parameters": parameters, "start_time": moment, "output_path": f"{folder}/out.ipynb"},
    }
    return v4.new_notebook(cells=[v4.new_code_cell("data = None", id="p"), injected, shown], metadata=metadata)


HERE = executed("2025-01-24T08:00:00Z", "b617fd31", "/home/zhang/考核", "3.11.7")
THERE = executed("2026-03-01T23:59:59Z", "0a1b2c3d", "/Users/li/互保", "3.13.0")


def test_two_machines_and_days_give_the_same_bytes():
    assert kept_bytes(HERE) == kept_bytes(THERE)


def test_what_was_shown_and_given_stays():
    kept = json.loads(kept_bytes(HERE))
    assert kept["metadata"]["papermill"]["parameters"] == {
        "year": 2024,
        "data": "2024",
        "policy": "params/policy/2024.yaml",
    }
    assert [cell["id"] for cell in kept["cells"]] == ["p", "injected-parameters", "show"]
    stream, result = kept["cells"][2]["outputs"]
    assert "".join(kept["cells"][1]["source"]) == 'data = "2024"'
    assert (stream["name"], "".join(stream["text"])) == ("stdout", "一")
    assert "".join(result["data"]["text/plain"]) == "'2024'"


def test_the_engines_own_notebook_is_left_alone():
    before = json.dumps(HERE)
    kept_bytes(HERE)
    as_written(HERE)
    assert json.dumps(HERE) == before


def test_cells_count_as_their_author_counts_them():
    assert [cell["id"] for cell in as_written(HERE).cells] == ["p", "show"]
