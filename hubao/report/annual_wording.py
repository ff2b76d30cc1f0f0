"""The sentences of the office's own papers: one function per statement, values in, plain official Chinese out.

Each one knows its awkward cases: nobody, one group, no last year, nothing lost, no veto.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from hubao.appraisal.agency import Grade
from hubao.numerals import Exact, count, day, half_up, percent, points, wan
from hubao.report.annual_terms import quoted

__all__ = [
    "ALL_LOST",
    "UNKNOWN",
    "about",
    "award_sentence",
    "business_sentence",
    "change_word",
    "climbed",
    "covered",
    "dated",
    "effect_finding",
    "grades_sentence",
    "loss_finding",
    "loss_sentence",
    "measures_clause",
    "moved_counts",
    "moved_to",
    "named",
    "next_sentence",
    "self_assessment_sentence",
    "spread_finding",
    "standing_sentence",
    "unqualified_finding",
]

UNKNOWN = "—"

ALL_LOST = "含减分项全部失分"
"""The base of shares over all points lost; the main sheet's own are 主表失分."""


def dated(value: date | None) -> str:
    """Write the day of a decision, which the inputs may lack.

    >>> dated(date(2024, 12, 31)), dated(None)
    ('2024年12月31日', '日期未填')
    """
    return day(value) if value else "日期未填"


def about(value: Exact) -> str:
    """Write a mean or a quartile: one decimal, half up.

    >>> about(Fraction(255, 3)), about(Fraction(1, 3))
    ('85', '0.3')
    """
    return points(half_up(value, 1))


def named(names: Sequence[str], most: int = 0) -> str:
    """List names; beyond ``most`` only the first ones with the number of all (0: every name).

    >>> named(["甲", "乙", "丙"]), named(["甲", "乙", "丙"], 2), named([])
    ('甲、乙、丙', '甲、乙等3家', '无')
    """
    if not names:
        return "无"
    if most and len(names) > most:
        return f"{'、'.join(names[:most])}等{count(len(names))}家"
    return "、".join(names)


def climbed(places: int | None) -> str:
    """Write the places won (up) or lost (down) within a group.

    >>> climbed(2), climbed(-1), climbed(0), climbed(None)
    ('↑2', '↓1', '持平', '—')
    """
    if places is None:
        return UNKNOWN
    if places == 0:
        return "持平"
    return f"↑{places}" if places > 0 else f"↓{-places}"


def change_word(change: Exact) -> str:
    """Say how points moved against last year, to two decimals.

    >>> change_word(Fraction(3, 2)), change_word(-2), change_word(0)
    ('提高1.5分', '下降2分', '持平')
    """
    if Fraction(change) == 0:
        return "持平"
    return f"{'提高' if change > 0 else '下降'}{points(half_up(abs(Fraction(change)), 2))}分"


def moved_to(before: Exact, now: Exact) -> str:
    """Say from where to where points went.

    >>> moved_to(90, Fraction(177, 2)), moved_to(88, 90), moved_to(90, 90)
    ('由90分降至88.5分', '由88分升至90分', '仍为90分')
    """
    if Fraction(before) == Fraction(now):
        return f"仍为{points(now)}分"
    return f"由{points(before)}分{'升至' if now > before else '降至'}{points(now)}分"


def covered(agencies: int, groups: Mapping[str, int]) -> str:
    """Say how many agencies took part, group by group.

    >>> covered(20, {"区类": 17, "局总公司类": 3}), covered(3, {"区类": 3})
    ('参评代办处20家，其中区类17家、局总公司类3家', '参评代办处3家，均为区类')
    """
    if len(groups) == 1:
        return f"参评代办处{count(agencies)}家，均为{next(iter(groups))}"
    parts = "、".join(f"{label}{count(number)}家" for label, number in groups.items())
    return f"参评代办处{count(agencies)}家，其中{parts}"


