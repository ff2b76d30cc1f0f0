"""Measure the press beside other ways to the same reports, in one run on one machine.

    python scripts/bench.py [--quick] [--json FILE] [other options]

A  what a report costs: our batch, papermill's loop and pool, the commands, and the report functions called directly
B  what a batch costs that finds nothing changed
C  what a report costs where there are more of them
D  the targets

Everything is printed from copies of the project in a temporary folder. The slow ways of A print a part of the reports
and are scaled, what they do before their first report counted once; such numbers bear the sign ≈. Repeated runs
take turns, and medians are given; the JSON file has every run. Tables go to standard output, progress to the error
stream. It needs a machine that does nothing else meanwhile.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path

from bench_measure import Measured, adopt_orphans, measure
from bench_tables import (
    FACES,
    WAYS,
    Run,
    Table,
    cost_table,
    number_table,
    printed,
    standing_table,
    targets,
    targets_table,
)
from synthetic_year import write_synthetic_year

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PROJECT_FILES = ("params", "data", "notebooks", "requirements.txt")
YEAR = "2024"
SCALED = ("loop", "pool", "commands")
HEAVY = ("pandas", "pandera", "papermill", "matplotlib")
LOADED = (
    "import sys; from hubao.cli import main; main(['--help']); "
    f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
)
LIMIT = 3 * 3600
"""Seconds after which a run is taken to hang."""


@dataclass
class Bench:
    """One run of the bench: its options, its scratch folder, and what it has measured."""

    options: argparse.Namespace
    scratch: Path
    runs: list[Run] = field(default_factory=list)
    loaded: list[str] | None = None
    _known: dict[tuple[str, str], str] = field(default_factory=dict)
    _count: int = 0

    def project(self, agencies: int = 0) -> Path:
        """A copy of the project, with its own data or with a synthetic year."""
        root = self.scratch / f"project-{agencies or 'sample'}"
        if not root.exists():
            for name in PROJECT_FILES:
                copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
                root.mkdir(exist_ok=True)
                copy(ROOT / name, root / name)
            if agencies:
                shutil.rmtree(root / "data")
                write_synthetic_year(root / "data" / YEAR, agencies)
        return root

    def measure(self, run: Run, command: Sequence[str], root: Path, expect: dict[str, int] | None = None) -> None:
        """Run a command, and keep what was measured, or why it does not count.

        Args:
            run: what it is.
            command: the command.
            root: the project it runs in.
            expect: what `hubao render` must say it has done.
        """
        self._count += 1
        asked = f"{run.question} {run.way} {run.formats} {run.reports}/{run.year}"
        print(f"[{self._count}] {asked} …", end=" ", file=sys.stderr, flush=True)
        path = os.pathsep.join([str(BIN), os.environ.get("PATH", "")])
        try:
            got = measure(command, root, {**os.environ, "PATH": path}, LIMIT)
            made = self._made(run, got, expect)
        except OSError as error:
            made = Run(**{**asdict(run), "error": f"{type(error).__name__}: {error.strerror}"})
        said = f"失败：{made.error}" if made.error else f"{made.wall:.2f} s, CPU {made.cpu:.2f} s"
        print(said, file=sys.stderr, flush=True)
        self.runs.append(made)

    def _made(self, run: Run, got: Measured, expect: dict[str, int] | None) -> Run:
        names = ("wall", "cpu", "own_rss", "worker_rss", "tree_pss", "orphans_cpu", "sampler_cpu")
        values = {**asdict(run), **{name: getattr(got, name) for name in names}}
        if got.status:
            last = (got.complained.strip().splitlines() or ["没有说明"])[-1]
            values["error"] = f"退出码 {got.status}：{last[:160]}".replace(str(self.scratch), "")
        elif expect and printed(got.said) != {"报告": 0, "失败": 0, "没有变化": 0} | expect:
            values["error"] = f"结果与预期不符：{printed(got.said)}"
        return Run(**values)

    def compare(self, out: Path) -> None:
        """Hold the files of the last run against those our batch made first, and clear them away."""
        run = self.runs[-1]
        suffixes = run.formats.split(",")
        files = [path for suffix in suffixes for path in out.rglob(f"*.{suffix}") if path.stem != "index"]
        if not run.error and len(files) != run.reports * len(suffixes):
            self.runs[-1] = Run(**{**asdict(run), "error": f"只有 {len(files)} 个文件"})
        elif not run.error:
            pairs = [((run.formats, path.name), sha256(path.read_bytes()).hexdigest()) for path in files]
            known = [self._known[key] == digest for key, digest in pairs if key in self._known]
            self.runs[-1] = Run(**{**asdict(run), "same": all(known) if known else None})
            if run.way == "ours":
                self._known = {**dict(pairs), **self._known}
        shutil.rmtree(out, ignore_errors=True)

    def ways(self) -> None:
        """Question A."""
        options, root = self.options, self.project()
        agencies = agency_ids(root)[: options.reports or None]
        for turn, way, formats, count in turns(options, len(agencies)):
            out = self.scratch / "out" / f"{way}-{turn}-{count}"
            out.mkdir(parents=True)
            run = Run("A", way, formats, len(agency_ids(root)), count)
            chosen = agencies[:count]
            if way == "ours":
                command = render(out, formats, options.jobs, chosen if options.reports else [])
            else:
                words = [way, str(out), formats, str(options.jobs), *chosen]
                command = [sys.executable, str(ROOT / "scripts" / "bench_ways.py"), *words]
            self.measure(run, command, root, {"报告": count} if way == "ours" else None)
            self.compare(out)

    def nothing_to_do(self) -> None:
        """Question B."""
        options, root = self.options, self.project()
        known = len(agency_ids(root))
        chosen = agency_ids(root)[: options.reports] if options.reports else []
        count = len(chosen) or known
        for turn in range(options.repeat):
            out = self.scratch / "out" / f"idle-{turn}"
            command = render(out, "html,pdf", options.jobs, chosen, force=False)
            self.measure(Run("B", "first", "html,pdf", known, count), command, root, {"报告": count})
            for _ in range(options.repeat):
                self.measure(Run("B", "second", "html,pdf", known, count), command, root, {"没有变化": count})
            shutil.rmtree(out, ignore_errors=True)
            self.measure(Run("B", "help", "", 0, 0), [str(BIN / "hubao"), "--help"], root)
        heavy = measure([sys.executable, "-c", LOADED], root, os.environ, LIMIT)
        self.loaded = json.loads(heavy.complained.replace("'", '"')) if not heavy.status else None

    def numbers(self) -> None:
        """Question C; the largest year is printed once, the others in turns."""
        options = self.options
        for turn in range(options.repeat):
            for size in options.sizes:
                if turn and size == max(options.sizes) and len(options.sizes) > 1:
                    continue
                root, out = self.project(size), self.scratch / "out" / f"number-{turn}-{size}"
                if size == options.sizes[0]:
                    few = agency_ids(root)[: options.jobs]
                    command = render(out, "html", options.jobs, few)
                    self.measure(Run("C", "few", "html", size, len(few)), command, root, {"报告": len(few)})
                    shutil.rmtree(out, ignore_errors=True)
                command = render(out, "html", options.jobs, [])
                self.measure(Run("C", "ours", "html", size, size), command, root, {"报告": size})
                shutil.rmtree(out, ignore_errors=True)

    def warm_up(self) -> None:
        """Print one report in each of the quick ways, unmeasured: caches of the system and of fonts are then filled."""
        root, out = self.project(), self.scratch / "out" / "warm"
        for command in (
            render(out, "html,pdf", 1, agency_ids(root)[:1]),
            [sys.executable, str(ROOT / "scripts" / "bench_ways.py"), "loop", str(out), "html", "1", "D01"],
        ):
            measure(command, root, os.environ, LIMIT)
        shutil.rmtree(out, ignore_errors=True)


def render(out: Path, formats: str, jobs: int, agencies: Sequence[str], *, force: bool = True) -> list[str]:
    """The command of our batch; no agencies means all."""
    chosen = [word for key in agencies for word in ("--agency", key)]
    command = [str(BIN / "hubao"), "render", YEAR, "--report", "agency", "--out", str(out)]
    return [*command, "--format", formats, "--jobs", str(jobs), *chosen, *(["--force"] if force else [])]


def agency_ids(root: Path) -> list[str]:
    """The agencies of a project's year."""
    with (root / "data" / YEAR / "agencies.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row["agency_id"] for row in csv.DictReader(file)]


def turns(options: argparse.Namespace, reports: int) -> Iterator[tuple[int, str, str, int]]:
    """The order of question A: all ways after each other, then again; turn, way, formats and number of reports."""
    counts = {"loop": options.subset, "pool": options.subset, "commands": options.commands}
    for turn in range(max(options.repeat, options.slow_repeat)):
        for formats in FACES:
            for way in WAYS:
                if turn >= (options.slow_repeat if way in SCALED else options.repeat):
                    continue
                count = min(counts.get(way, reports), reports)
                if not count:
                    continue
                if way in ("loop", "pool") and count < reports:
                    yield turn, way, formats, 0
                yield turn, way, formats, count


def report(bench: Bench) -> tuple[str, dict[str, object]]:
    """The tables, and the same as plain values."""
    options, runs = bench.options, bench.runs
    about = {"cpus": _cpus(), "jobs": options.jobs, "python": platform.python_version(), "system": platform.system()}
    parts = [f"处理器 {about['cpus']} 个，同时 {options.jobs} 份，Python {about['python']}，{about['system']}。"]
    reports = options.reports or len(agency_ids(bench.project()))
    asked = {run.question for run in runs}
    tables: dict[str, Table] = {}
    if "A" in asked:
        tables = {f"A. {label}，每份报告的代价": cost_table(runs, formats, reports) for formats, label in FACES.items()}
    if "B" in asked:
        tables["B. 没有变化的一批"] = standing_table(runs)
    if "C" in asked:
        tables["C. 份数与每份的代价（本程序，HTML）"] = number_table(runs, options.sizes)
    found = targets(runs, reports, options.sizes)
    tables["D. 目标"] = targets_table(found)
    for title, table in tables.items():
        parts += [f"## {title}", table.markdown()]
    if "A" in asked:
        parts.append("≈ 只跑了一部分，按份数推算；首份之前的启动只计一次。")
    if "B" in asked:
        loaded = "没有测" if bench.loaded is None else "、".join(bench.loaded) or "无"
        parts.append(f"`hubao --help` 载入的大件（{'、'.join(HEAVY)}）：{loaded}。")
    plain = {
        "about": about,
        "options": {name: value for name, value in vars(options).items() if name != "json"},
        "runs": [asdict(run) for run in runs],
        "help_loads": bench.loaded,
        "tables": {title: {"head": table.head, "rows": table.rows} for title, table in tables.items()},
        "targets": [asdict(target) for target in found],
    }
    return "\n\n".join(parts) + "\n", plain


def _cpus() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read_options(words: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="each once, and without the largest year of C")
    parser.add_argument("--questions", default="ABC", metavar="LETTERS", help="which of A, B, C; default all")
    parser.add_argument("--repeat", type=int, help="runs of our batch and of the direct calls; default 3")
    parser.add_argument("--slow-repeat", type=int, default=1, help="runs of the slow ways; default 1")
    parser.add_argument("--subset", type=int, default=12, help="reports of papermill's loop and pool; default 12")
    parser.add_argument("--commands", type=int, default=4, help="reports of the commands; default 4")
    parser.add_argument("--reports", type=int, default=0, help="reports of A and B; default all")
    parser.add_argument("--sizes", help="numbers of agencies of C; default 66,500,3000")
    parser.add_argument("--jobs", type=int, default=_cpus(), help="reports at once; default as many as processors")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every run and the targets there")
    options = parser.parse_args(words)
    options.repeat = options.repeat or (1 if options.quick else 3)
    sizes = options.sizes or ("66,500" if options.quick else "66,500,3000")
    options.sizes = sorted({int(size) for size in sizes.split(",")})
    return options


def main(words: Sequence[str] | None = None) -> int:
    """Measure and report; when stopped, report what is known."""
    options = read_options(words)
    adopt_orphans()
    status = 0
    with tempfile.TemporaryDirectory(prefix="hubao-bench-") as folder:
        bench = Bench(options, Path(folder).resolve())
        try:
            bench.warm_up()
            for letter, ask in (("A", bench.ways), ("B", bench.nothing_to_do), ("C", bench.numbers)):
                if letter in options.questions:
                    ask()
        except KeyboardInterrupt:
            print("\n已按要求停下，以下是已知的结果。", file=sys.stderr)
            status = 130
        text, plain = report(bench)
    print(text, end="")
    if options.json:
        options.json.write_text(json.dumps(plain, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return status if status else int(any(run.error for run in bench.runs))


if __name__ == "__main__":
    sys.exit(main())
