"""Remake the parts of the documentation that the program itself knows best.

    python scripts/docs.py [PAGE …]

A page marks such a part with a comment that says what to put there, and `<!-- end -->` below it:

    <!-- made: run hubao score 2024 -->          the command and what it prints; `| 5` at the end keeps five lines
    <!-- made: print hubao render 2024 -->       the same of a command that takes its time; `make slow` compares it
    <!-- made: help score -->                    a command's help text
    <!-- made: tables -->                        the input tables in one list
    <!-- made: fields actuals -->                the fields of an input table
    <!-- made: standard_tables -->               the evaluation's input tables in one list
    <!-- made: standard_fields observations -->  the fields of one of them
    <!-- made: readings A-G -->                  the readings whose ids begin so
    <!-- made: lines D01.I01 B08.I07 -->         scored lines with their arithmetic
    <!-- made: totals D01 D05 -->                how totals add up
    <!-- made: quota people central -->          one group's seats, step by step

Everything is made from the sample years and the policy of `PAGE_YEAR`. `tests/docs` compares every page.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from types import TracebackType

from hubao.appraisal.quota_group import CRITERIA
from hubao.cli import main as hubao
from hubao.numerals import half_up, percent, points
from hubao.policy.loader import load_policy
from hubao.policy.model import Policy, Reading
from hubao.tables.catalogue import TABLES
from hubao.tables.fields import DISTRICTS, Field, Kind
from hubao.tables.standard.catalogue import STANDARD_TABLES
from hubao.year import Year, open_year

ROOT = Path(__file__).resolve().parent.parent
PAGE_YEAR = 2024
PAGES = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))
PART = re.compile(
    r"(?P<open><!-- made: (?P<maker>\w+)(?P<words> [^\n]*?)? -->\n)(?P<body>.*?)(?P<close><!-- end -->)", re.S
)

CUT = "……"
COMMAND_FILES = ("params", "data", "notebooks", "requirements.txt")
SCOPES = {"score": "计分", "grade": "等次", "quota": "名额", "data": "录入口径", "procedure": "程序"}


class Workshop:
    """A copy of the project to run commands in, so that no example writes into the real one."""

    def __enter__(self) -> Workshop:
        self._before = Path.cwd(), os.environ.get("COLUMNS")
        self._folder = tempfile.TemporaryDirectory(prefix="hubao-docs-")
        self.root = Path(self._folder.name).resolve()
        for name in COMMAND_FILES:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
            copy(ROOT / name, self.root / name)
        os.chdir(self.root)
        os.environ["COLUMNS"] = "80"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.chdir(self._before[0])
        if self._before[1] is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = self._before[1]
        self._folder.cleanup()

    def run(self, words: Sequence[str]) -> str:
        """What `hubao WORDS` prints, the project's own path left out.

        Raises:
            SystemExit: the command is refused; an example must work.
        """
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            status = hubao(list(words))
        text = said.getvalue().replace(f"{self.root}{os.sep}", "").replace(os.sep, "/")
        if status:
            message = f"hubao {' '.join(words)} ended with status {status}:\n{text}"
            raise SystemExit(message)
        return text.rstrip("\n")


@cache
def policy() -> Policy:
    """The policy the pages speak of."""
    return load_policy(ROOT / "params" / "policy" / f"{PAGE_YEAR}.yaml", PAGE_YEAR)


@cache
def year() -> Year:
    """The sample year the pages take their arithmetic from."""
    return open_year(PAGE_YEAR, ROOT / "data" / str(PAGE_YEAR), ROOT / "params" / "policy" / f"{PAGE_YEAR}.yaml")


def remade(page: str, workshop: Workshop, *, printing: bool = True) -> str:
    """A page with every marked part made anew; without `printing`, what takes its time stays as it is."""

    def fresh(part: re.Match[str]) -> str:
        if part["maker"] == "print" and not printing:
            return part[0]
        return f"{part['open']}{_body(part['maker'], (part['words'] or '').strip(), workshop)}\n{part['close']}"

    return PART.sub(fresh, page)


def _body(maker: str, words: str, workshop: Workshop) -> str:
    if maker in ("run", "print"):
        command, _, lines = words.partition(" | ")
        return console(command, int(lines) if lines else None, workshop)
    if maker == "help":
        return f"```text\n{workshop.run([*words.split(), '--help'])}\n```"
    makers = {
        "tables": tables,
        "fields": fields,
        "standard_tables": standard_tables,
        "standard_fields": standard_fields,
        "readings": readings,
        "lines": lines_table,
        "totals": totals_table,
        "quota": quota_tables,
    }
    return "\n".join(makers[maker](*words.split()))


def console(command: str, keep: int | None, workshop: Workshop) -> str:
    """A command and what it prints, as a block; `keep` cuts it short."""
    said = workshop.run(shlex.split(command)[1:]).splitlines()
    if keep is not None and len(said) > keep:
        said = [*said[:keep], CUT]
    return "\n".join(["```console", f"$ {command}", *said, "```"])


def table(head: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> list[str]:
    """A Markdown table; `right` are the columns set flush right."""
    rule = ["---:" if number in right else "---" for number in range(len(head))]
    return [f"| {' | '.join(cell.replace('|', '／') for cell in row)} |" for row in (head, rule, *rows)]


def tables() -> list[str]:
    """The input tables: name, Chinese name, what identifies a row, and whether they must be there."""
    rows = [
        [
            f"[`{one.name}`](#{anchor(one.name, one.label)})",
            one.label,
            "、".join(f"`{name}`" for name in one.key) or "——",
            "必有，每家一行" if one.required else "可以没有，可以为空",
        ]
        for one in TABLES.values()
    ]
    return table(["文件或工作表", "中文名", "一行由什么确定", "有没有"], rows)


def anchor(name: str, label: str) -> str:
    """The anchor of a table's heading, as Markdown viewers make it from `name label`."""
    return f"{name}-{label}"


