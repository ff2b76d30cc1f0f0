"""From measured runs to tables: medians, ratios, scaling, targets. Nothing here runs or times anything."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

__all__ = [
    "WAYS",
    "Middle",
    "Run",
    "Table",
    "Target",
    "cost_table",
    "fixed_start",
    "middle",
    "number_table",
    "printed",
    "standing_table",
    "targets",
    "targets_table",
]

MIB = 1024 * 1024
NONE = "——"

WAYS: Mapping[str, str] = {
    "ours": "本程序整批：hubao render",
    "loop": "papermill 循环，原装引擎，单进程",
    "pool": "papermill 进程池，原装引擎",
    "commands": "每份各用命令：papermill、jupyter nbconvert",
    "direct": "直接调用报告函数，不经笔记本，单进程",
}
MEMORY = ("命令进程 MiB", "最大其他进程 MiB", "全部进程 PSS MiB")
FACES = {"html": "HTML", "html,pdf": "HTML＋PDF"}
_PRINTED = re.compile(r"(\d+) 份(报告|失败|没有变化)")


@dataclass(frozen=True, slots=True)
class Run:
    """One measured run.

    Attributes:
        question: ``A`` ways, ``B`` nothing to do, ``C`` number of reports.
        way: what was run.
        formats: ``html`` or ``html,pdf``.
        year: agencies in the year.
        reports: reports asked for; 0 measures what a way does before its first.
        wall: seconds by the clock.
        cpu: processor seconds of all processes.
        own_rss: peak resident bytes of the command's own process.
        worker_rss: peak resident bytes of the largest other process.
        tree_pss: peak of the proportional shares of all processes together.
        orphans_cpu: the part of `cpu` used by processes nobody below waited for.
        sampler_cpu: what looking at the memory cost; not in `cpu`.
        same: whether the files are those of our batch, byte for byte; ``None`` where that was not to be compared.
        error: why the run does not count; empty for a good one.
    """

    question: str
    way: str
    formats: str
    year: int
    reports: int
    wall: float = 0
    cpu: float = 0
    own_rss: int = 0
    worker_rss: int = 0
    tree_pss: int = 0
    orphans_cpu: float = 0
    sampler_cpu: float = 0
    same: bool | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Middle:
    """The medians of runs of one kind, or why there are none."""

    runs: int
    reports: int = 0
    wall: float = 0
    cpu: float = 0
    own_rss: float = 0
    worker_rss: float = 0
    tree_pss: float = 0
    same: bool | None = None
    error: str = ""

    def over(self, start: Middle | None, reports: int) -> Middle:
        """These costs for another number of reports: what comes before the first is paid once, the rest by number."""
        before = start if start and start.runs else Middle(0)
        share = reports / self.reports
        wall = before.wall + (self.wall - before.wall) * share
        cpu = before.cpu + (self.cpu - before.cpu) * share
        kept = self.own_rss, self.worker_rss, self.tree_pss, self.same
        return Middle(self.runs, reports, wall, cpu, *kept)


@dataclass(frozen=True, slots=True)
class Table:
    """A table as texts; a row may be shorter than the head, the rest is then not known.

    Attributes:
        head: one text a column.
        rows: one text a cell.
        left: how many columns stand flush left, from the first.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left: int = 1

    def markdown(self) -> str:
        """The table in Markdown."""
        width = len(self.head)
        rule = tuple("---" if number < self.left else "---:" for number in range(width))
        rows = ((*row, *[NONE] * (width - len(row))) for row in self.rows)
        cells = [[cell.replace("|", "／").replace("\n", " ") for cell in row] for row in rows]
        return "\n".join(f"| {' | '.join(row)} |" for row in (self.head, rule, *cells))


@dataclass(frozen=True, slots=True)
class Target:
    """A target, what was measured, and whether it is met; ``None`` where nothing was measured."""

    text: str
    measured: str
    met: bool | None


def middle(runs: Iterable[Run], **wanted: object) -> Middle:
    """The medians of the good runs with these values, e.g. ``way="ours", formats="html"``."""
    chosen = [run for run in runs if all(getattr(run, name) == value for name, value in wanted.items())]
    good = [run for run in chosen if not run.error]
    if not good:
        return Middle(0, error=next((run.error for run in chosen), ""))
    names = ("wall", "cpu", "own_rss", "worker_rss", "tree_pss")
    values = [median(getattr(run, name) for run in good) for name in names]
    compared = [run.same for run in good if run.same is not None]
    return Middle(len(good), good[0].reports, *values, same=all(compared) if compared else None)


def fixed_start(few: Middle, many: Middle, name: str) -> float:
    """What a batch costs before and after its reports, from a batch of few and one of many of the same year."""
    each = (getattr(many, name) - getattr(few, name)) / (many.reports - few.reports)
    return max(0.0, getattr(few, name) - few.reports * each)


