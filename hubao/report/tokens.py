"""The visual language of every report, in one place: CSS, typst and matplotlib all read it from here.

Colours are hex texts and carry no meaning by themselves: where a colour says something, a word or a mark says it too.
Sizes of type follow one scale; lengths on paper are those of the official layout's type area.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

__all__ = [
    "BASE_PX",
    "CODE_FONTS",
    "DARK",
    "LIGHT",
    "MEASURE_EM",
    "PAPER",
    "PAPER_SANS",
    "PAPER_SERIF",
    "SCREEN_SANS",
    "SCREEN_SERIF",
    "SPACES_REM",
    "STEP",
    "Palette",
    "Sheet",
    "font_stack",
    "size",
]


@dataclass(frozen=True, slots=True)
class Palette:
    """The nine colours of a page.

    Attributes:
        ink: text.
        paper: what the text stands on.
        quiet: captions and clause lines (contrast on paper at least 4.5).
        rule: hairlines.
        main: the report's own agency; links.
        peer: the group and its median.
        gain: bonus points, improvement.
        loss: points lost.
        stop: veto, 不合格.
    """

    ink: str
    paper: str
    quiet: str
    rule: str
    main: str
    peer: str
    gain: str
    loss: str
    stop: str

    def colours(self) -> dict[str, str]:
        """Give the colours by name, in a fixed order.

        >>> LIGHT.colours()["main"]
        '#1d4e89'
        """
        return asdict(self)


LIGHT = Palette(
    ink="#1f2328",
    paper="#ffffff",
    quiet="#5b6470",
    rule="#d5d9de",
    main="#1d4e89",
    peer="#a9b4c0",
    gain="#2f7d5b",
    loss="#b5542c",
    stop="#8b1e2d",
)

DARK = Palette(
    ink="#e6e6e6",
    paper="#16181c",
    quiet="#9aa4b0",
    rule="#30363d",
    main="#7fb0e6",
    peer="#59636e",
    gain="#6cc39b",
    loss="#e59470",
    stop="#f08a96",
)

BASE_PX = 16
STEP = 1.2
MEASURE_EM = 42
"""Widest line of running text, in characters: 38 to 42 read well."""

SPACES_REM = (0.25, 0.5, 1.0, 1.5, 2.5, 4.0)
"""Distances from hair to section; space, not boxes, groups things."""

SCREEN_SANS = (
    "PingFang SC",
    "HarmonyOS Sans SC",
    "MiSans",
    "Microsoft YaHei",
    "Noto Sans SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "sans-serif",
)
SCREEN_SERIF = ("Songti SC", "Noto Serif SC", "Noto Serif CJK SC", "Source Han Serif SC", "SimSun", "serif")
CODE_FONTS = ("ui-monospace", "SFMono-Regular", "Consolas", "Noto Sans Mono CJK SC", "monospace")

PAPER_SANS = "Noto Sans SC"
PAPER_SERIF = "Noto Serif SC"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A4 with the official layout's type area, in millimetres."""

    width: int = 210
    height: int = 297
    top: int = 37
    right: int = 26
    bottom: int = 35
    left: int = 28

    @property
    def text_width(self) -> int:
        """Width of the type area: 156 mm."""
        return self.width - self.left - self.right

    @property
    def text_height(self) -> int:
        """Height of the type area: 225 mm."""
        return self.height - self.top - self.bottom


PAPER = Sheet()


def size(steps: int) -> float:
    """Give the type size so many steps above (or below) the base, as a multiple of it.

    >>> size(0), size(2), size(-1)
    (1.0, 1.44, 0.833)
    """
    return round(STEP**steps, 3)


def font_stack(families: tuple[str, ...]) -> str:
    """Write a font stack as CSS; generic and system names stay without quotes.

    >>> font_stack(("Noto Sans SC", "sans-serif"))
    '"Noto Sans SC", sans-serif'
    """
    return ", ".join(f'"{family}"' if " " in family else family for family in families)