def fields(name: str) -> list[str]:
    """The fields of one input table, from the catalogue."""
    rows = [
        [f"`{one.name}`", one.label, _content(one), one.unit, _who(one), _use(one), "、".join(one.aliases)]
        for one in TABLES[name].fields
    ]
    return table(["字段", "中文表头", "内容", "单位", "谁填", "用于", "也认的表头"], rows)


def standard_tables() -> list[str]:
    """The evaluation's input tables: name, Chinese name, what identifies a row, and whether they must be there."""
    rows = [
        [
            f"[`{one.name}`](#{anchor(one.name, one.label)})",
            one.label,
            "、".join(f"`{name}`" for name in one.key),
            "必有" if one.required else "可以没有，可以为空",
        ]
        for one in STANDARD_TABLES.values()
    ]
    return table(["文件或工作表", "中文名", "一行由什么确定", "有没有"], rows)


def standard_fields(name: str) -> list[str]:
    """The fields of one of the evaluation's input tables."""
    rows = [
        [
            f"`{one.name}`",
            one.label,
            _content(one),
            one.unit,
            "必填" if one.required else "可空",
            "、".join(one.aliases),
        ]
        for one in STANDARD_TABLES[name].fields
    ]
    return table(["字段", "中文表头", "内容", "单位", "必填", "也认的表头"], rows)


def _content(field: Field) -> str:
    if field.kind is Kind.CHOICE:
        return "、".join(f"{label}（`{value}`）" for value, label in (field.choices or {}).items())
    return field.kind.label


def _who(field: Field) -> str:
    whom = "各家" if field.concerns_all else "区、开发区" if field.categories == DISTRICTS else "其余三类"
    return whom if field.required else f"{whom}，可空"


def _use(field: Field) -> str:
    if not field.item:
        return ""
    item = policy().items[field.item]
    return f"{field.item} {item.label}"