def printed(said: str) -> dict[str, int]:
    """What `hubao render` says it has done.

    >>> printed("已打印 64 份报告，2 份失败：/tmp/reports")
    {'报告': 64, '失败': 2, '没有变化': 0}
    """
    return {"报告": 0, "失败": 0, "没有变化": 0} | {what: int(count) for count, what in _PRINTED.findall(said)}


def cost_table(runs: Sequence[Run], formats: str, reports: int) -> Table:
    """Question A: what each way costs, beside ours."""
    ours = _of_way(runs, "ours", formats, reports)
    rows = []
    for way, label in WAYS.items():
        found = middle(_reporting(runs), question="A", way=way, formats=formats)
        if not found.runs:
            if found.error:
                rows.append((label, f"失败：{found.error}"))
            continue
        full = _of_way(runs, way, formats, reports)
        mark = "≈" if found.reports != reports else ""
        whole, each, each_cpu = (f"{mark}{number}" for number in _numbers(full, reports))
        ratios = (_times(full.wall, ours.wall), _times(full.cpu, ours.cpu))
        same = {True: "相同", False: "不同", None: NONE}[found.same]
        done = f"{found.reports} 份 × {found.runs} 次"
        rows.append((label, done, whole, each, each_cpu, *ratios, *_memory(found), same))
    costs = (f"{reports} 份用时（秒）", "每份用时", "每份 CPU", "用时是本程序的", "CPU 是本程序的")
    return Table(("做法", "实跑", *costs, *MEMORY, "与本程序的文件"), tuple(rows), left=2)


def _numbers(full: Middle, reports: int) -> tuple[str, str, str]:
    return f"{full.wall:.2f}", f"{full.wall / reports:.3f}", f"{full.cpu / reports:.3f}"


def standing_table(runs: Sequence[Run]) -> Table:
    """Question B: a batch with nothing to do, and the help text."""
    first, second, helped = (middle(runs, question="B", way=way) for way in ("first", "second", "help"))
    rows = (
        _plain_row(f"首次整批（{first.reports} 份）", first, first),
        _plain_row("再运行一次，没有变化", second, first),
        _plain_row("hubao --help", helped, first),
    )
    return Table(("运行", "次数", "用时（秒）", "CPU（秒）", "用时占首次", "CPU 占首次", "命令进程 MiB"), rows)


def _plain_row(label: str, found: Middle, first: Middle) -> tuple[str, ...]:
    if not found.runs:
        return label, f"失败：{found.error or '没有测'}"
    shares = [_percent(getattr(found, name), getattr(first, name)) for name in ("wall", "cpu")]
    return label, str(found.runs), f"{found.wall:.2f}", f"{found.cpu:.2f}", *shares, f"{found.own_rss / MIB:.0f}"


def number_table(runs: Sequence[Run], sizes: Sequence[int]) -> Table:
    """Question C: what a report costs where there are more of them; the fixed start is known from a batch of few."""
    rows: list[tuple[str, ...]] = []
    for size in sizes:
        found = _of_number(runs, size)
        if found.runs:
            costs = [cell for name in ("wall", "cpu") for cell in _number_cells(runs, sizes[0], size, name)]
            rows.append((str(size), str(found.runs), *costs, *_memory(found)))
        else:
            rows.append((str(size), f"失败：{found.error or '没有测'}"))
    each = [
        f"{name}{what}"
        for name in ("用时", "CPU ")
        for what in ("合计（秒）", "每份", "每份（扣除启动）", f"每份比 {sizes[0]} 份时", "之比（扣除启动）")
    ]
    return Table(("份数", "次数", *each, *MEMORY), tuple(rows), left=0)


def _number_cells(runs: Sequence[Run], base: int, size: int, name: str) -> tuple[str, ...]:
    first, whole = _of_number(runs, base), getattr(_of_number(runs, size), name)
    own = marginal(runs, base, size, name)
    raw = _times(whole / size, getattr(first, name) / base)
    less = NONE if own is None else f"{own:.4f}"
    return f"{whole:.2f}", f"{whole / size:.4f}", less, raw, _times(own, marginal(runs, base, base, name))


def marginal(runs: Sequence[Run], base: int, size: int, name: str) -> float | None:
    """What a report costs beyond the fixed start, which is that of the smallest year; ``None`` if it is not known."""
    few = middle(_reporting(runs), question="C", way="few", year=base)
    many, found = _of_number(runs, base), _of_number(runs, size)
    if not (few.runs and many.runs and found.runs and many.reports > few.reports):
        return None
    return (getattr(found, name) - fixed_start(few, many, name)) / size


