"""What a batch says while it prints: progress on a terminal, what failed, and a log for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeAlias

from hubao.press.jobs import Outcome

if TYPE_CHECKING:
    from hubao.press.request import RunRequest
    from hubao.press.run import Run

__all__ = ["show_run"]

_Tell: TypeAlias = Callable[[Outcome], None]


def show_run(run: Run, request: RunRequest, log: Path | None = None) -> bool:
    """Print a run's reports, with progress on a terminal; list the failures at the end.

    Args:
        run: the run.
        request: what was asked for.
        log: a file that gets one line of JSON for the beginning, each report and the end.

    Returns:
        Whether every report was printed.

    Raises:
        KeyboardInterrupt: the user stopped the run; what was printed until then is told.
    """
    out, done = request.out, list[Outcome]()
    with _log(log) as write, _progress(len(run.jobs)) as advance:
        write("begin", year=request.year, reports=len(run.jobs), standing=run.standing, jobs=request.workers)

        def tell(outcome: Outcome) -> None:
            done.append(outcome)
            advance()
            write("report", **_logged(outcome))

        try:
            outcomes = run.start(tell)
        except KeyboardInterrupt:
            write("stopped", printed=sum(outcome.ok for outcome in done))
            _say_stopped(done, out)
            raise
        failed = [outcome for outcome in outcomes if not outcome.ok]
        write("end", printed=len(outcomes) - len(failed), failed=len(failed), standing=run.standing)
    _show_failed(failed)
    _say_printed(len(outcomes) - len(failed), len(failed), run.standing, request)
    return not failed


def _say_printed(printed: int, failed: int, standing: int, request: RunRequest) -> None:
    parts = [f"已打印 {printed} 份报告"] if printed or failed or not standing else []
    if failed:
        parts.append(f"{failed} 份失败")
    if standing:
        parts.append(f"{standing} 份没有变化，不必重印")
    print(f"{'，'.join(parts)}：{request.out}")
    print(f"目录页：{request.out / f'{request.book.index}.html'}")


def _say_stopped(done: Sequence[Outcome], out: Path) -> None:
    printed = sum(outcome.ok for outcome in done)
    text = f"已按要求停下：已印好 {printed} 份，其余没有打印。印好的各份都是完整的，再运行一次即接着打印：{out}"
    print(text, file=sys.stderr)


def _show_failed(failed: Sequence[Outcome]) -> None:
    """A table on a terminal, one line each elsewhere."""
    if failed and sys.stderr.isatty():
        from rich.console import Console
        from rich.table import Column, Table
        from rich.text import Text

        # Folded: Chinese sentences have no spaces to break at.
        table = Table(*(Column(head, overflow="fold") for head in ("未打印的报告", "单元格", "原因", "全文")))
        for outcome in failed:
            cells = (outcome.job.title, outcome.cell or "—", outcome.failure, outcome.trace or "—")
            table.add_row(*(Text(cell) for cell in cells))
        Console(stderr=True).print(table)
        return
    for outcome in failed:
        trace = f"（全文见 {outcome.trace}）" if outcome.trace else ""
        print(f"未打印：{outcome.job.title}：{outcome.failure}{trace}", file=sys.stderr)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    """A bar with count, rate and time left; nothing where nobody watches."""
    if not total or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TimeRemainingColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text(f"每秒 {speed:.1f} 份" if speed else "", style="progress.data.speed")

    columns = ("打印", BarColumn(), MofNCompleteColumn(), Rate(), "剩余", TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("", total=total)
        yield lambda: progress.advance(task)


@contextmanager
def _log(path: Path | None) -> Iterator[Callable[..., None]]:
    if path is None:
        yield lambda event, **values: None
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", newline="\n") as file:
        yield lambda event, **values: _write(file, event, values)


def _write(file: TextIO, event: str, values: dict[str, Any]) -> None:
    """One line, at once: whoever follows the log sees it as it happens."""
    line = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **values}
    file.write(json.dumps(line, ensure_ascii=False) + "\n")
    file.flush()


def _logged(outcome: Outcome) -> dict[str, Any]:
    job = outcome.job
    said: dict[str, Any] = {"report": job.report, "owner": job.owner, "ok": outcome.ok, "key": job.key}
    if outcome.ok:
        return {**said, "files": list(outcome.files)}
    return {**said, "reason": outcome.failure, "cell": outcome.cell, "trace": outcome.trace}
