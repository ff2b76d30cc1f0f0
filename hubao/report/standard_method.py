"""What both evaluation reports say of documents, points, method and themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from hubao.evaluation import Evaluation
from hubao.numerals import bound, count, day, decimal_text, points
from hubao.policy.standard_points import KINDS
from hubao.policy.standard_tree import METHODS
from hubao.report.blocks import Block, Callout, Colophon, Entry, Listing, Paragraph, Row, Table
from hubao.report.colophon import FONTS, HASH_SHOWN
from hubao.report.columns import amount, figure, words
from hubao.report.standard_wording import notice
from hubao.standard.words import GRADE_LABELS

__all__ = ["colophon", "method", "period_text", "process", "slips", "sources", "unused"]

_STEPS = ("成立评价工作组", "制订评价计划", "组织实施评价", "评价结果处置")
"""The steps of clause 11, where the points file names none of its own."""


def sources(evaluation: Evaluation, owner: str) -> list[Block]:
    """评价依据: the draft standard with an honest remark, and the points file, which is the region's own."""
    file = evaluation.points
    title = file.title or f"{evaluation.year}年度分值文件"
    marked = "示例，非文件规定" if file.status == "example" else "由本地区确定"
    entries = (
        Entry(
            term=evaluation.scheme.tree.citation,
            text="三级指标体系、评价方法、报告标题",
            detail=evaluation.scheme.tree.remark,
        ),
        Entry(
            term=f"《{title}》",
            text=f"{file.region or '本地区'}，{marked}",
            detail="标准未给出分值和等级界限，由各地区自定（9.2、12.1）",
        ),
    )
    notes = tuple(Entry(text=note) for note in file.notes)
    blocks: list[Block] = [Listing(owner=owner, entries=entries, ordered=True)]
    if notes:
        blocks += [Paragraph(owner=owner, text="赋分的理由："), Listing(owner=owner, entries=notes)]
    return blocks


def slips(evaluation: Evaluation, owner: str) -> list[Block]:
    """The slips and ambiguities of the draft that touch indicators with points."""
    rows = [
        Row(
            cells=(f"{rated.code} {rated.indicator.label}", rated.indicator.note),
            detail=f"原印：{printed}" if printed else "",
        )
        for rated in evaluation.scheme.rated
        if rated.indicator.note
        for printed in ["、".join(filter(None, (rated.indicator.printed.label, rated.indicator.printed.methods)))]
    ]
    if not rows:
        return []
    columns = (words("指标", 4), words("草案文本的问题与本报告的处理", 7))
    return [Table(owner=owner, caption="草案文本的笔误与歧义", columns=columns, rows=tuple(rows))]


def period_text(evaluation: Evaluation) -> str:
    """The period and the day the figures are cut off (clause 10)."""
    cut = evaluation.points.data_as_of
    until = f"数据截至{day(cut)}。" if cut else "数据截至年末。"
    year = evaluation.year
    return f"评价周期为{year}年1月1日至12月31日（第10章），{until}"


def process(evaluation: Evaluation, owner: str) -> Table:
    """评价过程: the steps, with who and when as far as the points file says."""
    steps = evaluation.points.report.process
    rows = tuple(Row(cells=(step.label, step.who, step.when)) for step in steps) or tuple(
        Row(cells=(step, "——", "——")) for step in _STEPS
    )
    columns = (words("步骤", 4), words("由谁", 3), words("时间", 3))
    return Table(owner=owner, caption="评价程序", columns=columns, rows=rows, note="依据第11章。")


def method(evaluation: Evaluation, owner: str) -> list[Block]:
    """评价方法: the roll-up, the kinds of scoring, the grades, and what becomes of indicators that do not apply."""
    file = evaluation.points
    general = decimal_text(file.general_total)
    if file.mode == "sum":
        formula = (
            "二级项目得分为其一般性指标与激励性指标得分之和（P2 = ΣIG + ΣIE），一级项目得分为二级项目之和（P1 = ΣP2），"
            f"总分为一级项目之和（P = ΣP1）。一般性指标满分{general}分，激励性指标另加。"
        )
        blocks: list[Block] = [Paragraph(owner=owner, text=formula)]
    else:
        formula = "各级项目先折成百分制，再按权重逐级加权平均；激励性指标的得分加在加权得分之上。"
        warning = "本报告按加权方式汇总。标准没有权重符号，只有分值；加权方式不是标准原文，由分值文件选用。"
        blocks = [
            Callout(owner=owner, title="非标准原文", text=warning, tone="stop"),
            Paragraph(owner=owner, text=formula),
        ]
    cap = file.incentive_cap
    capped = f"激励性指标合计至多加{points(cap)}分。" if cap is not None else "激励性指标的加分没有上限。"
    spread = (
        "分值按比例分摊给同一二级项目的其他一般性指标"
        if file.excluded == "spread_in_section"
        else "分值不计，满分相应减少"
    )
    blocks.append(
        Paragraph(owner=owner, text=f"{capped}不适用的指标写明理由，{spread}。所有比率以原始数据精确计算，不先舍入。")
    )
    bounds = "，".join(f"{points(one.at_least)}分以上为{GRADE_LABELS[one.grade]}" for one in file.grades)
    marked = "（示例，非文件规定）" if file.status == "example" else ""
    blocks.append(Paragraph(owner=owner, text=f"等级界限{marked}：{bounds}，其余为{GRADE_LABELS['unqualified']}。"))
    blocks += [_kinds(evaluation, owner), _methods(evaluation, owner)]
    return blocks


