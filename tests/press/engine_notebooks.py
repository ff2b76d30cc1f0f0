# ruff: noqa: E501  # a cell reads best on one line
"""Notebooks that try what a notebook can do, for holding our engine against papermill's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import nbformat.v4 as v4
from nbformat import NotebookNode

__all__ = ["TRIALS", "Trial"]

Cell = str | NotebookNode


@dataclass(frozen=True)
class Trial:
    """A notebook and how it is run.

    Attributes:
        cells: sources of code cells, or whole cells.
        parameters: what papermill is to inject.
        options: options of papermill or its engine.
        language: language of the notebook's kernel.
        handed: what the log says when our engine hands the notebook to the stock engine; empty when it must not.
    """

    cells: tuple[Cell, ...]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    language: str = "python"
    handed: str = ""

    def notebook(self) -> NotebookNode:
        cells = [v4.new_code_cell(cell) if isinstance(cell, str) else cell for cell in self.cells]
        for number, cell in enumerate(cells):
            cell["id"] = f"c{number}"
        kernel = {"name": "python3", "display_name": "Python 3", "language": self.language}
        return v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def tagged(source: str, *tags: str) -> NotebookNode:
    return v4.new_code_cell(source, metadata={"tags": list(tags), "own": {"kept": [1, "二"]}})


def trial(*cells: Cell, **more: Any) -> Trial:
    return Trial(cells, **more)


TRIALS: dict[str, Trial] = {
    "results and history": trial(
        "1 + 1", "_", "In[1], Out[1], _i, _ii, _2", "None", "x = 3;", "'静'; x", "(1, {2: [3]}, {4})", "%history"
    ),
    "streams in their order": trial(
        "import sys\nprint('甲')\nprint('乙', file=sys.stderr)\nprint('丙', end='')\nsys.stdout.write('丁\\n')",
        "print('前'); sys.stdout.flush(); print('后')",
        "print(1)\ndisplay(2)\nprint(3)\n4",
        "sys.stdout.writelines(['a\\n', 'b\\n'])\nprint('\\r50%\\r100%')",
        "sys.stdout.encoding, sys.stdout.isatty(), sys.stderr.isatty(), sys.stdout.name, sys.stdout.closed",
        "print('很长' * 200_000)",
    ),
    "a slow cell": trial("import time\nfor n in range(4):\n    print(n)\n    time.sleep(0.15)"),
    "programs write too": trial(
        "import os, subprocess, time\nprint('前', flush=True)\nos.system('echo 中; echo 误 >&2')\ntime.sleep(0.3)",
        "subprocess.run(['sh', '-c', 'echo 子进程; exit 3']).returncode",
        "os.write(1, '直接写\\n'.encode())\ntime.sleep(0.3)",
    ),
    "commands": trial(
        "!echo 你好 $((1+1))",
        "!false",
        "_exit_code",
        "names = !printf 'a\\nb\\n'\nnames",
        "!echo 错 >&2",
        "w = 'x'\n!echo {w} $w",
    ),
    "cell magics": trial(
        "%%bash\necho 壳 && echo 错 >&2",
        "%%capture kept\nprint('不见')\ndisplay(1)",
        "kept.stdout, len(kept.outputs)",
        "kept.show()",
        "%%writefile made.txt\n一行\n",
        "%cat made.txt",
        "%%bash\nexit 3",
    ),
    "python in other hands": trial(
        "%%python\nprint(1 + 1)",
        "%%script sh\necho sh",
        "%%html\n<b>粗</b>",
        "%%markdown\n**粗**",
        "%%latex\n$x$",
        "%%svg\n<svg xmlns='http://www.w3.org/2000/svg'/>",
        "%%javascript\n1",
    ),
    "line magics": trial(
        "a, b = 1, '二'", "%who", "%whos", "%pwd", "%env HUBAO_NOTHING=1", "%precision 2", "1/3", "%pinfo a", "%nosuch"
    ),
    "scripts and modules": trial(
        "from pathlib import Path\nPath('beside.py').write_text('n = 7\\ndef f():\\n    return __name__\\n')",
        "import beside\nbeside.n, beside.f()",
        "%run beside.py\nn, f()",
        "%load_ext autoreload",
        "%autoreload 2",
        "Path('broken.py').write_text('def g():\\n    1 / 0\\n')\nimport broken",
        "broken.g()",
    ),
    "top-level await": trial(
        "import asyncio\nawait asyncio.sleep(0.01)\n'醒'",
        "async def f(n):\n    await asyncio.sleep(0)\n    return n\nawait asyncio.gather(f(1), f(2))",
        "task = asyncio.create_task(f(3))",
        "await task",
        "async with asyncio.timeout(1):\n    print('里面')",
        "asyncio.get_running_loop().is_running()",
        "[n async for n in (await f(m) for m in range(3))]",
        "async def g():\n    await asyncio.sleep(0)\n    1 / 0\nawait g()",
    ),
    "a loop inside the loop": trial("import asyncio\nasyncio.run(asyncio.sleep(0))"),
    "an error stops": trial("1", "def f(x):\n    return 1 / x\nf(0)", "'不到'"),
    "an error with a cause": trial(
        "try:\n    {}['k']\nexcept KeyError as error:\n    raise ValueError('外') from error"
    ),
    "a group of errors": trial("raise ExceptionGroup('组', [ValueError('一'), TypeError('二')])"),
    "a syntax error": trial("x = 1", "def f(:\n  pass"),
    "an indentation error": trial("if True:\nx = 1"),
    "an unknown name": trial("print('先')\nnosuch + 1"),
    "an error of one's own": trial(
        "class Own(Exception):\n    def __str__(self):\n        return '自己的 \\x1b[31m红\\x1b[0m'\n\nraise Own"
    ),
    "an error that is allowed": trial(
        tagged("1 / 0", "raises-exception"), "'还在'", tagged("raise SystemExit(4)", "raises-exception"), "'仍在'"
    ),
    "all errors allowed": trial("1 / 0", "2", options={"allow_errors": True}),
    "an interruption": trial("raise KeyboardInterrupt", "2"),
    "leaving with 0": trial("import sys\nprint('走')\nsys.exit(0)", "2"),
    "leaving with nothing": trial("import sys\nsys.exit()", "2"),
    "leaving with 3": trial("import sys\nsys.exit(3)", "2"),
    "leaving with words": trial("raise SystemExit('不行')", "2"),
    "exit": trial("1", "exit", "2", handed="it ends its kernel (exit)"),
    "quit()": trial("quit()", handed="it ends its kernel (exit)"),
    "a kernel that dies": trial(
        "print('前')",
        "import os, time\nprint('没了', flush=True)\ntime.sleep(0.5)\nos._exit(1)",
        "2",
        handed="its process died",
    ),
    "display ids": trial(
        "h = display('一', display_id='h')\nother = display(1, display_id=True)",
        "h.update('二')",
        "h.display('三')",
        "h.update('四')\nother.update(2)\nprint('完')",
        "from IPython.display import update_display\nupdate_display('五', display_id='h')",
        "update_display('无', display_id='nobody')",
    ),
    "clear_output": trial(
        "from IPython.display import clear_output\nprint('一')\nclear_output()\nprint('二')",
        "for n in range(3):\n    clear_output(wait=True)\n    print(n)",
        "print('留')\nclear_output(wait=True)",
        "h = display('一', display_id='x')\nclear_output()\ndisplay('二')\nh.update('三')",
    ),
    "faces of an object": trial(
        "class Many:\n    def _repr_mimebundle_(self, include=None, exclude=None):\n"
        "        return {'text/plain': '文', 'application/json': {'数': [1, 2.5, None]}}, {'text/plain': {'m': 1}}\n\nMany()",
        "class Html:\n    def _repr_html_(self):\n        return '<i>斜</i>'\n    def __repr__(self):\n        return '平'\n\nHtml()",
        "class Bad:\n    def _repr_html_(self):\n        raise ValueError('坏')\n    def __repr__(self):\n        return '好'\n\nBad()",
        "class Itself:\n    def _ipython_display_(self):\n        print('自己来')\n\nItself()",
        "class Worse:\n    def __repr__(self):\n        raise RuntimeError('写不出')\n\nWorse()",
    ),
    "display of every kind": trial(
        "from IPython.display import HTML, JSON, SVG, Image, Latex, Markdown, Math, display\n"
        "display(HTML('<b>粗</b>'), Markdown('**粗**'), Latex('$x$'), Math('x^2'), JSON({'a': [1]}))",
        "display(SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"><g/></svg>'))",
        "import base64\npng = base64.b64decode('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
        "awAAAABJRU5ErkJggg==')\ndisplay(Image(png), Image(png, width=9, metadata={'说': '图'}))",
        "display({'text/plain': '原', 'text/x-own': '样'}, raw=True, metadata={'text/plain': {'k': (1, 2)}})",
        "display(1, 2, display_id='d', transient={'t': 1})",
        "display({'application/json': {'n': float('nan'), 'i': float('inf')}, 'text/plain': 'x'}, raw=True)",
    ),
    "tables": trial(
        "import pandas as pd\nframe = pd.DataFrame({'名': ['甲', '乙'], '分': [1.5, None]})\nframe",
        "frame.style.format({'分': '{:.1f}'}).set_uuid('u')",
        "pd.set_option('display.max_columns', 1)\nframe",
        "frame['分'].describe()",
    ),
    "charts": trial(
        "import matplotlib.pyplot as plt\nfigure, axes = plt.subplots(figsize=(2, 1))\naxes.plot([1, 3, 2]);",
        "%config InlineBackend.figure_formats = ['svg']\nimport matplotlib\nmatplotlib.rcParams['svg.hashsalt'] = 's'",
        "%matplotlib inline\nplt.plot([2, 1]); plt.title('t'); plt.show()",
        "matplotlib.get_backend()",
        "figure",
    ),
    "warnings and logs": trial(
        "import warnings\nwarnings.warn('当心')",
        "import logging\nlogging.warning('记')\nlogging.getLogger('own').info('不见')",
        "warnings.warn('过时', DeprecationWarning)",
    ),
    "threads": trial(
        "import threading\ndef f():\n    print('线程里')\n    display('也能显示')\nt = threading.Thread(target=f)\nt.start()\nt.join()",
        "from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor(2) as pool:\n"
        "    print(list(pool.map(str, range(3))))",
    ),
    "processes": trial(
        "import multiprocessing as m\ncontext = m.get_context('fork')\nwith context.Pool(2) as pool:\n"
        "    found = pool.map(abs, [-1, -2])\nfound",
    ),
    "main": trial(
        "__name__",
        "import sys\nsys.modules['__main__'].__dict__ is globals()",
        "class C:\n    x = 1\nimport pickle\npickle.loads(pickle.dumps(C())).x, C.__module__",
        "if __name__ == '__main__':\n    print('主')",
        "from dataclasses import dataclass\n@dataclass\nclass P:\n    n: int\nP(3)",
        "import inspect\ndef f():\n    '说明'\n    return 1\ninspect.getsource(f)",
        "f?",
        "f??",
    ),
    "what a shell offers": trial(
        "ip = get_ipython()\ntype(ip).__name__, ip.execution_count, type(ip.kernel).__mro__[-2].__name__",
        "ip.set_next_input('下一格')",
        "ip.run_cell('1 + 1').result",
        "ip.events.register('post_run_cell', lambda result: print('之后'))",
        "3",
        "ip.ev('1 + 2')",
    ),
    "input": trial("input('名字？')"),
    "a secret": trial("import getpass\ngetpass.getpass()"),
    "standard input": trial("import sys\nsys.stdin.read()"),
    "the caller's surroundings": trial(
        "import os\nos.environ['HUBAO_TRIAL'], os.environ.get('MPLBACKEND')",
        "os.environ['TERM'], os.environ['PAGER']",
        "from pathlib import Path\nPath.cwd().name",
        "import time\ntime.tzname",
    ),
    "parameters": trial(
        tagged("a = 1\nb = 'x'\nc = None", "parameters"),
        "a, b, c, d",
        parameters={"a": 2, "b": "引号\"'\\\n换行", "c": [1.5, True, None, {"k": "值"}], "d": -3},
    ),
    "parameters without their cell": trial("a + 1", parameters={"a": 41}),
    "parameters put in before": trial(
        tagged("a = 1", "parameters"), tagged("a = 5", "injected-parameters"), "a", parameters={"a": 9}
    ),
    "cells that do not run": trial(
        v4.new_markdown_cell("# 标题"),
        v4.new_raw_cell("原文"),
        "",
        "   \n",
        "# 只有注释",
        tagged("print('跳过')", "skip-execution"),
        tagged("print('照跑')", "remove-cell", "own"),
    ),
    "old outputs": trial(
        v4.new_code_cell("1", outputs=[v4.new_output("stream", text="旧")], execution_count=9), "display()"
    ),
    "odd characters": trial("print('\\ud800' if False else '𠮷\\x00\\x07末')", "'\\x1b[31m红\\x1b[0m'", "b'\\xff'"),
    "no timing": trial("1", options={"record_timing": False}),
    "a widget's channel": trial(
        "import comm\nchannel = comm.create_comm(target_name='jupyter.widget', data={'state': {'_model_module': 'm',"
        " '_model_name': 'n', '_model_module_version': '1'}}, metadata={'version': '2.1.0'}, comm_id='own')\n1",
        "channel.send({'method': 'update', 'state': {'value': 2}})\n2",
        handed="it opens a widget's channel (comm)",
    ),
    "a time limit": trial(
        "import time\ntime.sleep(30)", options={"execution_timeout": 1}, handed="option execution_timeout concerns"
    ),
}
