"""The last words of every report: what it was made from, so that anybody can make it again."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from hubao.numerals import day
from hubao.policy.model import Policy
from hubao.report.blocks import Colophon, Entry

__all__ = ["FONTS", "HASH_SHOWN", "colophon"]

HASH_SHOWN = 16
FONTS = "思源黑体（Noto Sans SC）、思源宋体（Noto Serif SC），SIL OFL 1.1，代替公文常用的黑体与仿宋"


class Made(Protocol):
    """What a report is made from, as far as its last words say it: an opened year, or an agency's view of one."""

    @property
    def year(self) -> int:
        """The appraisal year."""

    @property
    def policy(self) -> Policy:
        """The policy in force."""

    @property
    def policy_file(self) -> Path | None:
        """Where it was read from."""

    @property
    def trial(self) -> Mapping[str, str]:
        """Readings switched for this run."""

    @property
    def sample(self) -> bool:
        """Whether the data is fictitious."""


def colophon(year: Made, owner: str) -> Colophon:
    """Say when the data were cut off, which policy and readings were in force, and with what the report was made.

    Args:
        year: the opened year, or what an agency's report sees of it.
        owner: whose report it is.
    """
    entries = [
        Entry(term="材料性质", text=year.policy.report.notice + ("；数据为虚构" if year.sample else "")),
        Entry(term="数据截至", text=f"{day(year.policy.period.data_as_of)}"),
        Entry(term="政策文件", text=_policy(year)),
        Entry(term="可切换读法", text=_readings(year), detail="其余读法固定，全文见政策文件的读法登记"),
        Entry(term="程序", text=f"互保（hubao）{version('hubao')}"),
        Entry(term="字体", text=FONTS),
    ]
    return Colophon(owner=owner, entries=tuple(entries))


def _policy(year: Made) -> str:
    if year.policy_file is None:
        return f"{year.year}年度政策（未存为文件）"
    digest = sha256(year.policy_file.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
    marked = "；含示例设定，非文件规定" if year.policy.status == "sample_assumption" else ""
    return f"{year.policy_file.name}，SHA-256 前{HASH_SHOWN}位 {digest[:HASH_SHOWN]}{marked}"


def _readings(year: Made) -> str:
    chosen = [
        f"{reading.title}（{key}）：{reading.options[reading.chosen]}{'（试算）' if key in year.trial else ''}"
        for key, reading in year.policy.readings.items()
        if reading.switchable
    ]
    return "；".join(chosen)