def _kinds(evaluation: Evaluation, owner: str) -> Table:
    told = {
        "ratio": "数值 ÷ 目标 × 分值，不超过分值",
        "threshold": "达到界限得满分，否则0分",
        "bands": "按所在的档次得分",
        "checklist": "符合条数 ÷ 核对条数 × 分值",
        "judged": "评价组在0至分值之间评分，写明佐证与评分人",
        "year_on_year": "与上年之比，由起点到目标按比例得分",
        "peer_percentile": "优于同类的比例 × 分值，并列各计一半",
    }
    rated = evaluation.scheme.rated
    counts: Counter[str] = Counter(one.rule.kind for one in rated)
    rows = tuple(
        Row(
            cells=(
                label,
                told[kind],
                count(counts[kind]),
                points(sum(one.rule.points for one in rated if one.rule.kind == kind)),
            )
        )
        for kind, label in KINDS.items()
        if counts[kind]
    )
    columns = (words("计分方式", 3), words("怎样计分", 7), figure("指标", "项"), amount("分值", "分"))
    return Table(owner=owner, caption="计分方式", columns=columns, rows=rows)


def _methods(evaluation: Evaluation, owner: str) -> Table:
    used: Counter[str] = Counter(name for one in evaluation.scheme.rated for name in one.indicator.methods)
    sources_of = {
        "comparison": "历年评价结果；同级机构的同期结果",
        "statistics": "统计报表的分子、分母",
        "inspection": "实地核查表",
        "survey": "调查答卷，按层加权，有限总体校正",
        "monitoring": "业务系统的月度数据，全年合计",
    }
    rows = tuple(
        Row(cells=(label, count(used[name]), sources_of[name])) for name, label in METHODS.items() if used[name]
    )
    columns = (words("评价方法（第7章）", 4), figure("指标", "项"), words("数据来源", 7))
    return Table(owner=owner, caption="评价方法", columns=columns, rows=rows, note="一项指标可用多种方法。")


def colophon(evaluation: Evaluation, owner: str) -> Colophon:
    """What the report was made from."""
    cut = evaluation.points.data_as_of
    plan = evaluation.points.robustness
    entries = [
        Entry(term="材料性质", text=notice(evaluation.points) + ("；数据为虚构" if evaluation.sample else "")),
        Entry(term="引用标准", text=evaluation.scheme.tree.citation, detail="未声称与印行本逐条一致"),
        Entry(term="数据截至", text=day(cut) if cut else f"{evaluation.year}年末"),
        Entry(term="指标体系", text=_file(evaluation.tree_file, "tree.yaml")),
        Entry(term="分值文件", text=_file(evaluation.points_file, "未存为文件")),
        Entry(term="试算", text=f"分值变动{bound(plan.variation)}以内，{count(plan.draws)}次，种子{plan.seed}"),
        Entry(term="程序", text=f"互保（hubao）{version('hubao')}"),
        Entry(term="字体", text=FONTS),
    ]
    return Colophon(owner=owner, entries=tuple(entries))


def _file(path: Path | None, otherwise: str) -> str:
    if path is None:
        return otherwise
    digest = sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
    return f"{path.name}，SHA-256 前{HASH_SHOWN}位 {digest[:HASH_SHOWN]}"


def unused(evaluation: Evaluation) -> Sequence[str]:
    """The indicators of the tree that have no points here, as code and name."""
    rated = {one.code for one in evaluation.scheme.rated}
    return [f"{code} {one.label}" for code, one in evaluation.scheme.tree.indicators.items() if code not in rated]
