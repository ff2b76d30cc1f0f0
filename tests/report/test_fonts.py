"""The packaged fonts hold what a report may print, under the names typst and matplotlib look for."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[2] / "hubao" / "report" / "fonts"
EXPECTED = {
    "NotoSansSC-Regular.otf": ("Noto Sans SC", "Regular", 400),
    "NotoSansSC-Bold.otf": ("Noto Sans SC", "Bold", 700),
    "NotoSerifSC-Regular.otf": ("Noto Serif SC", "Regular", 400),
    "NotoSerifSC-Bold.otf": ("Noto Serif SC", "Bold", 700),
}
SIGNS = "—…“”‘’〔〕《》「」【】、。，；：？！（）％￥〇①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ≥≤±×÷−→←↑↓▲▼●○■□✓✔✕√№‰℃½"
YOUNGER_THAN_GB2312 = "喆堃玥珺赟祎旸镕"


def gb2312_hanzi() -> set[int]:
    rows = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return {ord(text) for code in rows if (text := code.decode("gb2312", errors="ignore"))}


def open_font(name: str) -> TTFont:
    return TTFont(FONTS / name, lazy=True)


def test_the_folder_holds_these_fonts_and_their_licence():
    assert {path.name for path in FONTS.glob("*.otf")} == set(EXPECTED)
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", EXPECTED)
def test_family_style_and_weight(name: str):
    family, style, weight = EXPECTED[name]
    font = open_font(name)
    names = font["name"]
    assert (names.getDebugName(1), names.getDebugName(2)) == (family, style)
    assert names.getDebugName(6) == name.removesuffix(".otf")
    assert {names.getDebugName(16), names.getDebugName(17)} == {
        None
    }  # no second family name to disagree with the first
    assert font["OS/2"].usWeightClass == weight
    assert bool(font["head"].macStyle & 1) == (style == "Bold")


@pytest.mark.parametrize("name", EXPECTED)
def test_characters(name: str):
    held = set(open_font(name).getBestCmap())
    hanzi = gb2312_hanzi()
    assert len(hanzi) == 6763
    wanted = (
        hanzi | set(range(0x20, 0x7F)) | set(range(0xA1, 0xAD)) | {ord(sign) for sign in SIGNS + YOUNGER_THAN_GB2312}
    )
    assert "".join(map(chr, sorted(wanted - held))) == ""


@pytest.mark.parametrize("name", EXPECTED)
def test_figures_can_share_one_width(name: str):
    font = open_font(name)
    glyphs = font.getBestCmap()
    widths = {font["hmtx"][glyphs[ord(figure)]][0] for figure in "0123456789"}
    features = {record.FeatureTag for record in font["GPOS"].table.FeatureList.FeatureRecord}
    assert len(widths) == 1 or "tnum" in features


def test_the_weights_of_a_family_hold_the_same_characters():
    regular, bold = (set(open_font(f"NotoSansSC-{style}.otf").getBestCmap()) for style in ("Regular", "Bold"))
    assert regular == bold
