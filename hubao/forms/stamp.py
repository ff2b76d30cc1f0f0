"""Whose form a workbook is, and of which year: by its stamp, and by the line under its title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hubao.errors import Problem
from hubao.forms.layout import STAMP_LABELS, VERSION
from hubao.numerals import bound, money
from hubao.policy.model import Policy
from hubao.tables.fields import CATEGORY_LABELS
from hubao.tables.header_text import normal_header
from hubao.tables.notices import Notice
from hubao.tables.source import Row, Source, error, strip, warning

__all__ = ["Stamp", "check_stamp", "find_stamp"]

WHO = re.compile(r"代办处[：:].*[（(](?P<id>[A-Za-z0-9][A-Za-z0-9_-]{0,31})[）)]")
ASK = "把收到的表退回，请对方用下发给本单位的表填写"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a form says about itself; texts that are missing are empty.

    Attributes:
        file: name of the file.
        texts: the stamp's texts by their label.
        places: label → sheet and cell.
        titled: the agency named under the title, with sheet and cell.
    """

    file: str
    texts: Mapping[str, str]
    places: Mapping[str, tuple[str, str]]
    titled: tuple[str, str, str]

    @property
    def agency_id(self) -> str:
        """The agency the form is of: by its stamp, else by its title."""
        return self.texts.get("agency_id", "") or self.titled[0]


def find_stamp(file: str, grids: Mapping[str, Sequence[Row]]) -> Stamp:
    """Find what a form says about itself, on whatever sheet.

    Args:
        file: name of the file.
        grids: the rows of each sheet.
    """
    labels = {normal_header(label): name for name, label in STAMP_LABELS.items()}
    texts: dict[str, str] = {}
    places: dict[str, tuple[str, str]] = {}
    titled = ("", "", "")
    for sheet, rows in grids.items():
        for line, cells in rows:
            name = labels.get(normal_header(cells[0]), "") if cells else ""
            if name and len(cells) > 1 and name not in texts and strip(cells[1]):
                texts[name] = strip(cells[1])
                places[name] = (sheet, Source(file, sheet).cell(line, 2))
            for column, text in enumerate(cells, 1):
                if not titled[0] and (found := WHO.match(strip(text))):
                    titled = (found["id"], sheet, Source(file, sheet).cell(line, column))
    return Stamp(file, texts, places, titled)


def check_stamp(stamp: Stamp, policy: Policy, register: Mapping[str, Notice]) -> Iterator[Problem]:
    """Hold a form's stamp against the year and the register.

    Yields:
        Errors where it is not known whose form it is, or it is another year's; warnings where it is an old form.
    """
    said, titled = stamp.texts.get("agency_id", ""), stamp.titled[0]
    if not said and not titled:
        yield error(Source(stamp.file), "表上没有代办处编号，不知是哪家的", ASK)
        return
    if said and titled and said != titled:
        sheet, cell = stamp.titled[1:]
        rule = f"表头写 {titled}，版本表却是 {said}，分不清是哪家的"
        yield error(Source(stamp.file, sheet), rule, ASK, cell=cell)
        return
    notice = register.get(stamp.agency_id)
    sheet, cell = stamp.places.get("agency_id", stamp.titled[1:])
    if notice is None:
        yield error(Source(stamp.file, sheet), f"名册里没有代办处 {stamp.agency_id}", "核对编号和年度", cell=cell)
        return
    if stamp.texts.get("year", str(policy.year)) != str(policy.year):
        rule = f"这是{stamp.texts['year']}年度的表，要读的是{policy.year}年度"
        yield _at(stamp, "year", notice, rule, ASK)
    if stamp.texts.get("category", CATEGORY_LABELS[notice.category]) != CATEGORY_LABELS[notice.category]:
        rule = f"表是按{stamp.texts['category']}写的，名册里是{CATEGORY_LABELS[notice.category]}"
        yield _at(stamp, "category", notice, rule, ASK)
    if stamp.texts.get("version", "") != VERSION:
        place = Source(stamp.file, stamp.places.get("version", (sheet, ""))[0])
        rule = f"表样不是现行版本（{stamp.texts.get('version', '没有版本')}，现行 {VERSION}），按各格的填报码读取"
        yield warning(place, rule, "核对读到的数；以后用 hubao forms 写出的新表", agency_id=notice.agency_id)
    issued = {"coverage": bound(notice.targets.coverage_target), "premium": money(notice.targets.premium_target)}
    for name, now in issued.items():
        if stamp.texts.get(name, now) != now:
            rule = f"{STAMP_LABELS[name]}下发时是 {stamp.texts[name]}，现在是 {now}"
            sheet, cell = stamp.places[name]
            place = Source(stamp.file, sheet)
            yield warning(place, rule, "试算分按旧目标算，自评分请代办处核对", cell=cell, agency_id=notice.agency_id)


def _at(stamp: Stamp, name: str, notice: Notice, rule: str, mend: str) -> Problem:
    sheet, cell = stamp.places[name]
    return error(Source(stamp.file, sheet), rule, mend, cell=cell, agency_id=notice.agency_id)
