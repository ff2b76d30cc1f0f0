"""Cut the fonts under hubao/report/fonts from the Noto CJK collections.

    python scripts/fonts.py [DIRECTORY OF THE .ttc FILES]

The sources are the four files of Debian's `fonts-noto-cjk`; the same sources and fontTools give the same bytes.
A wanted character that a source does not hold stops the run; `STAND_INS` says which shape may serve for another.
"""

import sys
from pathlib import Path

from fontTools.otlLib.builder import buildLookup, buildSinglePos, buildValue
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont
from fontTools.ttLib.tables import otTables

DEBIAN = Path("/usr/share/fonts/opentype/noto")
TARGET = Path(__file__).resolve().parent.parent / "hubao" / "report" / "fonts"

FAMILIES = {"NotoSansCJK": "Noto Sans SC", "NotoSerifCJK": "Noto Serif SC"}
STYLES = {"Regular": 400, "Bold": 700}

# Whole blocks, cut to what the source holds: nobody misses an unassigned or rare place of a block.
BLOCKS = {
    "ASCII": (0x20, 0x7E),
    "Latin-1": (0xA0, 0xFF),
    "general punctuation": (0x2010, 0x205E),
    "superscripts and subscripts": (0x2070, 0x209C),
    "letter-like and number forms": (0x2100, 0x218B),
    "CJK punctuation": (0x3000, 0x303F),
    "full-width forms": (0xFF01, 0xFFE6),
}
# Characters a report may rely on, whatever their block.
SYMBOLS = (
    "–—‘’“”…•‰′″※€№℃™½¼¾×÷±°²³·§©®¥￥"
    "≥≤≠≈−√∑∞∆⇒⇔→←↑↓↗↘↔"
    "▲▼△▽●○◎■□◆◇★☆✓✔✕⚠"
    "〇〔〕《》〈〉「」『』【】"
    "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"
    "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹ㎡㎞"
)
# 通用规范汉字表 (2013), 8105 hanzi in the table's order: the standard for names of people and places, some 1400 of
# them not in GB 2312. Taken from the property kTGH of the Unicode Han database.
GENERAL_STANDARD = Path(__file__).with_name("general_standard_hanzi.txt")
STAND_INS = {"✔": "✓", "✕": "×"}  # Noto CJK draws neither

FEATURES = ["ccmp", "kern", "locl", "mark", "vert"]
SCRIPTS = ["DFLT", *(f"{script}.{lang}" for script in ("hani", "latn", "grek", "cyrl") for lang in ("dflt", "ZHS "))]
FULL_NAME, POSTSCRIPT_NAME, FAMILY_NAME, STYLE_NAME, UNIQUE_NAME = 4, 6, 1, 2, 3
KEPT_NAMES = [0, FAMILY_NAME, STYLE_NAME, UNIQUE_NAME, FULL_NAME, 5, POSTSCRIPT_NAME, 7, 8, 9, 11, 13, 14]
ENGLISH = (3, 1, 0x409)