def targets(runs: Sequence[Run], reports: int, sizes: Sequence[int]) -> list[Target]:
    """Question D: the targets. Where clock and processor time are both measured, the worse one decides."""
    ways = {(way, faces): _of_way(runs, way, faces, reports) for way in WAYS for faces in FACES}
    ours, both = ways["ours", "html"], ways["ours", "html,pdf"]
    found = [
        _at_least("papermill 单进程循环的用时是本程序的 20 倍以上", 20, ways, "loop"),
        _at_least("同样多进程的 papermill 进程池的用时是本程序的 8 倍以上", 8, ways, "pool"),
    ]
    plain, paper = (_ratio(ways["ours", faces].cpu, ways["direct", faces].cpu) for faces in FACES)
    found.append(_at_most("CPU 不超过直接调用的 1.5 倍（HTML）", 1.5, [plain], f"HTML＋PDF：{_said(paper)}"))
    found.append(
        _at_most("HTML＋PDF 不超过单独 HTML 的 1.5 倍", 1.5, [_ratio(both.wall, ours.wall), _ratio(both.cpu, ours.cpu)])
    )
    first, second = (middle(runs, question="B", way=way) for way in ("first", "second"))
    idle = [_ratio(getattr(second, name), getattr(first, name)) for name in ("wall", "cpu")]
    found.append(_at_most("没有变化的一批不超过首次的 3%", 0.03, idle, percent=True))
    most = max((size for size in sizes if _of_number(runs, size).runs), default=sizes[0])
    grown = [
        _ratio(marginal(runs, sizes[0], most, name), marginal(runs, sizes[0], sizes[0], name))
        for name in ("wall", "cpu")
    ]
    growth = [None if one is None or most == sizes[0] else one - 1 for one in grown]
    text = f"{max(most, sizes[-1])} 份时每份（扣除启动）比 {sizes[0]} 份时贵不到 10%"
    found.append(_at_most(text, 0.10, growth, percent=True))
    held = _of_number(runs, most) if _of_number(runs, most).runs else ours
    memory = [held.own_rss / MIB, held.worker_rss / MIB] if held.runs else [None, None]
    said = "命令进程 {}，最大其他进程 {}".format(*("没有测" if one is None else f"{one:.0f} MiB" for one in memory))
    known = [one for one in memory if one is not None]
    found.append(
        Target(f"{held.reports or most} 份时每个进程不超过 300 MiB", said, max(known) <= 300 if known else None)
    )
    return found


def targets_table(found: Sequence[Target]) -> Table:
    """Question D as a table."""
    met = {True: "是", False: "否", None: "没有测"}
    return Table(("目标", "实测", "达到"), tuple((one.text, one.measured, met[one.met]) for one in found), left=3)


def _reporting(runs: Iterable[Run]) -> list[Run]:
    return [run for run in runs if run.reports]


def _of_way(runs: Sequence[Run], way: str, formats: str, reports: int) -> Middle:
    """A way's cost for the whole number of reports, scaled from fewer where fewer were run."""
    found = middle(_reporting(runs), question="A", way=way, formats=formats)
    if not found.runs or found.reports == reports:
        return found
    return found.over(middle(runs, question="A", way=way, formats=formats, reports=0), reports)


def _of_number(runs: Sequence[Run], size: int) -> Middle:
    return middle(runs, question="C", way="ours", year=size)


def _at_least(text: str, least: float, ways: Mapping[tuple[str, str], Middle], way: str) -> Target:
    plain, paper = (_ratio(ways[way, faces].wall, ways["ours", faces].wall) for faces in FACES)
    said = f"HTML：{_said(plain)}；HTML＋PDF：{_said(paper)}"
    return Target(f"{text}（HTML）", said, None if plain is None else plain >= least)


def _at_most(text: str, most: float, found: Sequence[float | None], note: str = "", *, percent: bool = False) -> Target:
    names = ["用时", "CPU"] if len(found) > 1 else ["CPU"]
    said = [f"{name} {_said(one, percent=percent)}" for name, one in zip(names, found, strict=True)]
    known = [one for one in found if one is not None]
    return Target(text, "；".join([*said, *([note] if note else [])]), max(known) <= most if known else None)


def _ratio(one: float | None, other: float | None) -> float | None:
    return one / other if one and other else None


def _said(value: float | None, *, percent: bool = False) -> str:
    if value is None:
        return "没有测"
    return f"{value:.1%}" if percent else f"{value:.2f} 倍"


def _times(one: float | None, other: float | None) -> str:
    ratio = _ratio(one, other)
    return NONE if ratio is None else f"{ratio:.2f} 倍"


def _percent(one: float, other: float) -> str:
    ratio = _ratio(one, other)
    return NONE if ratio is None else f"{ratio:.1%}"


def _memory(found: Middle) -> list[str]:
    return [f"{value / MIB:.0f}" if value else NONE for value in (found.own_rss, found.worker_rss, found.tree_pss)]