def grades_sentence(grades: Mapping[Grade, int], decided: int, vetoed: int) -> str:
    """Say how many agencies have which grade, and what the grades rest on.

    >>> grades_sentence({Grade.EXCELLENT: 3, Grade.QUALIFIED: 9, Grade.UNQUALIFIED: 0}, 0, 0)
    '测算建议优秀3家、合格9家、不合格0家'
    >>> grades_sentence({Grade.EXCELLENT: 3, Grade.QUALIFIED: 8, Grade.UNQUALIFIED: 2}, 1, 1)
    '优秀3家、合格8家、不合格2家（1家由会议审定，1家由一票否决确定，其余为测算建议）'
    """
    said = "、".join(f"{grade.label}{count(grades.get(grade, 0))}家" for grade in Grade)
    grounds = [f"{count(decided)}家由会议审定"] if decided else []
    grounds += [f"{count(vetoed)}家由一票否决确定"] if vetoed else []
    if not grounds:
        return f"测算建议{said}"
    rest = "，其余为测算建议" if sum(grades.values()) > decided + vetoed else ""
    return f"{said}（{'，'.join(grounds)}{rest}）"


def moved_counts(risen: int, fallen: int, level: int) -> str:
    """Say how many agencies rose, fell and stayed.

    >>> moved_counts(3, 0, 1)
    '上升3家、持平1家'
    """
    named = (("上升", risen), ("下降", fallen), ("持平", level))
    return "、".join(f"{word}{count(number)}家" for word, number in named if number)


def standing_sentence(
    year: int,
    agencies: int,
    median: Exact,
    medians: tuple[Exact, Exact] | None,
    compared: int,
    moved: str,
    grades: str,
) -> str:
    """The first sentence of the report: how good the year was.

    Args:
        year: the appraisal year.
        agencies: how many took part.
        median: median of their totals.
        medians: of those that have a last year, the median last year and now; ``None`` without any.
        compared: how many have a last year.
        moved: the clause of `moved_counts` about them.
        grades: the clause of `grades_sentence`.
    """
    opening = f"{year}年度参评代办处{count(agencies)}家，总分中位数{points(median)}分"
    if medians is None:
        return f"{opening}，没有上年得分可比；{grades}。"
    whom = "各家都有上年得分，" if compared == agencies else f"有上年得分的{count(compared)}家"
    return f"{opening}；{whom}中位数{moved_to(*medians)}，总分{moved}；{grades}。"


def loss_sentence(losses: Sequence[tuple[str, int, Exact]], lost: Exact, vetoed: int) -> str:
    """The second sentence: where points were lost; deductions are points lost too.

    Args:
        losses: the indicators that lost most, each with the number of agencies and the points, most first.
        lost: points lost over all indicators and deductions.
        vetoed: agencies with a veto.

    >>> loss_sentence([("预算执行率", 12, 30), ("宣传培训次数", 5, 6)], 60, 0)
    '失分最多的是预算执行率（12家共失30分，占含减分项全部失分的50.00%），其次是宣传培训次数（5家共失6分）。没有一票否决事项。'
    """
    veto = f"一票否决{count(vetoed)}家。" if vetoed else "没有一票否决事项。"
    if not losses:
        return f"各项指标均未失分。{veto}"
    (label, agencies, most), *others = losses
    said = (
        f"失分最多的是{label}（{count(agencies)}家共失{points(most)}分，占{ALL_LOST}的{percent(_share(most, lost))}）"
    )
    if others:
        said += "，其次是" + "、".join(f"{name}（{count(who)}家共失{points(sum_)}分）" for name, who, sum_ in others)
    return f"{said}。{veto}"


def next_sentence(measures: str, priority: tuple[str, str] | None) -> str:
    """The third sentence: what comes next.

    Args:
        measures: the clause of `measures_clause`; empty when nobody is 不合格.
        priority: the indicator to mend first, and what is missing there in all; ``None`` when nothing was lost.

    >>> next_sentence("", None)
    '下一步：没有不合格代办处，按程序推荐公示、报审后下发结果。'
    """
    first = f"{measures}。" if measures else "没有不合格代办处，"
    if priority is None:
        return f"下一步：{first}按程序推荐公示、报审后下发结果。"
    label, missing = priority
    return f"下一步：{first}整改先抓{label}{f'：{missing}' if missing else ''}。"


