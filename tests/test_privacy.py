"""Personal numbers: found by their checks, not by their length; masked wherever a message would quote them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubao.privacy import PersonalKind, find_personal, mask_personal
from tests.press.projects import ROOT, hubao, small_project

CHECKS = "10X98765432"


def identity(region: int, born: date, order: int) -> str:
    """A number whose check digit is right; powers of two modulo 11, as the standard defines them."""
    digits = f"{region:06d}{born:%Y%m%d}{order:03d}"
    return digits + CHECKS[sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(digits)) % 11]


def luhn(body: str) -> str:
    """A card number whose last digit is right."""
    for last in "0123456789":
        total = sum(sum(map(int, str(int(d) * (1 + n % 2)))) for n, d in enumerate(reversed(body + last)))
        if total % 10 == 0:
            return body + last
    raise AssertionError


def kinds(text: str) -> list[PersonalKind]:
    return [one.kind for one in find_personal(text)]


@given(st.integers(110000, 659999), st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.integers(0, 999))
def test_an_identity_number_is_found_by_its_check_digit(region: int, born: date, order: int):
    right = identity(region, born, order)
    assert kinds(f"证件{right}。") == [PersonalKind.IDENTITY]
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    assert PersonalKind.IDENTITY not in kinds(f"证件{wrong}。")


@given(st.text("0123456789", min_size=15, max_size=15))
def test_a_card_is_found_by_luhns_check(body: str):
    right = luhn("622" + body)
    assert PersonalKind.CARD in kinds(right) or PersonalKind.IDENTITY in kinds(right)
    wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
    assert PersonalKind.CARD not in kinds(wrong)


@pytest.mark.parametrize(
    "text", ["13800138000", "１３８００１３８０００", "138-0013-8000", "电话：138 0013 8000（王）"]
)
def test_a_phone_number_is_found_however_it_is_written(text: str):
    assert kinds(text) == [PersonalKind.PHONE]
    assert "0013" not in mask_personal(text)
    assert len(mask_personal(text)) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "12800138000",
        "1380013800",
        "138001380001",
        "1,380,013,800.00",
        "13800138000.50",
        "0.13800138000",
        "a13800138000",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "京互办〔2024〕15号",
        "2024-12-31 2024-11-30",
        "110105194913310025",
    ],
)
def test_what_is_no_personal_number_passes(text: str):
    assert kinds(text) == []
    assert mask_personal(text) == text


def test_no_sample_input_holds_a_personal_number():
    found = {path.name: kinds(path.read_text(encoding="utf-8-sig")) for path in Path(ROOT, "data").rglob("*.csv")}
    assert found
    assert {name: own for name, own in found.items() if own} == {}


def test_a_personal_number_in_a_note_is_refused_and_nowhere_shown(tmp_path: Path):
    project = small_project(tmp_path / "project")
    scores = project / "data" / "2024" / "self_scores.csv"
    head = scores.read_text(encoding="utf-8-sig").splitlines()[0]
    row = {"agency_id": "D01", "item": "I16", "self_points": "2", "evidence": "投稿人电话13800138000"}
    cells = [row.get(name, "") for name in head.split(",")]
    scores.write_text("\n".join([head, ",".join(cells)]) + "\n", encoding="utf-8")
    said = hubao(project, "check", "2024", "--out", str(tmp_path / "out"))
    assert said.status == 1
    assert "手机号" in said.out + said.err
    written = [
        path.read_text(encoding="utf-8-sig") for path in (tmp_path / "out").glob("*.*") if path.suffix != ".xlsx"
    ]
    assert written
    assert all("13800138000" not in text for text in [said.out, said.err, *written])