def gb2312() -> set[int]:
    """Every character of GB 2312: 6763 hanzi and 682 signs."""
    found = set()
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes((row, cell)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return found


def wanted() -> set[int]:
    """The characters every font must hold."""
    hanzi = GENERAL_STANDARD.read_text(encoding="utf-8").replace("\n", "")
    return gb2312() | {ord(sign) for sign in SYMBOLS + hanzi} | set(range(0x20, 0x7F))


def simplified_face(collection: Path, family: str) -> TTFont:
    """The mainland face of a collection, e.g. `Noto Sans CJK SC` (not its Mono sister)."""
    source_family = family.replace(" SC", " CJK SC")
    faces = TTCollection(collection, lazy=True).fonts
    number = [face["name"].getDebugName(FAMILY_NAME) for face in faces].index(source_family)
    return TTFont(collection, fontNumber=number, lazy=True, recalcTimestamp=False)


def cut(font: TTFont) -> None:
    """Drop what the reports never show: other characters, other regions' shapes, hints."""
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format != 14:  # 14 holds variation sequences only
            table.cmap.update({ord(sign): table.cmap[ord(other)] for sign, other in STAND_INS.items()})
    held = set(font.getBestCmap())
    if missing := wanted() - held:
        signs = "".join(map(chr, sorted(missing)))
        face = font["name"].getDebugName(FULL_NAME)
        raise SystemExit(f"{face} lacks {signs}: give each a stand-in or do not want it")
    options = Options()
    options.layout_features = FEATURES
    options.layout_scripts = SCRIPTS
    options.name_IDs = KEPT_NAMES
    options.name_languages = [ENGLISH[2]]
    options.hinting = False
    options.recalc_timestamp = False
    options.notdef_outline = True  # a missing character must show as a box, not as nothing
    subsetter = Subsetter(options)
    blocks = {code for first, last in BLOCKS.values() for code in range(first, last + 1)}
    subsetter.populate(unicodes=(wanted() | blocks) & held)
    subsetter.subset(font)


def line_up_figures(font: TTFont) -> None:
    """Add the feature `tnum`, figures of one width, which a column of numbers needs and Noto Serif CJK lacks."""
    figures = [font.getBestCmap()[ord(figure)] for figure in "0123456789"]
    widths = {glyph: font["hmtx"][glyph][0] for glyph in figures}
    spare = {glyph: max(widths.values()) - width for glyph, width in widths.items()}
    if not any(spare.values()):
        return
    shifts = {glyph: buildValue({"XPlacement": gap // 2, "XAdvance": gap}) for glyph, gap in spare.items()}
    record = otTables.FeatureRecord()
    record.FeatureTag, record.Feature = "tnum", otTables.Feature()
    table = font["GPOS"].table
    record.Feature.FeatureParams, record.Feature.LookupListIndex = None, [len(table.LookupList.Lookup)]
    table.LookupList.Lookup.append(buildLookup(buildSinglePos(shifts, font.getReverseGlyphMap())))
    # Features stand in the order of their tags, and languages name them by their place.
    records = [*table.FeatureList.FeatureRecord, record]
    order = sorted(range(len(records)), key=lambda place: records[place].FeatureTag)
    table.FeatureList.FeatureRecord = [records[place] for place in order]
    for script in table.ScriptList.ScriptRecord:
        for language in (script.Script.DefaultLangSys, *(one.LangSys for one in script.Script.LangSysRecord)):
            places = [*language.FeatureIndex, len(records) - 1]
            language.FeatureIndex = sorted(order.index(place) for place in places)


def rename(font: TTFont, family: str, style: str) -> None:
    """Give the font its own family, with Regular and Bold as the two styles of it."""
    postscript = f"{family.replace(' ', '')}-{style}"
    names = font["name"]
    version = str(names.getDebugName(5)).split(";")[0]
    names.setName(family, FAMILY_NAME, *ENGLISH)
    names.setName(style, STYLE_NAME, *ENGLISH)
    names.setName(f"{version}; {postscript}; hubao subset", UNIQUE_NAME, *ENGLISH)
    names.setName(family if style == "Regular" else f"{family} {style}", FULL_NAME, *ENGLISH)
    names.setName(postscript, POSTSCRIPT_NAME, *ENGLISH)
    bold = style == "Bold"
    metrics = font["OS/2"]
    metrics.usWeightClass = STYLES[style]
    metrics.fsSelection = metrics.fsSelection & ~0b1100001 | (1 << 5 if bold else 1 << 6)
    font["head"].macStyle = int(bold)
    compact = font["CFF "].cff
    compact.fontNames = [postscript]
    compact.topDictIndex[0].FamilyName = family
    compact.topDictIndex[0].FullName = names.getDebugName(FULL_NAME)


def main(source: Path) -> None:
    """Write the four fonts and print their sizes."""
    for stem, family in FAMILIES.items():
        for style in STYLES:
            font = simplified_face(source / f"{stem}-{style}.ttc", family)
            cut(font)
            line_up_figures(font)
            rename(font, family, style)
            path = TARGET / f"{family.replace(' ', '')}-{style}.otf"
            font.save(path, reorderTables=True)
            print(f"{path.name}  {len(font.getBestCmap())} characters  {path.stat().st_size / 2**20:.2f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEBIAN)