def measures_clause(settled: int, pending: int, steps: Sequence[tuple[int, str, int]]) -> str:
    """Say what art. 13(二) asks for: of settled grades as a duty, of proposed ones only if the meeting confirms them.

    Args:
        settled: agencies 不合格 by a veto or by the meeting.
        pending: agencies whose 不合格 is a proposal.
        steps: every measure that concerns somebody: years in a row it begins with, its words, how many agencies;
            they add up, fewest years first.

    >>> measures_clause(0, 0, [])
    ''
    >>> measures_clause(1, 0, [(1, "限期整改", 1)])
    '1家不合格代办处应按第十三条（二）办理：“限期整改”'
    >>> measures_clause(0, 3, [(1, "限期整改", 3), (2, "反馈", 2)])
    '3家建议不合格，如审定为不合格，应按第十三条（二）累加办理：“限期整改”；其中连续2年及以上的2家，另加“反馈”'
    >>> measures_clause(1, 1, [(1, "限期整改", 2), (2, "反馈", 2)])
    '已定不合格的1家，以及另1家如审定为不合格，应按第十三条（二）累加办理：“限期整改”；都已连续2年及以上，另加“反馈”'
    """
    total = settled + pending
    if not total:
        return ""
    if not pending:
        who = f"{count(settled)}家不合格代办处"
    elif not settled:
        who = f"{count(pending)}家建议不合格，如审定为不合格，"
    else:
        who = f"已定不合格的{count(settled)}家，以及另{count(pending)}家如审定为不合格，"
    said: list[str] = []
    partial = False
    for years, measure, agencies in steps:
        if not said:
            said.append(quoted(measure))
        elif agencies == total:
            said.append(f"都已连续{years}年及以上，另加{quoted(measure)}")
        else:
            said.append(f"{'' if partial else '其中'}连续{years}年及以上的{count(agencies)}家，另加{quoted(measure)}")
            partial = True
    together = "累加" if len(said) > 1 else ""
    return f"{who}应按第十三条（二）{together}办理" + (f"：{'；'.join(said)}" if said else "")


def business_sentence(
    insured: int, members: int, income: Exact, target: Exact, met_both: int, agencies: int, *, coverage: Exact
) -> str:
    """Say how the two business targets of the year were met, over all agencies."""
    completion = Fraction(income) / Fraction(target) if target else Fraction(0)
    return (
        f"全部代办处参保会员{count(insured)}人、工会会员{count(members)}人，覆盖率{percent(coverage)}；"
        f"会（保）费收入{wan(income)}万元，为下达目标{wan(target)}万元的{percent(completion)}。"
        f"覆盖率、会费两项目标都完成的{count(met_both)}家，占{percent(Fraction(met_both, agencies))}。"
    )


def spread_finding(groups: Sequence[tuple[str, Exact]]) -> str:
    """The message of the distribution: which group's middle stands highest and lowest.

    >>> spread_finding([("区类", 88), ("局总公司类", 91)]), spread_finding([("区类", 88)])
    ('总分中位数最高的是局总公司类（91分），最低的是区类（88分）', '区类总分中位数88分')
    >>> spread_finding([("区类", 88), ("局总公司类", 88)])
    '各组总分中位数相同，都是88分'
    """
    if len(groups) == 1:
        return f"{groups[0][0]}总分中位数{points(groups[0][1])}分"
    ordered = sorted(groups, key=lambda pair: -pair[1])
    (top, high), (bottom, low) = ordered[0], ordered[-1]
    if high == low:
        return f"各组总分中位数相同，都是{points(high)}分"
    return f"总分中位数最高的是{top}（{points(high)}分），最低的是{bottom}（{points(low)}分）"


def loss_finding(label: str, agencies: int, concerned: int, lost: Exact) -> str:
    """The message of the chart of points lost.

    >>> loss_finding("预算执行率", 12, 66, 30)
    '预算执行率失分最多：66家中12家失分，共失30分'
    """
    return f"{label}失分最多：{count(concerned)}家中{count(agencies)}家失分，共失{points(lost)}分"