def readings(prefix: str) -> list[str]:
    """The register of readings whose ids begin with a prefix, from the policy file."""
    chosen = [(key, one) for key, one in policy().readings.items() if key.startswith(prefix)]
    rows = [[f"**{key}**" if one.switchable else key, *_reading_cells(one)] for key, one in chosen]
    return table(["编号", "哪里不清楚", "所选读法", "其他读法", "依据", "涉及"], rows)


def _reading_cells(reading: Reading) -> list[str]:
    others = [f"{text}（`{value}`）" for value, text in reading.options.items() if value != reading.chosen]
    others += [f"{reading.rejected}（不设开关）"] if reading.rejected else []
    items = "、".join(reading.items)
    return [
        reading.title,
        f"{reading.options[reading.chosen]}（`{reading.chosen}`）",
        "；".join(others) or "——",
        reading.ground,
        f"{SCOPES[reading.scope]}{f'：{items}' if items else ''}",
    ]


def lines_table(*wanted: str) -> list[str]:
    """Scored lines, `AGENCY.ITEM` each, with the arithmetic they carry."""
    rows = []
    for one in wanted:
        agency, _, item = one.partition(".")
        line = year().card(agency).line(item)
        rows.append([agency, f"{item} {line.label}", line.reason, points(line.points)])
    return table(["代办处", "项目", "算式（与报告所印相同）", "得分"], rows, right=[3])


def totals_table(*agencies: str) -> list[str]:
    """How totals add up: annex 1, bonus, discretionary points, deductions."""
    rows = []
    for key in agencies:
        card = year().card(key)
        parts = (card.annex1, card.bonus, card.discretionary)
        plain = sum(parts) - card.deduction
        left = f"{' + '.join(points(part) for part in parts)} − {points(card.deduction)}"
        sum_text = f"{left} = {points(plain).replace('-', '−')}"
        rows.append([key, sum_text, points(card.total), points(card.comparable_total), year().grades[key].reason])
    return table(["代办处", "主表 + 加分 + 酌情 − 减分", "总分", "可比总分", "等次理由"], rows, right=[2, 3])


def quota_tables(pool: str, group: str) -> Iterator[str]:
    """One group's seats: the shares that make the weights, then the seats with their reasons."""
    lines = [line for line in year().allocation(pool) if line.group == group]
    shares = next(line.shares for line in lines if line.shares)
    rows = [
        [CRITERIA[name], str(one.weight), *(percent(line.shares[name].share) for line in lines)]
        for name, one in shares.items()
    ]
    weights = [
        "权重（Σ λ × 份额）",
        str(sum(one.weight for one in shares.values())),
        *(percent(line.weight) for line in lines),
    ]
    yield from table(
        ["指标", "所用 λ", *(line.agency_id for line in lines)], [*rows, weights], range(1, len(lines) + 2)
    )
    yield ""
    seats = [
        [
            line.agency_id,
            str(line.fixed),
            str(half_up(line.entitlement, 4)),
            str(line.whole),
            str(line.remainder_seat),
            str(line.seats),
            line.reason,
        ]
        for line in lines
    ]
    total = [str(sum(getattr(line, name) for line in lines)) for name in ("fixed", "whole", "remainder_seat", "seats")]
    yield from table(
        ["代办处", "固定", "应得", "整数部分", "余数名额", "合计", "说明（与 `quota.csv` 相同）"],
        [*seats, ["合计", total[0], "", *total[1:], ""]],
        range(1, 6),
    )


def main(pages: Sequence[Path]) -> None:
    """Rewrite the pages' marked parts, and name the pages that changed."""
    with Workshop() as workshop:
        for path in pages:
            before = path.read_text(encoding="utf-8")
            after = remade(before, workshop)
            if after != before:
                path.write_text(after, encoding="utf-8", newline="\n")
                print(path.relative_to(ROOT))


if __name__ == "__main__":
    main([Path(name).resolve() for name in sys.argv[1:]] or PAGES)
