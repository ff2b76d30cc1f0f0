"""What needs two fields, two tables or the points file: the rows of the evaluation against each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction

from hubao.errors import Problem
from hubao.numerals import points as points_text
from hubao.policy.standard_points import Checklist, Judged, PeerPercentile
from hubao.standard.record import Mode
from hubao.standard.scheme import Rated
from hubao.tables.headers import nearest
from hubao.tables.parsed import Entry, Parsed
from hubao.tables.register import case_twins, unknown, wrong_names
from hubao.tables.source import Source, error, warning
from hubao.tables.standard.book import StandardBook, key_of

__all__ = ["check_standard", "header_only"]

FORMS = (("numerator", "denominator"), ("value",), ("items_met", "items_total"))
"""The three ways in which a figure is given."""


def check_standard(book: StandardBook) -> Iterator[Problem]:
    """Hold an evaluation's tables against each other and against the points file.

    Args:
        book: the tables.

    Yields:
        Unknown bodies and codes, figures that are not given in just one way or do not fit their kind of scoring, points
        beyond an indicator's, indicators without a figure, and what contradicts itself.
    """
    yield from case_twins(book.register)
    for parsed in book.parsed.values():
        yield from header_only(parsed)
        if parsed.table.name != "bodies":
            yield from unknown(book.register, parsed)
            yield from wrong_names(book.register, parsed)
        if "code" in parsed.table.names:
            yield from _codes(book, parsed)
    for entry in book.rows("observations"):
        yield from _figure(book, entry)
    for entry in book.rows("judgements"):
        yield from _judgement(book, entry)
    yield from _contradictions(book)
    yield from _missing(book)
    yield from _peers(book)


def header_only(parsed: Parsed) -> Iterator[Problem]:
    """A table that must hold rows and holds none."""
    if parsed.table.required and not parsed.entries and not parsed.named and parsed.columns:
        yield error(parsed.source, "只有表头，没有数据", "逐行填写")


def _codes(book: StandardBook, parsed: Parsed) -> Iterator[Problem]:
    tree = book.scheme.tree
    indicators = set(tree.indicators)
    known = indicators | set(tree.sections) | set(tree.pillars) | {""} if parsed.table.name == "history" else indicators
    for entry in parsed.entries:
        code = entry.values.get("code")
        if not isinstance(code, str):
            continue
        if code not in known and code in {*tree.sections, *tree.pillars}:
            label = (tree.sections.get(code) or tree.pillars[code]).label
            yield entry.error("code", f"{code}（{label}）是项目的编码，这里要填指标的编码", "编码见附录A，写作 1.1.1")
            entry.refuse("code")
        elif code not in known:
            meant = nearest(code, sorted(known))
            hint = f"，可能是 {meant}" if meant else ""
            yield entry.error("code", f"指标体系里没有编码 {code}", f"核对编码{hint}；编码见附录A，写作 1.1.1")
            entry.refuse("code")
        elif parsed.table.name != "history" and code not in book.rated:
            label = tree.indicators[code].label
            rule = f"{code}（{label}）没有赋分，这一行没有用上"
            yield entry.warning("code", rule, "核对分值文件；不评价就删去这一行")


def _figure(book: StandardBook, entry: Entry) -> Iterator[Problem]:
    rated = book.applies(key_of(entry))
    if rated is None:
        return
    if isinstance(rated.rule, Judged):
        rule = f"{_named(rated)}由人工评分，这一行数据没有用上"
        yield entry.warning("code", rule, "评分填在评分记录表；或删去这一行")
        return
    names = [name for form in FORMS for name in form]
    if any(entry.is_refused(name) for name in names):
        return
    given = [form for form in FORMS if any(not entry.is_blank(name) for name in form)]
    if len(given) != 1:
        what = "没有数据" if not given else "用了不止一种填法"
        rule = f"{_named(rated)}{what}"
        yield entry.error(_first(given), rule, f"只用一种填法：{_asked(rated)}")
        return
    form = given[0]
    blank = [name for name in form if entry.is_blank(name)]
    if blank:
        label = entry.parsed.table[blank[0]].label
        other = "" if isinstance(rated.rule, Checklist) else "，或改用数值一列"
        yield entry.error(blank[0], f"{_named(rated)}缺{label}", f"补填{label}{other}")
    elif isinstance(rated.rule, Checklist) != (form == ("items_met", "items_total")):
        yield entry.error(form[0], f"{_named(rated)}的填法与计分方式不合", f"应填{_asked(rated)}")
    else:
        yield from _plausible(rated, entry, form)


def _plausible(rated: Rated, entry: Entry, form: tuple[str, ...]) -> Iterator[Problem]:
    values = entry.values
    if form == ("items_met", "items_total"):
        met, total = values["items_met"], values["items_total"]
        assert isinstance(met, int)
        assert isinstance(total, int)
        listed = len(rated.indicator.checks)
        if met > total:
            yield entry.error("items_met", f"{_named(rated)}符合条数多于核对条数", "核对两个数")
        elif listed and total != listed:
            rule = f"{_named(rated)}附录A列有{listed}条，这里核对了{total}条"
            yield entry.warning("items_total", rule, "核对条数；确有不适用的，在数据来源里写明")
    elif form == ("numerator", "denominator"):
        yield from _over_whole(rated, entry)
    elif rated.indicator.share and values["value"] > 1:  # type: ignore[operator]  # a figure: refused ones do not get here
        rule = f"{_named(rated)}是部分占整体的比例，不应大于100%"
        if entry.text("value").rstrip().endswith(("%", "％")):
            yield entry.warning("value", rule, "核对口径")
        else:
            yield entry.error("value", f"{rule}；没有百分号的数不猜是不是百分数", "写作 0.98 或 98%")


def _over_whole(rated: Rated, entry: Entry) -> Iterator[Problem]:
    """A part that is larger than its whole."""
    over, under = entry.values.get("numerator"), entry.values.get("denominator")
    if rated.indicator.share and isinstance(over, Fraction) and isinstance(under, Fraction) and over > under:
        rule = f"{_named(rated)}是部分占整体的比例，分子大于分母"
        yield entry.warning("numerator", rule, "核对两个数是否填反或口径不一")


def _judgement(book: StandardBook, entry: Entry) -> Iterator[Problem]:
    rated, given = book.applies(key_of(entry)), entry.values.get("points")
    if rated is None:
        return
    if not isinstance(rated.rule, Judged):
        yield entry.warning("code", f"{_named(rated)}不由人工评分，这一行没有用上", "核对分值文件的 kind；或删去这一行")
    elif given is not None and given > rated.rule.points:  # type: ignore[operator]  # points are fractions
        full = points_text(rated.rule.points)
        yield entry.error("points", f"{_named(rated)}满分{full}分，评分不能更高", f"填写0至{full}的分数")


def _contradictions(book: StandardBook) -> Iterator[Problem]:
    for table in ("observations", "judgements", "monitoring"):
        for entry in book.rows(table):
            body, code = key_of(entry)
            if (body, code) in book.excluded and code in book.rated:
                rule = f"{_named(book.rated[code])}已列为不适用，这一行没有用上"
                yield entry.warning("code", rule, "核对：不适用就删去这一行，适用就删去不适用指标表里的一行")
    yield from _monitored(book)
    for entry in book.rows("survey"):
        if not entry.is_blank("satisfied") and not entry.is_blank("score") and not entry.is_refused("score"):
            yield entry.error("score", "是否满意与评分只填一个", "按问卷的设计只留一列")
    for entry in book.rows("history"):
        year = entry.values.get("year")
        if isinstance(year, int) and year >= book.year:
            yield entry.error("year", f"历年结果应早于评价年度{book.year}", "核对年度")
    for entry in book.rows("survey_frame"):
        sent, population = entry.values.get("sent"), entry.values.get("population")
        if isinstance(sent, int) and isinstance(population, int) and sent > population:
            yield entry.error("sent", "发放份数多于总体人数", "核对两个数")


def _monitored(book: StandardBook) -> Iterator[Problem]:
    """Monthly figures: of the year, of indicators scored by a rate and given nowhere else, and for every month."""
    observed = {key for key, _ in book.keyed("observations", Mode.UPPER)}
    rows: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in book.rows("monitoring"):
        if book.applies(key_of(entry)):
            rows[key_of(entry)].append(entry)
    for key, own in rows.items():
        rated = book.rated[key[1]]
        if isinstance(rated.rule, Judged | Checklist):
            yield own[0].error("code", f"{_named(rated)}不用比率计分", "删去这个指标的各行")
        elif key in observed:
            rule = f"{key[1]} 既有网络监测数据，又有指标数据，分不清以哪个为准"
            yield own[0].error("code", rule, "只留一处")
        else:
            yield from _months(book, rated, own)


def _months(book: StandardBook, rated: Rated, own: list[Entry]) -> Iterator[Problem]:
    months = [entry.values.get("month") for entry in own]
    for entry, month in zip(own, months, strict=True):
        if isinstance(month, str) and not month.startswith(f"{book.year}-"):
            yield entry.error("month", f"不是{book.year}年度的月份", "只留评价年度的月份")
        elif entry.values.get("denominator") == 0 and entry.values.get("numerator"):
            yield entry.error("denominator", f"{rated.code} 分母为0而分子不为0", "核对两个数")
        else:
            yield from _over_whole(rated, entry)
    if all(entry.values.get("denominator") == 0 for entry in own):
        yield own[-1].error("denominator", f"{rated.code} 各月分母都是0，算不出比率", "核对；确无业务就列为不适用")
    lacking = [f"{month}月" for month in range(1, 13) if f"{book.year}-{month:02d}" not in months]
    if lacking and None not in months:
        rule = f"{_named(rated)}的网络监测数据缺{'、'.join(lacking)}"
        source, body = book.parsed["monitoring"].source, own[0].agency_id
        yield warning(source, rule, "补齐；没有业务的月份不必补", agency_id=body)


def _missing(book: StandardBook) -> Iterator[Problem]:
    """Indicators without a figure. What was refused is not missing: that has been said."""
    if not book.exclusions_known:
        return
    judged, observed = ("judgements",), ("observations", "monitoring")
    sure = {tables: all(_whole(book, table) for table in tables) for tables in (judged, observed)}
    unsure = {tables: _unsure(book, tables) for tables in (judged, observed)}
    present = {
        table: {key_of(entry) for entry in book.rows(table) if entry.values.get("mode") in _UPPER}
        for table in (*judged, *observed)
    }
    for body in book.register.entries:
        for code, rated in book.rated.items():
            tables = judged if isinstance(rated.rule, Judged) else observed
            if not sure[tables] or body in unsure[tables] or (body, code) in book.excluded:
                continue
            if not any((body, code) in present[table] for table in tables):
                yield _lacking(book, body, rated)


_UPPER = (Mode.UPPER, None)
"""The governing mode; rows of network monitoring have no mode at all."""


def _whole(book: StandardBook, table: str) -> bool:
    """Whether it is known of every row of a table whose it is; a table that need not be there counts as known."""
    parsed = book.parsed.get(table)
    if parsed is None:
        return table not in book.doubtful
    return parsed.complete and (bool(parsed.entries) or not parsed.table.required)


def _unsure(book: StandardBook, tables: tuple[str, ...]) -> set[str]:
    """Bodies of which some row was refused so far that nobody knows which indicator it is about."""
    known = [book.parsed[table] for table in tables if table in book.parsed]
    refused = {entry.agency_id for parsed in known for entry in parsed.entries if entry.is_refused("code")}
    return refused.union(*(parsed.damaged for parsed in known))


def _lacking(book: StandardBook, body: str, rated: Rated) -> Problem:
    table = "judgements" if isinstance(rated.rule, Judged) else "observations"
    source = book.parsed[table].source if table in book.parsed else Source(f"{table}.csv")
    mend = f"补填{_asked(rated)}；不适用于该机构的，在不适用指标表写明理由"
    field = book.parsed["bodies"].table["body_id"]
    return error(source, f"{body} 的{_named(rated)}没有数据", mend, agency_id=body, field=field, value=rated.code)


def _peers(book: StandardBook) -> Iterator[Problem]:
    """A body that is to be placed among its peers, and has none."""
    entries = book.register.entries
    if (
        not book.exclusions_known
        or book.register.named is None
        or any(one.is_refused("level") for one in entries.values())
    ):
        return
    for code, rated in book.rated.items():
        if not isinstance(rated.rule, PeerPercentile):
            continue
        found: dict[object, list[str]] = defaultdict(list)
        for body, entry in entries.items():
            if (body, code) not in book.excluded:
                found[entry.values.get("level") if rated.rule.peers == "level" else "全部机构"].append(body)
        for level, bodies in found.items():
            if len(bodies) == 1:
                rule = f"{_named(rated)}按同类位次计分，但{level or '这个层级'}只有 {bodies[0]} 一家，没有同类可比"
                mend = "核对层级；或在分值文件里改用别的计分方式，或列为不适用"
                yield entries[bodies[0]].error("level", rule, mend)


def _named(rated: Rated) -> str:
    return f"{rated.code} {rated.indicator.label}"


def _asked(rated: Rated) -> str:
    """What an indicator asks for, by its kind of scoring."""
    if isinstance(rated.rule, Judged):
        return "评分、评分人与佐证"
    return "符合条数与核对条数" if isinstance(rated.rule, Checklist) else "分子与分母，或数值"


def _first(given: Sequence[tuple[str, ...]]) -> str:
    return given[1][0] if given else "numerator"
