"""Rows of other tables against the register of those they are about: agencies, or bodies of the evaluation standard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hubao.errors import Problem
from hubao.tables.headers import nearest
from hubao.tables.parsed import Entry, Parsed
from hubao.tables.source import shown

__all__ = ["Register", "case_twins", "unknown", "wrong_names"]


@dataclass(frozen=True, slots=True)
class Register:
    """Who there is.

    Attributes:
        entries: id → its own row.
        named: every id; ``None`` when some could not be read, so that nobody is called unknown.
        noun: what they are called, e.g. 代办处.
        label: what the register is called.
    """

    entries: Mapping[str, Entry]
    named: frozenset[str] | None
    noun: str
    label: str


def case_twins(register: Register) -> Iterator[Problem]:
    """Ids that differ in case only: on Windows one report would replace the other."""
    seen: dict[str, str] = {}
    for key, entry in register.entries.items():
        twin = seen.setdefault(key.casefold(), key)
        if twin != key:
            rule = f"编号与 {twin} 只差大小写，报告文件会互相覆盖"
            yield entry.error(entry.parsed.table.owner, rule, f"改成不同的编号；是同一个{register.noun}就删去一行")


def unknown(register: Register, parsed: Parsed) -> Iterator[Problem]:
    """Rows about somebody the register does not know."""
    if register.named is None:
        return
    for entry in parsed.entries:
        if entry.agency_id and entry.agency_id not in register.named:
            rule = f"{register.label}里没有这个编号"
            yield entry.error(parsed.table.owner, rule, _which(entry.agency_id, register.named, register.noun))


def wrong_names(register: Register, parsed: Parsed) -> Iterator[Problem]:
    """A name beside the id that is somebody else's: the rows were pasted out of step."""
    for entry in parsed.entries:
        own = register.entries.get(entry.agency_id)
        right = own.values.get("name") if own else None
        if right and entry.values.get("name") not in (None, right):
            yield entry.error(
                "name",
                f"名称与编号对不上，{entry.agency_id} 在名册里是“{shown(str(right))}”",
                "核对这一行是否错位；名称无误就改编号，也可删去名称一列",
            )


def _which(key: str, named: frozenset[str], noun: str) -> str:
    same = [known for known in sorted(named) if known.casefold() == key.casefold()]
    meant = same[0] if same else nearest(key, sorted(named)) if len(key) > 3 else ""
    return f"核对编号{f'，可能是 {meant}' if meant else ''}；确有这个{noun}就先补进名册"