def effect_finding(total: int, moving: int, top: tuple[str, int, int] | None) -> str:
    """The message of the sensitivity: how many alternatives matter, and which most.

    Args:
        total: alternatives tried.
        moving: those that change a total.
        top: the heaviest one in words, with the agencies whose total and whose grade it changes.

    >>> effect_finding(3, 0, None)
    '逐一试算3种其他读法，没有一种会改变任何代办处的总分'
    """
    if not total:
        return "本年度政策没有可切换的读法"
    if top is None:
        return f"逐一试算{count(total)}种其他读法，没有一种会改变任何代办处的总分"
    text, totals, grades = top
    changed = f"等次变动{count(grades)}家" if grades else "等次都不变"
    return (
        f"逐一试算{count(total)}种其他读法，{count(moving)}种会改变总分；"
        f"影响等次最多的是{text}，总分变动{count(totals)}家，{changed}"
    )


def self_assessment_sentence(
    agencies: int, compared: int, *, same: int, higher: int, lower: int, surplus: Exact
) -> str:
    """Say how the agencies' own scores stand against the office's (art. 11(三)).

    >>> self_assessment_sentence(0, 0, same=0, higher=0, lower=0, surplus=0)
    '本年度没有录入代办处自评分，不作对照。'
    """
    if not compared:
        return "本年度没有录入代办处自评分，不作对照。"
    said = f"{count(agencies)}家录入了自评分，共{count(compared)}项：与综合评价一致{count(same)}项"
    said += f"，自评偏高{count(higher)}项" if higher else ""
    said += f"，自评偏低{count(lower)}项" if lower else ""
    if higher or lower:
        word = "多" if surplus >= 0 else "少"
        said += f"，自评合计比综合评价{word}{points(abs(Fraction(surplus)))}分"
    return f"{said}。得分一律以综合评价为准。"


def award_sentence(label: str, seats: int, proposed: int, decided: int) -> str:
    """Say how many seats of an award go to agencies that are only 合格.

    Args:
        label: the award.
        seats: seats given in all.
        proposed: those to agencies whose 合格 is a proposal.
        decided: those to agencies that the meeting found 合格.

    >>> award_sentence("优秀单位", 20, 0, 0)
    '优秀单位20个名额中，没有分给等次为合格的代办处的。'
    >>> award_sentence("优秀单位", 20, 6, 0)
    '优秀单位20个名额中，6个分给只是建议合格的代办处；评优是否须达到优秀等次，请会议决定。'
    >>> award_sentence("优秀单位", 20, 6, 1)
    '优秀单位20个名额中，6个分给只是建议合格、1个分给会议审定合格的代办处；评优是否须达到优秀等次，请会议决定。'
    """
    opening = f"{label}{count(seats)}个名额中，"
    said = [f"{count(proposed)}个分给只是建议合格"] if proposed else []
    said += [f"{count(decided)}个分给会议审定合格"] if decided else []
    if not said:
        return f"{opening}没有分给等次为合格的代办处的。"
    return f"{opening}{'、'.join(said)}的代办处；评优是否须达到优秀等次，请会议决定。"


def unqualified_finding(vetoed: int, by_score: int, by_meeting: int) -> str:
    """Say on what the unqualified grades rest; one by score is a proposal.

    >>> unqualified_finding(0, 0, 0)
    '本年度没有一票否决，也没有不合格的代办处。'
    """
    total = vetoed + by_score + by_meeting
    if not total:
        return "本年度没有一票否决，也没有不合格的代办处。"
    parts = [f"一票否决{count(vetoed)}家"] if vetoed else []
    parts += [f"按得分建议{count(by_score)}家（不足非文件规定的合格线，尚待审定）"] if by_score else []
    parts += [f"会议审定{count(by_meeting)}家"] if by_meeting else []
    tail = "" if vetoed else "；没有一票否决"
    return f"不合格{count(total)}家：{'、'.join(parts)}{tail}。"


def _share(part: Exact, whole: Exact) -> Fraction:
    return Fraction(part) / Fraction(whole) if whole else Fraction(0)
