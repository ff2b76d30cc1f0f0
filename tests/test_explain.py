"""Why this number: the line's own reason with its inputs, clause and readings, as text, values and a card."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from hubao.errors import HubaoError
from hubao.explain import Explanation
from hubao.year import Year, open_year

ROOT = Path(__file__).parents[1]
HOSTILE = "<script>alert(1)</script>\"'&"


@pytest.fixture(scope="module")
def year() -> Year:
    return open_year(2024, ROOT / "data" / "2024", ROOT / "params" / "policy" / "2024.yaml")


def card(explanation: Explanation) -> html.HtmlElement:
    return html.fromstring(explanation._repr_html_())


def test_a_line_is_explained_by_its_own_numbers(year: Year):
    one, line = year.explain("D01", "I01"), year.cards["D01"].line("I01")
    assert (one.agency_id, one.name, one.item, one.label) == ("D01", "示例甲子区总工会代办处", "I01", "互助保障覆盖率")
    assert (one.points, one.max_points) == ("19", "20")
    assert one.inputs == (("参加互助保障人数", "90,345"), ("工会会员数", "317,000"))
    assert one.reason == line.reason
    assert "90,345/317,000" in one.reason  # 28.5% of a target of 30%: 95%, one step short
    assert one.clause == "附件1第1项"
    assert one.quotation == year.policy.annex1["I01"].text
    assert one.gap == "还差4,755人"  # 30% of 317000 less 90345


def test_every_reading_of_a_line_is_named_with_what_it_says(year: Year):
    readings = {reading.id: reading for reading in year.explain("D01", "I01").readings}
    chosen = year.policy.readings["A-G1"]
    assert tuple(readings) == year.cards["D01"].line("I01").readings
    assert (readings["A-G1"].chosen, readings["A-G1"].text) == ("full", chosen.options["full"])
    assert all(text in readings["A-G1"].alternatives for value, text in chosen.options.items() if value != "full")
    assert not any(reading.trial for reading in readings.values())


def test_a_trial_reading_says_so(year: Year):
    one = year.with_readings({"A-G1": "proportional"}).explain("D01", "I01")
    assert [reading.id for reading in one.readings if reading.trial] == ["A-G1"]
    assert "读法：A-G1（试算）" in str(one)


def test_every_line_of_every_agency_can_be_explained(year: Year):
    for key, scored in year.cards.items():
        explained = year.explain_all(key)
        assert [one.item for one in explained] == [line.item for line in scored.lines]
        assert all(one.reason and one.clause and one.quotation for one in explained)


def test_an_item_of_other_agencies_is_refused_with_ones_own(year: Year):
    with pytest.raises(HubaoError, match=r"D01 没有“I11b”这一项（可用：I01、.*I11a、.*M14）"):
        year.explain("D01", "I11b")


def test_values_are_plain_and_exact(year: Year):
    one = year.explain("D01", "I01")
    plain = json.loads(json.dumps(one.to_dict(), ensure_ascii=False))
    assert plain["inputs"] == [{"label": label, "value": value} for label, value in one.inputs]
    assert [reading["id"] for reading in plain["readings"]] == [reading.id for reading in one.readings]
    texts = ("agency_id", "name", "item", "points", "max_points", "target", "actual", "reason", "gap", "clause")
    assert all(plain[name] == getattr(one, name) for name in texts)


def test_text_and_card_say_the_same(year: Year):
    one = year.explain("D01", "I01")
    _, head, *rows = str(one).splitlines()
    root = card(one)
    assert [p.text_content() for p in root.xpath(".//p")] == ["D01 示例甲子区总工会代办处", head]
    pairs = zip(root.xpath(".//dt"), root.xpath(".//dd"), strict=True)
    assert [f"  {name.text_content()}：{text.text_content()}" for name, text in pairs] == rows


def test_what_is_not_there_is_not_said(year: Year):
    said = str(replace(year.explain("D01", "I01"), target="", actual="", gap="", flags=(), readings=(), inputs=()))
    names = [row.strip().partition("：")[0] for row in said.splitlines()[2:]]
    assert names == ["依据", "计算"]


def test_a_card_shows_hostile_text_as_text(year: Year):
    one = replace(
        year.explain("D01", "I01"),
        name=HOSTILE,
        label=HOSTILE,
        reason=f"{HOSTILE}\n第二行：续",
        flags=(HOSTILE,),
        inputs=((HOSTILE, HOSTILE),),
    )
    root = card(one)
    assert not root.xpath("//script")
    assert root.xpath(".//p")[0].text_content() == f"D01 {HOSTILE}"
    pairs = zip(root.xpath(".//dt"), root.xpath(".//dd"), strict=True)
    texts = {name.text_content(): text.text_content() for name, text in pairs}
    assert texts["计算"] == f"{HOSTILE}\n第二行：续"
    assert texts["提示"] == HOSTILE


def test_a_line_without_a_limit_names_none(year: Year):
    assert "I01 互助保障覆盖率：19分（满分20分）" in str(year.explain("D01", "I01"))
    assert "M10 酌情加分（风险管控成效）：0分\n" in str(year.explain("D01", "M10"))
