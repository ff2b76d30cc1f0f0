"""The sentences of the annual report that hold the year against the years before it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from hubao.numerals import Exact, count, percent, points
from hubao.report.annual_wording import change_word, moved_to, named

__all__ = ["change_sentence", "comparison_basis", "course_title", "growth_sentence"]


def comparison_basis(compared: int, missing: Sequence[str], year: int) -> str:
    """Say with whom the comparison can be made.

    >>> comparison_basis(2, [], 2024), comparison_basis(0, ["甲"], 2024)
    ('参评代办处全部有2023年度公布的总分，可以逐家比较。', '参评代办处都没有2023年度公布的总分，不能与上年比较。')
    """
    if not compared:
        return f"参评代办处都没有{year - 1}年度公布的总分，不能与上年比较。"
    if not missing:
        return f"参评代办处全部有{year - 1}年度公布的总分，可以逐家比较。"
    return (
        f"有{year - 1}年度公布总分的{count(compared)}家，逐家比较；没有的{count(len(missing))}家"
        f"（{named(missing)}）不列入比较，也不影响其本年度得分。"
    )


def change_sentence(last: int, medians: tuple[Exact, Exact], mean: Exact, moved: str) -> str:
    """Say how the compared agencies moved.

    Args:
        last: the earlier year.
        medians: their median total in the earlier year, and now.
        mean: mean change.
        moved: the clause of `moved_counts`.

    >>> change_sentence(2023, (90, 91), Fraction(1, 2), "上升2家、下降1家")
    '这些代办处总分中位数与2023年度相比，由90分升至91分；总分上升2家、下降1家，平均提高0.5分。'
    """
    return f"这些代办处总分中位数与{last}年度相比，{moved_to(*medians)}；总分{moved}，平均{change_word(mean)}。"


def course_title(agencies: int, first: tuple[int, Exact], last: tuple[int, Exact]) -> str:
    """The message of the chart of medians: the same agencies in the first and in the last year shown.

    >>> course_title(64, (2022, 90), (2024, Fraction(357, 4)))
    '可比64家总分中位数由2022年度的90分降至2024年度的89.25分，下降0.75分'
    >>> course_title(3, (2023, 90), (2024, 91))
    '可比3家总分中位数由2023年度的90分升至2024年度的91分，提高1分'
    >>> course_title(3, (2023, 90), (2024, 90))
    '可比3家总分中位数2024年度与2023年度持平，都是90分'
    """
    (earlier, before), (later, now) = first, last
    opening = f"可比{count(agencies)}家总分中位数"
    change = Fraction(now) - Fraction(before)
    if change == 0:
        return f"{opening}{later}年度与{earlier}年度持平，都是{points(now)}分"
    word = "升至" if change > 0 else "降至"
    return f"{opening}由{earlier}年度的{points(before)}分{word}{later}年度的{points(now)}分，{change_word(change)}"


def growth_sentence(what: str, unit: str, before: str, now: str, growth: Exact, agencies: int) -> str:
    """Say how a sum over the agencies with a last year has grown.

    >>> growth_sentence("参保会员", "人", "1,000", "1,100", Fraction(1, 10), 3)
    '有上年数据的3家，参保会员合计由1,000人增至1,100人，增长10.00%。'
    >>> growth_sentence("参保会员", "人", "1,000", "1,000", 0, 3)
    '有上年数据的3家，参保会员合计1,000人，与上年持平。'
    """
    opening = f"有上年数据的{count(agencies)}家，{what}合计"
    if growth == 0:
        return f"{opening}{now}{unit}，与上年持平。"
    rises = growth > 0
    size = percent(abs(Fraction(growth)))
    return f"{opening}由{before}{unit}{'增至' if rises else '减至'}{now}{unit}，{'增长' if rises else '下降'}{size}。"
